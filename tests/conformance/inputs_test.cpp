// Points and densities drawn by hand: every live points input takes a point more, one less and one
// moved; every painted density other heights.
#include <catch2/catch.hpp>

#include "tests/conformance/subjects.hpp"

using namespace thalweg;

namespace {

PointsData present_points(Race& race, const std::string& slot) {
  const FrameSet shown = race.observe(race.key(0), {});
  const Buffer* buffer = shown.buffer("problem." + slot);
  REQUIRE(buffer);
  return std::get<PointsData>(*buffer);
}

Edit put(const std::string& slot, Buffer points) {
  Edit edit;
  edit.kind = Edit::Kind::input;
  edit.name = slot;
  edit.input = std::make_shared<const Buffer>(std::move(points));
  return edit;
}

}  // namespace

TEST_CASE("Points are added, moved and removed while the contenders go on", "[conformance]") {
  for (const Experiment* experiment : test::subjects()) {
    for (const InputSpec& slot : experiment->inputs) {
      if (slot.kind != InputSpec::Kind::points || slot.when != When::live) continue;
      DYNAMIC_SECTION(experiment->id() << " " << slot.name) {
        RunSpec spec = RunSpec::defaults(*experiment);
        spec.settings = slot.implies;
        Race race(spec);
        test::advance_all(race, 3);
        PointsData points = present_points(race, slot.name);
        const std::size_t count = points.x.size();
        points.x.push_back(points.x.front() + 0.01);
        points.y.push_back(points.y.front() - 0.01);
        if (!points.mass.empty()) points.mass.push_back(points.mass.front());
        race.apply(put(slot.name, points));
        CHECK(present_points(race, slot.name).x.size() == count + 1);
        test::advance_all(race, 3);

        points.x.front() += 0.05;
        race.apply(put(slot.name, points));
        points.x.pop_back(), points.y.pop_back();
        if (!points.mass.empty()) points.mass.pop_back();
        race.apply(put(slot.name, points));
        CHECK(present_points(race, slot.name).x.size() == count);
        test::advance_all(race, 3);
        CHECK(race.step_of(0) >= 3);  // one each time, for a solver that needs but one
      }
    }
  }
}

TEST_CASE("Clouds with masses leave out those of mass zero and say so", "[conformance]") {
  for (const Experiment* experiment : test::subjects()) {
    for (const InputSpec& slot : experiment->inputs) {
      if (slot.kind != InputSpec::Kind::points || slot.when != When::live) continue;
      DYNAMIC_SECTION(experiment->id() << " " << slot.name) {
        RunSpec spec = RunSpec::defaults(*experiment);
        spec.settings = slot.implies;
        Race race(spec);
        PointsData points = present_points(race, slot.name);
        points.mass.assign(points.x.size(), 1);
        points.mass[1] = 0, points.mass[2] = 3;
        race.apply(put(slot.name, points));
        test::advance_all(race, 3);
        const PointsData kept = present_points(race, slot.name);
        REQUIRE(kept.x.size() == points.x.size() - 1);
        CHECK(kept.x[1] == points.x[2]);
        REQUIRE(kept.mass.size() == kept.x.size());
        CHECK(kept.mass[1] == Approx(3 * kept.mass[0]));
        CHECK(race.observe(race.key(0), {}).buffer("problem.notes"));
        for (std::size_t i = 0; i < race.size(); ++i) CHECK(race.condition(i) != Condition::failed);
      }
    }
  }
}

TEST_CASE("Densities are painted while the contenders go on", "[conformance]") {
  for (const Experiment* experiment : test::subjects()) {
    for (const InputSpec& slot : experiment->inputs) {
      if (slot.kind != InputSpec::Kind::masses || slot.drag.empty()) continue;
      DYNAMIC_SECTION(experiment->id() << " " << slot.name) {
        RunSpec spec = RunSpec::defaults(*experiment);
        spec.settings = slot.implies;
        Race race(spec);
        test::advance_all(race, 3);
        const auto shown = [&] {
          const FrameSet frames = race.observe(race.key(0), {});
          const Buffer* buffer = frames.buffer("problem." + slot.name);
          REQUIRE(buffer);
          return std::get<CurveData>(*buffer);
        };
        CurveData curve = shown();
        const std::size_t count = curve.y.size();
        for (std::size_t i = 0; i < count / 2; ++i) curve.y[i] = 0;
        race.apply(put(slot.name, curve));
        CHECK(shown().y.size() == count);
        CHECK(shown().y.front() < shown().y.back());
        test::advance_all(race, 3);
        CHECK(race.step_of(0) > 3);
      }
    }
  }
}
