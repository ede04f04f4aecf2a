// What is computed beside the runs: jobs that stop, pictures, claim checks, when they begin.
#include "ui/shell/gallery.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "core/base/clock.hpp"
#include "core/io/cache.hpp"
#include "core/io/png_read.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/toy_experiment.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

template <class Holds>
bool wait_until(Holds holds) {
  for (int i = 0; i < 1000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

TEST_CASE("A job is asked to stop and its owner does not wait for a deaf one", "[backstage]") {
  std::atomic<int> woken{0}, heard{0};
  {
    SideWorker worker([&] { ++woken; });
    worker.start([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ++heard;
    });
    CHECK(worker.busy());
    worker.stop();
    CHECK(wait_until([&] { return !worker.busy(); }));
    CHECK(heard == 1);
    CHECK(woken == 1);
  }
  const auto gate = std::make_shared<std::atomic<bool>>(false);
  const double began = wall_seconds();
  {
    SideWorker worker([&] { ++woken; });
    worker.start([gate](const std::stop_token&) {
      while (!*gate) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
  }
  CHECK(wall_seconds() - began < 0.15);
  *gate = true;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(woken == 1);  // nobody is there to be woken
}

TEST_CASE("A job that throws ends like any other", "[backstage]") {
  SideWorker worker([] {});
  worker.start([](const std::stop_token&) { throw std::runtime_error("oops"); });
  CHECK(wait_until([&] { return !worker.busy(); }));
  worker.start([](const std::stop_token&) {});
  CHECK(wait_until([&] { return !worker.busy(); }));
}

TEST_CASE("A portrait runs to the point of the story in both themes", "[backstage]") {
  const Portrait made = make_portrait(test::toy());
  CHECK(made.steps == std::llround(test::toy().story));
  CHECK(made.seconds > 0);
  for (const std::string& bytes : {made.dark, made.light}) {
    const Pixels pixels = pixels_of_png(bytes, "portrait");
    CHECK(pixels.width == static_cast<int>(2 * Gallery::width));
    CHECK(pixels.height == static_cast<int>(2 * Gallery::height));
  }
  CHECK(made.dark != made.light);
  CHECK(make_portrait(test::toy(), [] { return true; }).dark.empty());
}

TEST_CASE("Pictures are made once, kept with their cost, and read again", "[backstage]") {
  const test::TempDir folder;
  const std::vector<Experiment> all{test::toy()};
  using State = Gallery::Card::State;
  {
    Gallery gallery(folder.file("pictures"), [] {});
    CHECK(gallery.card(all[0], true).state == State::waiting);
    CHECK(gallery.asked());
    gallery.tick(false, all);
    CHECK_FALSE(gallery.under_way());  // not while a run needs the processor
    gallery.tick(true, all);
    CHECK(gallery.card(all[0], true).state == State::making);
    REQUIRE(wait_until([&] { return gallery.tick(true, all) && gallery.made(all) == 1; }));
    CHECK(gallery.card(all[0], true).state == State::ready);
    REQUIRE(wait_until([&] {
      gallery.tick(true, all);
      return gallery.card(all[0], true).picture != nullptr;
    }));
    CHECK(gallery.card(all[0], true).picture->width == static_cast<int>(2 * Gallery::width));
  }
  Gallery again(folder.file("pictures"), [] {});
  const Gallery::Card card = again.card(all[0], false);
  CHECK(card.state == State::ready);
  CHECK(card.steps == std::llround(test::toy().story));
  CHECK(again.made(all) == 1);
}

TEST_CASE("An experiment that cannot be run says why instead of a picture", "[backstage]") {
  const test::TempDir folder;
  std::vector<Experiment> all{test::toy()};
  all[0].views.clear();
  Gallery gallery(folder.file("pictures"), [] {});
  REQUIRE(wait_until([&] { return gallery.tick(true, all) && gallery.made(all) == 1; }));
  CHECK(gallery.card(all[0], true).state == Gallery::Card::State::failed);
  CHECK_FALSE(gallery.card(all[0], true).reason.empty());
}

TEST_CASE("Making a picture gives way to a run", "[backstage]") {
  const test::TempDir folder;
  std::vector<Experiment> all{test::toy()};
  all[0].story = 1e9;
  all[0].limit = 1'000'000'000;
  all[0].tolerance.clear(), all[0].measure.clear();
  Gallery gallery(folder.file("pictures"), [] {});
  gallery.tick(true, all);
  REQUIRE(gallery.under_way());
  gallery.tick(false, all);
  CHECK(wait_until([&] { return gallery.tick(false, all); }));
  CHECK_FALSE(gallery.under_way());
  CHECK(gallery.made(all) == 0);
}

void holds_true(ClaimScope& scope) { scope.at_most("steps", 3, 10); }

TEST_CASE("Claims are measured beside the window and remembered", "[backstage]") {
  const test::TempDir folder;
  Experiment experiment = test::toy();
  experiment.claims = {{"few steps", holds_true}, {"as few", holds_true}};
  ClaimChecks checks(folder.file("cache"), [] {});
  CHECK(checks.standing(experiment) == ClaimStanding::not_run);
  checks.start(experiment);
  CHECK(checks.under_way() == &experiment);
  CHECK(wait_until([&] { return checks.tick() && !checks.under_way(); }));
  CHECK(checks.done() == 2);
  CHECK(checks.standing(experiment) == ClaimStanding::holds);
  ClaimChecks later(folder.file("cache"), [] {});
  CHECK(later.standing(experiment) == ClaimStanding::holds);
}

TEST_CASE("Nothing begins before the window has been idle for some seconds", "[backstage]") {
  const test::TempDir folder;
  Workspace workspace([] {});
  Backstage backstage(folder.file("cache"), [] {});
  double now = 100;
  backstage.tick(workspace, now);
  CHECK(backstage.tasks().empty());
  const double due = backstage.next_due(now);
  CHECK(due > 2);
  now += due + 0.01;
  backstage.tick(workspace, now);
  CHECK_FALSE(backstage.tasks().empty());
  REQUIRE(wait_until([&] {
    backstage.tick(workspace, now += 0.01);
    return backstage.tasks().empty();
  }));
  backstage.tick(workspace, now);
  CHECK(backstage.next_due(now) < 0);  // and then it costs nothing
}

}  // namespace
}  // namespace thalweg::ui
