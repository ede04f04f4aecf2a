// A view through time as numbered pictures.
#include "core/io/film.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/run/race.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/toy_experiment.hpp"

namespace thalweg {
namespace {

constexpr std::uint64_t largest_picture = 1 << 22;

FilmOrder order_of(const test::TempDir& folder, int pictures) {
  Race race(RunSpec::defaults(test::toy()));
  race.set_limit(9);
  race.run_to_end();
  FilmOrder order;
  order.recording = race.record();
  order.view = test::toy().views[0];
  order.focus = "plain";
  order.range = {1, 9};
  order.pictures = pictures;
  order.path = folder.file("made/film.png");
  order.settings = {{300, 200}, 1, "light"};
  return order;
}

int write(const FilmOrder& order, int stop_after = 1000) {
  int told = 0;
  return write_film(
      order, [&] { return told >= stop_after; }, [&](int done) { told = done; });
}

std::string picture(const FilmOrder& order, int number) {
  return read_file(film_path(order.path, number), largest_picture);
}

TEST_CASE("Pictures of a film are numbered", "[film]") {
  CHECK(film_path("a/figure.png", 7) == "a/figure-0007.png");
}

TEST_CASE("A film shows a line that grows, the same each time", "[film]") {
  const test::TempDir folder;
  const FilmOrder order = order_of(folder, 5);
  REQUIRE(write(order) == 5);
  CHECK_FALSE(std::filesystem::exists(film_path(order.path, 6)));
  for (int i = 1; i < 5; ++i) CHECK(picture(order, i) != picture(order, i + 1));
  const std::string third = picture(order, 3);
  CHECK(third.starts_with("\x89PNG"));
  REQUIRE(write(order) == 5);
  CHECK(picture(order, 3) == third);
}

TEST_CASE("A film that is stopped keeps what it has", "[film]") {
  const test::TempDir folder;
  const FilmOrder order = order_of(folder, 8);
  CHECK(write(order, 3) == 3);
  CHECK(std::filesystem::exists(film_path(order.path, 3)));
  CHECK_FALSE(std::filesystem::exists(film_path(order.path, 4)));
}

TEST_CASE("A film of one picture is refused", "[film]") {
  const test::TempDir folder;
  CHECK_THROWS_AS(write(order_of(folder, 1)), BadInput);
}

}  // namespace
}  // namespace thalweg
