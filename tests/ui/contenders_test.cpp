// The legend of contenders, driven by pointer and keys.
#include "tests/support/temp_dir.hpp"
#include "tests/ui/bench.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/keys.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

std::vector<std::string> keys_of(const Workspace& workspace) {
  std::vector<std::string> keys;
  for (const ContenderSpec& contender : workspace.run().spec.contenders) {
    keys.push_back(contender.key);
  }
  return keys;
}

/// Opens the row's menu and takes one of its items.
void choose(Bench& bench, const std::string& key, const std::string& item) {
  bench.click(bench.centre_of("contender." + key), 1);
  bench.frame();
  bench.press("contender." + key + ".menu." + item);
  bench.frame();
}

TEST_CASE("A row opens to settings of its own, which go back to the shared ones", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.press("contender.plain.open");
  bench.frame();
  REQUIRE(last_widget("own.plain.add"));
  bench.press("own.plain.add");
  bench.frame();
  bench.press("own.plain.add.rate");
  bench.frame();
  REQUIRE(last_widget("own.plain.rate.value"));
  const ImVec2 at = bench.centre_of("own.plain.rate.value");
  bench.drag(at, {at.x + 40, at.y});
  CHECK(std::get<double>(bench.workspace.param("plain.rate")) > 0.1);
  CHECK(std::get<double>(bench.workspace.param("rate")) == 0.1);
  bench.frame();
  bench.press("own.plain.rate.reset");
  CHECK(std::get<double>(bench.workspace.param("plain.rate")) == 0.1);
  CHECK(bench.workspace.run().spec.contenders.front().overrides.empty());
  bench.press("contender.plain.open");
  bench.frame();
  CHECK_FALSE(last_widget("own.plain.add"));
}

TEST_CASE("A drag orders the rows, the legend follows and undo takes it back", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  const ImVec2 from = bench.centre_of("contender.plain");
  const ImVec2 to = bench.centre_of("contender.sleeper");
  bench.drag(from, {to.x, to.y + 9});
  bench.frame();
  const std::vector<std::string> swapped{"sleeper", "plain"};
  CHECK(bench.workspace.run().legend() == swapped);
  CHECK(bench.workspace.view_state("error").order == swapped);
  CHECK(bench.centre_of("contender.sleeper").y < bench.centre_of("contender.plain").y);
  CHECK(bench.workspace.run().focus == "plain");  // a drag is no click
  bench.workspace.undo();
  CHECK(bench.workspace.run().legend() == std::vector<std::string>{"plain", "sleeper"});
}

TEST_CASE("A veiled row says neither name nor numbers until it is clicked", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  choose(bench, "sleeper", "veil");
  CHECK(bench.workspace.run().veiled.contains("sleeper"));
  REQUIRE(last_widget("contender.sleeper"));
  CHECK(last_widget("contender.sleeper")->text == "veiled");
  CHECK(bench.workspace.view_state("error").veiled.contains("sleeper"));
  CHECK(last_widget("verdict")->text.find("Sleeper") == std::string::npos);
  bench.press("contender.sleeper");
  bench.frame();
  CHECK(last_widget("contender.sleeper")->text == "Sleeper");
  CHECK(bench.workspace.run().veiled.empty());
}

TEST_CASE("A name is changed in its place", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  choose(bench, "sleeper", "rename");
  REQUIRE(last_widget("contender.rename"));
  bench.type("Slow one");
  REQUIRE(bench.wait_for([&] {
    const DumpedWidget* row = last_widget("contender.sleeper");
    return row && row->text == "Slow one";
  }));
  CHECK(bench.workspace.undo_name().find("Slow one") != std::string::npos);
}

TEST_CASE("A duplicate opens its settings, Del removes the row that was clicked", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  choose(bench, "sleeper", "duplicate");
  REQUIRE(keys_of(bench.workspace).size() == 3);
  const std::string copy = keys_of(bench.workspace).back();
  REQUIRE(bench.wait_for([&] { return last_widget("contender." + copy) != nullptr; }));
  bench.frame();
  CHECK(last_widget("own." + copy + ".rate.value"));
  bench.press("contender." + copy);
  CHECK(bench.workspace.run().focus == copy);
  KeyPress remove;
  remove.key = KeyPress::Key::remove;
  handle_key(remove, false, bench.workspace, bench.shell_.centre());
  CHECK(keys_of(bench.workspace) == std::vector<std::string>{"plain", "sleeper"});
  // Another click takes the keyboard away from the row.
  bench.press("contender.plain");
  bench.click({800, 500});
  handle_key(remove, false, bench.workspace, bench.shell_.centre());
  CHECK(keys_of(bench.workspace).size() == 2);
}

