// The timeline: what was computed, the cursor, the selected part. Marks and lanes have own files.
#include "ui/panels/timeline.hpp"

#include <cmath>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/timeline_parts.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double track_from_top = 23;
constexpr double ticks_height = 15;

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
    if (s.condition != Condition::converged || s.step <= 1) continue;
    const double arrival = clock_of(s, clock);
    first = first > 0 ? std::min(first, arrival) : arrival;
  }
  return first;
}

/// As in the figures: four times the first arrival, else a limit that grows in 1-2-5 jumps.
double limit_of(Workspace& ws) {
  TimelineState& s = timeline_state();
  const OpenRun& run = ws.run();
  const Clock clock = to_clock(ws.clock());
  const bool all = ws.view_state(ws.active_view()).show_all;
  const std::uint64_t id = run.run ? run.run->id() : 0;
  if (s.run != id || s.clock != clock) s.selected.reset(), s.selecting_from.reset();
  if (s.run != id) s.note = {};
  if (s.run != id || s.clock != clock || s.all != all) {
    s.run = id, s.clock = clock, s.all = all, s.limit = 0;
  }
  const double first = all ? 0 : first_arrival(run, ws.clock());
  if (first > 0) return s.limit = std::max({4 * first, run.cursor.value_or(0), s.limit});
  const double least = clock == Clock::seconds ? 0.01 : 20;
  return s.limit = grown_limit(std::max(run.head_value(ws.clock()), least), s.limit);
}

/// Ticks with labels that end before `end`.
void draw_ticks(const TimeSpan& span, float y, float end, Clock clock, const std::string& unit) {
  const auto ticks = time_ticks(span.limit, static_cast<double>(span.width),
                                static_cast<double>(px(clock == Clock::work ? 150 : 90)));
  float free_from = span.x0 - 1;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const double tick = ticks[i];
    const std::string label =
        clock == Clock::seconds && tick == 0 ? "0 s" : clock_text(clock, tick, unit);
    const float width = text_width(Font::small_number, label);
    const float x = std::min(span.x(tick), span.end() - width);
    if (x < free_from || x + width > end) continue;
    const Box box = Box::at({x, y}, width + 1, px(ticks_height - 1));
    put_text(box, Align::left, Font::small_number, colour(Role::dim), label);
    note_widget("timeline.tick." + std::to_string(i), box.min, box.max, label);
    free_from = x + width + px(12);
  }
}

/// ▾ at the focus's head; the cursor a line through all lanes, with a grip in the past.
void draw_cursor(const OpenRun& run, const TimeSpan& span, ClockKind clock, float track,
                 float bottom) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Standing* focus = run.standing(run.focus);
  const double head = focus ? clock_of(*focus, clock) : run.head_value(clock);
  const float r = px(4.5), hx = snapped(span.x(head));
  const ImU32 head_tint = colour(Role::accent, run.following() ? 1 : 0.6);
  if (head <= span.limit * (1 + 1e-9)) {
    list->AddTriangleFilled({hx - r, track - px(8.5)}, {hx + r, track - px(8.5)},
                            {hx, track - px(2.5)}, head_tint);
  } else {  // beyond the right end
    list->AddTriangleFilled({hx - px(6), track - px(10)}, {hx, track - px(6)},
                            {hx - px(6), track - px(2)}, head_tint);
  }
  const float x = snapped(span.x(run.cursor_value(clock)));
  line({x, track - px(3)}, {x, bottom}, colour(Role::accent, run.following() ? 0.55 : 1), px(1.2));
  if (!run.following()) list->AddCircleFilled({x, track}, px(5), colour(Role::accent));
  note_widget("timeline.cursor", {x - px(1), track - px(3)}, {x + px(1), bottom});
}

