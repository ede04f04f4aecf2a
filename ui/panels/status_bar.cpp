// The status line: what is being computed and how far it is, the history's memory, the last save.
#include "ui/panels/status_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <thread>

#include "core/base/clock.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double news_seconds = 6;
/// A text that counts changes no more often than this.
constexpr double text_seconds = 0.25;

/// What is shown between two changes of the text, and since when each task is known.
struct StatusState {
  std::string kind, text;
  double at = 0;
  std::map<std::string, std::pair<double, double>> began;  // wall seconds, share done then
};

StatusState& state() {
  static StatusState held;
  return held;
}

/// Seconds left of a task, from the pace at which it has come so far; NaN when unknown.
double left_of(const TaskNote& task, double now) {
  auto& began = state().began;
  const auto [found, fresh] = began.try_emplace(task.name, now, task.done);
  if (task.done < found->second.second) found->second = {now, task.done};
  const double gained = task.done - found->second.second, passed = now - found->second.first;
  if (gained <= 0.02 || passed < 0.5) return std::numeric_limits<double>::quiet_NaN();
  return passed * (1 - task.done) / gained;
}

struct Line {
  /// What is said as opposed to how far it is: a new kind shows at once.
  std::string kind, text;
  bool error = false, stoppable = false;
  /// Ends what is beside the runs, when that can be stopped.
  std::function<void()> stop;
};

Line line_of(const Workspace& ws) {
  const double now = wall_seconds();
  if (!ws.messages().empty()) {
    const Message& last = ws.messages().back();
    if (now - last.at < news_seconds) {
      wake_in(news_seconds - (now - last.at));
      return {last.line(), last.line(), last.kind == Message::Kind::error, false};
    }
  }
  Line line;
  if (!ws.has_run() || !ws.run().run) return {"Idle", "Idle"};
  const auto add = [&](const std::string& kind, const std::string& text) {
    line.kind += kind;
    line.text += (line.text.empty() ? "" : "   ") + text;
  };
  const std::vector<TaskNote> tasks = ws.run().run->tasks();
  for (const TaskNote& task : tasks) add(task.name, task_words(task, left_of(task, now)));
  if (tasks.empty()) state().began.clear();
  line.stoppable = ws.running() || !tasks.empty();
  if (ws.backstage) {
    for (const SideTask& task : ws.backstage->tasks()) {
      add(task.name, fmt::format("{} · {} of {}", task.name, task.done, task.total));
      if (task.stop) line.stop = task.stop, line.stoppable = true;
    }
  }
  if (ws.run().running()) {
    const std::string progress =
        progress_words(shown_standings(ws.run()), ws.run().experiment->limit);
    add("running", progress.empty() ? "Running" : progress);
  }
  if (line.text.empty()) return {"Idle", "Idle"};
  return line;
}

/// The line with its text held for a quarter of a second, so that it can be read.
Line steady_line(const Workspace& ws) {
  Line line = line_of(ws);
  StatusState& s = state();
  const double now = wall_seconds();
  if (line.kind != s.kind || now - s.at >= text_seconds) {
    s.kind = line.kind, s.text = line.text, s.at = now;
  } else if (line.text != s.text) {
    wake_in(text_seconds - (now - s.at));
  }
  line.text = s.text;
  return line;
}

/// History and last save; `brief` where that is too much: the history's size alone.
struct Numbers {
  std::string full, history, brief;
  const std::string& fitting(float width) const {
    if (text_width(Font::number, full) <= width) return full;
    return text_width(Font::number, history) <= width ? history : brief;
  }
};

Numbers numbers_of(const Workspace& ws) {
  Numbers numbers;
  if (ws.has_run() && ws.run().snapshot) {
    const std::size_t bytes = ws.run().snapshot->history_bytes;
    const auto& recording = ws.run().snapshot->recording;
    numbers.history =
        history_words(bytes, ws.preferences.history_mb, recording ? recording->thinning : 1);
    numbers.brief = bytes_text(bytes);
  }
  numbers.full = numbers.history;
  if (ws.saved_at() > 0) {
    const double age = std::max(0.0, wall_seconds() - ws.saved_at());
    wake_in(age < 60 ? 10 - std::fmod(age, 10) : 60 - std::fmod(age, 60));
    numbers.full += (numbers.full.empty() ? "saved " : " · saved ") + ago_text(age);
  }
  return numbers;
}

void draw_left(Workspace& ws, Box box) {
  const Line line = steady_line(ws);
  if (line.stoppable) {
    const float side = px(22);
    const float width = std::min(text_width(Font::body, line.text) + px(8), box.w() - side - px(4));
    const Box stop = Box::at({box.min.x + width, box.centre().y - side / 2}, side, side);
    if (button("status.stop", stop, icon::close, ButtonLook::flat, true,
               "Stop it; the best is kept", Font::label)) {
      line.stop ? line.stop() : ws.cancel();
    }
    box.max.x = stop.min.x;
  }
  const Press message = hit("status.task", box, line.text);
  const std::string shown = line.error ? "✕ " + line.text : line.text;
  put_text(box, Align::left, Font::body, colour(line.error ? Role::bad : Role::muted), shown);
  const bool cut = text_width(Font::body, shown) > box.w();
  tip(message, cut ? line.text : ws.messages().empty() ? "" : "Click for all messages");
  if (message.clicked && !ws.messages().empty()) ws.sheet = Sheet::messages, ws.touch();
}

void draw_right(const Workspace& ws, const Box& box, Align align, const Numbers& numbers) {
  const std::string& text = numbers.fitting(box.w() + 0.5f);
  const Press press = hit("status.numbers", box, text);
  put_text(box, align, Font::number, colour(Role::muted), text);
  const ImGuiIO& io = ImGui::GetIO();
  tip(press, fmt::format("{}\n{} threads\n{:.1f} ms of processor time a frame, {:.0f} frames a "
                         "second",
                         numbers.full, std::thread::hardware_concurrency(), 1000 * ws.frame_seconds,
                         static_cast<double>(io.Framerate)));
}

}  // namespace

void draw_status_bar(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  const float inset = px(14);
  const Box all{{corner.x + inset, corner.y}, {corner.x + size.x - inset, corner.y + size.y}};
  const Numbers right = numbers_of(ws);
  if (size.y >= px(44)) {  // beside the timeline: two lines
    const float middle = snapped(all.centre().y);
    draw_left(ws, {{all.min.x, middle - px(26)}, {all.max.x, middle}});
    draw_right(ws, {{all.min.x, middle}, {all.max.x, middle + px(24)}}, Align::left, right);
    return;
  }
  const float width = text_width(Font::number, right.fitting(all.w() * 0.6f));
  draw_left(ws, {all.min, {all.max.x - width - px(16), all.max.y}});
  draw_right(ws, {{all.max.x - width, all.min.y}, all.max}, Align::right, right);
}

}  // namespace thalweg::ui
