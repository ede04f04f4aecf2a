// The catalogue: filter, open runs, groups of experiments. See interaction.md, 'Arrangement'.
#include "ui/panels/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/run/catalogue.hpp"
#include "ui/panels/experiment_card.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/search.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double card_delay = 0.4;
constexpr double row_height = 26;

/// A row that the arrow keys reach and Enter opens.
struct Row {
  std::string key;
  const Experiment* experiment = nullptr;
  std::shared_ptr<OpenRun> run;
  Box box;
};

/// What the panel itself remembers.
struct CatalogueState {
  std::string filter;
  /// The row chosen by the arrow keys, and whether it has to come into sight.
  std::string highlight;
  bool reveal = false;
  /// When its field was last drawn, as a count of frames.
  int filter_frame = -2;
  std::vector<Row> rows;
  /// The row whose card waits or shows, since when, and when a card was last seen.
  std::string carded;
  double since = 0, seen = -10;
};

CatalogueState& state() {
  static CatalogueState held;
  return held;
}

bool pointed_at(const Box& box) {
  return ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
         ImGui::IsMouseHoveringRect(box.min, box.max);
}

/// A group's head; true while its rows show. Folding by hand is remembered.
bool open_group(Workspace& ws, Column& column, const std::string& key, std::string_view title,
                std::size_t count, bool by_default) {
  auto& chosen = ws.preferences.groups;
  const auto found = chosen.find(key);
  const bool remembered = found == chosen.end() ? by_default : found->second;
  const bool open = !state().filter.empty() || remembered;
  const std::string name = "catalogue.group." + key;
  const Box row = column.take(px(25));
  const float inset = px(14);
  if (group_row(name.c_str(), {{row.min.x + inset, row.min.y}, {row.max.x - inset, row.max.y}},
                title, static_cast<int>(count), open)) {
    if (open == by_default) {
      chosen[key] = !open;
    } else {
      chosen.erase(key);
    }
    ws.touch();
  }
  return open;
}

/// Ground and bar of a row; true when the pointer is on it.
bool row_ground(const Box& box, bool selected, bool highlighted) {
  const bool over = pointed_at(box);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (selected || over || highlighted) {
    list.AddRectFilled(box.min, box.max, colour(Role::raised, selected ? 1 : 0.6));
  }
  if (selected) list.AddRectFilled(box.min, {box.min.x + px(2), box.max.y}, colour(Role::accent));
  if (highlighted) {
    list.AddRect({box.min.x + px(4), box.min.y + 1}, {box.max.x - px(4), box.max.y - 1},
                 colour(Role::dim), px(5));
  }
  return over;
}

/// Notes the row for keys and card; scrolls it into sight when keys have just reached it.
void join_rows(Row row) {
  CatalogueState& s = state();
  if (s.reveal && s.highlight == row.key) {
    if (!ImGui::IsItemVisible()) ImGui::SetScrollHereY(0.5f);
    s.reveal = false;
  }
  s.rows.push_back(std::move(row));
}

/// A star at the row's end: hollow under the pointer, filled where it marks a favourite.
void draw_star(Workspace& ws, const std::string& name, const Box& row, const std::string& id,
               bool over) {
  auto& favourites = ws.preferences.favourites;
  const bool marked = std::find(favourites.begin(), favourites.end(), id) != favourites.end();
  if (!marked && !over) return;
  const Box box = Box::at({row.max.x - px(30), row.min.y + px(2)}, px(24), row.h() - px(4));
  const Press press = hit((name + ".star").c_str(), box, marked ? "marked" : "not marked");
  const ImU32 tint = press.hovered ? colour(Role::text) : colour(marked ? Role::muted : Role::dim);
  put_text(box, Align::centre, Font::label, tint, marked ? "★" : "☆");
  tip(press, marked ? "No favourite any more" : "Mark as a favourite");
  if (!press.clicked) return;
  if (marked) {
    std::erase(favourites, id);
  } else {
    favourites.push_back(id);
  }
  ws.touch();
}

