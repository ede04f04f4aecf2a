// The command palette (Ctrl+K): finds every experiment, parameter, view and command.
#include "ui/panels/palette.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/run/catalogue.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/parameters.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

using Kind = PaletteEntry::Kind;
constexpr std::size_t most_shown = 12;

struct PaletteState {
  bool was_open = false;
  std::string query, error;
  int chosen = 0;
};

PaletteState& state() {
  static PaletteState held;
  return held;
}

void add_parameters(const Workspace& ws, std::vector<PaletteEntry>& entries) {
  const OpenRun& run = ws.run();
  for (const ParamSpec& spec : run.experiment->schema.specs) {
    const std::string path = parameter_path(run, spec);
    if (path.empty()) continue;
    entries.push_back({Kind::parameter, spec.label, shown_value(spec, ws.param(path)), path, {}});
  }
  for (const ViewSpec& view : run.experiment->views) {
    entries.push_back({Kind::view, view.title, "view", view.id(), {}});
  }
}

void close(Workspace& ws) {
  ws.palette_open = false;
  ws.touch();
}

void draw_entry(Workspace& ws, Column& column, const PaletteEntry& entry, std::size_t index) {
  const Box row = column.take(px(30));
  const std::string name = "palette." + std::to_string(index);
  const Press press = hit(name.c_str(), row, entry.text);
  const ImGuiIO& io = ImGui::GetIO();
  if (press.hovered && (io.MouseDelta.x != 0 || io.MouseDelta.y != 0)) {
    state().chosen = static_cast<int>(index);
  }
  if (state().chosen == static_cast<int>(index)) {
    ImGui::GetWindowDrawList()->AddRectFilled(row.min, row.max, colour(Role::line), px(6));
  }
  const Box inner{{row.min.x + px(10), row.min.y}, {row.max.x - px(10), row.max.y}};
  const std::string text = entry.value.empty() ? entry.text : entry.text + " → " + entry.value;
  put_text(inner, Align::left, Font::body, colour(Role::text), text);
  put_text(inner, Align::right, Font::small_number, colour(Role::muted), entry.hint);
  if (press.clicked) {
    follow_entry(ws, entry);
    close(ws);
  }
}

/// The arrow keys move the choice.
void move_choice(std::size_t count) {
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true);
  };
  int& chosen = state().chosen;
  if (pressed(ImGuiKey_DownArrow)) ++chosen;
  if (pressed(ImGuiKey_UpArrow)) --chosen;
  chosen = std::clamp(chosen, 0, std::max(0, static_cast<int>(count) - 1));
}

void draw_window(Workspace& ws) {
  const bool opened = !state().was_open;
  if (opened) state() = {true, {}, {}, 0};
  const ImVec2 corner = ImGui::GetWindowPos();
  const float width = ImGui::GetWindowWidth();
  bool entered = false;
  const Box field = Box::at({corner.x + px(10), corner.y + px(10)}, width - px(20), px(34));
  if (text_field("palette.query", field, "Experiment, view, command, or a value: eta 800",
                 state().query, &entered, opened)) {
    state().chosen = 0;
  }
  const auto found = find_entries(palette_entries(ws), state().query, most_shown);
  move_choice(found.size());
  Column column{corner.x + px(10), field.max.y + px(8), width - px(20)};
  for (std::size_t i = 0; i < found.size(); ++i) draw_entry(ws, column, found[i], i);
  if (found.empty()) {
    put_text(column.take(px(30)), Align::left, Font::body, colour(Role::muted),
             "Nothing matches \"" + state().query + "\"");
  }
  ImGui::SetCursorScreenPos({corner.x, column.y});
  ImGui::Dummy({width, px(10)});
  if (entered && !found.empty()) {
    follow_entry(ws, found[static_cast<std::size_t>(state().chosen)]);
    close(ws);
  }
  const bool outside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
                       !ImGui::IsWindowHovered(ImGuiHoveredFlags_RootAndChildWindows |
                                               ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  if (outside && !opened) close(ws);
}

}  // namespace

std::vector<PaletteEntry> palette_entries(const Workspace& ws) {
  std::vector<PaletteEntry> entries;
  if (ws.has_run()) add_parameters(ws, entries);
  for (const NamedCommand& command : commands()) {
    if (can_do(ws, command.id)) {
      entries.push_back({Kind::command, command.text, command.shortcut, command.id, {}});
    }
  }
  for (const Experiment& experiment : catalogue()) {
    entries.push_back({Kind::experiment, experiment.title, experiment.family, experiment.id(), {}});
  }
  return entries;
}

void follow_entry(Workspace& ws, const PaletteEntry& entry) {
  switch (entry.kind) {
    case Kind::command:
      return do_command(ws, entry.target);
    case Kind::experiment:
      return ws.select_experiment(entry.target);
    case Kind::view:
      return ws.show_view(entry.target);
    case Kind::parameter:
      if (entry.value.empty()) return reveal_parameter(ws, entry.target);
      ws.set_param_text(entry.target, entry.value);
      return;
  }
}

void draw_palette(Workspace& ws) {
  if (ws.palette_open) {
    const ImVec2 area = ImGui::GetMainViewport()->Size;
    const float width = std::min(px(560), area.x - px(24));
    ImGui::SetNextWindowPos({snapped((area.x - width) / 2), snapped(area.y * 0.14f)});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(10));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colour4(Role::raised));
    ImGui::PushStyleColor(ImGuiCol_Border, colour4(Role::dim, 0.5));
    if (!state().was_open) ImGui::SetNextWindowFocus();
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                       ImGuiWindowFlags_AlwaysAutoResize;
    if (ImGui::Begin("palette", nullptr, flags)) draw_window(ws);
    ImGui::End();
    ImGui::PopStyleColor(2);
    ImGui::PopStyleVar(3);
  }
  state().was_open = ws.palette_open;
  end_widget_frame();
}

}  // namespace thalweg::ui
