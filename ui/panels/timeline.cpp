// The timeline: what was computed, the marks on it, the cursor. See interaction.md, 'Arrangement'.
#include "ui/panels/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/time_axis.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// The limit kept for a run, a clock and 'show all', so that it never shrinks.
struct TimelineState {
  std::uint64_t run = 0;
  Clock clock = Clock::iteration;
  bool all = false;
  double limit = 0;
  bool scrubbing = false;
};

TimelineState& state() {
  static TimelineState held;
  return held;
}

/// Where time is drawn: `x0` is zero, `width` px are `limit`.
struct Axis {
  float x0, width;
  double limit;
  float x(double value) const {
    return x0 + width * static_cast<float>(std::clamp(value / limit, 0.0, 1.0));
  }
};

double clock_of(const Standing& s, ClockKind clock) {
  if (clock == ClockKind::seconds) return s.seconds;
  if (clock == ClockKind::work) return s.work;
  return static_cast<double>(s.step);
}

/// Clock value at which the first contender arrived, 0 when none has.
double first_arrival(const OpenRun& run, ClockKind clock) {
  double first = 0;
  if (!run.snapshot) return first;
  for (const Standing& s : run.snapshot->standings) {
    if (s.condition != Condition::converged) continue;
    const double arrival = clock_of(s, clock);
    first = first > 0 ? std::min(first, arrival) : arrival;
  }
  return first;
}

/// As in the figures: four times the first arrival, else a limit that grows in 1-2-5 jumps.
double limit_of(Workspace& ws) {
  TimelineState& s = state();
  const OpenRun& run = ws.run();
  const Clock clock = to_clock(ws.clock());
  const bool all = ws.view_state(ws.active_view()).show_all;
  const std::uint64_t id = run.run ? run.run->id() : 0;
  if (s.run != id || s.clock != clock || s.all != all) s = {id, clock, all, 0, false};
  const double first = all ? 0 : first_arrival(run, ws.clock());
  if (first > 0) return s.limit = std::max({4 * first, run.cursor.value_or(0), s.limit});
  const double least = clock == Clock::seconds ? 0.01 : 20;
  return s.limit = grown_limit(std::max(run.head_value(ws.clock()), least), s.limit);
}

std::vector<TimeMark> marks_of(const OpenRun& run, Clock clock) {
  std::vector<TimeMark> marks;
  if (!run.snapshot || !run.snapshot->recording) return marks;
  const Recording& recording = *run.snapshot->recording;
  for (const Event& event : recording.events) {
    const std::string& key = event.contender.empty() ? run.focus : event.contender;
    const auto step = event.steps.find(key);
    if (step == event.steps.end()) continue;
    marks.push_back({recording.clock_value(clock, key, step->second), event.kind, event.text, 1});
  }
  return marks;
}

const char* glyph_of(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::edit:
      return "◆";
    case Event::Kind::stage:
      return "▮";
    case Event::Kind::note:
      return icon::pencil;
    case Event::Kind::branch:
      return icon::branch;
    case Event::Kind::divergence:
      return "✕";
  }
  return "";
}

void draw_marks(const std::vector<TimeMark>& marks, const Axis& axis, float y) {
  float free_from = axis.x0 - px(20);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const TimeMark& mark = marks[i];
    if (mark.clock > axis.limit) continue;
    const float x = axis.x(mark.clock);
    const ImU32 tint = colour(mark.kind == Event::Kind::divergence ? Role::bad : Role::muted);
    const std::string glyph = glyph_of(mark.kind);
    const std::string first = mark.text.substr(0, mark.text.find('\n'));
    const std::string label =
        mark.count > 1 ? first + " +" + std::to_string(mark.count - 1) : first;
    line({x, y + px(4)}, {x, y + px(22)}, colour(Role::text, 0.8), px(1.2));
    const float room_end = i + 1 < marks.size() && marks[i + 1].clock <= axis.limit
                               ? axis.x(marks[i + 1].clock) - px(6)
                               : axis.x0 + axis.width;
    const float glyph_width = text_width(Font::label, glyph);
    const float from = std::max(x + px(5), free_from);
    const std::string name = "timeline.event." + std::to_string(i);
    const Box head = Box::at({x - px(8), y - px(2)}, px(16), px(16));
    note_widget(name, head.min, head.max, mark.text);
    const Press over{ImGui::IsMouseHoveringRect(head.min, {head.max.x + px(60), head.max.y})};
    tip(over, mark.text);
    if (from + glyph_width > room_end + px(10)) continue;
    put_text(Box::at({from, y}, glyph_width, px(14)), Align::left, Font::label, tint, glyph);
    const float text_from = from + glyph_width + px(4);
    if (room_end - text_from < px(30)) continue;
    put_text({{text_from, y}, {room_end, y + px(14)}}, Align::left, Font::label, tint, label);
    free_from = std::min(text_from + text_width(Font::label, label), room_end) + px(8);
  }
}

/// Ticks with labels that end before `end`.
void draw_ticks(const Axis& axis, float y, float end, Clock clock, const std::string& unit) {
  const auto ticks = time_ticks(axis.limit, axis.width, px(clock == Clock::work ? 150 : 90));
  float free_from = axis.x0 - 1;
  for (const double tick : ticks) {
    const std::string label =
        clock == Clock::seconds && tick == 0 ? "0 s" : clock_text(clock, tick, unit);
    const float width = text_width(Font::small_number, label);
    const float x = std::min(axis.x(tick), axis.x0 + axis.width - width);
    if (x < free_from || x + width > end) continue;
    put_text(Box::at({x, y}, width + 1, px(14)), Align::left, Font::small_number,
             colour(Role::dim, 0.8), label);
    free_from = x + width + px(12);
  }
}