void draw_claim_mark(Workspace& ws, const std::string& name, const Experiment& experiment,
                     const Box& box) {
  const ClaimMark mark = claim_mark(ws, experiment);
  if (!*mark.glyph) return;
  const Press press = hit((name + ".claims").c_str(), box, mark.glyph);
  put_text(box, Align::centre, Font::label, colour(mark.role), mark.glyph);
  tip(press, mark.text);
}

void draw_experiment(Workspace& ws, Column& column, const std::string& group,
                     const Experiment& experiment) {
  const std::string key = group + "." + experiment.id();
  const std::string name = "catalogue." + key;
  const bool present = ws.has_run() && ws.run().experiment == &experiment;
  const Box box = column.take(px(row_height));
  const bool over = row_ground(box, present, state().highlight == key);
  draw_star(ws, name, box, experiment.id(), over);
  const Box claims{{box.min.x + px(2), box.min.y + px(2)}, {box.min.x + px(24), box.max.y - px(2)}};
  draw_claim_mark(ws, name, experiment, claims);
  const Press press = hit(name.c_str(), box, experiment.title);
  join_rows({key, &experiment, nullptr, box});
  float right = box.max.x - px(30);
  const std::string where = matched_in(state().filter, experiment);
  if (!where.empty()) {
    put_text({box.min, {right, box.max.y}}, Align::right, Font::label, colour(Role::dim), where);
    right -= text_width(Font::label, where) + px(8);
  }
  put_found({{box.min.x + px(24), box.min.y}, {right, box.max.y}}, Font::body, Font::strong,
            colour(Role::text), state().filter, experiment.title);
  if (!press.clicked) return;
  ws.browsing = false;
  if (!present) ws.select_experiment(experiment.id());
}

/// "❚❚ k 37 · n 400 → 900"
std::string standing_line(const Workspace& ws, const OpenRun& run) {
  std::string text = run.running()                       ? icon::play
                     : run.state() == RunState::finished ? "■"
                                                         : icon::pause;
  if (run.pinned) text += std::string(" ") + icon::pin;
  text += fmt::format(" k {}", run.shown_step());
  if (!run.note.empty()) return text + " · " + run.note;
  const bool first = std::none_of(ws.runs().begin(), ws.runs().end(), [&](const auto& other) {
    return other.get() != &run && other->experiment == run.experiment && other->note.empty();
  });
  return first ? text + " · as it began" : text;
}

void draw_run(Workspace& ws, Column& column, std::size_t index, std::shared_ptr<OpenRun>& closed,
              std::shared_ptr<OpenRun>& chosen) {
  const std::shared_ptr<OpenRun>& run = ws.runs()[index];
  const std::string name = "catalogue.run." + std::to_string(index);
  const bool present = ws.has_run() && &ws.run() == run.get();
  const Box box = column.take(px(42));
  const std::string key = "runs." + std::to_string(index);
  const bool over = row_ground(box, present, state().highlight == key);
  const Box cross = Box::at({box.max.x - px(30), box.min.y + px(9)}, px(24), px(24));
  if ((over || present) && button((name + ".close").c_str(), cross, icon::close, ButtonLook::flat,
                                  true, "Close this run and forget its history", Font::label)) {
    closed = run;
  }
  const std::string title = run->experiment ? run->experiment->title : "";
  const std::string line = standing_line(ws, *run);
  const Press press = hit(name.c_str(), box, title + "\n" + line);
  join_rows({key, nullptr, run, box});
  const float left = box.min.x + px(24), right = box.max.x - px(32);
  put_text({{left, box.min.y + px(4)}, {right, box.min.y + px(22)}}, Align::left, Font::body,
           colour(Role::text), title);
  put_text({{left, box.min.y + px(22)}, {right, box.max.y - px(4)}}, Align::left, Font::label,
           colour(Role::muted), line);
  tip(press, title + "\n" + line + (run->pinned ? "\nPinned: shown as a ghost." : ""));
  if (press.clicked) chosen = run, ws.browsing = false;
}

void draw_runs(Workspace& ws, Column& column) {
  const std::size_t count = ws.runs().size();
  if (count < 2 || !state().filter.empty()) return;
  if (!open_group(ws, column, "runs", "Runs", count, true)) return;
  std::shared_ptr<OpenRun> closed, chosen;
  for (std::size_t i = 0; i < count; ++i) draw_run(ws, column, i, closed, chosen);
  if (chosen) ws.select_run(chosen);
  if (closed) ws.close_run(closed);
}

