// Exported pictures as a way back to their run.
#include "core/io/provenance_read.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/io/caption.hpp"
#include "core/io/figure_export.hpp"
#include "core/run/race.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/toy_experiment.hpp"

namespace thalweg {
namespace {

RunSpec unusual() {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("size", std::int64_t{5});
  spec.set("seed", std::int64_t{42});
  spec.set("plain.rate", 0.25);
  spec.contenders[0].name = "Plain; but \"quick\" & <bold> – 50 %";
  spec.contenders.pop_back();
  return spec;
}

struct Shown {
  RunSpec spec = unusual();
  FrameSet frames;
  Figure figure;
  Shown() {
    Race race(spec);
    race.set_limit(7);
    race.run_to_end();
    frames = race.observe("plain", {});
    ViewState state;
    state.exporting = true;
    figure = compose(test::toy().views[0], frames, state);
  }
};

TEST_CASE("A picture in any format brings its run back", "[provenance]") {
  const Shown shown;
  Provenance written = provenance_of(shown.spec, shown.frames);
  written.emplace_back("view", "error");
  written.emplace_back("look", "clock=1 x=0.5,12");
  for (const PictureFormat format : {PictureFormat::png, PictureFormat::svg, PictureFormat::pdf}) {
    const std::string bytes =
        picture_bytes(shown.figure, format, {{300, 200}, 1, "light"}, written);
    const Provenance read = provenance_in(bytes);
    CHECK(read.size() == written.size());
    const Origin origin = origin_of(read, "picture");
    CHECK(origin.view == "error");
    CHECK(origin.look == "clock=1 x=0.5,12");
    CHECK(origin.missing.empty());
    CHECK(origin.spec.settings == shown.spec.settings);
    REQUIRE(origin.spec.contenders.size() == 1);
    CHECK(origin.spec.contenders[0].overrides == shown.spec.contenders[0].overrides);
    CHECK(origin.spec.contenders[0].name == shown.spec.contenders[0].name);
    Race race(origin.spec);
    race.set_limit(7);
    race.run_to_end();
    Race first(shown.spec);
    first.set_limit(7);
    first.run_to_end();
    CHECK(race.state_hash(0) == first.state_hash(0));
  }
}

TEST_CASE("Data of its own is named as missing from the picture", "[provenance]") {
  Shown shown;
  shown.spec.inputs.set("target",
                        std::make_shared<const Buffer>(PointsData{{1, 2}, {1, 2}, {}, {}, {}}));
  const Origin origin = origin_of(provenance_of(shown.spec, shown.frames), "picture");
  CHECK(origin.missing == std::vector<std::string>{"target"});
}

TEST_CASE("Pictures that say nothing, or what is not possible, are refused", "[provenance]") {
  const test::TempDir folder;
  const std::string foreign = folder.file("foreign.svg");
  std::ofstream(foreign) << "<svg><metadata></metadata></svg>";
  CHECK_THROWS_AS(read_provenance(foreign), BadFile);
  CHECK_THROWS_AS(read_provenance(folder.file("none.png")), BadFile);
  const Shown shown;
  Provenance old = provenance_of(shown.spec, shown.frames);
  std::erase_if(old, [](const auto& entry) { return entry.first == "run"; });
  try {
    origin_of(old, "old.png");
    FAIL("an export without its run was taken");
  } catch (const BadFile& error) {
    CHECK(error.cure().find("thalweg run test/toy") != std::string::npos);
  }
  Provenance broken = provenance_of(shown.spec, shown.frames);
  for (auto& [key, value] : broken) {
    if (key == "run") value = R"({"settings":{"size":-3},"contenders":[],"inputs":[]})";
  }
  CHECK_THROWS_AS(origin_of(broken, "broken.png"), BadFile);
}

TEST_CASE("A picture cut short or with flipped bytes is read or refused", "[provenance][fuzz]") {
  const Shown shown;
  const std::string png = picture_bytes(shown.figure, PictureFormat::png, {{120, 80}, 1, "light"},
                                        provenance_of(shown.spec, shown.frames));
  for (std::size_t length = 0; length < png.size(); length += 37) {
    static_cast<void>(provenance_in(png.substr(0, length)));
  }
  std::uint32_t state = 1;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = png;
    for (int k = 0; k < 4; ++k) {
      state = state * 1664525 + 1013904223;
      bytes[(state >> 8) % bytes.size()] ^= static_cast<char>(state >> 3);
    }
    try {
      origin_of(provenance_in(bytes), "flipped");
    } catch (const BadFile&) {
    }
  }
  SUCCEED();
}

TEST_CASE("The caption says what, of which problem, by whom and how far", "[provenance]") {
  const Shown shown;
  const std::string caption = caption_of(shown.figure, shown.spec, shown.frames);
  INFO(caption);
  CHECK(caption.starts_with("Error against"));
  CHECK(caption.find("Toy") != std::string::npos);
  CHECK(caption.find("Size 5") != std::string::npos);
  CHECK(caption.find("Seed 42") != std::string::npos);
  CHECK(caption.find("at iteration 7 (Rate 0.25)") != std::string::npos);
  CHECK(caption.find("--set plain.rate=0.25") != std::string::npos);
}

}  // namespace
}  // namespace thalweg
