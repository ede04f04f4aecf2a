// run and export: a race to its end, its read-outs, its figures.
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/commands.hpp"
#include "app/interrupt.hpp"
#include "app/target.hpp"
#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/theme.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/files.hpp"
#include "core/io/provenance.hpp"
#include "core/io/tables.hpp"
#include "core/io/weights.hpp"
#include "core/run/advice.hpp"

namespace thalweg::app {
namespace {

/// Views that a window shows at first.
constexpr std::size_t shown_first = 4;

/// Steps every contender to its end; Ctrl+C ends it early and keeps what is done.
void race_to_end(Race& race) {
  race.run_to_end(interrupted);
  if (!interrupted()) return;
  race.cancel();
  fmt::print(stderr, "thalweg: stopped; what is done so far follows\n");
}

std::vector<Standing> standings_of(const Race& race, const FrameSet& frames) {
  Snapshot snapshot;
  snapshot.spec = race.spec(), snapshot.problem = race.problem(), snapshot.frames = frames;
  for (std::size_t i = 0; i < race.size(); ++i) {
    snapshot.standings.push_back(standing_of(race, i, frames.contenders[i]));
  }
  std::vector<Standing> standings = snapshot.standings;
  for (Standing& standing : standings) {
    if (auto advice = present_advice(snapshot, standing)) standing.advice = {*advice};
  }
  return standings;
}

RunResult result_of(Race& race) {
  race.keep_heads();
  RunResult result{race.spec(), race.record(), {}};
  const std::string focus = race.size() == 0 ? "" : race.key(0);
  result.frames = race.observe(focus, {});
  for (std::size_t i = 0; i < race.size(); ++i) {
    std::vector<NamedArray> weights = race.weights(i);
    if (!weights.empty()) result.weights[race.key(i)] = std::move(weights);
  }
  for (auto& [key, frame] : analyse(race.spec(), race.problem(), interrupted)) {
    result.frames.others[key] = std::move(frame);
  }
  result.standings = standings_of(race, result.frames);
  return result;
}

/// The views that a window shows first, or all.
void export_views(const RunResult& result, const ExportOptions& options) {
  const Experiment& experiment = *result.spec.experiment;
  const Provenance provenance = provenance_of(result.spec, result.frames);
  PictureSettings settings{{options.width, options.height}, options.scale, options.theme};
  const bool every = options.all || experiment.hidden;
  const std::size_t count = every ? experiment.views.size() : shown_first;
  for (std::size_t i = 0; i < std::min(count, experiment.views.size()); ++i) {
    const ViewSpec& view = experiment.views[i];
    ViewState state;
    state.exporting = true;
    state.iteration_title = experiment.step_unit + " k";
    state.work_title = experiment.work_unit;
    const Figure figure = compose(view, result.frames, state);
    for (const std::string& format : options.formats) {
      const std::string path = fmt::format("{}/{}.{}", options.folder, view.id(), format);
      export_picture(figure, path, settings, provenance);
    }
    export_data(figure, options.folder, provenance);
  }
}

void export_result(const RunResult& result, const ExportOptions& options) {
  Session session;
  session.runs.push_back(
      {result.spec.experiment->title, result.recording, -1, false, this_build(), ""});
  save_session(options.folder + "/session.thalweg", session);
  write_file(options.folder + "/results.json", result_json(result));
  export_views(result, options);
  for (const auto& [key, weights] : result.weights) {
    write_weights(fmt::format("{}/weights_{}.npz", options.folder, key), weights);
  }
  fmt::print(stderr, "thalweg: figures, data and session are in {}\n", options.folder);
}

/// Lets contenders of a session go on that had reached an earlier limit.
void wake(Race& race, std::int64_t most) {
  for (std::size_t i = 0; i < race.size(); ++i) {
    const bool waits =
        race.condition(i) == Condition::exhausted || race.condition(i) == Condition::cancelled;
    if (waits && race.step_of(i) < most) return race.extend(0);
  }
}

/// Complains about what an export would fail on, before anything is computed.
void prepare(const ExportOptions& options) {
  static_cast<void>(theme_named(options.theme));
  for (const double side : {options.width, options.height}) {
    if (side >= 40 && side <= 20000) continue;
    throw BadInput(fmt::format("{} px is outside 40 … 20000", side), "--width, --height");
  }
  if (!(options.scale >= 0.25 && options.scale <= 8)) {
    throw BadInput(fmt::format("{} is outside 0.25 … 8", options.scale), "--scale");
  }
  make_writable_folder(options.folder);
}

RunResult finish(const RunOptions& options, bool step) {
  if (options.steps && *options.steps < 0) {
    throw BadInput(fmt::format("{} steps cannot be taken", *options.steps), "--steps",
                   "Give 0 or more.");
  }
  Race race = open_race(options);
  if (step) {
    const std::int64_t most = options.steps.value_or(race.spec().experiment->limit);
    race.set_limit(most);
    wake(race, most);
    race_to_end(race);
  }
  return result_of(race);
}

int run_each(const RunOptions& options) {
  const std::size_t equals = options.each.find('=');
  const std::string name = options.each.substr(0, equals);
  if (equals == std::string::npos || !spec_of(options.target).experiment->schema.find(name)) {
    throw BadInput(fmt::format("'{}' names no values of a parameter", options.each), "--each",
                   "Write it as problem=random,densities.");
  }
  std::vector<RunResult> cases;
  std::istringstream values(options.each.substr(equals + 1));
  for (std::string value; std::getline(values, value, ',') && !interrupted();) {
    RunOptions one = options;
    one.settings.push_back(name + "=" + value);
    cases.push_back(finish(one, true));
  }
  fmt::print("{}", cases_table(name, cases));
  return 0;
}

}  // namespace

int run(const RunOptions& options, const ExportOptions& exporting, bool json) {
  if (!options.each.empty()) return run_each(options);
  if (!exporting.folder.empty()) prepare(exporting);
  const RunResult result = finish(options, true);
  fmt::print("{}", json ? result_json(result) : result_table(result));
  if (!exporting.folder.empty()) export_result(result, exporting);
  return 0;
}

int export_target(const RunOptions& options, const ExportOptions& exporting) {
  prepare(exporting);
  export_result(finish(options, !is_session(options.target)), exporting);
  return 0;
}

}  // namespace thalweg::app
