// Lays the regions out and calls what fills them.
#include "ui/shell/frame.hpp"

#include <algorithm>
#include <utility>

#include "ui/panels/layout_dump.hpp"

namespace thalweg::ui {
namespace {

constexpr double splitter_width = 7;

constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
    ImGuiWindowFlags_NoNav;

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

Shell::Shell(Workspace& workspace, RenderDevice& device, Panels panels)
    : workspace_(workspace), textures_(device), centre_(textures_), panels_(std::move(panels)) {
  workspace_.textures = &textures_;
}

void Shell::region(const char* name, const Box& box, Edge edge, const Panels::Draw& panel) {
  if (box.w() < 1 || box.h() < 1 || !panel) return;
  const Role ground = edge == Edge::none ? Role::ground : Role::panel;
  ImGui::SetCursorScreenPos(box.min);
  const ImVec2 size{box.w(), box.h()};
  ImGui::BeginChild(
      name, size, false,
      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
  // In the child's own list, so that a drawer covers what lies below it.
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(ground));
  note_widget(std::string("region.") + name, box.min, box.max);
  panel(workspace_, size);
  draw_edge(edge, box);
  ImGui::EndChild();
}

void Shell::draw(ImVec2 size) {
  textures_.next_frame();
  const Regions regions = arrange(size, workspace_);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("window", nullptr, plain_window);
  region("centre", regions.centre, Edge::none, [&](Workspace&, ImVec2) { draw_centre(regions); });
  region("top bar", regions.top_bar, Edge::bottom, panels_.top_bar);
  region("left rail", regions.left_rail, Edge::right, panels_.left_rail);
  region("catalogue", regions.catalogue, Edge::right, panels_.catalogue);
  region("inspector", regions.inspector, Edge::left, panels_.inspector);
  region("right rail", regions.right_rail, Edge::left, panels_.right_rail);
  region("strip", regions.strip, Edge::top, panels_.strip);
  region("timeline", regions.timeline, Edge::top, panels_.timeline);
  const bool beside = regions.status_bar.min.x > 0;
  region("status bar", regions.status_bar, beside ? Edge::left : Edge::top, panels_.status_bar);
  if (beside) draw_edge(Edge::top, regions.status_bar);
  draw_drawer(regions);
  ImGui::End();
  if (panels_.palette) panels_.palette(workspace_);
}

void Shell::draw_centre(const Regions& regions) {
  splitters(regions);
  if (workspace_.browsing && panels_.browse) {
    panels_.browse(workspace_, textures_, regions.centre);
  } else {
    centre_.draw(workspace_, regions.centre, regions.room);
  }
}

/// A panel over the centre; a click beside it, or another run, closes it.
void Shell::draw_drawer(const Regions& regions) {
  const Drawer open = open_drawer(workspace_, regions.room);
  const OpenRun* shown = workspace_.has_run() ? &workspace_.run() : nullptr;
  const bool chosen = std::exchange(drawn_run_, shown) != shown;
  if (open == Drawer::none || workspace_.presenting) return;
  const bool left = open == Drawer::catalogue;
  region("drawer", regions.drawer, left ? Edge::right : Edge::left,
         left ? panels_.catalogue : panels_.inspector);
  const ImGuiIO& io = ImGui::GetIO();
  const bool beside = ImGui::IsMouseClicked(0) && regions.centre.contains(io.MousePos) &&
                      !regions.drawer.contains(io.MousePos) &&
                      !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId);
  if ((left && chosen) || beside) {
    workspace_.drawer = Drawer::none;
    workspace_.sheet = Sheet::none;
    workspace_.touch();
  }
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