void draw_cursor(const OpenRun& run, const Axis& axis, double value, float y) {
  const float x = snapped(axis.x(value));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float r = px(5);
  list->AddTriangleFilled({x - r, y - px(11)}, {x + r, y - px(11)}, {x, y - px(3)},
                          colour(Role::accent));
  line({x, y - px(5)}, {x, y + px(22)}, colour(Role::accent, run.following() ? 0.55 : 1), px(1));
}

void draw_track(const OpenRun& run, const Axis& axis, double head, double cursor, float y) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float half = px(2.5);
  const float end = axis.x0 + axis.width;
  list->AddRectFilled({axis.x0, y - half}, {end, y + half}, colour(Role::line), half);
  const float shown = axis.x(std::min(cursor, head));
  list->AddRectFilled({axis.x0, y - half}, {axis.x(head), y + half},
                      colour(Role::dim, run.following() ? 0.75 : 0.35), half);
  if (!run.following()) {
    list->AddRectFilled({axis.x0, y - half}, {shown, y + half}, colour(Role::dim, 0.75), half);
  }
  if (run.branch) {  // prepared: dotted from the cursor on, until it runs
    for (float x = shown; x < end; x += px(6)) {
      list->AddRectFilled({x, y + px(7)}, {x + px(3), y + px(9)}, colour(Role::warn), 0);
    }
  }
}

/// A thin lane for each pinned run behind this one, with its note, while there is room.
void draw_pins(const Workspace& ws, const Axis& axis, float y, float lowest) {
  int lanes = 0;
  for (const auto& other : ws.runs()) {
    if (!other->pinned || other.get() == &ws.run()) continue;
    if (other->experiment != ws.run().experiment || y + px(5) > lowest) continue;
    const float end = axis.x(other->head_value(ws.clock()));
    ImGui::GetWindowDrawList()->AddRectFilled({axis.x0, y - px(2)}, {end, y + px(2)},
                                              colour(Role::line), px(2));
    const std::string label = "pinned" + (other->note.empty() ? "" : ": " + other->note);
    const float width = text_width(Font::label, label);
    const float from = std::min(end + px(8), axis.x0 + axis.width - width);
    put_text(Box::at({from, y - px(7)}, width + 1, px(14)), Align::left, Font::label,
             colour(Role::dim), label);
    note_widget("timeline.pin." + std::to_string(lanes), {axis.x0, y - px(7)}, {end, y + px(7)},
                label);
    y += px(14), ++lanes;
  }
}

void scrub(Workspace& ws, const Press& press, const Axis& axis, double head,
           const std::vector<TimeMark>& marks) {
  state().scrubbing = press.held;
  if (!press.held) return;
  const ImGuiIO& io = ImGui::GetIO();
  const bool began = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
  if (!began && io.MouseDelta.x == 0) return;
  const double reach = io.KeyAlt ? 0 : static_cast<double>(px(6));
  const double x = static_cast<double>(io.MousePos.x - axis.x0);
  const double value =
      scrub_value(x, static_cast<double>(axis.width), axis.limit, head, marks, reach);
  if (began && ws.running()) ws.pause();
  if (value >= head && !ws.running()) return ws.follow_head();
  ws.seek(ws.clock() == ClockKind::iteration ? std::round(value) : value);
}

/// The way back from the past; the stage bar says where the cursor is.
void draw_to_head(Workspace& ws, const Box& box) {
  if (button("timeline.to_head", box, "To head", ButtonLook::raised, true,
             "Follow the newest moment again (End)", Font::label)) {
    ws.follow_head();
  }
}

}  // namespace

void draw_timeline(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  if (!ws.has_run()) return;
  const OpenRun& run = ws.run();
  const Clock clock = to_clock(ws.clock());
  const float inset = px(14);
  const Axis axis{corner.x + inset, size.x - 2 * inset, limit_of(ws)};
  const double head = run.head_value(ws.clock()), cursor = run.cursor_value(ws.clock());
  const float track = corner.y + px(23);
  auto marks = join_marks(marks_of(run, clock), axis.limit, static_cast<double>(axis.width),
                          static_cast<double>(px(8)));

  const float end = axis.x0 + axis.width;
  const Box cue{{end - px(70), corner.y + size.y - px(25)}, {end, corner.y + size.y - px(3)}};
  const Box surface{{axis.x0, corner.y + px(4)}, {axis.x0 + axis.width, corner.y + px(32)}};
  const Press press = hit("timeline.track", surface, clock_text(clock, cursor, ""));
  scrub(ws, press, axis, head, marks);
  draw_track(run, axis, head, cursor, track);
  draw_marks(marks, axis, corner.y + px(5));
  const float ticks = corner.y + size.y - px(18);
  draw_pins(ws, axis, track + px(12), ticks);
  draw_ticks(axis, ticks, run.following() ? end : cue.min.x - px(8), clock,
             run.experiment->work_unit);
  draw_cursor(run, axis, run.cursor_value(ws.clock()), track);
  if (!run.following()) draw_to_head(ws, cue);
}

}  // namespace thalweg::ui
