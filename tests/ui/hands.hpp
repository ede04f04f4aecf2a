// A bench for gestures on views: keys held, a cloud that is edited, views that have settled.
#pragma once

#include <string>

#include "tests/ui/bench.hpp"

namespace thalweg::ui::test {

/// A bench with keys held, a cloud that is edited, and views that have settled.
class Hands : public Bench {
 public:
  explicit Hands(const std::string& filled = {}) : Bench({1600, 1000}) {
    if (!filled.empty()) workspace.toggle_fill(filled);
    settle();
  }
  ~Hands() { hold(false, false, false); }
  void settle(int frames = 4) {
    for (int i = 0; i < frames; ++i) frame();
  }
  void hold(bool shift, bool ctrl, bool alt) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyShift = shift, io.KeyCtrl = ctrl, io.KeyAlt = alt;
  }
  FigureView& view(const std::string& id) { return shell_.centre().view(id); }
  ImVec2 on_screen(const std::string& id, Point2 at) {
    const Rect& area = view(id).scene().panels.front().area;
    return in_view(id, (at.x - area.x) / area.width, (at.y - area.y) / area.height);
  }
  const PointsData& cloud() { return *workspace.run().spec.inputs.get<PointsData>("target"); }
  /// Gives the cloud by hand, so that it can be compared.
  void give(const PointsData& points) {
    REQUIRE(workspace.set_input("target", std::make_shared<const Buffer>(points)));
    for (int i = 0; i < 400 && !arrived(points.x.size()); ++i) {
      frame();
      std::this_thread::sleep_for(std::chrono::milliseconds(4));
    }
    REQUIRE(arrived(points.x.size()));
    settle();
  }
  /// The point of the cloud, on screen.
  ImVec2 handle(std::size_t index) {
    const HitDots& dots = view("targets").scene().dots.front();
    const PanelScene& panel = view("targets").scene().panels.front();
    return on_screen("targets", {panel.x.to_px((*dots.x)[index]), panel.y.to_px((*dots.y)[index])});
  }
  Hit::Kind kind_at(const std::string& id, const std::string& name, Point2& at) {
    for (const HitTarget& target : view(id).scene().targets) {
      if (target.hit.name != name) continue;
      at = {target.rect.x + target.rect.width / 2, target.rect.y + target.rect.height / 2};
      return target.hit.kind;
    }
    return Hit::Kind::none;
  }

 private:
  bool arrived(std::size_t count) {
    const auto& dots = view("targets").scene().dots;
    return !dots.empty() && dots.front().x->size() == count;
  }
};

}  // namespace thalweg::ui::test
