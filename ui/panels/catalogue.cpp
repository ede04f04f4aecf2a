// The catalogue: filter, open runs, families of experiments. See interaction.md, 'Arrangement'.
#include "ui/panels/catalogue.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "core/run/catalogue.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/search.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// What the panel itself remembers.
struct CatalogueState {
  std::string filter;
  std::set<std::string> folded;
};

CatalogueState& state() {
  static CatalogueState held;
  return held;
}

bool open_group(Column& column, const std::string& key, std::string_view title, int count) {
  const bool filtering = !state().filter.empty();
  const bool open = filtering || !state().folded.contains(key);
  const std::string name = "catalogue.group." + key;
  const Box row = column.take(px(25));
  const float inset = px(14);
  if (group_row(name.c_str(), {{row.min.x + inset, row.min.y}, {row.max.x - inset, row.max.y}},
                title, count, open)) {
    if (open) {
      state().folded.insert(key);
    } else {
      state().folded.erase(key);
    }
  }
  return open;
}

std::string card(const Experiment& experiment) {
  std::string text = experiment.title;
  if (!experiment.question.empty()) text += "\n" + experiment.question;
  if (!experiment.paper.empty()) text += "\n" + experiment.paper;
  if (!experiment.authors.empty()) text += " · " + experiment.authors;
  return text;
}

void draw_experiment(Workspace& ws, Column& column, const std::string& group,
                     const Experiment& experiment) {
  const std::string name = "catalogue." + group + "." + experiment.id();
  const bool selected = ws.has_run() && ws.run().experiment == &experiment && group == "start";
  const bool same = ws.has_run() && ws.run().experiment == &experiment;
  const Press press = list_row(name.c_str(), column.take(px(26)), experiment.title,
                               selected || (same && state().folded.contains("start")), px(24));
  tip(press, card(experiment));
  if (press.clicked && !same) ws.select_experiment(experiment.id());
}

void draw_runs(Workspace& ws, Column& column) {
  const auto& runs = ws.runs();
  if (runs.size() < 2 || !state().filter.empty()) return;
  if (!open_group(column, "runs", "Runs", static_cast<int>(runs.size()))) return;
  std::shared_ptr<OpenRun> chosen, closed;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const OpenRun& run = *runs[i];
    const Box row = column.take(px(26));
    const std::string name = "catalogue.run." + std::to_string(i);
    std::string label = run.experiment ? run.experiment->title : "";
    if (!run.note.empty()) label = run.note + " · " + label;
    const bool selected = ws.has_run() && &ws.run() == &run;
    const Press press =
        list_row(name.c_str(), {row.min, {row.max.x - (selected ? 0 : px(26)), row.max.y}}, label,
                 selected, px(24));
    tip(press,
        label + (run.pinned ? "\nPinned: shown as a ghost." : "\nPaused, with its history."));
    if (press.clicked && !selected) chosen = runs[i];
    const std::string close = name + ".close";
    const Box cross{{row.max.x - px(26), row.min.y + px(2)},
                    {row.max.x - px(4), row.max.y - px(2)}};
    if (!selected && button(close.c_str(), cross, icon::close, ButtonLook::flat, true,
                            "Close this run", Font::label)) {
      closed = runs[i];
    }
  }
  if (chosen) ws.select_run(chosen);
  if (closed) ws.close_run(closed);
}

void draw_nothing(Column& column) {
  const float inset = px(14);
  const std::string text = fmt::format("Nothing matches \"{}\".", state().filter);
  column.gap(px(6));
  column.gap(put_paragraph({column.x + inset, column.y}, column.width - 2 * inset, Font::body,
                           colour(Role::muted), text));
  note_widget("catalogue.nothing", {column.x, column.y}, {column.x + 1, column.y + 1}, text);
  column.gap(px(8));
  const Box box = Box::at({column.x + inset, column.y}, px(64), px(26));
  if (button("catalogue.clear", box, "Clear", ButtonLook::raised)) state().filter.clear();
  column.gap(px(30));
}

void draw_groups(Workspace& ws, Column& column) {
  const auto& all = catalogue();
  const auto found = families(all, state().filter);
  if (found.empty()) return draw_nothing(column);
  const auto first = start_here(all, state().filter);
  if (!first.empty() && open_group(column, "start", "Start here", static_cast<int>(first.size()))) {
    for (const Experiment* experiment : first) draw_experiment(ws, column, "start", *experiment);
  }
  for (const Family& family : found) {
    const int count = static_cast<int>(family.members.size());
    if (!open_group(column, family.name, family.title, count)) continue;
    for (const Experiment* experiment : family.members) {
      draw_experiment(ws, column, family.name, *experiment);
    }
  }
}

}  // namespace

void draw_catalogue(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  const float inset = px(12);
  const Box field{{corner.x + inset, corner.y + px(11)},
                  {corner.x + size.x - inset, corner.y + px(41)}};
  const std::string hint = fmt::format("Filter {} experiments", catalogue().size());
  text_field("catalogue.filter", field, hint.c_str(), state().filter);
  const float top = corner.y + px(52);
  Column column =
      begin_scroll("catalogue.list", {{corner.x, top}, {corner.x + size.x, corner.y + size.y}}, 0);
  draw_runs(ws, column);
  draw_groups(ws, column);
  end_scroll(column);
}

}  // namespace thalweg::ui
