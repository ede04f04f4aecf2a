// check: claims, measured against required.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands.hpp"
#include "core/base/text.hpp"
#include "core/run/catalogue.hpp"

namespace thalweg::app {
namespace {

/// Prints one claim; false when it falls short.
bool check_claim(const Experiment& experiment, const Claim& claim) {
  ClaimScope scope(experiment);
  claim.check(scope);
  bool holds = true;
  for (const Measurement& measurement : scope.measurements()) holds = holds && measurement.holds;
  fmt::print("  {} {}\n", holds ? "holds" : "FALLS SHORT", claim.text);
  for (const Measurement& measurement : scope.measurements()) {
    fmt::print("    {} {}: measured {}, required {} {}\n", measurement.holds ? "✓" : "✗",
               measurement.what, real_text(measurement.measured), measurement.relation,
               measurement.required);
  }
  return holds;
}

}  // namespace

int check(const std::vector<std::string>& ids) {
  std::vector<const Experiment*> chosen;
  for (const std::string& id : ids) {
    if (id != "all") {
      chosen.push_back(&find_experiment(id));
      continue;
    }
    for (const Experiment& experiment : catalogue()) chosen.push_back(&experiment);
  }
  bool holds = true;
  for (const Experiment* experiment : chosen) {
    fmt::print("{}\n", experiment->id());
    for (const Claim& claim : experiment->claims) {
      holds = check_claim(*experiment, claim) && holds;
      std::fflush(stdout);
    }
    if (experiment->claims.empty()) fmt::print("  claims nothing\n");
  }
  return holds ? 0 : 1;
}

}  // namespace thalweg::app
