// The arrangement of the views: grids, a filmstrip, or one at a time.
#include "ui/shell/centre.hpp"

#include <algorithm>

namespace thalweg::ui {
namespace {

constexpr double stage_height = 36;
constexpr double film_height = 92;
constexpr double gap = 8;

std::vector<Box> stacked(const Box& area, std::size_t count, float space) {
  std::vector<Box> boxes;
  const float n = static_cast<float>(count);
  const float height = (area.h() - space * (n - 1)) / n;
  for (std::size_t i = 0; i < count; ++i) {
    const float top = area.min.y + static_cast<float>(i) * (height + space);
    boxes.push_back({{area.min.x, snapped(top)}, {area.max.x, snapped(top + height)}});
  }
  return boxes;
}

std::vector<Box> grid(const Box& area, std::size_t rows, std::size_t columns, float space) {
  std::vector<Box> boxes;
  const float n = static_cast<float>(columns);
  const float width = (area.w() - space * (n - 1)) / n;
  for (const Box& row : stacked(area, rows, space)) {
    for (std::size_t c = 0; c < columns; ++c) {
      const float left = area.min.x + static_cast<float>(c) * (width + space);
      boxes.push_back({{snapped(left), row.min.y}, {snapped(left + width), row.max.y}});
    }
  }
  return boxes;
}

}  // namespace

std::vector<Box> slots(Layout layout, std::size_t count, const Box& area, float space) {
  count = std::min(count, capacity(layout));
  if (count == 0) return {};
  if (count == 1) return {area};
  if (layout == Layout::one_three) {
    const float lead = snapped((area.w() - space) * 0.62f);
    std::vector<Box> boxes{{area.min, {area.min.x + lead, area.max.y}}};
    const Box rest{{area.min.x + lead + space, area.min.y}, area.max};
    for (const Box& box : stacked(rest, count - 1, space)) boxes.push_back(box);
    return boxes;
  }
  const std::size_t columns = layout == Layout::two_by_three && count > 4 ? 3 : 2;
  std::vector<Box> boxes = grid(area, (count + columns - 1) / columns, columns, space);
  if (count % columns != 0) boxes[count - 1].max.x = area.max.x;
  boxes.resize(count);
  return boxes;
}

FigureView& Centre::view(const std::string& id) {
  return views_.try_emplace(id, FigureView(id)).first->second;
}

bool Centre::cancel_gesture(Workspace& workspace) {
  return std::any_of(views_.begin(), views_.end(),
                     [&](auto& entry) { return entry.second.cancel_gesture(workspace); });
}

void Centre::previous_zoom(Workspace& workspace) {
  if (workspace.has_run()) view(workspace.active_view()).previous_zoom(workspace);
}

bool Centre::clear_selection(Workspace& workspace) {
  bool had = workspace.has_run() && !(workspace.run().selected == Link{});
  if (had) workspace.set_selected({});
  for (auto& [id, view] : views_) had = view.clear_selection() || had;
  return had;
}

void Centre::delete_point(Workspace& workspace) {
  if (workspace.has_run()) view(workspace.active_view()).delete_point(workspace);
}

void Centre::draw(Workspace& workspace, const Box& area, Room room) {
  room_ = room;
  if (!workspace.has_run()) {
    put_text(area, Align::centre, Font::body, colour(Role::muted),
             "Choose an experiment on the left, or open a session with Ctrl+O.");
    return;
  }
  if (experiment_ != workspace.run().experiment) {
    views_.clear();
    experiment_ = workspace.run().experiment;
  }
  workspace.show_one_view(room == Room::one_view);
  stage_bar(workspace, Box::at(area.min, area.w(), px(stage_height)));
  Box rest{{area.min.x + px(gap), area.min.y + px(stage_height)},
           {area.max.x - px(gap), area.max.y - px(gap)}};
  rest.min.y += strips(workspace, rest);
  hovered_ = false;
  draw_views(workspace, rest);
  if (!hovered_) workspace.set_hover({});
}

void Centre::draw_views(Workspace& workspace, const Box& area) {
  const std::vector<std::string> visible = workspace.run().visible();
  if (visible.empty()) return;
  if (room_ == Room::rails && visible.size() > 1) {
    const float height = std::min(px(film_height), area.h() * 0.36f);
    const float split = snapped(area.max.y - height);
    view_frame(workspace, visible.front(), {area.min, {area.max.x, split - px(gap)}});
    filmstrip(workspace, {{area.min.x, split}, area.max});
    return;
  }
  const Layout layout = visible.size() == 1 ? Layout::one : workspace.run().layout;
  const std::vector<Box> boxes = slots(layout, visible.size(), area, px(gap));
  for (std::size_t i = 0; i < boxes.size(); ++i) view_frame(workspace, visible[i], boxes[i]);
}

void Centre::filmstrip(Workspace& workspace, const Box& area) {
  const std::vector<std::string> visible = workspace.run().visible();
  const std::vector<Box> boxes = grid(area, 1, visible.size() - 1, px(gap));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::string& id = visible[i + 1];
    const Box& box = boxes[i];
    const std::string& title = workspace.run().view(id)->title;
    // Claimed first: the figure below it then leaves the pointer alone.
    const Press press = ui::hit(("film." + id).c_str(), box, title);
    list.AddRectFilled(box.min, box.max, colour(Role::panel), px(6));
    list.AddRect(box.min, box.max, colour(press.hovered ? Role::dim : Role::line), px(6), 0,
                 std::max(1.0f, px(1)));
    const float caption = px(18);
    put_text({{box.min.x + px(8), box.min.y + px(2)}, {box.max.x - px(8), box.min.y + caption}},
             Align::left, Font::label, colour(press.hovered ? Role::text : Role::muted), title);
    workspace.view_state(id).thumbnail = true;
    bool over = false;
    view(id).draw(workspace, textures_, {box.min.x + px(6), box.min.y + caption},
                  {box.max.x - px(6), box.max.y - px(4)}, over);
    tip(press, title + ": bring forward");
    if (press.clicked) workspace.bring_forward(id);
  }
}

}  // namespace thalweg::ui
