// What follows the pointer over a figure: cross-hair, read-outs, halos, selections, gestures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/plot/ranges.hpp"

namespace thalweg::ui {
namespace {

std::string pair_text(double x, double y) { return real_text(x) + ", " + real_text(y); }

}  // namespace

/// The moment that the pointer marks, here or in another view.
void FigureView::draw_linked_clock(const Workspace& workspace, ImDrawList& list) const {
  const auto& clock = workspace.run().hovered.clock;
  if (!clock) return;
  for (const PanelScene& panel : scene_.panels) {
    if (!panel.clock) continue;
    const double x = panel.x.to_px(*clock);
    if (x < panel.area.x || x > panel.area.right()) continue;
    const ImVec2 top = to_screen({x, panel.area.y});
    const ImVec2 bottom = to_screen({x, panel.area.bottom()});
    const float whole = std::floor(top.x);
    list.AddLine({whole, top.y}, {whole, bottom.y}, colour(Role::muted, 0.7));
  }
}

void FigureView::draw_hover(Workspace& workspace, ImDrawList& list, ImVec2 min, ImVec2 max) {
  const Point2 at = to_scene(ImGui::GetIO().MousePos);
  const Hit what = thalweg::hit(scene_, at);
  const bool brush = what.moves == Hit::Moves::brush;
  if (brush) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (what.kind == Hit::Kind::handle && !brush) {
    const bool rule = what.moves != Hit::Moves::anywhere;
    ImGui::SetMouseCursor(!rule                               ? ImGuiMouseCursor_Hand
                          : what.moves == Hit::Moves::along_x ? ImGuiMouseCursor_ResizeEW
                                                              : ImGuiMouseCursor_ResizeNS);
    draw_handle_halo(
        list, what.at,
        rule ? exact_text(what.value) : exact_text(what.x) + ", " + exact_text(what.y));
    return;
  }
  if (what.kind == Hit::Kind::legend || what.kind == Hit::Kind::label ||
      what.kind == Hit::Kind::event) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    workspace.set_hover({});
    if (what.kind == Hit::Kind::event) draw_read_out({what.name, {}, {}}, list, min, max);
    return;
  }
  const Hover hovered = thalweg::hover(scene_, at);
  Link link = hovered.link;
  const PanelScene* panel = panel_under(at);
  if (!panel || !panel->area.contains(at) || hovered.empty()) {
    workspace.set_hover({});
    return;
  }
  if (panel->clock) {
    if (!link.clock) link.clock = panel->x.to_data(at.x);
    if (scene_.clock == ClockKind::iteration) link.clock = std::round(*link.clock);
  } else if (!panel->spatial && figure_.kind == ViewKind::curve) {
    const ImVec2 top = to_screen({at.x, panel->area.y});
    const ImVec2 bottom = to_screen({at.x, panel->area.bottom()});
    list.AddLine({snapped(top.x), top.y}, {snapped(top.x), bottom.y}, colour(Role::muted, 0.7));
  }
  workspace.set_hover(link);
  for (const HoverRow& row : hovered.rows) {
    const bool placed = panel->clock || panel->spatial || figure_.kind == ViewKind::curve;
    if (!panel->area.contains(row.at) || !placed) continue;
    list.AddCircleFilled(to_screen(row.at), px(4.5), colour(Role::panel));
    list.AddCircleFilled(to_screen(row.at), px(3), to_u32(theme().resolve(row.colour)));
  }
  draw_read_out(hovered, list, min, max);
}

/// Beside the pointer, never under it, inside the view; rows that do not fit are left out.
void FigureView::draw_read_out(const Hover& what, ImDrawList& list, ImVec2 min, ImVec2 max) const {
  const float line = px(18);
  const float pad = px(9);
  float label = 0;
  float value = 0;
  for (const HoverRow& row : what.rows) {
    label = std::max(label, text_width(Font::label, row.label));
    value = std::max(value, text_width(Font::small_number, row.value));
  }
  const float gap = label > 0 && value > 0 ? px(16) : 0;
  const float width =
      std::max(label + gap + value, text_width(Font::small_number, what.title)) + 2 * pad;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float below = max.y - px(4) - (mouse.y + px(16)),
              above = mouse.y - px(16) - (min.y + px(4));
  const float heads = what.title.empty() ? 0.0f : 1.0f;
  const float fit = std::floor((std::max(below, above) - pad) / line) - heads;
  const std::size_t rows =
      std::min(what.rows.size(), static_cast<std::size_t>(std::max(0.0f, fit)));
  const float height = (static_cast<float>(rows) + heads) * line + pad;
  ImVec2 at{mouse.x + px(16), mouse.y + px(16)};
  if (at.x + width > max.x - px(4)) at.x = mouse.x - px(16) - width;
  at.x = std::max(at.x, min.x + px(4));
  if (height > below) at.y = mouse.y - px(16) - height;
  at = {snapped(at.x), snapped(at.y)};
  list.AddRectFilled(at, {at.x + width, at.y + height}, colour(Role::raised, 0.96), px(5));
  list.AddRect(at, {at.x + width, at.y + height}, colour(Role::line), px(5));
  note_widget("view." + id_ + ".read_out", at, {at.x + width, at.y + height}, what.title);
  float y = at.y + pad / 2;
  const auto row_box = [&] { return Box{{at.x + pad, y}, {at.x + width - pad, y + line}}; };
  if (!what.title.empty()) {
    put_text(row_box(), Align::left, Font::small_number, colour(Role::muted), what.title);
    y += line;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const HoverRow& row = what.rows[i];
    put_text(row_box(), Align::left, Font::label, to_u32(theme().resolve(row.colour)), row.label);
    put_text(row_box(), row.label.empty() ? Align::left : Align::right, Font::small_number,
             colour(Role::text), row.value);
    y += line;
  }
}

