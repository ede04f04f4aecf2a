// Every experiment: each view finds its data and becomes a figure; past moments show what a fresh
// run shows.
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/base/text.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/svg_painter.hpp"
#include "tests/conformance/subjects.hpp"

namespace thalweg::test {
namespace {

Figure figure_of(const ViewSpec& view, const FrameSet& frames) {
  ViewState state;
  state.exporting = true;
  return compose(view, frames, state);
}

/// Whether the view finds its data with some choice of the problem.
bool shown_by_some_choice(const Experiment& experiment, const ViewSpec& view) {
  for (const ParamSpec& spec : experiment.schema.specs) {
    if (spec.kind != ParamKind::choice || spec.scope != Scope::problem) continue;
    for (const auto& [value, label] : spec.choices) {
      try {
        RunSpec run = RunSpec::defaults(experiment);
        run.set(spec.name, value);
        Race race(run);
        advance_all(race, 2);
        if (missing_data(view, race.observe(race.key(0), {})).empty()) return true;
      } catch (const BadInput&) {
        // This choice waits for data of the person's own.
      }
    }
  }
  return false;
}

bool can_be_dragged(const Experiment& experiment, const std::string& name) {
  const bool input = std::any_of(experiment.inputs.begin(), experiment.inputs.end(),
                                 [&](const InputSpec& slot) { return slot.name == name; });
  return input || experiment.schema.find(name);
}

TEST_CASE("Every view, read-out and reference finds its data", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment);
      const FrameSet frames = everything(race);
      for (const ViewSpec& view : experiment->views) {
        INFO(view.title);
        if (!view.empty_text.empty() && !missing_data(view, frames).empty()) {
          CHECK(shown_by_some_choice(*experiment, view));
        } else {
          CHECK(missing_data(view, frames) == std::vector<std::string>{});
        }
        // "*" lets every set of the view be dragged.
        std::vector<std::string> handles{view.handle};
        if (view.handle == "*") handles = view.names;
        if (view.handle == "*" && view.kind == ViewKind::displacement) {
          handles = {"source", "target"};
        }
        for (const std::string& name : handles) {
          if (!name.empty()) CHECK(can_be_dragged(*experiment, name));
        }
      }
      for (const ReadOut& number : experiment->read_outs) {
        INFO(number.name);
        CHECK(frames.number(number.name).has_value());
      }
      if (!experiment->reference.name.empty()) {
        CHECK(frames.number(experiment->reference.name).has_value());
      }
    }
  }
}

TEST_CASE("Every view becomes a scene with finite numbers and well-formed SVG", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment);
      const FrameSet frames = everything(race);
      for (const ViewSpec& view : experiment->views) {
        INFO(view.title);
        const Figure figure = figure_of(view, frames);
        if (view.empty_text.empty()) CHECK(figure.empty_text.empty());
        for (const Size2 size : {Size2{640, 480}, Size2{220, 160}}) {
          const Scene scene = layout(figure, size, FixedMetrics());
          CHECK(scene.primitives.size() > (figure.empty_text.empty() ? 3 : 0));
          const std::string svg =
              svg_text(scene, theme_named("light"), view.title, {{"seed", "1"}});
          CHECK(xml_fault(svg) == "");
          CHECK(non_finite_attribute(svg) == "");
        }
      }
    }
  }
}

TEST_CASE("Before the first step every view has axes, data or a sentence", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race(RunSpec::defaults(*experiment));
      const FrameSet frames = race.observe(race.key(0), {});
      for (const ViewSpec& view : experiment->views) {
        INFO(view.title);
        const Scene scene = layout(figure_of(view, frames), {640, 480}, FixedMetrics());
        CHECK_FALSE(scene.primitives.empty());
      }
    }
  }
}

/// A race stopped at exactly this moment.
FrameSet fresh_at(const Experiment& experiment, const Moment& moment) {
  Race race(RunSpec::defaults(experiment));
  for (std::size_t i = 0; i < race.size(); ++i) {
    race.advance(i, std::numeric_limits<double>::infinity(), moment.at(race.key(i)));
  }
  return race.observe(race.key(0), {});
}

/// What a person would read: every figure's data, and the read-outs.
std::vector<std::string> shown(const Experiment& experiment, const FrameSet& frames) {
  std::vector<std::string> lines;
  for (const ViewSpec& view : experiment.views) {
    const Figure figure = figure_of(view, frames);
    lines.push_back(view.title + "\n" + csv_of(figure));
    for (const NumberRow& number : figure.numbers) lines.push_back(number.label + number.value);
  }
  for (const ReadOut& number : experiment.read_outs) {
    for (const Competitor& contender : frames.contenders) {
      const auto value = frames.number(contender.key + "." + number.name);
      lines.push_back(contender.key + "." + number.name + " " +
                      (value ? exact_text(*value) : "none"));
    }
  }
  return lines;
}

TEST_CASE("Five random past moments show what fresh runs stopped there show", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment, 150);
      Rewinder rewinder(race.record());
      Rng rng(2024);
      for (int trial = 0; trial < 5; ++trial) {
        Moment moment;
        for (std::size_t i = 0; i < race.size(); ++i) {
          const auto head = static_cast<std::uint64_t>(race.step_of(i));
          moment[race.key(i)] = static_cast<std::int64_t>(rng.below(head));
        }
        const FrameSet past = rewinder.at(moment, race.key(0), {});
        const FrameSet fresh = fresh_at(*experiment, moment);
        REQUIRE(past.contenders.size() == fresh.contenders.size());
        for (std::size_t i = 0; i < fresh.contenders.size(); ++i) {
          INFO(fresh.contenders[i].key << " at step " << fresh.contenders[i].frame->step);
          CHECK(contents(*past.contenders[i].frame) == contents(*fresh.contenders[i].frame));
        }
        CHECK(contents(*past.others.at("problem")) == contents(*fresh.others.at("problem")));
        CHECK(shown(*experiment, past) == shown(*experiment, fresh));
      }
    }
  }
}

}  // namespace
}  // namespace thalweg::test
