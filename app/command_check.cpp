// check: claims, measured against required.
#include <fmt/format.h>

#include <cstdio>

#include "app/commands.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/cache.hpp"
#include "core/io/claim_results.hpp"
#include "core/run/catalogue.hpp"

namespace thalweg::app {
namespace {

/// Prints one claim; false when it falls short.
bool print_result(const ClaimResult& result) {
  fmt::print("  {} {}\n", result.holds() ? "holds" : "FALLS SHORT", result.claim);
  for (const Measurement& measurement : result.measurements) {
    fmt::print("    {} {}: measured {}, required {} {}\n", measurement.holds ? "✓" : "✗",
               measurement.what, real_text(measurement.measured), measurement.relation,
               measurement.required);
  }
  if (!result.error.empty()) fmt::print("    {}\n", result.error);
  return result.holds();
}

/// Keeps the result for the window, which does without where the cache cannot be written.
void keep(const Experiment& experiment, const ClaimResult& result) {
  try {
    ClaimResults(cache_folder()).keep(experiment, result);
  } catch (const BadFile& error) {
    fmt::print(stderr, "thalweg: the result is not kept. {}\n", error.what());
  }
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
      const ClaimResult result = check_claim(*experiment, claim);
      holds = print_result(result) && holds;
      keep(*experiment, result);
      std::fflush(stdout);
    }
    if (experiment->claims.empty()) fmt::print("  claims nothing\n");
  }
  return holds ? 0 : 1;
}

}  // namespace thalweg::app
