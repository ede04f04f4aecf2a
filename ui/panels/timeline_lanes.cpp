// A lane for each run that stands behind the present one, joined to it by an elbow at the fork.
#include <cmath>

#include "core/base/clock.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/timeline_parts.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

using RunPtr = std::shared_ptr<OpenRun>;

/// The first run of the family.
std::uint64_t root_of(const Workspace& ws, const OpenRun& run) {
  std::uint64_t id = run.run->id(), parent = run.parent;
  for (std::size_t depth = 0; parent != 0 && depth < ws.runs().size(); ++depth) {
    id = parent, parent = 0;
    for (const auto& other : ws.runs()) {
      if (other->run->id() == id) parent = other->parent;
    }
  }
  return id;
}

std::string label_of(const OpenRun& run) {
  if (run.note.empty()) return run.pinned ? "pinned" : "earlier run";
  return run.pinned ? "pinned: " + run.note : run.note;
}

/// Where a lane leaves another: that lane's y and the clock value.
struct Elbow {
  float y;
  double clock;
};

/// Where it left its parent, and where the present run left it.
struct Joints {
  std::optional<Elbow> own, of_present;
};

Joints joints_of(const Workspace& ws, const RunPtr& run, const std::vector<RunPtr>& lanes,
                 float track, float first) {
  const Clock clock = to_clock(ws.clock());
  const OpenRun& present = ws.run();
  Joints joints;
  if (present.parent == run->run->id()) {
    if (const auto fork = clock_at(present, clock, present.fork)) {
      joints.of_present = Elbow{track, *fork};
    }
  }
  const auto fork = run->parent == 0 ? std::nullopt : clock_at(*run, clock, run->fork);
  if (!fork) return joints;
  if (run->parent == present.run->id()) joints.own = Elbow{track, *fork};
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i]->run->id() != run->parent) continue;
    joints.own = Elbow{first + static_cast<float>(i) * px(lane_height), *fork};
  }
  return joints;
}

/// The first click opens the run; the second then names what has become the present run.
struct LaneClick {
  double at = -10;
  bool twice = false;
};

LaneClick& lane_click() {
  static LaneClick held;
  return held;
}

/// True while the second click of a pair is held, so that it opens nothing.
bool take_second_click(Workspace& ws, const Box& area) {
  LaneClick& click = lane_click();
  const bool second = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) &&
                      area.contains(ImGui::GetIO().MousePos) && wall_seconds() - click.at < 0.5;
  if (second) {
    click.twice = true;
    open_run_name(ws);
  }
  if (!click.twice) return false;
  click.twice = ImGui::IsMouseDown(ImGuiMouseButton_Left);
  return true;
}

/// True when it was clicked.
bool draw_lane(Workspace& ws, const TimeSpan& span, const RunPtr& run, std::size_t index, float y,
               const Joints& joints, float right) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float half = px(lane_height / 2);
  const float from = joints.own ? span.x(joints.own->clock) : span.x0;
  const float end = std::max(span.x(run->head_value(ws.clock())), from + px(4));
  const std::string label = label_of(*run);
  const float width = std::min(text_width(Font::label, label) + px(1), span.width / 3);
  const float text_from = std::max(span.x0, std::min(end + px(8), right - width - px(6)));
  const Box box{{from, y - half}, {std::max(end, text_from + width), y + half}};
  const std::string name = "timeline.lane." + std::to_string(index);
  const Press press = hit(name.c_str(), box, label);
  tip(press, label + "\nClick opens it, double click names it");
  const ImU32 tint = colour(Role::dim, press.hovered ? 1 : 0.45);
  const float line_end = text_from < end ? text_from - px(6) : end;
  list->AddRectFilled({from, y - px(1.5)}, {line_end, y + px(1.5)}, tint, px(1.5));
  for (const auto& elbow : {joints.own, joints.of_present}) {
    if (!elbow) continue;
    const float x = snapped(span.x(elbow->clock));
    line({x, elbow->y + px(2)}, {x, y}, tint, px(1.2));
    list->AddCircleFilled({x, y}, px(2.2), tint);
  }
  const Box text{{text_from, y - half}, {text_from + width, y + half}};
  put_text(text, Align::left, Font::label, colour(press.hovered ? Role::text : Role::muted), label);
  return press.clicked;
}

}  // namespace

std::vector<RunPtr> lanes_of(const Workspace& ws) {
  std::vector<RunPtr> lanes;
  const OpenRun& present = ws.run();
  const std::uint64_t root = root_of(ws, present);
  for (const RunPtr& other : ws.runs()) {
    if (other.get() == &present || other->experiment != present.experiment) continue;
    if (other->pinned || root_of(ws, *other) == root) lanes.push_back(other);
  }
  return lanes;
}

void draw_lanes(Workspace& ws, const TimeSpan& span, float track, const Box& area) {
  const bool second_click = take_second_click(ws, area);
  const std::vector<RunPtr> lanes = lanes_of(ws);
  if (lanes.empty() || area.h() < px(8)) return;
  const float pitch = px(lane_height), wanted = pitch * static_cast<float>(lanes.size());
  const bool scrolls = wanted > area.h() + px(1);
  float top = area.min.y, right = area.max.x;
  if (scrolls) {
    top = begin_scroll("timeline.lanes", area, 0).y;
    right -= px(10);
  }
  const float first = top + pitch / 2;
  RunPtr chosen;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const float y = snapped(first + static_cast<float>(i) * pitch);
    const Joints joints = joints_of(ws, lanes[i], lanes, track, first);
    if (draw_lane(ws, span, lanes[i], i, y, joints, right) && !second_click) chosen = lanes[i];
  }
  if (chosen) {
    lane_click().at = wall_seconds();
    ws.select_run(chosen);
  }
  if (!scrolls) return;
  ImGui::SetCursorScreenPos({area.min.x, top + wanted - 1});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
}

void open_run_name(Workspace& ws) {
  if (!ws.has_run()) return;
  TimelineState& s = timeline_state();
  s.name = {true, true, ws.run().note};
  s.named_run = ws.run().run->id();
  // The lane of a branch or pin gets its room, as far as it takes no more than four.
  const auto lanes = static_cast<double>(std::min<std::size_t>(lanes_of(ws).size(), 4));
  ws.preferences.timeline = std::max(ws.preferences.timeline, 45 + lane_height * lanes);
  ws.touch();
}

}  // namespace thalweg::ui
