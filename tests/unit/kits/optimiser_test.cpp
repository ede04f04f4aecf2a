// Hyper-parameters of optimisers as settings of contenders.
#include "core/kits/optimiser.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using namespace thalweg::optim;

namespace {

double value_of(Optimiser& optimiser, std::string_view name) {
  for (const HyperParameter& parameter : optimiser.parameters()) {
    if (name == parameter.name) return *parameter.value;
  }
  return NAN;
}

TEST_CASE("Every hyper-parameter of every optimiser is shared or a setting of its own", "[kits]") {
  const SharedNames shared{"lr", "momentum"};
  for (const OptimiserRow& row : optimisers()) {
    INFO(row.key);
    const auto optimiser = row.make();
    const std::vector<OwnSetting> own = own_settings(row.key, row.key, shared);
    std::size_t place = 0;
    for (const HyperParameter& parameter : optimiser->parameters()) {
      if (std::string_view(parameter.name) == "lr") continue;
      if (std::string_view(parameter.name) == "momentum") continue;
      INFO(parameter.name);
      REQUIRE(place < own.size());
      const OwnSetting& setting = own[place++];
      CHECK(setting.name == std::string(row.key) + "." + parameter.name);
      CHECK(setting.fallback == *parameter.value);
      CHECK(setting.spec.lo <= setting.fallback);
      CHECK(setting.fallback <= setting.spec.hi);
      CHECK((setting.spec.min <= setting.spec.lo && setting.spec.hi <= setting.spec.max));
    }
    CHECK(place == own.size());
  }
}

TEST_CASE("An optimiser takes its own settings, and shared ones that it has", "[kits]") {
  const auto adamw = make_optimiser("adamw");
  const double decay = value_of(*adamw, "decay");
  use_settings(*adamw, "adamw", {{"lion.decay", 0.7}, {"adamw.beta2", 0.5}},
               {{"lr", 0.25}, {"momentum", 0.1}, {"beta2", 0.9}});
  CHECK(value_of(*adamw, "lr") == 0.25);
  CHECK(value_of(*adamw, "beta2") == 0.5);
  CHECK(value_of(*adamw, "decay") == decay);
  use_settings(*adamw, "adamw", {{"adamw.decay", 0.7}}, {});
  CHECK(value_of(*adamw, "decay") == 0.7);
}

}  // namespace
