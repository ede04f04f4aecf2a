// What a right click on a view offers, the axes' ends as numbers, and copies for other programs.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "core/base/text.hpp"
#include "core/io/provenance.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/shell/export_figure.hpp"

namespace thalweg::ui {
namespace {

std::optional<double> number(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" +");
  const std::size_t last = text.find_last_not_of(' ');
  if (first == std::string::npos) return std::nullopt;
  double value = 0;
  const char* end = text.data() + last + 1;
  const auto read = std::from_chars(text.data() + first, end, value);
  const bool whole = read.ec == std::errc{} && read.ptr == end && std::isfinite(value);
  return whole ? std::optional(value) : std::nullopt;
}

/// The range two texts mean: both empty for automatic. Says what is wrong with them otherwise.
struct TypedRange {
  std::optional<Range> range;
  std::string complaint;
};
TypedRange typed_range(const std::string& from, const std::string& to, Scale scale) {
  if (from.empty() && to.empty()) return {};
  const std::optional<double> lo = number(from), hi = number(to);
  if (!lo || !hi) {
    const std::string& odd = lo ? to : from;
    return {{},
            odd.empty() ? "Both ends, or none for automatic" : "\"" + odd + "\" is not a number"};
  }
  if (!(*lo < *hi)) return {{}, real_text(*lo) + " is not below " + real_text(*hi)};
  if (scale == Scale::log && !(*lo > 0)) return {{}, "A log axis begins above 0"};
  return {Range{*lo, *hi}, ""};
}

bool has_log(ViewKind kind) {
  return kind == ViewKind::trace || kind == ViewKind::curve || kind == ViewKind::heatmap ||
         kind == ViewKind::plane || kind == ViewKind::surface || kind == ViewKind::space;
}

}  // namespace

void FigureView::axis_items(Workspace& workspace) {
  const std::string name = "view." + id_ + ".menu";
  const auto item = [&](const char* what, std::string_view label, std::string_view keys = {},
                        bool enabled = true) {
    return menu_item((name + "." + what).c_str(), label, keys, enabled);
  };
  const bool axes = !scene_.panels.empty() && figure_.panels.front().x.visible;
  if (item("fit", "Fit", "double click")) fit(workspace);
  if (item("previous", "Previous zoom", "Alt+←", !zooms_.empty())) previous_zoom(workspace);
  if (!scene_.panels.empty() && scene_.panels.front().clock &&
      item("show_all", "Show all of time", "A")) {
    workspace.toggle_show_all();
  }
  if (item("limits", "Limits…", {}, axes)) ask_limits();
  if (item("log", "Linear / log", "L", has_log(figure_.kind))) workspace.toggle_log(id_);
  const bool spatial = !scene_.panels.empty() && scene_.panels.front().spatial;
  const bool grid = axes || figure_.kind == ViewKind::space;
  if (item("grid", figure_.grid ? "Hide grid lines" : "Show grid lines", "G", grid)) {
    workspace.toggle_grid(id_);
  }
  if (!spatial) return;
  const ViewState& state = workspace.view_state(id_);
  if (item("projection", state.camera.perspective ? "Orthographic" : "Perspective")) {
    workspace.toggle_projection(id_);
  }
  if (item("edges", state.wire ? "Hide edges" : "Show edges")) workspace.toggle_edges(id_);
}

void FigureView::context_menu(Workspace& workspace) {
  if (!begin_popup("view menu")) return;
  const std::string name = "view." + id_ + ".menu";
  const auto item = [&](const char* what, std::string_view label, std::string_view keys = {},
                        bool enabled = true) {
    return menu_item((name + "." + what).c_str(), label, keys, enabled);
  };
  axis_items(workspace);
  if (item("fill", workspace.run().filled.empty() ? "Fill the centre" : "Back to all views", "F")) {
    workspace.toggle_fill(id_);
  }
  menu_line();
  if (item("note", "Note here", "N")) {
    const PanelScene* panel = panel_under(from_);
    if (panel && panel->clock && panel->area.contains(from_)) {
      workspace.seek(panel->x.to_data(from_.x));
    }
    do_command(workspace, "note");
  }
  if (item("copy_picture", "Copy picture", {}, !copying_.valid())) copy(workspace, true);
  if (item("copy_data", "Copy data as CSV", {}, !copying_.valid())) copy(workspace, false);
  if (item("export", "Export…", "Ctrl+E")) {
    workspace.set_active_view(id_);
    do_command(workspace, "export");
  }
  menu_line();
  if (item("hide", "Hide", {}, workspace.run().visible().size() > 1)) workspace.hide_view(id_);
  end_menu();
}