/// A short text on a ground of its own, kept inside the figure.
void FigureView::draw_tag(ImDrawList& list, ImVec2 corner, const std::string& text) const {
  const float width = text_width(Font::small_number, text) + px(10), height = px(19);
  const ImVec2 far = to_screen({scene_.size.width, scene_.size.height});
  corner.x = std::clamp(corner.x, origin_.x, std::max(origin_.x, far.x - width));
  corner.y = std::clamp(corner.y, origin_.y, std::max(origin_.y, far.y - height));
  corner = {snapped(corner.x), snapped(corner.y)};
  list.AddRectFilled(corner, {corner.x + width, corner.y + height}, colour(Role::raised, 0.96),
                     px(4));
  put_text({corner.x + px(5), corner.y + px(2)}, Font::small_number, colour(Role::text), text);
}

void FigureView::draw_handle_halo(ImDrawList& list, Point2 at, const std::string& text) const {
  const ImVec2 centre = to_screen(at);
  list.AddCircle(centre, px(11), colour(Role::text, 0.8), 0, px(1.5));
  list.AddCircleFilled(centre, px(11), colour(Role::text, 0.15));
  draw_tag(list, {centre.x + px(14), centre.y - px(27)}, text);
}

/// Outlines of the selected points.
void FigureView::draw_selection(ImDrawList& list) const {
  for (const HitDots& dots : scene_.dots) {
    if (dots.handle.empty() || dots.handle != active_input_) continue;
    const PanelScene& panel = scene_.panels[static_cast<std::size_t>(dots.panel)];
    for (const std::int64_t index : selected_) {
      const auto i = static_cast<std::size_t>(index);
      if (i >= dots.x->size()) continue;
      const Point2 at{panel.x.to_px((*dots.x)[i]), panel.y.to_px((*dots.y)[i])};
      if (panel.area.contains(at)) {
        list.AddCircle(to_screen(at), px(7.5), colour(Role::accent), 0, px(1.5));
      }
    }
  }
}

/// Where the pointer has the line, which follows when the solver answers.
void FigureView::draw_dragged_rule(ImDrawList& list, const PanelScene& panel) const {
  const bool along_x = grabbed_.moves == Hit::Moves::along_x;
  const double place = dragged_place();
  const double px = (along_x ? panel.x : panel.y).to_px(place);
  const Rect& area = panel.area;
  const Point2 from = along_x ? Point2{px, area.y} : Point2{area.x, px};
  const Point2 to = along_x ? Point2{px, area.bottom()} : Point2{area.right(), px};
  list.AddLine(to_screen(from), to_screen(to), colour(Role::accent), thalweg::ui::px(1.5));
  draw_handle_halo(list, along_x ? Point2{px, last_.y} : Point2{last_.x, px}, real_text(place));
}

void FigureView::draw_gesture(ImDrawList& list) const {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const PanelScene* panel = panel_under(from_);
  if (drag_ == Drag::handle && panel && grabbed_.moves != Hit::Moves::anywhere) {
    draw_dragged_rule(list, *panel);
  } else if (drag_ == Drag::handle && panel) {
    // Where it was, or where they were.
    const bool group = selected_.size() > 1;
    for (const std::int64_t index : selected_) {
      const auto i = static_cast<std::size_t>(index);
      if (!group || i >= points_from_.x.size()) continue;
      const Point2 old{panel->x.to_px(points_from_.x[i]), panel->y.to_px(points_from_.y[i])};
      list.AddCircle(to_screen(old), px(4), colour(Role::dim), 0, px(1.2));
    }
    list.AddCircle(to_screen(grabbed_.at), px(5), colour(Role::dim), 0, px(1.2));
    draw_handle_halo(list, last_, pair_text(panel->x.to_data(last_.x), panel->y.to_data(last_.y)));
  }
  if (drag_ == Drag::brush && panel) draw_stroke(list, *panel);
  if (drag_ == Drag::lasso && lasso_.size() > 1) {
    std::vector<ImVec2> outline;
    for (const Point2& p : lasso_) outline.push_back(to_screen(p));
    list.AddPolyline(outline.data(), static_cast<int>(outline.size()), colour(Role::accent, 0.9),
                     ImDrawFlags_Closed, px(1.2));
    std::string input;
    const std::size_t count = lassoed(input).size();
    draw_tag(list, {mouse.x + px(14), mouse.y + px(12)},
             fmt::format("{} {}", count, count == 1 ? "point" : "points"));
  }
  if (drag_ == Drag::play) {
    draw_tag(list, {mouse.x + px(14), mouse.y + px(12)}, fmt::format("t {:.2f}", t_shown_));
  }
  if (drag_ != Drag::box || !panel) return;
  const ImVec2 a = to_screen(from_);
  const ImVec2 lo{std::min(a.x, mouse.x), std::min(a.y, mouse.y)};
  const ImVec2 hi{std::max(a.x, mouse.x), std::max(a.y, mouse.y)};
  list.AddRectFilled(lo, hi, colour(Role::accent, 0.08));
  list.AddRect(lo, hi, colour(Role::accent, 0.8));
  const Point2 to = to_scene(mouse);
  const Range x = between(panel->x, from_.x, to.x);
  const Range y = between(panel->y, from_.y, to.y);
  draw_tag(list, {lo.x, hi.y + px(4)},
           fmt::format("{} … {}  ·  {} … {}", real_text(x.lo), real_text(x.hi), real_text(y.lo),
                       real_text(y.hi)));
}

}  // namespace thalweg::ui
