// Marks of the timeline: events, forks and notes; the fields that notes and names are typed in.
#include <cmath>

#include "core/figure/marks.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/timeline_parts.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double field_height = 20;

Role role_of(Event::Kind kind) {
  if (kind == Event::Kind::divergence) return Role::bad;
  return kind == Event::Kind::branch ? Role::text : Role::muted;
}

std::string label_of(const TimeMark& mark) {
  const std::string first = mark.text.substr(0, mark.text.find('\n'));
  return mark.count > 1 ? first + " +" + std::to_string(mark.count - 1) : first;
}

void go_to(Workspace& ws, const TimeMark& mark) {
  if (mark.clock >= ws.run().head_value(ws.clock())) return ws.follow_head();
  ws.seek(mark.clock);
}

void change_note(const Event& note) {
  TimelineState& s = timeline_state();
  s.note = {true, true, note.text};
  s.changed_note = note;
}

/// A text field with Enter to accept; leaving it accepts as well, Esc does not. True when the text
/// is to be taken.
bool draw_field(const char* name, const Box& box, const char* hint, TimeField& field) {
  bool entered = false;
  const bool take = std::exchange(field.take_focus, false);
  text_field(name, box, hint, field.text, &entered, take);
  const bool left = !take && ImGui::IsItemDeactivated();
  if (!entered && !left) return false;
  field.open = false;
  return !ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
}

}  // namespace

std::vector<TimeMark> marks_of(const Workspace& ws, Clock clock) {
  const OpenRun& run = ws.run();
  std::vector<TimeMark> marks;
  if (!run.snapshot || !run.snapshot->recording) return marks;
  const Recording& recording = *run.snapshot->recording;
  for (const Event& event : recording.events) {
    const std::string& key = event.contender.empty() ? run.focus : event.contender;
    const auto step = event.steps.find(key);
    if (step == event.steps.end()) continue;
    const Event* note = event.kind == Event::Kind::note ? &event : nullptr;
    marks.push_back(
        {recording.clock_value(clock, key, step->second), event.kind, event.text, 1, note});
  }
  for (const auto& other : ws.runs()) {
    if (other->parent == 0 || other->parent != run.run->id()) continue;
    if (const auto fork = clock_at(run, clock, other->fork)) {
      marks.push_back({*fork, Event::Kind::branch, other->note, 1, nullptr});
    }
  }
  return marks;
}

bool draw_marks(Workspace& ws, const std::vector<TimeMark>& marks, const TimeSpan& span,
                float track, float end, const Box& covered) {
  const float top = track - px(22), height = px(13);
  float free_from = span.x0 - px(20);
  const float moved = std::sqrt(ImGui::GetIO().MouseDragMaxDistanceSqr[0]);
  bool dragged = false;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const TimeMark& mark = marks[i];
    if (mark.clock > span.limit) continue;
    const float x = snapped(span.x(mark.clock));
    if (x > covered.min.x - px(80) && x < covered.max.x + px(8)) continue;
    const ImU32 tint = colour(role_of(mark.kind));
    const std::string glyph = event_glyph(mark.kind), label = label_of(mark);
    const bool another = i + 1 < marks.size() && marks[i + 1].clock <= span.limit;
    const float room = another ? span.x(marks[i + 1].clock) - px(6) : end;
    const float glyph_width = text_width(Font::label, glyph);
    const float from = std::max(x - px(2), free_from);
    const float text_from = from + glyph_width + px(4);
    const bool texted = room - text_from >= px(30);
    const float text_end =
        texted ? std::min(text_from + text_width(Font::label, label), room) : text_from;
    const Box box{{std::min(x - px(11), from), top - px(5)},
                  {std::max(text_end, x + px(11)), track}};
    const Press press = hit(("timeline.event." + std::to_string(i)).c_str(), box, mark.text);
    tip(press, mark.text);
    if (press.double_clicked && mark.note) {
      change_note(*mark.note);
    } else if (press.clicked && (press.entered || moved < px(3))) {
      go_to(ws, mark);
    }
    dragged |= press.held && moved >= px(3);
    const ImU32 lit = press.hovered ? colour(Role::text) : tint;
    line({x, track - px(8)}, {x, track + px(5)}, colour(role_of(mark.kind), 0.9), px(1.2));
    if (from + glyph_width > room + px(10)) continue;
    put_text(Box::at({from, top}, glyph_width, height), Align::left, Font::label, lit, glyph);
    if (!texted) continue;
    put_text({{text_from, top}, {room, top + height}}, Align::left, Font::label, lit, label);
    free_from = text_end + px(8);
  }
  return dragged;
}

Box draw_note_field(Workspace& ws, float x, const Box& band) {
  TimelineState& s = timeline_state();
  if (!s.note.open) return {};
  const float width = std::min(px(240), band.w());
  const float left = std::clamp(x - px(8), band.min.x, band.max.x - width);
  const Box box = Box::at({left, band.min.y}, width, px(field_height));
  const std::string hint = s.changed_note ? "Empty removes the note" : "Note at this moment";
  if (!draw_field("timeline.note", box, hint.c_str(), s.note)) return box;
  if (s.changed_note) {
    ws.change_note(*s.changed_note, s.note.text);
  } else {
    ws.add_note(s.note.text);
  }
  return box;
}

float draw_run_name(Workspace& ws, const Box& band) {
  TimelineState& s = timeline_state();
  const auto& runs = ws.runs();
  const auto current = std::find_if(runs.begin(), runs.end(),
                                    [&](const auto& open) { return open.get() == &ws.run(); });
  if (current == runs.end()) return band.max.x;
  const std::shared_ptr<OpenRun> run = *current;
  if (s.name.open && s.named_run == run->run->id()) {
    const float width = std::min(px(200), band.w() / 2);
    const Box box = Box::at({band.max.x - width, band.min.y}, width, px(field_height));
    if (draw_field("timeline.name", box, "Name of this run", s.name)) ws.name_run(run, s.name.text);
    return box.min.x;
  }
  if (run->note.empty()) return band.max.x;
  const float width = std::min(text_width(Font::label, run->note) + px(2), band.w() / 3);
  const Box box{{band.max.x - width, band.min.y}, band.max};
  const Press press = hit("timeline.run", Box::at(box.min, width, px(22)), run->note);
  put_text(box, Align::right, Font::label, colour(press.hovered ? Role::text : Role::muted),
           run->note);
  tip(press, run->note + "\nDouble click to rename");
  if (press.double_clicked || press.entered) open_run_name(ws);
  return box.min.x;
}

void open_note(Workspace& ws) {
  if (!ws.has_run()) return;
  timeline_state().note = {true, true, {}};
  timeline_state().changed_note.reset();
  ws.touch();
}

}  // namespace thalweg::ui
