// replay: computes a session again and compares.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/interrupt.hpp"
#include "app/target.hpp"
#include "core/io/replay_check.hpp"

namespace thalweg::app {
namespace {

bool replay_run(const SessionRun& run) {
  const std::string id = run.recording->start.experiment->id();
  const ReplayReport report = check_replay(run, interrupted);
  if (report.stopped) {
    fmt::print("{} ({}): stopped\n", run.name, id);
    return true;
  }
  if (!report.exact) {
    fmt::print("{} ({}): made by build {} on {}, this is build {} on {}: compared to 1e-6\n",
               run.name, id, run.made_by.build, run.made_by.cpu, this_build().build,
               this_build().cpu);
  }
  for (const Divergence& divergence : report.divergences) {
    fmt::print("{} ({}): {} differs first at step {}: {}\n", run.name, id, divergence.contender,
               divergence.step, divergence.what);
  }
  if (report.divergences.empty()) {
    fmt::print("{} ({}): {} values and {} states are equal{}\n", run.name, id, report.values,
               report.states, report.exact ? ", bit for bit" : " within the tolerance");
  }
  return report.divergences.empty();
}

}  // namespace

int replay(const std::string& path) {
  const Session session = open_session(path);
  bool equal = true;
  for (const SessionRun& run : session.runs) {
    if (!interrupted()) equal = replay_run(run) && equal;
  }
  return equal ? 0 : 1;
}

}  // namespace thalweg::app