void draw_track(const OpenRun& run, const TimeSpan& span, double head, double cursor, float y) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float half = px(2.5);
  list->AddRectFilled({span.x0, y - half}, {span.end(), y + half}, colour(Role::line), half);
  const float shown = span.x(std::min(cursor, head));
  list->AddRectFilled({span.x0, y - half}, {span.x(head), y + half},
                      colour(Role::dim, run.following() ? 0.75 : 0.35), half);
  if (!run.following()) {
    list->AddRectFilled({span.x0, y - half}, {shown, y + half}, colour(Role::dim, 0.75), half);
  }
  if (run.branch) {  // prepared: dotted from the cursor on, until it runs
    for (float x = shown; x < span.end(); x += px(6)) {
      list->AddRectFilled({x, y + px(7)}, {x + px(3), y + px(9)}, colour(Role::warn), 0);
    }
  }
}

void draw_selected(const TimeSpan& span, const Box& area) {
  const auto& selected = timeline_state().selected;
  if (!selected) return;
  const float a = span.x(selected->lo), b = span.x(selected->hi);
  ImGui::GetWindowDrawList()->AddRectFilled({a, area.min.y}, {b, area.max.y},
                                            colour(Role::accent, 0.13));
  for (const float x : {a, b}) {
    line({snapped(x), area.min.y}, {snapped(x), area.max.y}, colour(Role::accent, 0.8), px(1));
  }
}

double value_under(const TimeSpan& span, double head, const std::vector<TimeMark>& marks) {
  const ImGuiIO& io = ImGui::GetIO();
  const double reach = io.KeyAlt ? 0 : static_cast<double>(px(6));
  return scrub_value(static_cast<double>(io.MousePos.x - span.x0), static_cast<double>(span.width),
                     span.limit, head, marks, reach);
}

/// Shift+drag selects a part of time; a Shift+click clears it. True while it does.
bool select_part(Workspace& ws, const Press& press, double value) {
  TimelineState& s = timeline_state();
  if (press.held && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && ImGui::GetIO().KeyShift) {
    s.selecting_from = value;
    s.selected.reset();
  }
  if (!s.selecting_from) return false;
  if (!press.held) {
    s.selecting_from.reset();
    return false;
  }
  const double from = *s.selecting_from;
  if (from != value) s.selected = Range{std::min(from, value), std::max(from, value)};
  ws.touch();
  return true;
}

void scrub(Workspace& ws, const Press& press, const TimeSpan& span, double head,
           const std::vector<TimeMark>& marks) {
  const double value = value_under(span, head, marks);
  if (select_part(ws, press, value) || !press.held) return;
  const bool began = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
  if (!began && ImGui::GetIO().MouseDelta.x == 0) return;
  if (began && ws.running()) ws.pause();
  if (value >= head && !ws.running()) return ws.follow_head();
  ws.seek(ws.clock() == ClockKind::iteration ? std::round(value) : value);
}

/// All views over this clock show the selected part.
void zoom_to_selected(Workspace& ws) {
  const auto selected = timeline_state().selected;
  if (!selected) return;
  for (const ViewSpec& view : ws.run().experiment->views) {
    if (view.kind == ViewKind::trace) ws.view_state(view.id()).x_zoom = selected;
  }
  ws.touch();
}

/// The export sheet, set to numbered pictures of the range.
void film_selected(Workspace& ws) {
  if (ws.sheet != Sheet::export_view) do_command(ws, "export");
  ws.export_request.format = "png";
  ws.export_request.film = 60;
}

void draw_menu(Workspace& ws, const Press& press) {
  if (press.right_clicked) ImGui::OpenPopup("timeline.menu");
  if (!begin_popup("timeline.menu")) return;
  const bool selected = timeline_state().selected.has_value();
  if (menu_item("timeline.menu.zoom", "Zoom to range", "Shift+drag", selected)) {
    zoom_to_selected(ws);
  }
  if (menu_item("timeline.menu.film", "Film of the range…", {}, selected)) film_selected(ws);
  if (menu_item("timeline.menu.clear", "Clear range", "Esc", selected)) clear_selected_time();
  menu_line();
  if (menu_item("timeline.menu.note", "Note at this moment", "N")) open_note(ws);
  const bool past = !ws.run().following();
  if (menu_item("timeline.menu.branch", "Branch here", "B", past)) do_command(ws, "branch");
  if (menu_item("timeline.menu.all", "Show all of time", "A", true, timeline_state().all)) {
    ws.toggle_show_all();
  }
  end_menu();
}

