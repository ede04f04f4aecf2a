// Composes, lays out and draws a view; what follows the pointer is drawn on top.
#include "ui/plot/figure_view.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/hash.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/imgui_painter.hpp"
#include "ui/plot/ranges.hpp"

namespace thalweg::ui {
namespace {

constexpr double play_bar_height = 34;

/// Feeds numbers and texts into one hash.
class Digest {
 public:
  void add(double value) { mix(std::bit_cast<std::uint64_t>(value)); }
  void add(const std::string& text) { hash_ = hash_bytes(text, hash_), mix(text.size()); }
  void add(const std::optional<Range>& range) {
    mix(range.has_value());
    if (range) add(range->lo), add(range->hi);
  }
  void add(const Link& link) {
    mix(static_cast<std::uint64_t>(link.source));
    mix(static_cast<std::uint64_t>(link.target));
    mix(static_cast<std::uint64_t>(link.image));
  }
  void mix(std::uint64_t value) {
    hash_ ^= value + 0x9e3779b97f4a7c15ULL + (hash_ << 6) + (hash_ >> 2);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0x5bd1e995;
};

}  // namespace

std::uint64_t fingerprint(const ViewState& state) {
  Digest digest;
  digest.add(state.x_zoom), digest.add(state.y_zoom), digest.add(state.legend_at);
  digest.mix(state.y_scale ? 1 + static_cast<std::uint64_t>(*state.y_scale) : 0);
  digest.mix(state.value_scaling ? 1 + static_cast<std::uint64_t>(*state.value_scaling) : 0);
  digest.add(state.colour_map), digest.add(state.solo);
  for (const std::string& key : state.hidden) digest.add(key);
  digest.mix(static_cast<std::uint64_t>(state.clock));
  digest.add(state.cursor.value_or(-1)), digest.add(state.t);
  const Camera& camera = state.camera;
  digest.add(camera.azimuth), digest.add(camera.elevation), digest.add(camera.zoom);
  digest.add(camera.pan_x), digest.add(camera.pan_y), digest.mix(camera.perspective);
  digest.add(state.hovered), digest.add(state.selected);
  digest.mix(static_cast<std::uint64_t>(state.patterns) |
             static_cast<std::uint64_t>(state.grid) << 1 |
             static_cast<std::uint64_t>(state.wire) << 2 |
             static_cast<std::uint64_t>(state.show_all) << 3);
  digest.add(state.pixel_ratio);
  // A new run or scale lets go of the kept limits, which must show at once.
  digest.mix(state.kept.x_hi.has_value() || state.kept.y.has_value());
  return digest.value();
}

Point2 FigureView::to_scene(ImVec2 at) const {
  return {(at.x - origin_.x) / static_cast<double>(scale()),
          (at.y - origin_.y) / static_cast<double>(scale())};
}

ImVec2 FigureView::to_screen(Point2 at) const {
  return {origin_.x + px(at.x), origin_.y + px(at.y)};
}

const PanelScene* FigureView::panel_under(Point2 at) const {
  const int index = panel_at(scene_, at);
  return index < 0 ? nullptr : &scene_.panels[static_cast<std::size_t>(index)];
}

void FigureView::refresh(Workspace& workspace, Size2 size) {
  OpenRun& run = workspace.run();
  const ViewSpec* spec = run.view(id_);
  if (!spec) return;
  ViewState& state = workspace.view_state(id_);
  state.pixel_ratio = static_cast<double>(scale());
  std::shared_ptr<const void> source = run.snapshot;
  if (run.cursor && run.past) source = run.past;
  const std::vector<const FrameSet*> ghosts = workspace.ghosts();
  Digest digest;
  digest.mix(fingerprint(state));
  digest.add(size.width), digest.add(size.height);
  digest.add(run.focus);
  for (const FrameSet* ghost : ghosts) digest.mix(std::bit_cast<std::uint64_t>(ghost));
  if (source == source_ && digest.value() == seen_) return;
  figure_ = compose(*spec, run.frames(), state, ghosts);
  scene_ = layout(figure_, size, metrics());
  ++compositions_;
  source_ = std::move(source);
  // compose() sets the kept limits: what was seen includes them.
  Digest after;
  after.mix(fingerprint(state));
  after.add(size.width), after.add(size.height);
  after.add(run.focus);
  for (const FrameSet* ghost : ghosts) after.mix(std::bit_cast<std::uint64_t>(ghost));
  seen_ = after.value();
}

void FigureView::paint_scene(Textures& textures, ImDrawList& list) const {
  ImGuiPainter painter(list, textures, origin_, scale());
  thalweg::paint(scene_, painter, theme());
}

void FigureView::draw(Workspace& workspace, Textures& textures, ImVec2 min, ImVec2 max,
                      bool& hovered) {
  const ViewSpec* spec = workspace.run().view(id_);
  if (!spec) return;
  ImVec2 end = max;
  if (spec->kind == ViewKind::displacement) {
    end.y -= px(play_bar_height);
    play_bar(workspace, {min.x, end.y}, max);
  }
  if (end.x - min.x < px(40) || end.y - min.y < px(40)) return;
  origin_ = min;
  const auto logical = [](float physical) { return static_cast<double>(physical / scale()); };
  refresh(workspace, {logical(end.x - min.x), logical(end.y - min.y)});

  ImGui::SetCursorScreenPos(min);
  ImGui::PushID(id_.c_str());
  ImGui::InvisibleButton("figure", {end.x - min.x, end.y - min.y},
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  const bool over = ImGui::IsItemHovered() && !workspace.palette_open;
  const bool held = ImGui::IsItemActive();
  pointer(workspace, over, held);
  refresh(workspace, {logical(end.x - min.x), logical(end.y - min.y)});

  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(min, end, true);
  paint_scene(textures, list);
  draw_linked_clock(workspace, list);
  if (over && (drag_ == Drag::none || drag_ == Drag::press)) {
    hovered = true;
    draw_hover(workspace, list, min, end);
  }
  draw_gesture(list);
  list.PopClipRect();
  context_menu(workspace);
  ImGui::PopID();
}

/// Play button and track for t, under the pictures.
void FigureView::play_bar(Workspace& workspace, ImVec2 min, ImVec2 max) {
  ViewState& state = workspace.view_state(id_);
  ImGui::PushID(id_.c_str());
  const float middle = (min.y + max.y) / 2 - px(3);
  const float width = std::min(max.x - min.x - px(60), px(420));
  const float left = (min.x + max.x - width) / 2;
  const Box play = Box::at({left - px(14), middle - px(12)}, px(24), px(24));
  const bool playing = workspace.run().playing_t == id_;
  if (button("play", play, playing ? icon::pause : icon::play, ButtonLook::flat, true,
             playing ? "Stop moving t" : "Move t from source to target", Font::label)) {
    workspace.toggle_play(id_);
  }
  const Box track = Box::at({left + px(22), middle - px(12)}, width - px(76), px(24));
  const SliderAnswer answer =
      slider("t", track, {0, 1, false, false}, state.t, std::numeric_limits<double>::quiet_NaN());
  if (answer.moved) {
    if (playing) workspace.toggle_play(id_);
    state.t = std::clamp(answer.value, 0.0, 1.0);
    workspace.touch();
  }
  char text[16];
  std::snprintf(text, sizeof text, "t %.2f", state.t);
  put_text(Box{{track.max.x + px(10), track.min.y}, {max.x, track.max.y}}, Align::left,
           Font::small_number, colour(Role::muted), text);
  ImGui::PopID();
}

/// The moment that the pointer marks in another view.
void FigureView::draw_linked_clock(const Workspace& workspace, ImDrawList& list) const {
  const auto& clock = workspace.run().hovered.clock;
  if (!clock) return;
  for (const PanelScene& panel : scene_.panels) {
    if (!panel.clock) continue;
    const double x = panel.x.to_px(*clock);
    if (x < panel.area.x || x > panel.area.right()) continue;
    const ImVec2 top = to_screen({x, panel.area.y});
    const ImVec2 bottom = to_screen({x, panel.area.bottom()});
    const float whole = std::floor(top.x) + 0.5f;
    list.AddLine({whole - 0.5f, top.y}, {whole - 0.5f, bottom.y}, colour(Role::muted, 0.7));
  }
}

void FigureView::draw_hover(Workspace& workspace, ImDrawList& list, ImVec2 min, ImVec2 max) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Point2 at = to_scene(mouse);
  const Hit what = thalweg::hit(scene_, at);
  if (what.kind == Hit::Kind::handle) {
    char text[64];
    std::snprintf(text, sizeof text, "%.4g, %.4g", what.x, what.y);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    draw_handle_halo(list, what.at, text);
    return;
  }
  if (what.kind == Hit::Kind::legend || what.kind == Hit::Kind::label) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    workspace.set_hover({});
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
    if (!panel->area.contains(row.at) || !(panel->clock || figure_.kind == ViewKind::curve))
      continue;
    list.AddCircleFilled(to_screen(row.at), px(4.5), colour(Role::panel));
    list.AddCircleFilled(to_screen(row.at), px(3), to_u32(theme().resolve(row.colour)));
  }
  draw_read_out(hovered, list, min, max);
}

/// Beside the pointer, never under it, inside the view.
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
  const float rows = static_cast<float>(what.rows.size()) + (what.title.empty() ? 0 : 1);
  const float height = rows * line + pad;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  ImVec2 at{mouse.x + px(16), mouse.y + px(16)};
  if (at.x + width > max.x - px(4)) at.x = mouse.x - px(16) - width;
  if (at.x < min.x + px(4)) at.x = min.x + px(4);
  if (at.y + height > max.y - px(4)) at.y = mouse.y - px(16) - height;
  at = {snapped(at.x), snapped(std::max(at.y, min.y + px(4)))};
  list.AddRectFilled(at, {at.x + width, at.y + height}, colour(Role::raised, 0.96), px(5));
  list.AddRect(at, {at.x + width, at.y + height}, colour(Role::line), px(5));
  float y = at.y + pad / 2;
  const auto row_box = [&] { return Box{{at.x + pad, y}, {at.x + width - pad, y + line}}; };
  if (!what.title.empty()) {
    put_text(row_box(), Align::left, Font::small_number, colour(Role::muted), what.title);
    y += line;
  }
  for (const HoverRow& row : what.rows) {
    put_text(row_box(), Align::left, Font::label, to_u32(theme().resolve(row.colour)), row.label);
    put_text(row_box(), row.label.empty() ? Align::left : Align::right, Font::small_number,
             colour(Role::text), row.value);
    y += line;
  }
}

