// The sizes of figures.md for wide windows; what gives way in narrower and lower ones.
#include "ui/shell/arrangement.hpp"

#include <algorithm>

namespace thalweg::ui {
namespace {

constexpr double top_height = 44;
constexpr double status_height = 30;
constexpr double rail_width = 44;
constexpr double strip_height = 56;
constexpr double timeline_height = 58;
// Below this logical height the status joins the timeline's row.
constexpr double own_status_from = 620;
constexpr double least_centre = 200;

bool has_catalogue(Room room) { return room == Room::both_panels; }
bool has_inspector(Room room) { return room == Room::both_panels || room == Room::one_panel; }
bool has_left_rail(Room room) { return room == Room::one_panel || room == Room::rails; }

/// Lays the rows out from the bottom up; returns the y at which the centre ends.
float lay_rows(ImVec2 size, const WindowState& state, Regions& regions) {
  const double height = static_cast<double>(size.y / scale());
  const bool low = height < own_status_from;
  const float status = snapped(px(status_height));
  const double most = height - top_height - status_height - least_centre;
  const double wanted = std::min(state.preferences.timeline, std::max(timeline_height, most));
  const float time = snapped(px(low ? timeline_height : wanted));
  float floor = size.y - time - (low ? 0 : status);
  regions.timeline = {{0, floor}, {size.x, floor + time}};
  regions.status_bar = {{0, size.y - status}, size};
  if (low) {
    const float split = snapped(size.x - std::clamp(size.x * 0.3f, px(170), px(260)));
    regions.timeline.max.x = split;
    regions.status_bar = {{split, floor}, size};
  }
  if (regions.room == Room::rails) {
    const float strip = snapped(px(strip_height));
    regions.strip = {{0, floor - strip}, {size.x, floor}};
    floor -= strip;
  }
  return floor;
}

Box drawer_box(const Regions& regions, const WindowState& state) {
  const Box& centre = regions.centre;
  const Drawer open = open_drawer(state, regions.room);
  if (open == Drawer::none) return {};
  const bool left = open == Drawer::catalogue;
  const double wanted = left ? state.preferences.catalogue : state.preferences.inspector;
  const float width = std::min(snapped(px(wanted)), centre.w() - px(40));
  if (left) return {centre.min, {centre.min.x + width, centre.max.y}};
  return {{centre.max.x - width, centre.min.y}, centre.max};
}

/// The views with key controls and clock, nothing else.
Regions arrange_presenting(ImVec2 size) {
  Regions regions;
  const float floor = size.y - snapped(px(strip_height));
  regions.centre = {{0, 0}, {size.x, floor}};
  regions.strip = {{0, floor}, size};
  return regions;
}

}  // namespace

Room room_for(double logical_width) {
  if (logical_width >= 1440) return Room::both_panels;
  if (logical_width >= 1100) return Room::one_panel;
  return logical_width >= 800 ? Room::rails : Room::one_view;
}

Drawer open_drawer(const WindowState& state, Room room) {
  if (state.sheet != Sheet::none) return has_inspector(room) ? Drawer::none : Drawer::inspector;
  const bool in_place =
      state.drawer == Drawer::catalogue ? has_catalogue(room) : has_inspector(room);
  return in_place ? Drawer::none : state.drawer;
}

Regions arrange(ImVec2 size, const WindowState& state) {
  if (state.presenting) return arrange_presenting(size);
  Regions regions;
  regions.room = room_for(static_cast<double>(size.x / scale()));
  const float floor = lay_rows(size, state, regions);
  const float top = snapped(px(top_height));
  const float rail = snapped(px(rail_width));
  float left = 0;
  float right = size.x;
  regions.top_bar = {{0, 0}, {size.x, top}};
  if (has_catalogue(regions.room)) {
    left = snapped(px(state.preferences.catalogue));
    regions.catalogue = {{0, top}, {left, floor}};
  }
  if (has_left_rail(regions.room)) {
    left = rail;
    regions.left_rail = {{0, top}, {left, floor}};
  }
  if (has_inspector(regions.room)) {
    right -= snapped(px(state.preferences.inspector));
    regions.inspector = {{right, top}, {size.x, floor}};
  }
  if (regions.room == Room::rails) {
    right -= rail;
    regions.right_rail = {{right, top}, {size.x, floor}};
  }
  regions.centre = {{left, top}, {right, floor}};
  regions.drawer = drawer_box(regions, state);
  return regions;
}

}  // namespace thalweg::ui
