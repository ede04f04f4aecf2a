// Below the inspector's splitter: the legend, then what the race says.
#include "ui/panels/contenders.hpp"

#include "ui/panels/contender_row.hpp"
#include "ui/panels/contender_settings.hpp"
#include "ui/panels/race_notes.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double head_height = 30;
constexpr double add_height = 27;

/// 'Contenders' with the heads of the number columns on one line.
void draw_head(const OpenRun& run, const Box& row, float inset) {
  const NumberColumns columns(row.max.x - inset);
  put_text({{row.min.x + inset, row.min.y}, {columns.k - px(40), row.max.y}}, Align::left,
           Font::title, colour(Role::muted), "Contenders");
  const auto head = [&](float right, float width, const std::string& text) {
    put_text({{right - width, row.min.y}, {right, row.max.y}}, Align::right, Font::label,
             colour(Role::muted), text);
  };
  head(columns.k, px(40), "k");
  head(columns.measure, px(50), run.experiment->measure);
  const bool interleaved = is_interleaved(run);
  head(columns.seconds, px(30), interleaved ? "⇅ s" : "s");
  const Box box{{columns.seconds - px(26), row.min.y}, {columns.seconds, row.max.y}};
  const Press press = hit("contender.seconds", box, interleaved ? "interleaved s" : "s");
  tip(press, interleaved
                 ? "Own seconds, interleaved: the contenders share the cores. 'Time alone' in "
                   "a row's menu runs one by itself."
                 : "Own seconds, without drawing, recording or waiting.");
}

}  // namespace

float contenders_height(const Workspace& ws) {
  if (!ws.has_run()) return 0;
  const Experiment& experiment = *ws.run().experiment;
  const auto rows = static_cast<double>(ws.run().shown_spec().contenders.size());
  const auto pairs = static_cast<double>(experiment.read_outs.size() +
                                         (experiment.reference.name.empty() ? 0 : 1));
  return px(head_height + rows * contender_row_height + add_height + 12 + pairs * pair_height +
            10) +
         verdict_height();
}

void draw_contenders(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const float inset = px(14);
  draw_head(ws.run(), column.take(px(head_height)), inset);
  // Copies: a verb called by a row may replace what is shown.
  const std::vector<Competitor> shown = ws.run().competitors();
  for (const std::string& key : ws.run().legend()) {
    for (const Competitor& competitor : shown) {
      if (competitor.key == key) draw_contender_row(ws, competitor, column, inset);
    }
  }
  finish_row_drag(ws, column.x, column.x + column.width);
  draw_add_contender(ws, column.take(px(add_height)), inset);
  draw_reference(ws.run(), column, inset);
  hairline(column.x, column.x + column.width, column.y);
  draw_verdict(ws, column, inset);
  draw_read_outs(ws.run(), column, inset);
}

}  // namespace thalweg::ui
