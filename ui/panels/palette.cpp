// The command palette (Ctrl+K): finds every experiment, parameter, view, contender, run and
// command.
#include "ui/panels/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

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
  /// The field lost the keyboard to an Enter that was refused.
  bool refused = false;
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
    entries.push_back(
        {Kind::parameter, spec.label, shown_value(spec, ws.param(path)), path, {}, {}, true});
    const std::string now = value_text(ws.param(path));
    for (const auto& [value, label] : spec.choices) {
      entries.push_back({Kind::parameter,
                         spec.label + ": " + label,
                         value == now ? "now" : "",
                         path,
                         value,
                         {},
                         false});
    }
  }
}

void add_views_and_contenders(const Workspace& ws, std::vector<PaletteEntry>& entries) {
  const OpenRun& run = ws.run();
  const std::vector<std::string> visible = run.visible();
  for (const ViewSpec& view : run.experiment->views) {
    const bool shown = std::find(visible.begin(), visible.end(), view.id()) != visible.end();
    entries.push_back({Kind::view, view.title, shown ? "view, shown" : "view", view.id()});
  }
  for (const ContenderSpec& contender : run.spec.contenders) {
    const bool hidden = run.hidden.contains(contender.key), alone = run.solo == contender.key;
    const auto add = [&](const std::string& act, const std::string& text, const char* hint) {
      entries.push_back(
          {Kind::contender, text, hint, act + " " + contender.key, {}, act + " " + contender.name});
    };
    add("focus", "Focus " + contender.name, run.focus == contender.key ? "in focus" : "contender");
    add("solo", (alone ? "Show all beside " : "Show alone ") + contender.name, "contender");
    add("hide", (hidden ? "Show " : "Hide ") + contender.name, hidden ? "hidden" : "shown");
  }
  for (std::size_t i = 0; i < ws.runs().size() && ws.runs().size() > 1; ++i) {
    const OpenRun& other = *ws.runs()[i];
    const std::string note = other.note.empty() ? "" : " · " + other.note;
    entries.push_back({Kind::run, "Run " + other.experiment->title + note,
                       &other == &run ? "present run" : "run", std::to_string(i)});
  }
}

void add_looks(const Workspace& ws, std::vector<PaletteEntry>& entries) {
  for (const char* name : {"dark", "light", "high contrast"}) {
    const bool now = ws.preferences.theme == name;
    entries.push_back({Kind::look,
                       std::string("Theme ") + name,
                       now ? "now" : "",
                       std::string("theme ") + name,
                       {},
                       name});
  }
  entries.push_back({Kind::look,
                     "Interface scale",
                     fmt::format("{:.0f} %", 100 * static_cast<double>(scale())),
                     "scale",
                     {},
                     "scale zoom",
                     true});
  entries.push_back({Kind::look,
                     "Memory for the history",
                     fmt::format("{} MB", ws.preferences.history_mb),
                     "history",
                     {},
                     "history",
                     true});
  entries.push_back({Kind::look,
                     "Patterns beside hues",
                     ws.preferences.patterns ? "on" : "off",
                     "patterns",
                     {},
                     "dashes markers"});
  entries.push_back({Kind::look,
                     "Reduce motion",
                     ws.preferences.reduce_motion ? "on" : "off",
                     "motion",
                     {},
                     "animation"});
}

void close(Workspace& ws) {
  ws.palette_open = false;
  ws.touch();
}

