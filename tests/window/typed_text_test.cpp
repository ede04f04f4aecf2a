// Texts typed into the fields of the optimiser race: formulas, and commands of programs.
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "tests/support/temp_dir.hpp"
#include "tests/window/scene.hpp"

namespace thalweg::ui {
namespace {

class Hands : public test::Scene {
 public:
  explicit Hands(const std::string& function) : Scene({1600, 1000}, test::descent_race) {
    workspace.set_param("function", function);
    settle();
  }
  ~Hands() { ImGui::GetIO().MouseDown[0] = false; }

  /// Replaces the text of a field, which a click selects, and enters it.
  void type(const std::string& widget, const std::string& text) {
    const DumpedWidget* found = last_widget(widget);
    INFO(widget);
    REQUIRE(found);
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = {(found->min.x + found->max.x) / 2, (found->min.y + found->max.y) / 2};
    frame();
    for (const bool down : {true, false}) {
      io.MouseDown[0] = down;
      frame();
    }
    io.AddInputCharactersUTF8(text.c_str());
    frame();
    constexpr int enter = 13;
    io.KeyMap[ImGuiKey_Enter] = enter;
    for (const bool down : {true, false}) {
      io.KeysDown[enter] = down;
      frame();
    }
    settle();
  }
  std::string text_of(const char* name) { return std::get<std::string>(workspace.param(name)); }
};

TEST_CASE("A typed formula is raced on, and one that cannot be read says where", "[window]") {
  Hands hands("own");
  hands.type("param.formula.text", "x^2 + 3 y^2");
  CHECK(hands.text_of("formula") == "x^2 + 3 y^2");
  const auto first_gap = [&]() -> double {
    const auto& frames = hands.workspace.run().snapshot->frames;
    const Competitor* gd = frames.contender("gd");
    const Trace* gap = gd && gd->frame ? gd->frame->trace("gap") : nullptr;
    return gap && !gap->empty() ? (*gap)[0].value : 0;
  };
  const double expected = 1.9 * 1.9 + 3 * 1.6 * 1.6;  // from the start of formulas, where f* = 0
  CHECK(hands.run_until([&] { return std::abs(first_gap() - expected) < 1e-6; }));

  hands.type("param.formula.text", "x^2 + 3 y^");
  const DumpedWidget* error = last_widget("param.formula.error");
  REQUIRE(error);
  CHECK_THAT(error->text, Catch::Contains("column"));
  CHECK(hands.text_of("formula") == "x^2 + 3 y^2");
}

TEST_CASE("A command that was typed starts a program, one that was set does not", "[window]") {
  const thalweg::test::TempDir dir;
  const auto is_there = [&](const char* name) { return std::filesystem::exists(dir.file(name)); };
  Hands hands("program");
  hands.workspace.set_param("command", "touch " + dir.file("set"));
  CHECK(hands.run_until([&] { return hands.workspace.run().state() == RunState::failed; }));
  CHECK_FALSE(is_there("set"));
  hands.settle();
  hands.type("param.command.text", "touch " + dir.file("typed"));
  CHECK(hands.run_until([&] { return is_there("typed"); }));
  CHECK_FALSE(is_there("set"));
}

}  // namespace
}  // namespace thalweg::ui
