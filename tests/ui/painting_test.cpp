// Curves painted by an injected pointer.
#include <catch2/catch.hpp>

#include "tests/ui/hands.hpp"
#include "ui/plot/point_edits.hpp"

namespace thalweg::ui {
namespace {

using test::Hands;

TEST_CASE("A stroke paints the ordinates under it, as one edit", "[ui]") {
  Hands hands("weights");
  const std::vector<double> before{1, 2, 3, 2, 1};
  const PanelScene panel = hands.view("weights").scene().panels.front();
  const auto at = [&](double x, double y) {
    return hands.on_screen("weights", {panel.x.to_px(x), panel.y.to_px(y)});
  };
  hands.drag(at(.25, 1.5), at(.75, 2.5));
  const auto painted = [&]() -> const std::vector<double>& {
    return hands.workspace.run().spec.inputs.get<CurveData>("weights")->y;
  };
  CHECK(painted()[0] == before[0]);
  // A bin keeps where the brush left it, at most half a bin on.
  CHECK(painted()[1] == Approx(1.5).margin(0.26));
  CHECK(painted()[2] == Approx(2).margin(0.26));
  CHECK(painted()[3] == Approx(2.5).epsilon(0.02));
  CHECK(painted()[4] == before[4]);
  CHECK(hands.workspace.undo_name() == "Weights painted");
  CHECK_FALSE(hands.workspace.view_state("weights").y_zoom);
  hands.workspace.undo();
  CHECK_FALSE(hands.workspace.run().spec.inputs.has("weights"));
}

TEST_CASE("Shift pans a painted figure, and Esc gives the curve back", "[ui]") {
  Hands hands("weights");
  const ImVec2 from = hands.in_view("weights", 0.4, 0.5), to = hands.in_view("weights", 0.6, 0.4);
  hands.hold(true, false, false);
  hands.drag(from, to);
  hands.hold(false, false, false);
  CHECK_FALSE(hands.workspace.run().spec.inputs.has("weights"));
  CHECK(hands.workspace.view_state("weights").y_zoom);
  hands.view("weights").fit(hands.workspace);
  hands.settle(40);
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = from;
  hands.frame();
  io.MouseDown[0] = true;
  hands.frame();
  io.MousePos = to;
  hands.frame();
  CHECK(hands.workspace.run().spec.inputs.has("weights"));
  CHECK(hands.view("weights").cancel_gesture(hands.workspace));
  io.MouseDown[0] = false;
  hands.frame();
  CHECK_FALSE(hands.workspace.run().spec.inputs.has("weights"));
  CHECK_FALSE(hands.workspace.view_state("weights").y_zoom);
}

TEST_CASE("A brush follows straight lines, never below 0", "[ui]") {
  CurveData curve{{0, 1, 2, 3, 4}, {5, 5, 5, 5, 5}, {}, {}};
  paint(curve, 3, -2, 1, 2);
  CHECK(curve.y == std::vector<double>{5, 2, 0, 0, 5});
  paint(curve, 3.8, 1, 3.9, 7);
  CHECK(curve.y[4] == 7);
  CHECK(curve.y[3] == 0);
}

}  // namespace
}  // namespace thalweg::ui
