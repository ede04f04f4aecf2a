// The arithmetic of the timeline: limits, ticks, joined marks, scrubbing.
#include <catch2/catch.hpp>

#include "ui/panels/time_axis.hpp"

namespace thalweg::ui {
namespace {

TEST_CASE("Limits grow in 1-2-5 jumps and never shrink", "[panels]") {
  CHECK(grown_limit(1, 0) == 1);
  CHECK(grown_limit(1.2, 0) == 2);
  CHECK(grown_limit(37, 0) == 50);
  CHECK(grown_limit(501, 0) == Approx(1000));
  CHECK(grown_limit(0.03, 0) == Approx(0.05));
  CHECK(grown_limit(37, 200) == 200);
  CHECK(grown_limit(0, 0) == 1);
}

TEST_CASE("Ticks stand at 1-2-5 distances with room for their labels", "[panels]") {
  const auto ticks = time_ticks(120, 1572, 90);
  REQUIRE(ticks.size() == 13);
  CHECK(ticks[1] == Approx(10));
  CHECK(ticks.back() == Approx(120));
  for (const double limit : {1.0, 7.3, 120.0, 5000.0, 0.02}) {
    for (const double width : {120.0, 640.0, 1600.0}) {
      const auto some = time_ticks(limit, width, 90);
      REQUIRE(some.size() >= 2);
      CHECK((some[1] - some[0]) / limit * width >= 90 - 1e-9);
    }
  }
}

TEST_CASE("Marks closer than eight px join", "[panels]") {
  const std::vector<TimeMark> marks{{20, Event::Kind::stage, "Newton stage", 1},
                                    {50, Event::Kind::edit, "η 1200 → 800", 1},
                                    {20.5, Event::Kind::edit, "κ 5 → 15", 1}};
  const auto joined = join_marks(marks, 100, 1000, 8);
  REQUIRE(joined.size() == 2);
  CHECK(joined[0].count == 2);
  CHECK(joined[0].text == "Newton stage\nκ 5 → 15");
  CHECK(joined[1].clock == 50);
}

TEST_CASE("Scrubbing snaps to marks within reach and stays behind the head", "[panels]") {
  const std::vector<TimeMark> marks{{20, Event::Kind::stage, "Newton stage", 1}};
  CHECK(scrub_value(205, 1000, 100, 80, marks, 6) == 20);
  CHECK(scrub_value(207, 1000, 100, 80, marks, 6) == Approx(20.7));
  CHECK(scrub_value(205, 1000, 100, 80, marks, 0) == Approx(20.5));
  CHECK(scrub_value(900, 1000, 100, 80, marks, 6) == 80);
  CHECK(scrub_value(-50, 1000, 100, 80, marks, 6) == 0);
}

TEST_CASE("A clock value is written with its unit", "[panels]") {
  CHECK(clock_text(Clock::iteration, 30, "") == "k 30");
  CHECK(clock_text(Clock::iteration, 2980, "") == "k 2\u2009980");
  CHECK(clock_text(Clock::work, 60, "plan passes") == "60 plan passes");
}

}  // namespace
}  // namespace thalweg::ui
