// Figures at rest take nothing from the heap.
#include <catch2/catch.hpp>

#include "tests/support/mallocs.hpp"
#include "tests/window/scene.hpp"
#include "ui/plot/figure_view.hpp"

namespace thalweg::ui {
namespace {

/// Draws a view alone, several times; what the last time took from the heap.
long taken_at_rest(test::Scene& scene, const std::string& id) {
  test::CountingDevice device;
  Textures textures(device);
  FigureView view(id);
  long taken = -1;
  for (int frame = 0; frame < 6; ++frame) {
    scene.workspace.update(wall_seconds());
    ImGui::NewFrame();
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({800, 600});
    ImGui::Begin("view", nullptr, ImGuiWindowFlags_NoDecoration);
    const long before = thalweg::test::mallocs();
    bool hovered = false;
    view.draw(scene.workspace, textures, {10, 10}, {700, 500}, hovered);
    taken = thalweg::test::mallocs() - before;
    ImGui::End();
    ImGui::Render();
  }
  CHECK(view.compositions() >= 1);
  return taken;
}

}  // namespace

TEST_CASE("A figure whose data and view stay the same allocates nothing", "[window]") {
  for (const char* experiment : {test::newton_sparse, test::descent_race}) {
    test::Scene scene({1600, 1000}, experiment);
    watch_widgets(false);
    ImGui::GetIO().MousePos = {-1, -1};
    for (const ViewSpec& spec : scene.workspace.run().experiment->views) {
      CAPTURE(experiment, spec.title);
      CHECK(taken_at_rest(scene, spec.id()) == 0);
    }
  }
}

}  // namespace thalweg::ui
