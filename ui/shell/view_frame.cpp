// One view: its frame, its header with menus, and the figure in it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ui/panels/data_table.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/shell/centre.hpp"

namespace thalweg::ui {
namespace {

constexpr double header_height = 30;
constexpr double radius = 8;
constexpr double icon_size = 24;

const Competitor* focus_of(const OpenRun& run) { return run.frames().contender(run.focus); }

bool is_line(ViewKind kind) { return kind == ViewKind::trace || kind == ViewKind::curve; }
bool is_coloured(ViewKind kind) {
  return kind == ViewKind::heatmap || kind == ViewKind::plane || kind == ViewKind::surface;
}

const char* scale_name(Scale scale) {
  return scale == Scale::linear ? "linear" : scale == Scale::log ? "log" : "symlog";
}
const char* scaling_name(ColourScaling scaling) {
  switch (scaling) {
    case ColourScaling::linear:
      return "linear";
    case ColourScaling::log:
      return "log";
    case ColourScaling::symlog:
      return "symlog";
    case ColourScaling::quantile:
      return "quantile";
  }
  return "linear";
}

ColourScaling present_scaling(const ViewSpec& spec, const ViewState& state) {
  if (state.value_scaling) return *state.value_scaling;
  return spec.value_scale == Scale::log      ? ColourScaling::log
         : spec.value_scale == Scale::symlog ? ColourScaling::symlog
                                             : ColourScaling::linear;
}

/// What a view says beside its title.
std::string subtitle_of(const ViewSpec& spec, const FigureView& view) {
  const std::string omitted = view.figure().omissions();
  const std::string& said = view.figure().subtitle.empty() ? spec.subtitle : view.figure().subtitle;
  if (omitted.empty()) return said;
  return said.empty() ? omitted : said + " · " + omitted;
}

}  // namespace

void Centre::view_frame(Workspace& workspace, const std::string& id, const Box& box) {
  const ViewSpec* spec = workspace.run().view(id);
  if (!spec) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.min, box.max, colour(Role::panel), px(radius));
  const bool active = workspace.active_view() == id && workspace.run().visible().size() > 1;
  list.AddRect(box.min, box.max, colour(Role::line), px(radius), 0, std::max(1.0f, px(1)));
  const Box header = Box::at(box.min, box.w(), px(header_height));
  const float y = snapped(header.max.y);
  list.AddRectFilled({box.min.x + 1, y - 1}, {box.max.x - 1, y}, colour(Role::line));
  if (active) {
    list.AddRectFilled({box.min.x + px(10), y - 1}, {box.min.x + px(34), y},
                       colour(Role::accent, 0.7));
  }
  view_header(workspace, *spec, header);
  const float inset = px(8);
  const ImVec2 min{box.min.x + inset, header.max.y + px(6)};
  const ImVec2 max{box.max.x - inset, box.max.y - px(6)};
  workspace.view_state(id).thumbnail = false;
  note_widget("view." + id + ".figure", min, max);
  if (workspace.run().as_table.contains(id)) {
    draw_data_table(workspace, *spec, {min, max});
    return;
  }
  view(id).draw(workspace, textures_, min, max, hovered_);
}

void Centre::view_header(Workspace& workspace, const ViewSpec& spec, const Box& box) {
  const std::string id = spec.id();
  const float side = px(icon_size);
  const float top = box.centre().y - side / 2;
  float right = box.max.x - px(6);
  right -= side;
  more_menu(workspace, spec, Box::at({right, top}, side, side));
  right -= side;
  const bool filled = workspace.run().filled == id;
  const std::string fill_name = "view." + id + ".fill";
  if (button(fill_name.c_str(), Box::at({right, top}, side, side),
             filled ? icon::compress : icon::expand, ButtonLook::flat, true,
             filled ? "Back to all views (F)" : "Fill the centre (F)", Font::label)) {
    workspace.toggle_fill(id);
  }
  // In a narrow header the picture's scale waits in the menu under ⋯.
  if (box.w() >= px(250)) right = scale_menu(workspace, spec, right - px(4), box);
  const bool tabbed = room_ == Room::one_view && workspace.run().shown.size() > 1;
  const Box room{box.min, {right, box.max.y}};
  if (tabbed) {
    const float most = focus_menu(workspace, spec, right - px(4), room);
    view_tabs(workspace, spec, {box.min, {most, box.max.y}});
    return;
  }
  right = focus_menu(workspace, spec, right - px(4), box);
  const float x = view_title(workspace, spec, {box.min, {right, box.max.y}}) + px(10);
  const std::string subtitle = subtitle_of(spec, view(id));
  const float shown = std::min(text_width(Font::label, subtitle), right - px(6) - x);
  // A few letters of a sentence tell nothing.
  const bool readable = shown >= px(60) || shown >= text_width(Font::label, subtitle);
  if (subtitle.empty() || !readable) return;
  const Box rest{{x, box.min.y}, {right - px(6), box.max.y}};
  put_text(rest, Align::left, Font::label, colour(Role::muted), subtitle);
  tip(ui::hit(("view." + id + ".subtitle").c_str(), rest, subtitle), subtitle);
}

