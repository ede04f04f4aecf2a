// Running and time: the run controls, the cursor, branches, clock and pace.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "core/run/advice.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

bool Workspace::running() const {
  return current_ &&
         (current_->state() == RunState::running || current_->state() == RunState::posing);
}

void Workspace::post(OpenRun& target, Command::Kind kind, std::int64_t count) {
  Command command;
  command.kind = kind;
  command.count = count;
  post(target, std::move(command));
}

void Workspace::post(OpenRun& target, Command command) {
  target.run->post(std::move(command));
  runner_->poke();
  touch();
}

void Workspace::toggle_run() {
  if (!current_) return;
  if (running()) {
    pause();
  } else {
    resume();
  }
}

/// In the past with prepared edits their branch runs; otherwise the head goes on. Where all have
/// ended, those at their limit get as much again.
void Workspace::resume() {
  if (!current_) return;
  if (current_->branch) {
    make_branch();
  } else {
    follow_head();
  }
  if (current_->state() == RunState::finished) return go_beyond();
  post(*current_, Command::Kind::resume);
}

void Workspace::go_beyond() {
  const auto& standings = current_->snapshot->standings;
  const bool limited = std::any_of(standings.begin(), standings.end(), [](const Standing& s) {
    return s.condition == Condition::exhausted && !gave_up(s);
  });
  if (limited) return extend(current_->experiment->limit);
  tell(Message::Kind::news, "All contenders have ended. Ctrl+R starts again, ← goes back.");
}

void Workspace::pause() {
  if (current_ && running()) post(*current_, Command::Kind::pause);
}

void Workspace::cancel() {
  if (current_) post(*current_, Command::Kind::cancel);
}

void Workspace::extend(std::int64_t more) {
  if (!current_) return;
  post(*current_, Command::Kind::extend, more);
  post(*current_, Command::Kind::resume);
}

void Workspace::step(std::int64_t count) {
  if (!current_) return;
  pause();
  if (current_->following()) {
    post(*current_, Command::Kind::step, count);
  } else {
    step_to(current_->shown_step() + count);
  }
}

void Workspace::step_back(std::int64_t count) {
  if (!current_) return;
  pause();
  step_to(current_->shown_step() - count);
}

/// Moves the cursor to where the focus has taken `step` steps.
void Workspace::step_to(std::int64_t step) {
  if (!current_->snapshot || !current_->snapshot->recording) return;
  const Standing* focus = current_->standing(current_->focus);
  if (focus && step >= focus->step) {
    follow_head();
    return;
  }
  seek_to(current_->focus, std::max<std::int64_t>(0, step));
}

bool Workspace::seek_to(std::string_view contender, std::int64_t step) {
  if (!current_->snapshot || !current_->snapshot->recording) return false;
  seek(current_->snapshot->recording->clock_value(to_clock(clock_), contender, step));
  return !current_->following();
}

void Workspace::seek(double clock_value) {
  if (!current_ || !current_->snapshot || !current_->snapshot->recording) return;
  pause();
  if (clock_value >= current_->head_value(clock_)) {
    follow_head();
    return;
  }
  current_->cursor = std::max(0.0, clock_value);
  const Recording& recording = *current_->snapshot->recording;
  Moment moment = recording.moment_at(to_clock(clock_), *current_->cursor);
  if (current_->cursor_moment == moment) {
    touch();
    return;
  }
  current_->branch.reset();
  try {
    const Recording past = recording.until(moment);
    current_->past_spec = past.spec_after(past.edits.size());
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
  }
  current_->cursor_moment = moment;
  current_->run->show(std::move(moment));
  runner_->poke();
  touch();
}

void Workspace::follow_head() {
  if (!current_ || current_->following()) return;
  current_->cursor.reset(), current_->cursor_moment.reset();
  current_->past_spec.reset(), current_->branch.reset(), current_->past.reset();
  current_->run->show(std::nullopt);
  runner_->poke();
  touch();
}

void Workspace::seek_event(bool forward) {
  if (!current_ || !current_->snapshot || !current_->snapshot->recording) return;
  const Recording& recording = *current_->snapshot->recording;
  const double here = current_->cursor_value(clock_);
  const Event* nearest = nullptr;
  double best = 0;
  for (const Event& event : recording.events) {
    const auto step = event.steps.find(current_->focus);
    if (step == event.steps.end()) continue;
    const double at = recording.clock_value(to_clock(clock_), current_->focus, step->second);
    const bool beyond = forward ? at > here : at < here;
    if (!beyond) continue;
    if (!nearest || std::abs(at - here) < std::abs(best - here)) nearest = &event, best = at;
  }
  if (!nearest) {
    tell(Message::Kind::news, forward ? "No later event" : "No earlier event");
    return;
  }
  seek(best);
  tell(Message::Kind::news, nearest->text);
}

