// Lays the regions out and calls what fills them.
#include "ui/shell/frame.hpp"

#include <algorithm>

namespace thalweg::ui {
namespace {

constexpr double top_height = 44;
constexpr double status_height = 30;
// Below these widths and heights (logical px) a region gives way to the views.
constexpr double catalogue_from = 1100;
constexpr double inspector_from = 800;
constexpr double timeline_from = 420;
constexpr double splitter_width = 7;

constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
    ImGuiWindowFlags_NoNav;

}  // namespace

Regions arrange(ImVec2 size, const Preferences& preferences) {
  const double width = static_cast<double>(size.x / scale());
  const double height = static_cast<double>(size.y / scale());
  const float left = width >= catalogue_from ? snapped(px(preferences.catalogue)) : 0;
  const float right = width >= inspector_from ? snapped(px(preferences.inspector)) : 0;
  const float status = snapped(px(status_height));
  const float time = height >= timeline_from ? snapped(px(preferences.timeline)) : 0;
  const float top = snapped(px(top_height));
  const float floor = size.y - status - time;
  Regions regions;
  regions.top_bar = {{0, 0}, {size.x, top}};
  regions.catalogue = {{0, top}, {left, floor}};
  regions.inspector = {{size.x - right, top}, {size.x, floor}};
  regions.centre = {{left, top}, {size.x - right, floor}};
  regions.timeline = {{0, floor}, {size.x, floor + time}};
  regions.status_bar = {{0, size.y - status}, {size.x, size.y}};
  return regions;
}

namespace {

/// A hairline on the side of a region that faces the centre.
void draw_edge(Edge edge, const Box& box) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 ink = colour(Role::line);
  const ImVec2 a = box.min;
  const ImVec2 b = box.max;
  if (edge == Edge::bottom) list.AddRectFilled({a.x, b.y - 1}, b, ink);
  if (edge == Edge::top) list.AddRectFilled(a, {b.x, a.y + 1}, ink);
  if (edge == Edge::left) list.AddRectFilled(a, {a.x + 1, b.y}, ink);
  if (edge == Edge::right) list.AddRectFilled({b.x - 1, a.y}, b, ink);
}

}  // namespace

Shell::Shell(Workspace& workspace, TextureDevice& device, Panels panels)
    : workspace_(workspace), textures_(device), centre_(textures_), panels_(std::move(panels)) {
  workspace_.textures = &textures_;
}

void Shell::region(const char* name, const Box& box, Edge edge,
                   const std::function<void(Workspace&, ImVec2)>& panel) {
  if (box.w() < 1 || box.h() < 1 || !panel) return;
  const Role ground = edge == Edge::none ? Role::ground : Role::panel;
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(ground));
  ImGui::SetCursorScreenPos(box.min);
  const ImVec2 size{box.w(), box.h()};
  ImGui::BeginChild(
      name, size, false,
      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
  panel(workspace_, size);
  draw_edge(edge, box);
  ImGui::EndChild();
}

void Shell::draw(ImVec2 size) {
  textures_.next_frame();
  const Regions regions = arrange(size, workspace_.preferences);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("window", nullptr, plain_window);
  region("centre", regions.centre, Edge::none, [&](Workspace& workspace, ImVec2) {
    splitters(regions);
    centre_.draw(workspace, regions.centre);
  });
  region("top bar", regions.top_bar, Edge::bottom, panels_.top_bar);
  region("catalogue", regions.catalogue, Edge::right, panels_.catalogue);
  region("inspector", regions.inspector, Edge::left, panels_.inspector);
  region("timeline", regions.timeline, Edge::top, panels_.timeline);
  region("status bar", regions.status_bar, Edge::top, panels_.status_bar);
  ImGui::End();
  if (panels_.palette) panels_.palette(workspace_);
}

void Shell::splitter(const char* name, const Box& box, bool vertical, double& size, double sign,
                     double least, double most) {
  ImGui::SetCursorScreenPos(box.min);
  ImGui::InvisibleButton(name, {std::max(1.0f, box.w()), std::max(1.0f, box.h())});
  ImGui::SetItemAllowOverlap();
  if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  }
  if (ImGui::IsItemActivated()) dragged_from_ = size;
  if (!ImGui::IsItemActive()) return;
  const ImVec2 moved = ImGui::GetMouseDragDelta(0, 0);
  const double by = static_cast<double>((vertical ? moved.x : moved.y) / scale());
  size = std::clamp(dragged_from_ + sign * by, least, most);
  workspace_.touch();
}

/// Lie in the centre's margins, so that no panel loses room.
void Shell::splitters(const Regions& r) {
  const float w = snapped(px(splitter_width));
  Preferences& p = workspace_.preferences;
  const Box& c = r.centre;
  if (r.catalogue.w() > 0) {
    splitter("split catalogue", {{c.min.x, c.min.y}, {c.min.x + w, c.max.y}}, true, p.catalogue, 1,
             180, 480);
  }
  if (r.inspector.w() > 0) {
    splitter("split inspector", {{c.max.x - w, c.min.y}, {c.max.x, c.max.y}}, true, p.inspector, -1,
             260, 600);
  }
  if (r.timeline.h() > 0) {
    splitter("split timeline", {{c.min.x, c.max.y - w}, {c.max.x, c.max.y}}, false, p.timeline, -1,
             58, 200);
  }
}

}  // namespace thalweg::ui