TEST_CASE("A double click shows a contender alone", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  const ImVec2 at = bench.centre_of("contender.sleeper");
  bench.click(at);
  bench.click(at);
  CHECK(bench.workspace.run().solo == "sleeper");
}

TEST_CASE("The ninth contender is refused with a reason; the race's box keeps its place",
          "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  const auto height = [] {
    const DumpedWidget* box = last_widget("verdict");
    REQUIRE(box);
    return box->max.y - box->min.y;
  };
  const float two = height();
  for (int i = 0; i < 6; ++i) bench.workspace.add_contender("plain");
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().frames().contenders.size() == 8; }));
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().state() == RunState::finished; }));
  bench.frame();
  CHECK(height() == two);
  bench.press("contender.add");
  bench.frame();
  REQUIRE(last_widget("contender.add.plain"));
  CHECK(last_widget("contender.add.plain")->text.find("8 contenders run already") !=
        std::string::npos);
}

TEST_CASE("A method that cannot run here says why, on offer and as a row", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.press("contender.add");
  bench.frame();
  REQUIRE(last_widget("contender.add.wide"));
  CHECK(last_widget("contender.add.wide")->text == "Wide\nWide needs 50 numbers; there are 3.");
  bench.press("contender.add.wide");
  CHECK(keys_of(bench.workspace).size() == 2);
  REQUIRE(close_menu());
  bench.frame();
  bench.workspace.add_contender("wide");
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().standing("wide") != nullptr; }));
  CHECK(bench.workspace.run().standing("wide")->reason.find("needs 50") != std::string::npos);
  bench.frame();
  REQUIRE(last_widget("contender.wide"));
  CHECK(last_widget("contender.wide")->text == "Wide: Wide needs 50 numbers; there are 3.");
}

TEST_CASE("A session keeps the order of the legend and what is veiled", "[contenders]") {
  const thalweg::test::TempDir folder;
  Bench bench({1600, 1000});
  bench.workspace.move_contender("sleeper", 0);
  bench.workspace.toggle_veil("plain");
  REQUIRE(bench.workspace.save_session(folder.file("toy.thalweg")));
  bench.workspace.select_experiment("test/toy");
  CHECK(bench.workspace.run().veiled.empty());
  REQUIRE(bench.workspace.open_session(folder.file("toy.thalweg")));
  CHECK(bench.workspace.run().veiled.contains("plain"));
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().frames().contenders.size() == 2; }));
  CHECK(bench.workspace.run().legend() == std::vector<std::string>{"sleeper", "plain"});
}

TEST_CASE("Who reached the limit gets as many steps more by a button", "[contenders]") {
  Bench bench({1600, 1000});
  bench.workspace.set_param("tol", 1e-12);
  bench.workspace.set_param("rate", 0.01);
  bench.workspace.restart();
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().state() == RunState::finished; }));
  bench.frame();
  REQUIRE(last_widget("limit"));
  CHECK(last_widget("limit")->text == "▣ limit of 500 reached");
  bench.press("limit.more");
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().standing("plain")->step > 500; }));
}

TEST_CASE("Read-outs carry the k they belong to while the cursor rests in the past",
          "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  REQUIRE(last_widget("readout.error"));
  CHECK(last_widget("readout.error")->text.find("k ") == std::string::npos);
  bench.workspace.seek(7);
  REQUIRE(bench.wait_for([&] { return !bench.workspace.run().approximate(); }));
  bench.frame();
  CHECK(last_widget("readout.error")->text.starts_with("k 7 "));
}

TEST_CASE("Seconds of one contender are timed alone", "[contenders]") {
  Bench bench({1600, 1000});
  bench.frame();
  CHECK(last_widget("contender.seconds")->text == "interleaved s");
  choose(bench, "plain", "alone");
  REQUIRE(bench.wait_for([&] {
    const Standing* standing = bench.workspace.run().standing("plain");
    return standing && standing->alone_seconds.has_value();
  }));
  bench.frame();
  CHECK(*bench.workspace.run().standing("plain")->alone_seconds >= 0);
}

}  // namespace
}  // namespace thalweg::ui