void Workspace::previous_event() { seek_event(false); }
void Workspace::next_event() { seek_event(true); }

void Workspace::make_branch() {
  if (!current_ || !current_->cursor_moment || !current_->snapshot->recording) return;
  const auto parent = current_;
  auto shared =
      std::make_shared<Recording>(parent->snapshot->recording->until(*parent->cursor_moment));
  const std::vector<Edit> edits = parent->branch ? parent->branch->edits : std::vector<Edit>{};
  const Moment fork = *parent->cursor_moment;
  const std::int64_t step = parent->shown_step();
  follow_head();
  adopt(runner_->resume(std::move(shared)), *parent->experiment, parent.get(),
        fmt::format("branch at k {}", step));
  current_->parent = parent->run->id();
  current_->fork = fork;
  for (const Edit& edit : edits) {
    apply(edit, current_->spec);
    post_edit(*current_, edit,
              edit.contender.empty() ? edit.name : edit.contender + "." + edit.name);
  }
  const auto branch = current_;
  history_.remember(
      branch->note, [this, parent] { select_run(parent); }, [this, branch] { select_run(branch); },
      {parent.get(), branch.get()});
}

void Workspace::drop_branch() {
  if (!current_ || !current_->branch) return;
  current_->branch.reset();
  const Moment moment = *current_->cursor_moment;
  const Recording past = current_->snapshot->recording->until(moment);
  current_->past_spec = past.spec_after(past.edits.size());
  touch();
}

void Workspace::add_note(const std::string& text) {
  if (!current_ || current_->focus.empty() || text.empty()) return;
  const std::string& focus = current_->focus;
  exchange_note("note " + text, std::nullopt,
                Event{Event::Kind::note, text, focus, {{focus, current_->shown_step()}}});
}

void Workspace::change_note(const Event& note, const std::string& text) {
  if (!current_ || note.text == text) return;
  if (text.empty()) {
    exchange_note("remove note", note, std::nullopt);
    return;
  }
  Event changed = note;
  changed.text = text;
  exchange_note("note " + text, note, changed);
}

/// Undoing exchanges the two the other way round.
void Workspace::exchange_note(const std::string& name, const std::optional<Event>& before,
                              const std::optional<Event>& after) {
  const auto target = current_;
  const auto exchange = [this, target](const std::optional<Event>& old_note,
                                       const std::optional<Event>& new_note) {
    Command command;
    command.kind = Command::Kind::note;
    command.old_note = old_note, command.new_note = new_note;
    post(*target, std::move(command));
  };
  exchange(before, after);
  history_.remember(
      name, [exchange, before, after] { exchange(after, before); },
      [exchange, before, after] { exchange(before, after); }, {target.get()});
}

void Workspace::time_alone(std::string_view key) {
  if (!current_) return;
  pause();
  Command command;
  command.kind = Command::Kind::time_alone;
  command.contender = key;
  post(*current_, std::move(command));
}

void Workspace::set_clock(ClockKind clock) {
  if (clock == clock_) return;
  clock_ = clock;
  if (current_ && current_->cursor_moment && current_->snapshot->recording) {
    const Recording& recording = *current_->snapshot->recording;
    current_->cursor =
        recording.clock_value(to_clock(clock_), current_->focus, current_->shown_step());
  }
  if (current_) sync_views();
  touch();
}

void Workspace::cycle_clock() {
  set_clock(clock_ == ClockKind::iteration ? ClockKind::seconds
            : clock_ == ClockKind::seconds ? ClockKind::work
                                           : ClockKind::iteration);
}

void Workspace::set_pace(Pace pace) {
  pace_ = pace;
  if (current_) current_->run->set_pace(pace_);
  runner_->poke();
  touch();
}

void Workspace::shift_pace(int by) {
  constexpr std::array<double, 4> fixed{1, 5, 20, 100};
  int place = 5;  // auto
  if (pace_.kind == Pace::Kind::max) place = 4;
  if (pace_.kind == Pace::Kind::fixed) {
    place = static_cast<int>(std::lower_bound(fixed.begin(), fixed.end(), pace_.per_second) -
                             fixed.begin());
  }
  place = std::clamp(place + by, 0, 5);
  Pace next;
  if (place == 5) {
    next = automatic_pace();
  } else if (place == 4) {
    next.kind = Pace::Kind::max;
  } else {
    next = {Pace::Kind::fixed, fixed[static_cast<std::size_t>(place)]};
  }
  set_pace(next);
}

Pace Workspace::automatic_pace() const {
  const double story = current_ ? current_->experiment->story : 0;
  return {Pace::Kind::automatic, std::max(6.0, story / 12)};
}

std::string Workspace::pace_text() const {
  if (pace_.kind == Pace::Kind::automatic) return "auto";
  if (pace_.kind == Pace::Kind::max) return "max";
  return fmt::format("{:g}/s", pace_.per_second);
}

}  // namespace thalweg::ui
