// What an open run shows: frames of the head or of the cursor's moment, and its clock.
#include "ui/shell/open_run.hpp"

#include <algorithm>

namespace thalweg::ui {

std::size_t capacity(Layout layout) {
  switch (layout) {
    case Layout::one:
      return 1;
    case Layout::one_three:
    case Layout::two_by_two:
      return 4;
    case Layout::two_by_three:
      return 6;
  }
  return 4;
}

const char* layout_name(Layout layout) {
  switch (layout) {
    case Layout::one:
      return "1";
    case Layout::one_three:
      return "1+3";
    case Layout::two_by_two:
      return "2×2";
    case Layout::two_by_three:
      return "2×3";
  }
  return "1+3";
}

Clock to_clock(ClockKind clock) {
  switch (clock) {
    case ClockKind::iteration:
      return Clock::iteration;
    case ClockKind::seconds:
      return Clock::seconds;
    case ClockKind::work:
      return Clock::work;
  }
  return Clock::iteration;
}

const FrameSet& OpenRun::frames() const {
  static const FrameSet nothing;
  if (cursor && past) return *past;
  return snapshot ? snapshot->frames : nothing;
}

bool OpenRun::approximate() const {
  if (!cursor || !cursor_moment) return false;
  if (!past) return true;
  return std::any_of(past->contenders.begin(), past->contenders.end(), [&](const Competitor& c) {
    const auto wanted = cursor_moment->find(c.key);
    return wanted != cursor_moment->end() && c.frame && c.frame->step != wanted->second;
  });
}

RunState OpenRun::state() const { return snapshot ? snapshot->state : RunState::posing; }

const Standing* OpenRun::standing(std::string_view key) const {
  if (!snapshot) return nullptr;
  for (const Standing& standing : snapshot->standings) {
    if (standing.key == key) return &standing;
  }
  return nullptr;
}

std::vector<Competitor> OpenRun::competitors() const {
  std::vector<Competitor> all = frames().contenders;
  if (!all.empty()) return all;
  for (const ContenderSpec& c : shown_spec().contenders) {
    Competitor to_come;
    to_come.key = c.key, to_come.name = c.name, to_come.colour = c.colour;
    all.push_back(std::move(to_come));
  }
  return all;
}

std::vector<std::string> OpenRun::legend() const {
  std::vector<std::string> keys;
  for (const Competitor& competitor : frames().contenders) keys.push_back(competitor.key);
  if (keys.empty()) {
    for (const ContenderSpec& contender : shown_spec().contenders) keys.push_back(contender.key);
  }
  const auto place = [&](const std::string& key) {
    return std::find(order.begin(), order.end(), key) - order.begin();
  };
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const std::string& a, const std::string& b) { return place(a) < place(b); });
  return keys;
}

namespace {

double value_of(const Standing& standing, ClockKind clock) {
  switch (clock) {
    case ClockKind::iteration:
      return static_cast<double>(standing.step);
    case ClockKind::seconds:
      return standing.seconds;
    case ClockKind::work:
      return standing.work;
  }
  return 0;
}

}  // namespace

double OpenRun::head_value(ClockKind clock) const {
  double head = 0;
  if (!snapshot) return head;
  for (const Standing& standing : snapshot->standings) {
    head = std::max(head, value_of(standing, clock));
  }
  return head;
}

double OpenRun::cursor_value(ClockKind clock) const {
  if (cursor) return *cursor;
  const Standing* of_focus = standing(focus);
  return of_focus ? value_of(*of_focus, clock) : head_value(clock);
}

std::int64_t OpenRun::shown_step() const {
  if (cursor_moment) {
    const auto found = cursor_moment->find(focus);
    if (found != cursor_moment->end()) return found->second;
  }
  const Standing* of_focus = standing(focus);
  return of_focus ? of_focus->step : 0;
}

const ViewSpec* OpenRun::view(std::string_view id) const {
  if (!experiment) return nullptr;
  for (const ViewSpec& view : experiment->views) {
    if (view.is(id)) return &view;
  }
  return nullptr;
}

std::vector<std::string> OpenRun::visible() const {
  if (!filled.empty()) return {filled};
  const std::size_t count = std::min(shown.size(), one_view ? 1 : capacity(layout));
  return {shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(count)};
}

const RunSpec& OpenRun::shown_spec() const { return cursor && past_spec ? *past_spec : spec; }

}  // namespace thalweg::ui