/// Buttons at the lower right: the way back from the past, the zoom; returns where they begin.
float draw_buttons(Workspace& ws, const Box& area) {
  float right = area.max.x;
  const auto place = [&](const char* name, const char* label, const char* tooltip) {
    const float width = button_width(label, Font::label);
    const Box box{{right - width, area.max.y - px(25)}, {right, area.max.y - px(3)}};
    right = box.min.x - px(6);
    return button(name, box, label, ButtonLook::raised, true, tooltip, Font::label);
  };
  if (!ws.run().following() &&
      place("timeline.to_head", "To head", "Follow the newest moment again (End)")) {
    ws.follow_head();
  }
  if (timeline_state().selected) {
    if (place("timeline.zoom", "Zoom to range", "Views over time show the selected range")) {
      zoom_to_selected(ws);
    }
    if (place("timeline.film", "Film", "Numbered pictures of a view through the range")) {
      film_selected(ws);
    }
    if (place("timeline.clear", icon::close, "Clear the selected range (Esc)")) {
      clear_selected_time();
    }
  }
  return right;
}

}  // namespace

TimelineState& timeline_state() {
  static TimelineState held;
  return held;
}

std::optional<double> clock_at(const OpenRun& run, Clock clock, const Moment& moment) {
  const auto step = moment.find(run.focus);
  if (step == moment.end() || !run.snapshot || !run.snapshot->recording) return std::nullopt;
  return run.snapshot->recording->clock_value(clock, run.focus, step->second);
}

void draw_timeline(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  if (!ws.has_run()) {
    put_text(Box::at({corner.x + px(14), corner.y}, size.x - px(28), size.y), Align::left,
             Font::body, colour(Role::muted), "Time appears here when an experiment runs.");
    return;
  }
  const Clock clock = to_clock(ws.clock());
  const float inset = px(14), track = snapped(corner.y + px(track_from_top));
  const Box area{{corner.x + inset, corner.y}, {corner.x + size.x - inset, corner.y + size.y}};
  const TimeSpan span{area.min.x, area.w(), limit_of(ws)};
  const double head = ws.run().head_value(ws.clock());
  const auto marks = join_marks(marks_of(ws, clock), span.limit, static_cast<double>(span.width),
                                static_cast<double>(px(8)));
  const Box band{area.min, {area.max.x, track - px(9)}};
  const Box field = draw_note_field(ws, span.x(ws.run().cursor_value(ws.clock())), band);
  const float name_from = draw_run_name(ws, band);
  const bool dragged = draw_marks(ws, marks, span, track, name_from - px(8), field);
  const float buttons = draw_buttons(ws, area);
  const Box surface{{area.min.x, corner.y + px(2)}, {area.max.x, track + px(7)}};
  Press press =
      hit("timeline.track", surface, clock_text(clock, ws.run().cursor_value(ws.clock()), ""));
  press.held |= dragged;
  scrub(ws, press, span, head, marks);
  draw_menu(ws, press);
  const OpenRun& run = ws.run();
  const float ticks = area.max.y - px(ticks_height);
  draw_track(run, span, head, run.cursor_value(ws.clock()), track);
  const bool whole = buttons == area.max.x;
  draw_lanes(ws, span, track, {{area.min.x, track + px(7)}, {whole ? area.max.x : buttons, ticks}});
  draw_selected(span, {{area.min.x, track - px(8)}, {area.max.x, ticks}});
  draw_ticks(span, ticks, whole ? area.max.x : buttons - px(4), clock,
             ws.run().experiment->work_unit);
  draw_cursor(ws.run(), span, ws.clock(), track, ticks - px(1));
}

std::optional<Range> selected_time(const Workspace& ws) {
  const TimelineState& s = timeline_state();
  if (!ws.has_run() || s.run != ws.run().run->id() || s.clock != to_clock(ws.clock())) return {};
  return s.selected;
}

bool clear_selected_time() {
  TimelineState& s = timeline_state();
  const bool was = s.selected.has_value();
  s.selected.reset(), s.selecting_from.reset();
  return was;
}

}  // namespace thalweg::ui