/// A group of experiments that stays away while nothing in it fits the filter.
void draw_group(Workspace& ws, Column& column, const std::string& key, const std::string& title,
                const std::vector<const Experiment*>& members, bool by_default) {
  if (members.empty() && !state().filter.empty()) return;
  if (!open_group(ws, column, key, title, members.size(), by_default)) return;
  for (const Experiment* experiment : members) draw_experiment(ws, column, key, *experiment);
}

void put_note(Column& column, const char* name, const std::string& text) {
  const float inset = px(24);
  const float height = put_paragraph({column.x + inset, column.y + px(3)}, column.width - px(36),
                                     Font::label, colour(Role::muted), text);
  note_widget(name, {column.x + inset, column.y}, {column.x + column.width, column.y + height},
              text);
  column.gap(height + px(8));
}

void draw_my_data(Workspace& ws, Column& column) {
  if (!state().filter.empty() || !open_group(ws, column, "data", "My data", 0, false)) return;
  const bool takes = ws.has_run() && !ws.run().experiment->inputs.empty();
  put_note(column, "catalogue.data.empty",
           takes ? "Points, masses or a cost matrix of your own take the place of this "
                   "experiment's data."
                 : "This experiment makes its own data; others take points, masses or a cost "
                   "matrix of yours.");
  const Box box = Box::at({column.x + px(24), column.y}, button_width("Open…"), px(26));
  if (button("catalogue.data.open", box, "Open…", ButtonLook::raised, ws.has_run(),
             "The Data tab lists what this experiment takes")) {
    ws.sheet = Sheet::none, ws.inspector_tab = 2, ws.drawer = Drawer::inspector, ws.touch();
  }
  column.gap(px(34));
}

void draw_nothing(Workspace& ws, Column& column) {
  const float inset = px(14);
  const std::string text = fmt::format("Nothing matches \"{}\".", state().filter);
  column.gap(px(6));
  const float height = put_paragraph({column.x + inset, column.y}, column.width - 2 * inset,
                                     Font::body, colour(Role::muted), text);
  note_widget("catalogue.nothing", {column.x + inset, column.y},
              {column.x + column.width - inset, column.y + height}, text);
  column.gap(height + px(8));
  const Box box = Box::at({column.x + inset, column.y}, px(64), px(26));
  const bool clear = button("catalogue.clear", box, "Clear", ButtonLook::raised);
  column.gap(px(38));
  put_text({{column.x + inset, column.y}, {column.x + column.width, column.y + px(22)}},
           Align::left, Font::title, colour(Role::muted), "Nearest");
  column.gap(px(24));
  const std::string filter = std::exchange(state().filter, {});  // nothing to emphasise
  for (const Experiment* experiment : nearest_experiments(catalogue(), filter)) {
    draw_experiment(ws, column, "nearest", *experiment);
  }
  if (!clear) state().filter = filter;
}

void draw_groups(Workspace& ws, Column& column) {
  const auto& all = catalogue();
  const std::string& filter = state().filter;
  const auto found = families(all, filter);
  if (found.empty()) return draw_nothing(ws, column);
  draw_group(ws, column, "start", "Start here", start_here(all, filter), true);
  draw_group(ws, column, "recent", "Recent", listed(all, ws.preferences.recent_experiments, filter),
             false);
  draw_group(ws, column, "favourites", "Favourites", listed(all, ws.preferences.favourites, filter),
             false);
  const std::string present = ws.has_run() ? ws.run().experiment->family : "";
  for (const Family& family : found) {
    draw_group(ws, column, family.name, family.title, family.members, family.name == present);
  }
  draw_my_data(ws, column);
}