float Centre::view_title(Workspace& workspace, const ViewSpec& spec, const Box& box) {
  const std::string id = spec.id();
  const float x = box.min.x + px(12);
  const float width = std::min(text_width(Font::title, spec.title) + px(1), box.max.x - px(4) - x);
  if (width <= px(10)) return x;
  const Box title{{x, box.min.y}, {x + width, box.max.y}};
  const Press press = ui::hit(("view." + id + ".title").c_str(), title, spec.title);
  if (press.double_clicked) workspace.toggle_fill(id);
  put_text(title, Align::left, Font::title, colour(Role::text), spec.title);
  if (width < text_width(Font::title, spec.title)) tip(press, spec.title);
  return title.max.x;
}

float Centre::view_tabs(Workspace& workspace, const ViewSpec& spec, const Box& box) {
  const std::vector<std::string> shown = workspace.run().shown;
  const float width = (box.w() - px(8)) / static_cast<float>(shown.size());
  float x = box.min.x + px(4);
  for (const std::string& id : shown) {
    const ViewSpec* view = workspace.run().view(id);
    if (!view) continue;
    const float wanted = std::min(width, text_width(Font::title, view->title) + px(18));
    const Box tab = Box::at({x, box.min.y}, wanted, box.h());
    const Press press = ui::hit(("view.tab." + id).c_str(), tab, view->title);
    const bool on = id == spec.id();
    const Box words{{tab.min.x + px(8), tab.min.y}, {tab.max.x - px(6), tab.max.y}};
    put_text(words, Align::left, Font::title,
             colour(on || press.hovered ? Role::text : Role::muted), view->title);
    if (on) {
      ImGui::GetWindowDrawList()->AddRectFilled({words.min.x, tab.max.y - px(2)},
                                                {words.max.x, tab.max.y}, colour(Role::accent));
    }
    tip(press, view->title);
    if (press.clicked && !on) workspace.bring_forward(id);
    x += wanted;
  }
  return x;
}

/// Returns the x at which it begins.
float Centre::focus_menu(Workspace& workspace, const ViewSpec& spec, float right,
                         const Box& header) {
  const OpenRun& run = workspace.run();
  const Competitor* focus = focus_of(run);
  if (!spec.shows_focus() || !focus) return right;
  // The name has what the title leaves; the subtitle makes do with the rest.
  const bool tabbed = room_ == Room::one_view && run.shown.size() > 1;
  const float title_end = header.min.x + px(12) + text_width(Font::title, spec.title) + px(16);
  const float most = tabbed ? px(40) : std::max(px(40), right - title_end);
  const float gap_for_dot = px(18);
  // Less than a few letters tell nothing that the dot does not.
  const float for_name = most - gap_for_dot - px(22);
  const std::string short_name =
      for_name < px(48) ? "" : shortened(Font::label, focus->name, for_name) + " ";
  const std::string name = short_name + icon::down;
  const float width = text_width(Font::label, name) + gap_for_dot + px(12);
  const Box box = Box::at({right - width, header.centre().y - px(11)}, width, px(22));
  const std::string id = "view." + spec.id() + ".focus";
  // Blanks keep room for the dot that is drawn over the button.
  if (begin_menu(id.c_str(), box, "", ButtonLook::raised, Font::label)) {
    for (const Competitor& c : run.frames().contenders) {
      const std::string item = id + "." + c.key;
      if (menu_item(item.c_str(), c.name, {}, true, c.key == run.focus)) {
        workspace.set_focus(c.key);
        break;
      }
    }
    end_menu();
  }
  swatch({box.min.x + px(11), box.centre().y}, focus->colour);
  put_text(Box{{box.min.x + gap_for_dot, box.min.y}, box.max}, Align::left, Font::label,
           colour(Role::text), name);
  return box.min.x;
}

