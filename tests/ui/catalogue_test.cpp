// The catalogue and the pictures in the centre, driven by pointer and keys without a display.
#include "ui/panels/catalogue.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/ui/bench.hpp"
#include "ui/shell/backstage.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

/// The window with what is beside the runs, and a filter that is empty again afterwards.
struct Scene {
  thalweg::test::TempDir folder;
  Backstage backstage{folder.file("cache"), [] {}};
  Bench bench{{1600, 1000}};
  Scene() {
    bench.workspace.backstage = &backstage;
    catalogue_filter().clear();
    bench.frame();
    bench.frame();
  }
  ~Scene() { catalogue_filter().clear(); }

  void key(ImGuiKey which) {
    ImGuiIO& io = ImGui::GetIO();
    constexpr int first = 300;
    const int code = first + which;
    io.KeyMap[which] = code;
    io.KeysDown[code] = true;
    bench.frame();
    io.KeysDown[code] = false;
    bench.frame();
    bench.frame();
  }
  void filter(const char* text) {
    bench.press("catalogue.filter");
    ImGui::GetIO().AddInputCharactersUTF8(text);
    bench.frame();
    bench.frame();
  }
  void rest_on(const std::string& widget, int milliseconds) {
    ImGui::GetIO().MousePos = bench.centre_of(widget);
    bench.frame();
    bench.frame();
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    bench.frame();
    bench.frame();
  }
};

TEST_CASE("Start here and the present family are open, the others folded", "[catalogue]") {
  Scene scene;
  CHECK(last_widget("catalogue.start.test/toy"));
  CHECK(last_widget("catalogue.test.test/toy"));
  CHECK(last_widget("catalogue.group.recent"));
  CHECK_FALSE(last_widget("catalogue.recent.test/toy"));
  CHECK_FALSE(last_widget("catalogue.data.empty"));
  CHECK_FALSE(last_widget("catalogue.group.runs"));
}

TEST_CASE("Folding by hand is remembered in the preferences", "[catalogue]") {
  Scene scene;
  scene.bench.press("catalogue.group.recent");
  CHECK(last_widget("catalogue.recent.test/toy"));
  CHECK(scene.bench.workspace.preferences.groups.at("recent"));
  scene.bench.press("catalogue.group.start");
  CHECK_FALSE(last_widget("catalogue.start.test/toy"));
  CHECK_FALSE(scene.bench.workspace.preferences.groups.at("start"));
  const std::string file = scene.folder.file("preferences");
  save_preferences(scene.bench.workspace.preferences, file);
  CHECK(load_preferences(file).groups == scene.bench.workspace.preferences.groups);
  scene.bench.press("catalogue.group.start");
  CHECK_FALSE(scene.bench.workspace.preferences.groups.contains("start"));
}

TEST_CASE("A star marks a favourite, which is saved", "[catalogue]") {
  Scene scene;
  CHECK_FALSE(last_widget("catalogue.start.test/toy.star"));
  ImGui::GetIO().MousePos = scene.bench.centre_of("catalogue.start.test/toy");
  scene.bench.frame();
  scene.bench.frame();
  scene.bench.press("catalogue.start.test/toy.star");
  const auto& favourites = scene.bench.workspace.preferences.favourites;
  CHECK(favourites == std::vector<std::string>{"test/toy"});
  CHECK(scene.bench.workspace.runs().size() == 1);  // the star starts nothing
  const std::string file = scene.folder.file("preferences");
  save_preferences(scene.bench.workspace.preferences, file);
  CHECK(load_preferences(file).favourites == favourites);
  scene.bench.press("catalogue.group.favourites");
  CHECK(last_widget("catalogue.favourites.test/toy"));
  scene.bench.press("catalogue.start.test/toy.star");
  CHECK(favourites.empty());
}

TEST_CASE("Arrow keys reach a row from the filter and Enter starts it", "[catalogue]") {
  Scene scene;
  scene.bench.workspace.close_run(scene.bench.workspace.runs().front());
  scene.filter("toy");
  scene.key(ImGuiKey_DownArrow);
  scene.key(ImGuiKey_Enter);
  CHECK(scene.bench.workspace.runs().size() == 1);  // the present one is there already
  CHECK(catalogue_filter() == "toy");
}