void FigureView::draw_handle_halo(ImDrawList& list, Point2 at, const std::string& text) const {
  const ImVec2 centre = to_screen(at);
  list.AddCircle(centre, px(11), colour(Role::text, 0.8), 0, px(1.5));
  list.AddCircleFilled(centre, px(11), colour(Role::text, 0.15));
  const float width = text_width(Font::small_number, text);
  const ImVec2 corner{snapped(centre.x + px(16)), snapped(centre.y - px(24))};
  list.AddRectFilled({corner.x - px(5), corner.y - px(2)},
                     {corner.x + width + px(5), corner.y + px(17)}, colour(Role::raised, 0.96),
                     px(4));
  put_text(corner, Font::small_number, colour(Role::text), text);
}

void FigureView::draw_gesture(ImDrawList& list) const {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (drag_ == Drag::handle) {
    list.AddCircle(to_screen(grabbed_.at), px(5), colour(Role::dim), 0, px(1.2));
    char text[64];
    const PanelScene& panel = scene_.panels[static_cast<std::size_t>(grabbed_.panel)];
    std::snprintf(text, sizeof text, "%.4g, %.4g", panel.x.to_data(last_.x),
                  panel.y.to_data(last_.y));
    draw_handle_halo(list, last_, text);
  }
  if (drag_ != Drag::box) return;
  const ImVec2 a = to_screen(from_);
  const ImVec2 lo{std::min(a.x, mouse.x), std::min(a.y, mouse.y)};
  const ImVec2 hi{std::max(a.x, mouse.x), std::max(a.y, mouse.y)};
  list.AddRectFilled(lo, hi, colour(Role::accent, 0.08));
  list.AddRect(lo, hi, colour(Role::accent, 0.8));
  const PanelScene* panel = panel_under(from_);
  if (!panel) return;
  const Point2 to = to_scene(mouse);
  const Range x = between(panel->x, from_.x, to.x);
  const Range y = between(panel->y, from_.y, to.y);
  char text[96];
  std::snprintf(text, sizeof text, "%.4g … %.4g  ·  %.4g … %.4g", x.lo, x.hi, y.lo, y.hi);
  put_text({lo.x + px(4), lo.y + px(3)}, Font::small_number, colour(Role::text), text);
}

}  // namespace thalweg::ui