float Centre::scale_menu(Workspace& workspace, const ViewSpec& spec, float right,
                         const Box& header) {
  ViewState& state = workspace.view_state(spec.id());
  const bool lines = is_line(spec.kind);
  if (!lines && !is_coloured(spec.kind)) return right;
  const std::string now = lines ? scale_name(state.y_scale.value_or(spec.y_scale))
                                : scaling_name(present_scaling(spec, state));
  const std::string label = now + " " + icon::down;
  const float width = text_width(Font::label, label) + px(14);
  const Box box = Box::at({right - width, header.centre().y - px(11)}, width, px(22));
  const std::string id = "view." + spec.id() + ".scale";
  if (begin_menu(id.c_str(), box, label, ButtonLook::raised, Font::label)) {
    if (lines) {
      for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
        const std::string item = id + "." + scale_name(scale);
        if (!menu_item(item.c_str(), scale_name(scale), {}, true, now == scale_name(scale))) {
          continue;
        }
        state.y_scale = scale, state.kept = {}, state.y_zoom.reset();
        workspace.touch();
      }
    } else {
      for (const ColourScaling scaling : {ColourScaling::linear, ColourScaling::log,
                                          ColourScaling::symlog, ColourScaling::quantile}) {
        const std::string item = id + "." + scaling_name(scaling);
        if (!menu_item(item.c_str(), scaling_name(scaling), {}, true,
                       now == scaling_name(scaling))) {
          continue;
        }
        state.value_scaling = scaling;
        workspace.touch();
      }
    }
    end_menu();
  }
  return box.min.x;
}

void Centre::more_menu(Workspace& workspace, const ViewSpec& spec, const Box& box) {
  const std::string id = spec.id();
  const std::string name = "view." + id + ".more";
  if (!begin_menu(name.c_str(), box, icon::more, ButtonLook::flat, Font::label)) return;
  const auto item = [&](const char* what, const std::string& label, const char* keys = "",
                        bool enabled = true) {
    return menu_item((name + "." + what).c_str(), label, keys, enabled);
  };
  const std::vector<std::string> visible = workspace.run().visible();
  for (const std::string& other : visible) {
    if (other == id) continue;
    const std::string title = workspace.run().view(other)->title;
    if (item(("swap." + other).c_str(), "Swap with " + title)) workspace.swap_views(id, other);
  }
  if (visible.size() > 1) menu_line();
  ViewState& state = workspace.view_state(id);
  if (item("grid", state.grid ? "Hide grid lines" : "Show grid lines", "G")) {
    workspace.toggle_grid(id);
  }
  const bool turned = spec.spatial() && state.camera != Camera{};
  if (item("fit", "Fit", "double click", state.x_zoom || state.y_zoom || turned)) {
    view(id).fit(workspace);
  }
  if (item("limits", "Limits…", "", !spec.spatial())) view(id).ask_limits();
  const OpenRun& run = workspace.run();
  if (spec.kind == ViewKind::trace &&
      item("link", run.linked.contains(id) ? "Unlink its time axis" : "Link its time axis")) {
    workspace.toggle_link(id);
  }
  if (has_table(spec.kind) &&
      item("table", run.as_table.contains(id) ? "Show as a figure" : "Show as a table")) {
    workspace.toggle_table(id);
  }
  if (item("export", "Export…", "Ctrl E")) {
    workspace.export_request.view = id;
    workspace.sheet = Sheet::export_view;
  }
  if (item("hide", "Hide", "", visible.size() > 1)) workspace.hide_view(id);
  end_menu();
}

}  // namespace thalweg::ui
