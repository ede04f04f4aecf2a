// Analyses start again only when something changes that they say they read: nothing else may
// change their numbers.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/conformance/subjects.hpp"

using namespace thalweg;

namespace {

bool reads(const AnalysisSpec& analysis, const ParamSpec& spec) {
  if (analysis.reads.empty()) return spec.scope == Scope::problem;
  return std::find(analysis.reads.begin(), analysis.reads.end(), spec.name) != analysis.reads.end();
}

auto frames_of(const Race& race) { return analyse(race.spec(), race.problem()); }

}  // namespace

TEST_CASE("A live edit changes no analysis that does not read it", "[conformance]") {
  for (const Experiment* experiment : test::subjects()) {
    if (experiment->analyses.empty()) continue;
    for (const Edit& edit : test::live_edits(*experiment, 12)) {
      DYNAMIC_SECTION(experiment->id() << " " << edit.name) {
        Race race(RunSpec::defaults(*experiment));
        const auto before = frames_of(race);
        race.apply(edit);
        const auto after = frames_of(race);
        for (const AnalysisSpec& analysis : experiment->analyses) {
          if (reads(analysis, experiment->schema.at(edit.name))) continue;
          INFO(analysis.key);
          CHECK(test::contents(*after.at(analysis.key)) ==
                test::contents(*before.at(analysis.key)));
        }
      }
    }
  }
}
