// Claim checks: what they find, and what is kept of it.
#include "core/io/claim_results.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>

#include "core/base/error.hpp"
#include "core/io/cache.hpp"
#include "core/io/cairo_painter.hpp"
#include "core/io/png_read.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/toy_experiment.hpp"

namespace thalweg {
namespace {

void holds_true(ClaimScope& scope) { scope.at_most("steps", 3, 10); }
void falls_short(ClaimScope& scope) { scope.at_least("factor", 2, 20); }
void breaks(ClaimScope&) { throw BadInput("There is no such problem", "claim"); }
void races(ClaimScope& scope) { scope.race({}, {"plain"}, 400); }

Experiment claiming(std::vector<Claim> claims) {
  Experiment experiment = test::toy();
  experiment.claims = std::move(claims);
  return experiment;
}

TEST_CASE("A claim check keeps what it measured against what", "[claims]") {
  const test::TempDir folder;
  const Experiment experiment =
      claiming({{"few steps", holds_true}, {"much faster", falls_short}, {"broken", breaks}});
  const ClaimResults kept(folder.file(""));
  CHECK(standing_of(experiment, kept.load(experiment)) == ClaimStanding::not_run);
  for (const Claim& claim : experiment.claims) {
    kept.keep(experiment, check_claim(experiment, claim));
  }
  const auto results = kept.load(experiment);
  REQUIRE(results.size() == 3);
  CHECK(result_of(results, "few steps")->holds());
  const ClaimResult& short_of = *result_of(results, "much faster");
  CHECK_FALSE(short_of.holds());
  REQUIRE(short_of.measurements.size() == 1);
  CHECK(short_of.measurements[0].measured == 2);
  CHECK(short_of.measurements[0].relation == "≥");
  CHECK(short_of.measurements[0].required == "20");
  CHECK(short_of.when > 0);
  CHECK_FALSE(result_of(results, "broken")->error.empty());
  CHECK(standing_of(experiment, results) == ClaimStanding::falls_short);
}

TEST_CASE("A newer result takes the place of the same claim's older one", "[claims]") {
  const test::TempDir folder;
  const Experiment experiment = claiming({{"few steps", holds_true}});
  const ClaimResults kept(folder.file(""));
  ClaimResult result = check_claim(experiment, experiment.claims[0]);
  kept.keep(experiment, result);
  result.measurements[0].measured = 99;
  kept.keep(experiment, result);
  REQUIRE(kept.load(experiment).size() == 1);
  CHECK(kept.load(experiment)[0].measurements[0].measured == 99);
  CHECK(standing_of(experiment, kept.load(experiment)) == ClaimStanding::holds);
}

TEST_CASE("A damaged file of results counts as none", "[claims]") {
  const test::TempDir folder;
  const Experiment experiment = claiming({{"few steps", holds_true}});
  const ClaimResults kept(folder.file(""));
  kept.keep(experiment, check_claim(experiment, experiment.claims[0]));
  std::ofstream(std::filesystem::path(folder.file("")) / "claims" /
                (cache_name(experiment) + ".json"))
      << "[{\"claim\": 3";
  CHECK(kept.load(experiment).empty());
}

TEST_CASE("A claim check that is asked to stop ends without a result", "[claims]") {
  const Experiment experiment = claiming({{"races", races}});
  CHECK_THROWS_AS(check_claim(experiment, experiment.claims[0], [] { return true; }), CheckStopped);
}

TEST_CASE("What older builds left goes, but for the newest, and nothing else", "[claims]") {
  namespace fs = std::filesystem;
  const test::TempDir folder;
  const auto make = [&](const std::string& name, int age) {
    fs::create_directories(folder.file(name) + "/pictures");
    fs::last_write_time(folder.file(name),
                        fs::file_time_type::clock::now() - std::chrono::hours(age));
  };
  make("00000000000000aa", 5), make("00000000000000bb", 1), make("00000000000000cc", 9);
  make("00000000000000dd", 99), make("notes", 99);
  forget_other_builds(folder.file("00000000000000dd"), 1);
  CHECK(fs::exists(folder.file("00000000000000dd")));  // its own
  CHECK(fs::exists(folder.file("00000000000000bb")));
  CHECK_FALSE(fs::exists(folder.file("00000000000000aa")));
  CHECK_FALSE(fs::exists(folder.file("00000000000000cc")));
  CHECK(fs::exists(folder.file("notes")));
  forget_other_builds(folder.file("nothing") + "/here/at/all");
}

TEST_CASE("The pixels of a PNG are those that were written", "[png]") {
  const std::vector<std::uint8_t> rgba{255, 0, 0, 255, 0, 128, 255, 255, 9, 8, 7, 255, 0, 0, 0, 0};
  const Pixels read = pixels_of_png(png_of_pixels(2, 2, rgba, {255, 255, 255, 255}), "picture");
  CHECK(read.width == 2);
  CHECK(read.height == 2);
  CHECK(*read.rgba == rgba);
  CHECK_THROWS_AS(pixels_of_png("no picture", "notes.txt"), BadFile);
}

}  // namespace
}  // namespace thalweg
