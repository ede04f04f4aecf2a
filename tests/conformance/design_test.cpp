// Every experiment: sound declarations, and every value a slider allows is computed or refused.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "tests/conformance/subjects.hpp"

namespace thalweg::test {
namespace {

TEST_CASE("Declarations are sound", "[conformance]") {
  REQUIRE_FALSE(subjects().empty());
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      CHECK(check_design(*experiment) == std::vector<std::string>{});
      CHECK_FALSE(experiment->question.empty());
      CHECK_FALSE(experiment->try_this.empty());
      CHECK_FALSE(experiment->claims.empty());
      CHECK(experiment->views.size() >= 4);
      CHECK_FALSE(experiment->measure.empty());
      for (const ParamSpec& spec : experiment->schema.specs) {
        INFO(spec.name);
        CHECK_FALSE(spec.label.empty());
        CHECK(spec.lo <= spec.hi);
        CHECK((spec.min <= spec.lo && spec.hi <= spec.max));
        if (spec.logarithmic) CHECK(spec.lo > 0);
        if (spec.kind == ParamKind::choice) CHECK(spec.choices.size() >= 2);
      }
    }
  }
}

/// The values that are tried: both ends, every choice.
std::vector<ParamValue> ends(const ParamSpec& spec) {
  const double hi = std::isnan(spec.probe_hi) ? spec.hi : spec.probe_hi;
  switch (spec.kind) {
    case ParamKind::real:
      return {spec.lo, hi};
    case ParamKind::count:
    case ParamKind::seed:
      return {static_cast<std::int64_t>(spec.lo), static_cast<std::int64_t>(hi)};
    case ParamKind::flag:
      return {false, true};
    case ParamKind::point:
      return {ParamPoint{spec.lo, spec.lo}, ParamPoint{spec.hi, spec.hi}};
    case ParamKind::text:
      return {std::get<std::string>(spec.fallback), std::string("?")};
    case ParamKind::choice:
      break;
  }
  std::vector<ParamValue> values;
  for (const auto& [value, label] : spec.choices) values.emplace_back(value);
  return values;
}

/// One step of every contender; the numbers shown must be finite unless it says it diverged.
void try_one_step(const RunSpec& spec) {
  Race race(spec);
  std::vector<bool> able;
  for (std::size_t i = 0; i < race.size(); ++i) able.push_back(race.runs(i));
  advance_all(race, 1);
  const FrameSet frames = race.observe(race.key(0), {});
  for (std::size_t i = 0; i < race.size(); ++i) {
    INFO(race.key(i) << ": " << race.reason(i));
    if (!able[i]) {
      CHECK_FALSE(race.reason(i).empty());
      continue;
    }
    CHECK(race.condition(i) != Condition::failed);
    CHECK(race.step_of(i) == 1);
    if (race.condition(i) == Condition::diverged) {
      CHECK_FALSE(race.reason(i).empty());
      continue;
    }
    const Frame& frame = *frames.contenders[i].frame;
    const auto measure = frame.number(spec.experiment->measure);
    REQUIRE(measure.has_value());
    CHECK(std::isfinite(*measure));
    for (const auto& [name, buffer] : frame.buffers) {
      INFO(name);
      CHECK(count_non_finite(*buffer) == 0);
    }
  }
}

TEST_CASE("Every end of every parameter steps once or is refused with a cure", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    for (const ParamSpec& spec : experiment->schema.specs) {
      for (const ParamValue& value : ends(spec)) {
        DYNAMIC_SECTION(experiment->id() << " " << spec.name << " = " << value_text(value)) {
          RunSpec run = RunSpec::defaults(*experiment);
          try {
            if (spec.own_name() == spec.name) {
              run.set(spec.name, value);
            } else {
              // Of a method that may be on offer only: it races alone.
              const Method& method = experiment->contender(spec.method);
              run.contenders = {{method.key, method.key, method.name, method.overrides, 0}};
              run.set(spec.name, value);
            }
            try_one_step(run);
          } catch (const BadInput& refused) {
            CHECK_FALSE(refused.problem().empty());
            CHECK_FALSE(refused.cure().empty());
          }
        }
      }
    }
  }
}

TEST_CASE("A parameter's sentence about now is said by a contender", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    for (const ParamSpec& spec : experiment->schema.specs) {
      if (spec.now.empty()) continue;
      DYNAMIC_SECTION(experiment->id() << " " << spec.name) {
        Race race = raced(*experiment);
        const FrameSet shown = race.observe("", wants_of(*experiment, {}));
        std::string said;
        for (const Competitor& c : shown.contenders) said += now_text(shown, c.key, spec);
        CHECK(said.starts_with("Now "));
        CHECK(said.ends_with("."));
      }
    }
  }
}

TEST_CASE("A step at the defaults stays within a quarter of a second", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment);
      const FrameSet frames = race.observe(race.key(0), {});
      for (const Competitor& contender : frames.contenders) {
        INFO(contender.key);
        REQUIRE(contender.frame->step > 0);
        CHECK(contender.frame->seconds / static_cast<double>(contender.frame->step) <= 0.25);
      }
    }
  }
}

}  // namespace
}  // namespace thalweg::test