void FigureView::limits_popup(Workspace& workspace) {
  if (ask_limits_ && !scene_.panels.empty()) {
    ImGui::OpenPopup("limits");
    const PanelScene& panel = scene_.panels.front();
    limit_texts_ = {exact_text(panel.x.range.lo), exact_text(panel.x.range.hi),
                    exact_text(panel.y.range.lo), exact_text(panel.y.range.hi)};
    complaint_.clear();
    take_field_ = true;
  }
  ask_limits_ = false;
  ImGui::SetNextWindowPos({origin_.x + px(24), origin_.y + px(12)}, ImGuiCond_Appearing);
  if (!begin_popup("limits")) return;
  const std::string name = "view." + id_ + ".limits.";
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  constexpr std::array<const char*, 4> parts{"x_from", "x_to", "y_from", "y_to"};
  bool entered = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const float y = corner.y + px(i < 2 ? 0 : 34);
    const float x = corner.x + px(i % 2 == 0 ? 22 : 152);
    const char* label = i == 0 ? "x" : i == 2 ? "y" : "…";
    put_text(Box::at({x - px(18), y}, px(16), px(28)), Align::left, Font::label,
             colour(Role::muted), label);
    bool here = false;
    text_field((name + parts[i]).c_str(), Box::at({x, y}, px(110), px(28)), "automatic",
               limit_texts_[i], &here, i == 0 && take_field_);
    entered = entered || here;
  }
  take_field_ = false;
  const std::string& says = complaint_.empty() ? "Enter applies; empty is automatic" : complaint_;
  put_text(Box::at({corner.x + px(4), corner.y + px(66)}, px(256), px(22)), Align::left,
           Font::label, colour(complaint_.empty() ? Role::dim : Role::bad), says);
  ImGui::SetCursorScreenPos({corner.x, corner.y + px(66)});
  ImGui::Dummy({px(264), px(22)});
  if (entered && !scene_.panels.empty()) {
    const PanelScene& panel = scene_.panels.front();
    const TypedRange x = typed_range(limit_texts_[0], limit_texts_[1], panel.x.scale);
    const TypedRange y = typed_range(limit_texts_[2], limit_texts_[3], panel.y.scale);
    complaint_ = x.complaint.empty() ? y.complaint : x.complaint;
    if (complaint_.empty()) {
      keep_zoom(workspace);
      ViewState& state = workspace.view_state(id_);
      state.x_zoom = x.range, state.y_zoom = y.range;
      ImGui::CloseCurrentPopup();
    }
    workspace.touch();
  }
  end_menu();
}

/// Drawing a picture takes a moment: it is done beside the interface.
void FigureView::copy(Workspace& workspace, bool picture) {
  Figure figure = exported_figure(workspace, id_);
  figure.cache.reset();  // for one thread
  if (!picture) {
    copying_ = std::async(std::launch::async,
                          [figure = std::move(figure)] { return copied_data(figure); });
  } else {
    PictureSettings settings;
    settings.size = {std::max(80.0, scene_.size.width), std::max(60.0, scene_.size.height)};
    settings.theme = workspace.preferences.theme;
    Provenance provenance = provenance_of(workspace.run().shown_spec(), workspace.run().frames());
    copying_ = std::async(std::launch::async, [figure = std::move(figure), settings,
                                               provenance = std::move(provenance)] {
      return copied_picture(figure, settings, provenance, state_folder());
    });
  }
  workspace.touch();
}

void FigureView::take_copy(Workspace& workspace) {
  if (!copying_.valid()) return;
  workspace.touch();
  if (copying_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
  const Copied copied = copying_.get();
  if (!copied.text.empty()) ImGui::SetClipboardText(copied.text.c_str());
  workspace.tell(Message::Kind::news, copied.news);
}

}  // namespace thalweg::ui
