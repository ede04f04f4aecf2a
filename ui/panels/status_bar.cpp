// The status line: what is being computed, the history's memory, the last save.
#include "ui/panels/status_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// "Exact optimum · 60 %", joined when there are several; news shows for four seconds.
std::string left_text(const Workspace& ws) {
  std::string text;
  if (ws.has_run() && ws.run().run) {
    for (const TaskNote& task : ws.run().run->tasks()) {
      if (!text.empty()) text += "   ";
      text += task.name;
      if (task.done >= 0) text += fmt::format(" · {:.0f} %", 100 * task.done);
    }
  }
  if (!ws.messages().empty()) {
    const Message& last = ws.messages().back();
    if (wall_seconds() - last.at < 6) return last.line();
  }
  if (ws.backstage) {
    for (const SideTask& task : ws.backstage->tasks()) {
      text += (text.empty() ? "" : "   ") + task.name;
      text += fmt::format(" · {} of {}", task.done, task.total);
    }
  }
  if (!text.empty()) return text;
  if (ws.running()) return "Running";
  return "Idle";
}

std::string right_text(const Workspace& ws) {
  std::string text;
  if (ws.has_run() && ws.run().snapshot) {
    text = fmt::format("history {} of {}", bytes_text(ws.run().snapshot->history_bytes),
                       ws.preferences.history_mb);
    const auto& recording = ws.run().snapshot->recording;
    if (recording && recording->thinning > 1) {
      text += fmt::format(" · thinned to every {}th", recording->thinning);
    }
  }
  if (ws.saved_at() > 0) {
    text += (text.empty() ? "" : " · ") + std::string("saved ") +
            ago_text(std::max(0.0, wall_seconds() - ws.saved_at()));
  }
  return text;
}

}  // namespace

void draw_status_bar(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  const float inset = px(14);
  const std::string left = left_text(ws), right = right_text(ws);
  const float right_width = text_width(Font::number, right);
  const Box line_box{{corner.x + inset, corner.y}, {corner.x + size.x - inset, corner.y + size.y}};
  const Box first{line_box.min, {line_box.max.x - right_width - px(16), line_box.max.y}};
  const Box second{{line_box.max.x - right_width, line_box.min.y}, line_box.max};
  const bool is_error = !ws.messages().empty() && left == ws.messages().back().line() &&
                        ws.messages().back().kind == Message::Kind::error;
  const Press message = hit("status.task", first, left);
  put_text(first, Align::left, Font::body, colour(is_error ? Role::bad : Role::muted), left);
  tip(message, ws.messages().empty() ? "" : "Click for all messages");
  if (message.clicked && !ws.messages().empty()) ws.sheet = Sheet::messages, ws.touch();
  const Press numbers = hit("status.numbers", second, right);
  put_text(second, Align::right, Font::number, colour(Role::muted), right);
  const ImGuiIO& io = ImGui::GetIO();
  tip(numbers, fmt::format("{} threads\nframe {:.1f} ms, {:.0f} a second",
                           std::thread::hardware_concurrency(), 1000 * io.DeltaTime, io.Framerate));
}

}  // namespace thalweg::ui