/// ↑ and ↓ while the filter or a row has the keyboard; Enter opens what they reached.
void move_highlight(Workspace& ws, bool typing, bool entered) {
  CatalogueState& s = state();
  const bool listening = typing || focused_widget().starts_with("catalogue.");
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true) ? 1 : 0;
  };
  if (!listening && !entered) return;
  const auto count = static_cast<long>(s.rows.size());
  const auto at = std::find_if(s.rows.begin(), s.rows.end(),
                               [&](const Row& row) { return row.key == s.highlight; });
  const int by = pressed(ImGuiKey_DownArrow) - pressed(ImGuiKey_UpArrow);
  if (by != 0 && count > 0) {
    const long next = at == s.rows.end() ? (by > 0 ? 0 : count - 1) : at - s.rows.begin() + by;
    s.highlight = s.rows[static_cast<std::size_t>(std::clamp(next, 0L, count - 1))].key;
    s.reveal = true;
    ws.touch();
    return;
  }
  if (!entered || count == 0) return;
  if (at == s.rows.end() && s.filter.empty()) return;
  const Row row = at == s.rows.end() ? s.rows.front() : *at;
  s.highlight.clear();
  ws.browsing = false;
  if (row.run) return ws.select_run(row.run);
  const bool present = ws.has_run() && ws.run().experiment == row.experiment;
  if (!present) ws.select_experiment(row.experiment->id());
}

/// The card of the row under the pointer, or of the one that the keys reached.
void show_card(Workspace& ws, float right, bool typing) {
  CatalogueState& s = state();
  const Row* shown = nullptr;
  for (const Row& row : s.rows) {
    if (!row.experiment || ws.browsing) continue;
    if (typing && row.key == s.highlight && !shown) shown = &row;
    if (pointed_at(row.box)) shown = &row;
  }
  const double now = wall_seconds();
  const std::string key = shown ? shown->key : "";
  if (key != s.carded) s.carded = key, s.since = now;
  if (!shown) return;
  const bool warm = now - s.seen < 0.3;
  if (!warm && now - s.since < card_delay) return wake_in(card_delay - (now - s.since) + 0.005);
  s.seen = now;
  draw_card(ws, *shown->experiment, {right + px(8), shown->box.min.y - px(12)});
}

/// The filter with a cross to empty it, and the button to the pictures below. Returns the height.
float draw_head(Workspace& ws, ImVec2 corner, float width, bool& typing, bool& entered) {
  const float inset = px(12);
  std::string& filter = state().filter;
  state().filter_frame = ImGui::GetFrameCount();
  const Box field = Box::at({corner.x + inset, corner.y + px(11)}, width - 2 * inset, px(30));
  const Box cross = Box::at({field.max.x - px(27), field.min.y + px(3)}, px(24), px(24));
  const bool clear = !filter.empty() && hit("catalogue.filter.clear", cross).clicked;
  const std::string hint = fmt::format("Filter {} experiments", catalogue().size());
  if (text_field("catalogue.filter", field, hint.c_str(), filter, &entered)) {
    state().highlight.clear();
  }
  typing = ImGui::IsItemActive();
  if (!filter.empty()) {
    put_text(cross, Align::centre, Font::label, colour(Role::muted), icon::close);
  }
  if (clear) filter.clear();
  const Box browse = Box::at({field.min.x, field.max.y + px(6)}, field.w(), px(26));
  const std::string label = ws.browsing ? "Back to the views" : "Browse pictures";
  if (button("catalogue.browse", browse, label, ws.browsing ? ButtonLook::raised : ButtonLook::flat,
             true,
             ws.browsing ? "To the views (Esc)" : "All experiments as pictures in the centre")) {
    ws.browsing = !ws.browsing, ws.drawer = Drawer::none, ws.touch();
  }
  return browse.max.y + px(4) - corner.y;
}

}  // namespace

std::string& catalogue_filter() { return state().filter; }

bool catalogue_filter_shown() { return state().filter_frame + 1 >= ImGui::GetFrameCount(); }

void draw_catalogue(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  bool typing = false, entered = false;
  const float head = draw_head(ws, corner, size.x, typing, entered);
  if (!ws.browsing) move_highlight(ws, typing, entered);
  state().rows.clear();
  Column column = begin_scroll(
      "catalogue.list", {{corner.x, corner.y + head}, {corner.x + size.x, corner.y + size.y}}, 0);
  draw_runs(ws, column);
  draw_groups(ws, column);
  show_card(ws, corner.x + size.x, typing);
  end_scroll(column);
}

}  // namespace thalweg::ui