/// Follows and closes, unless the entry was refused.
void follow(Workspace& ws, const PaletteEntry& entry) {
  state().error = follow_entry(ws, entry);
  if (state().error.empty()) close(ws);
  state().refused = !state().error.empty();
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
  const std::string text =
      entry.valued && !entry.value.empty() ? entry.text + " → " + entry.value : entry.text;
  put_text(inner, Align::left, Font::body, colour(Role::text), text);
  put_text(inner, Align::right, Font::small_number, colour(Role::muted), entry.hint);
  if (press.clicked) follow(ws, entry);
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
  if (opened) state() = {true, false, {}, {}, 0};
  const ImVec2 corner = ImGui::GetWindowPos();
  const float width = ImGui::GetWindowWidth();
  bool entered = false;
  // What is typed belongs to the query, also after a click beside it.
  const bool adrift = !ImGui::IsAnyItemActive() && !ImGui::IsMouseDown(ImGuiMouseButton_Left);
  const Box field = Box::at({corner.x + px(10), corner.y + px(10)}, width - px(20), px(34));
  if (text_field("palette.query", field, "Experiment, view, command, or a value: eta 800",
                 state().query, &entered,
                 opened || std::exchange(state().refused, false) || adrift)) {
    state().chosen = 0, state().error.clear();
  }
  const auto found = find_entries(palette_entries(ws), state().query, most_shown);
  move_choice(found.size());
  Column column{corner.x + px(10), field.max.y + px(8), width - px(20)};
  for (std::size_t i = 0; i < found.size(); ++i) draw_entry(ws, column, found[i], i);
  if (found.empty()) {
    put_text(column.take(px(30)), Align::left, Font::body, colour(Role::muted),
             "Nothing matches \"" + state().query + "\"");
  }
  if (!state().error.empty()) {
    const float height = put_paragraph({column.x + px(10), column.y + px(4)}, column.width - px(20),
                                       Font::label, colour(Role::bad), state().error);
    note_widget("palette.error", {column.x, column.y}, {column.x + column.width, column.y + height},
                state().error);
    column.gap(height + px(8));
  }
  ImGui::SetCursorScreenPos({corner.x, column.y});
  ImGui::Dummy({width, px(10)});
  if (entered && !found.empty()) follow(ws, found[static_cast<std::size_t>(state().chosen)]);
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
      entries.push_back({Kind::command, command.text, command.shortcut, command.id});
    }
  }
  if (ws.has_run()) add_views_and_contenders(ws, entries);
  add_looks(ws, entries);
  for (const Experiment& experiment : catalogue()) {
    std::string also = experiment.family;
    for (const std::string& tag : experiment.tags) also += " " + tag;
    entries.push_back(
        {Kind::experiment, experiment.title, "experiment", experiment.id(), {}, also});
  }
  return entries;
}

namespace {

void follow_contender(Workspace& ws, const std::string& target) {
  const std::size_t space = target.find(' ');
  const std::string act = target.substr(0, space), key = target.substr(space + 1);
  if (act == "focus") ws.set_focus(key);
  if (act == "solo") ws.toggle_solo(key);
  if (act == "hide") ws.toggle_hidden(key);
}

/// A number within the bounds; empty and a sentence otherwise.
std::optional<double> number_in(const std::string& text, double lo, double hi, const char* what,
                                std::string& refusal) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() && number >= lo && number <= hi) return number;
  refusal = fmt::format("{} goes from {:.0f} to {:.0f}, not \"{}\".", what, lo, hi, text);
  return std::nullopt;
}

std::string follow_look(Workspace& ws, const PaletteEntry& entry) {
  Preferences& p = ws.preferences;
  std::string refusal;
  ws.touch();
  if (entry.target.starts_with("theme ")) p.theme = entry.target.substr(6);
  if (entry.target == "patterns") p.patterns = !p.patterns;
  if (entry.target == "motion") p.reduce_motion = !p.reduce_motion;
  if (entry.valued && entry.value.empty()) {
    ws.sheet = Sheet::settings;
  } else if (entry.target == "scale") {
    const auto percent = number_in(entry.value, 75, 250, "The scale in per cent", refusal);
    if (percent) p.scale = *percent / 100;
  } else if (entry.target == "history") {
    const auto mb = number_in(entry.value, 64, 65536, "The history in MB", refusal);
    if (mb) p.history_mb = static_cast<int>(*mb);
  }
  return refusal;
}

}  // namespace

std::string follow_entry(Workspace& ws, const PaletteEntry& entry) {
  switch (entry.kind) {
    case Kind::command:
      do_command(ws, entry.target);
      break;
    case Kind::experiment:
      ws.select_experiment(entry.target);
      ws.browsing = false;
      break;
    case Kind::view:
      ws.show_view(entry.target);
      break;
    case Kind::contender:
      follow_contender(ws, entry.target);
      break;
    case Kind::run:
      ws.select_run(ws.runs()[std::stoul(entry.target)]);
      break;
    case Kind::look:
      return follow_look(ws, entry);
    case Kind::parameter:
      if (entry.value.empty()) {
        reveal_parameter(ws, entry.target);
      } else if (!ws.set_param_text(entry.target, entry.value)) {
        const std::string why = ws.field_error(entry.target);
        return why.empty() ? "It was not taken." : why;
      }
      break;
  }
  return {};
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