TEST_CASE("Nothing found names the nearest, and Clear empties the filter", "[catalogue]") {
  Scene scene;
  scene.filter("tpy");
  REQUIRE(last_widget("catalogue.nothing"));
  CHECK(last_widget("catalogue.nothing")->text == "Nothing matches \"tpy\".");
  CHECK(last_widget("catalogue.nearest.test/toy"));
  scene.bench.press("catalogue.clear");
  CHECK(catalogue_filter().empty());
  CHECK(last_widget("catalogue.start.test/toy"));
}

TEST_CASE("A card shows after 400 ms beside the panel, and not before", "[catalogue]") {
  Scene scene;
  scene.rest_on("catalogue.start.test/toy", 50);
  CHECK_FALSE(last_widget("catalogue.card"));
  scene.rest_on("catalogue.start.test/toy", 420);
  const DumpedWidget* card = last_widget("catalogue.card");
  REQUIRE(card);
  CHECK(card->text == "Toy");
  CHECK(card->min.x >= 252);
  CHECK(card->min.y >= 0);
  CHECK(card->max.y <= 1000);
  ImGui::GetIO().MousePos = {800, 500};
  scene.bench.frame();
  scene.bench.frame();
  CHECK_FALSE(last_widget("catalogue.card"));
}

TEST_CASE("Open runs are listed once there are two, with what differs", "[catalogue]") {
  Scene scene;
  scene.bench.workspace.set_param_text("size", "9");
  scene.bench.frame();
  scene.bench.frame();
  REQUIRE(last_widget("catalogue.run.1"));
  CHECK(last_widget("catalogue.run.1")->text.find("9") != std::string::npos);
  CHECK(last_widget("catalogue.run.0")->text.find("as it began") != std::string::npos);
  scene.bench.press("catalogue.run.0");
  CHECK(&scene.bench.workspace.run() == scene.bench.workspace.runs()[0].get());
  scene.bench.press("catalogue.run.0.close");
  CHECK(scene.bench.workspace.runs().size() == 1);
  CHECK_FALSE(last_widget("catalogue.run.0"));
}

TEST_CASE("My data leads to the Data tab", "[catalogue]") {
  Scene scene;
  scene.bench.press("catalogue.group.data");
  REQUIRE(last_widget("catalogue.data.empty"));
  scene.bench.press("catalogue.data.open");
  CHECK(last_widget("data.target"));
  scene.bench.press("inspector.Parameters");
}

TEST_CASE("Pictures fill the centre; the filter applies; a click starts", "[catalogue]") {
  Scene scene;
  scene.bench.press("catalogue.browse");
  CHECK(scene.bench.workspace.browsing);
  REQUIRE(last_widget("browse.test/toy"));
  CHECK_FALSE(last_widget("view.error.title"));
  scene.filter("nothing like it");
  CHECK_FALSE(last_widget("browse.test/toy"));
  CHECK(last_widget("browse.count")->text == "0 of 1");
  scene.bench.press("catalogue.filter.clear");
  scene.bench.frame();
  scene.bench.press("browse.test/toy");
  CHECK_FALSE(scene.bench.workspace.browsing);
}

TEST_CASE("Arrow keys move over the pictures and Enter starts one", "[catalogue]") {
  Scene scene;
  scene.bench.workspace.browsing = true;
  scene.bench.frame();
  scene.key(ImGuiKey_RightArrow);
  CHECK(scene.bench.workspace.browsing);
  scene.key(ImGuiKey_Enter);
  CHECK_FALSE(scene.bench.workspace.browsing);
}

TEST_CASE("A mark tells of claims that were not checked, and goes once they hold", "[catalogue]") {
  Scene scene;
  REQUIRE(last_widget("catalogue.start.test/toy.claims"));
  scene.bench.press("inspector.Method");
  REQUIRE(last_widget("method.claim.0"));
  CHECK(last_widget("method.claim.0")->text == "◦ not run on this build");
  scene.bench.press("method.check");
  scene.backstage.tick(scene.bench.workspace, wall_seconds());
  for (int i = 0; i < 400 && (i == 0 || scene.backstage.claims.under_way()); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    scene.backstage.tick(scene.bench.workspace, wall_seconds());
    scene.bench.frame();
  }
  scene.bench.frame();
  CHECK(last_widget("method.claim.0")->text == "✓ 1 of 1 hold, just now");
  CHECK_FALSE(last_widget("catalogue.start.test/toy.claims"));
  scene.bench.press("inspector.Parameters");
}

}  // namespace
}  // namespace thalweg::ui
