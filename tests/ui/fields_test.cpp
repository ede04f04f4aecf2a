// Fields of parameters: numbers dragged, turned, typed and shown as their reciprocal.
#include "tests/ui/bench.hpp"
#include "ui/panels/field.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

double rate(const Workspace& workspace) { return std::get<double>(workspace.param("rate")); }

void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(560)); }

void type_into(Bench& bench, const std::string& number, const std::string& text) {
  for (int i = 0; i < 30; ++i) bench.frame();  // longer ago than a double click
  const ImVec2 at = bench.centre_of(number);
  bench.click(at);
  bench.click(at);
  REQUIRE(last_widget("param.typing"));
  bench.type(text);
  bench.frame();
}

TEST_CASE("A drag on the number is one edit of the range's per cents", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  const ImVec2 at = bench.centre_of("param.rate.value");
  bench.drag(at, {at.x + 30, at.y});
  // Ten per cent of two decades.
  CHECK(rate(bench.workspace) == Approx(0.158).margin(0.006));
  CHECK_FALSE(last_widget("param.typing"));
  bench.workspace.undo();
  CHECK(rate(bench.workspace) == 0.1);
  CHECK(bench.workspace.undo_name().empty());
}

TEST_CASE("With Shift the drag on the number is ten times finer", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGui::GetIO().KeyShift = true;
  const ImVec2 at = bench.centre_of("param.rate.value");
  bench.drag(at, {at.x + 30, at.y});
  ImGui::GetIO().KeyShift = false;
  CHECK(rate(bench.workspace) == Approx(0.105).margin(0.002));
}

TEST_CASE("Notches of the wheel make one edit when they rest", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = bench.centre_of("param.rate.value");
  bench.frame();
  for (int i = 0; i < 3; ++i) {
    io.MouseWheel = 1;
    bench.frame();
    bench.frame();
  }
  CHECK(rate(bench.workspace) > 0.11);
  CHECK(bench.workspace.undo_name().empty());
  bench.workspace.undo();  // ends the gesture first
  CHECK(rate(bench.workspace) == 0.1);
  rest();
  bench.frame();
  CHECK(bench.workspace.undo_name().empty());  // and the rest adds nothing
  io.MouseWheel = 1;
  bench.frame();
  rest();
  bench.frame();
  CHECK_FALSE(bench.workspace.undo_name().empty());
  bench.workspace.undo();
  CHECK(rate(bench.workspace) == 0.1);
  CHECK(bench.workspace.undo_name().empty());
}

TEST_CASE("The wheel on a restart parameter restarts once, after the rest", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = bench.centre_of("param.size.value");
  bench.frame();
  io.MouseWheel = 1;
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("param.size.pending"));
  CHECK(bench.workspace.runs().size() == 1);
  rest();
  bench.frame();
  CHECK(bench.workspace.runs().size() == 2);
  const std::string news = bench.workspace.messages().back().text;
  CHECK(news ==
        "Changing Size poses a new problem, so all contenders start again. This run stays "
        "under Runs; Ctrl+Z brings it back.");
}

TEST_CASE("A number that was clicked follows the arrow keys", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.press("param.rate.value");
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_UpArrow] = 14;
  io.KeysDown[14] = true;
  bench.frame();
  io.KeysDown[14] = false;
  bench.frame();
  CHECK(rate(bench.workspace) > 0.1);
  rest();
  bench.frame();
  bench.workspace.undo();
  CHECK(rate(bench.workspace) == 0.1);
}

TEST_CASE("A value beyond the slider is taken when the method allows it, and said", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  type_into(bench, "param.rate.value", "4");
  CHECK(rate(bench.workspace) == 4);
  REQUIRE(last_widget("param.rate.beyond"));
  CHECK(last_widget("param.rate.beyond")->text == "Above the slider's 0.01…1; allowed to 10.");
  type_into(bench, "param.rate.value", "40");
  CHECK(rate(bench.workspace) == 4);
  CHECK(last_widget("param.rate.error"));
  bench.press("param.rate.reset");
  bench.frame();
  CHECK_FALSE(last_widget("param.rate.beyond"));
}

TEST_CASE("A parameter is shown and typed as its reciprocal where people think in it", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  const auto toggle = [&] {
    bench.click(bench.centre_of("param.rate"), 1);
    bench.frame();
    bench.press("param.rate.menu.reciprocal");
    bench.frame();
  };
  toggle();
  CHECK(last_widget("param.rate.value")->text == "10");
  type_into(bench, "param.rate.value", "4");
  CHECK(rate(bench.workspace) == 0.25);
  CHECK(last_widget("param.rate.value")->text == "4");
  toggle();
  CHECK(last_widget("param.rate.value")->text == "0.25");
}

TEST_CASE("Enter on a choice opens it, the arrows walk and Enter takes", "[fields]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_Enter] = 13, io.KeyMap[ImGuiKey_DownArrow] = 15;
  const auto tap = [&](int key) {
    io.KeysDown[key] = true;
    bench.frame();
    io.KeysDown[key] = false;
    bench.frame();
    bench.frame();
  };
  for (int i = 0; i < 200 && focused_widget() != "contender.add"; ++i) move_focus(1);
  REQUIRE(focused_widget() == "contender.add");
  tap(13);
  CHECK(focused_widget() == "contender.add.plain");
  tap(15);
  CHECK(focused_widget() == "contender.add.sleeper");
  tap(15);
  CHECK(focused_widget() == "contender.add.wide");
  tap(15);
  CHECK(focused_widget() == "contender.add.plain");  // round the end
  tap(13);
  CHECK(bench.workspace.run().spec.contenders.size() == 3);
  bench.frame();
  CHECK(focused_widget() == "contender.add");
  drop_focus();
}

}  // namespace
}  // namespace thalweg::ui
