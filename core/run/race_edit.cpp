// What a person does to a race: edits, notes, more steps, the end.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/run/race_lane.hpp"
#include "core/run/replay.hpp"

namespace thalweg {
namespace {

/// Throws BadInput when the settings break a range or a rule for this contender.
void check_settings(const RunSpec& spec, const ContenderSpec& contender) {
  spec.experiment->check(spec.resolved(contender));
}

}  // namespace

void Race::apply(Edit edit) {
  const Experiment& experiment = *spec_.experiment;
  if (edit.kind == Edit::Kind::setting && experiment.schema.at(edit.name).when == When::restart) {
    throw BadInput(fmt::format("'{}' restarts the run", edit.name), {}, "Start a new run with it.");
  }
  RunSpec next = spec_;
  thalweg::apply(edit, next);
  for (const ContenderSpec& contender : next.contenders) {
    check_settings(next, contender);
  }
  const ProblemPtr problem = poses_again(edit, experiment) ? pose(next) : problem_;
  for (const auto& lane : lanes_) edit.moment[lane->spec.key] = lane->step;
  note_edit(edit);
  spec_ = std::move(next);
  problem_ = problem;
  edits_.push_back(edit);
  match_lanes();
  for (const auto& lane : lanes_) {
    if (edit.moment.contains(lane->spec.key)) adapt_lane(*lane, edit);
  }
}

void Race::note_edit(const Edit& edit) {
  const bool same = edit.gesture > 0 && !edits_.empty() && edits_.back().gesture == edit.gesture;
  if (!same) gesture_start_ = spec_;
  Event event{Event::Kind::edit, describe(edit, gesture_start_), edit.contender, edit.moment};
  if (same && !events_.empty() && events_.back().kind == Event::Kind::edit) {
    events_.back() = std::move(event);
  } else {
    events_.push_back(std::move(event));
  }
}

void Race::match_lanes() {
  std::vector<std::unique_ptr<Lane>> matched;
  for (const ContenderSpec& contender : spec_.contenders) {
    const auto found = std::find_if(lanes_.begin(), lanes_.end(), [&](const auto& lane) {
      return lane && lane->spec.key == contender.key;
    });
    if (found != lanes_.end()) {
      (*found)->spec = contender;
      matched.push_back(std::move(*found));
    } else {
      matched.push_back(std::make_unique<Lane>());
      matched.back()->spec = contender;
      place(*matched.back());
    }
  }
  lanes_ = std::move(matched);
}

void Race::adapt_lane(Lane& lane, const Edit& edit) {
  Settings resolved = spec_.resolved(lane.spec);
  const bool again = poses_again(edit, *spec_.experiment);
  if (!again && resolved == lane.resolved) return;
  lane.resolved = std::move(resolved);
  lane.edited_at = lane.step;
  const Stepper* before = lane.stepper.get();
  adapt(lane.stepper, edit, spec_, lane.spec, problem_);
  const bool fresh = lane.stepper.get() != before;
  if (fresh) lane.started_at = lane.step;
  const bool final_end = lane.condition == Condition::diverged ||
                         lane.condition == Condition::failed ||
                         lane.condition == Condition::cancelled;
  if (fresh || !final_end) {
    lane.condition = lane.step == 0 ? Condition::ready : Condition::progressing;
    lane.reason.clear();
    lane.advice.clear();
  }
  keep(lane, true);
}

void Race::note(const std::optional<Event>& old_note, const std::optional<Event>& new_note) {
  auto place = events_.end();
  if (old_note) {
    place = std::find(events_.begin(), events_.end(), *old_note);
    if (place == events_.end() || place->kind != Event::Kind::note) {
      throw BadInput(fmt::format("There is no note '{}'", old_note->text));
    }
  }
  if (!new_note) {
    if (old_note) events_.erase(place);
    return;
  }
  if (!find_contender(spec_, new_note->contender)) {
    throw BadInput(
        fmt::format("There is no contender '{}' to note something of", new_note->contender));
  }
  Event event = *new_note;
  event.kind = Event::Kind::note;
  if (old_note) {
    *place = std::move(event);
  } else {
    events_.push_back(std::move(event));
  }
}

void Race::cancel() {
  for (const auto& lane : lanes_) {
    if (ended(lane->condition)) continue;
    lane->condition = Condition::cancelled;
    lane->reason = fmt::format("stopped at k {}, best kept", count_text(lane->step));
  }
}

void Race::extend(std::int64_t more) {
  limit_ += more;
  for (const auto& lane : lanes_) {
    if (lane->condition == Condition::exhausted || lane->condition == Condition::cancelled) {
      lane->condition = Condition::progressing;
      lane->reason.clear();
    }
  }
}

}  // namespace thalweg
