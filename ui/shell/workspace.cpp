// The workspace's frame: runs that come and go, news from the workers, undo, messages.
#include "ui/shell/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/replay.hpp"

namespace thalweg::ui {
namespace {

constexpr double play_seconds = 3;
constexpr double autosave_seconds = 60;

}  // namespace

Workspace::Workspace(std::function<void()> wake)
    : runner_(std::make_unique<Runner>(std::move(wake))) {
  poke_ = [this] { runner_->poke(); };
}

Workspace::~Workspace() = default;

bool Workspace::update(double now) {
  bool changed = touched_;
  touched_ = false;
  for (const auto& open : runs_) {
    auto snapshot = open->run->latest();
    auto past = open->run->past();
    if (snapshot && snapshot != open->snapshot) {
      open->snapshot = std::move(snapshot);
      take_news(*open);
      changed = true;
    }
    if (past != open->past && (past || open->following())) {
      open->past = std::move(past);
      changed = true;
    }
  }
  if (current_) {
    share_memory();
    play(now);
    autosave(now);
    attend();
    sync_views();
  }
  return changed || touched_;
}

double Workspace::next_due(double now) const {
  if (touched_) return 0;
  if (!current_) return -1;
  if (!current_->playing_t.empty()) return 0;
  if (autosave_.empty() || !current_->snapshot) return -1;
  if (current_->snapshot->sequence == saved_sequence_) return -1;
  return std::max(0.0, autosaved_at_ + autosave_seconds - now);
}

/// What the new snapshot acknowledges or refuses.
void Workspace::take_news(OpenRun& run) {
  const Snapshot& news = *run.snapshot;
  std::string path;
  std::erase_if(run.under_way, [&](const auto& entry) {
    if (entry.second > news.acknowledged) return false;
    if (entry.second == news.acknowledged) path = entry.first;
    return true;
  });
  if (run.under_way.empty() && news.spec.experiment) run.spec = news.spec;
  if (news.error != run.reported) {
    run.reported = news.error;
    if (!news.error.empty()) {
      tell(Message::Kind::error, news.error, run.experiment->title);
      if (!path.empty()) field_errors_[path] = news.error;
    }
  }
  const bool focus_exists = run.focus.empty() || run.standing(run.focus);
  if (!focus_exists && !news.standings.empty() && run.under_way.empty()) {
    run.focus = news.standings.front().key;
  }
}

/// Makes `run` an open run and the current one; `look` gives it its arrangement.
void Workspace::adopt(std::shared_ptr<Run> run, const Experiment& experiment, const OpenRun* look,
                      std::string note) {
  auto open = look ? std::make_shared<OpenRun>(*look) : std::make_shared<OpenRun>();
  open->experiment = &experiment;
  open->note = std::move(note);
  open->spec = run->start();
  open->run = std::move(run);
  auto posing = std::make_shared<Snapshot>();
  posing->spec = open->spec;
  open->snapshot = std::move(posing);
  open->past.reset(), open->cursor.reset(), open->cursor_moment.reset(), open->past_spec.reset();
  open->branch.reset(), open->under_way.clear(), open->pending_restart.clear();
  open->told = {}, open->reported.clear();
  open->pinned = false, open->parent = 0, open->fork.clear(), open->hovered = {},
  open->selected = {};
  for (auto& [id, state] : open->views) state.kept = {};
  const auto has = [&](const std::string& key) {
    return std::any_of(open->spec.contenders.begin(), open->spec.contenders.end(),
                       [&](const ContenderSpec& c) { return c.key == key; });
  };
  if (!has(open->focus)) {
    open->focus = open->spec.contenders.empty() ? "" : open->spec.contenders.front().key;
  }
  if (!look) {
    for (const ViewSpec& view : experiment.views) open->shown.push_back(view.id());
    if (open->shown.size() > 4) open->shown.resize(4);
    if (open->shown.size() == 1) open->layout = Layout::one;
  }
  if (const auto latest = open->run->latest()) open->snapshot = latest;
  const std::string memory = memory_words(open->spec);
  if (!memory.empty()) tell(Message::Kind::news, "This run needs " + memory);
  runs_.push_back(open);
  make_current(std::move(open));
}

void Workspace::make_current(std::shared_ptr<OpenRun> run) {
  if (current_ && current_ != run) pause();
  current_ = std::move(run);
  gesture_.reset();
  field_errors_.clear();
  if (current_) {
    current_->run->set_pace(pace_);
    share_memory();
    if (!current_->view(active_view_)) active_view_.clear();
    attend();
    sync_views();
  }
  touch();
}

void Workspace::start(const RunSpec& spec, std::string note) {
  const Experiment& experiment = *spec.experiment;
  if (current_) pause();
  adopt(runner_->start(spec), experiment, nullptr, std::move(note));
  set_pace(automatic_pace());
  preferences.remember_experiment(experiment.id());
}

void Workspace::select_experiment(std::string_view id) {
  try {
    start(RunSpec::defaults(find_experiment(id)), "");
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
  }
}

void Workspace::select_run(const std::shared_ptr<OpenRun>& run) {
  if (run == current_) return;
  if (std::find(runs_.begin(), runs_.end(), run) == runs_.end()) runs_.push_back(run);
  make_current(run);
}

void Workspace::close_run(const std::shared_ptr<OpenRun>& run) {
  if (runs_.size() < 2) return;
  const auto closed = run;  // the argument may be the one in runs_
  drop(closed);
  if (closed == current_) make_current(runs_.back());
}

void Workspace::drop(const std::shared_ptr<OpenRun>& run) {
  runner_->drop(run->run);
  history_.forget(run.get());
  std::erase(runs_, run);
  touch();
}

/// Histories of all open runs share the budget. The present run has at least half of it; where
/// that is too much for all, the oldest unpinned ones are let go.
void Workspace::share_memory() {
  const std::size_t total = static_cast<std::size_t>(preferences.history_mb) << 20;
  const auto held = [](const std::shared_ptr<OpenRun>& run) {
    return run->snapshot->history_bytes;
  };
  std::size_t others = 0;
  for (const auto& run : runs_) others += run == current_ ? 0 : held(run);
  while (others > 0 && others + held(current_) > total) {
    const auto oldest = std::find_if(runs_.begin(), runs_.end(), [&](const auto& run) {
      return run != current_ && !run->pinned && held(run) > 0;
    });
    if (oldest == runs_.end()) break;
    const std::shared_ptr<OpenRun> run = *oldest;
    others -= held(run);
    const std::string& title = run->experiment->title;
    tell(Message::Kind::news,
         fmt::format("{} was let go: histories held more than {} MB. Pinned runs stay.",
                     run->note.empty() ? title : title + ", " + run->note, preferences.history_mb));
    drop(run);
  }
  current_->run->set_history_budget(std::max(total / 2, total - std::min(total, others)));
}

void Workspace::play(double now) {
  const double passed = std::min(0.1, now - played_at_);
  played_at_ = now;
  if (current_->playing_t.empty()) return;
  ViewState& state = current_->views[current_->playing_t];
  state.t = state.t >= 1 ? 0 : std::min(1.0, state.t + passed / play_seconds);
  touch();
}

void Workspace::autosave(double now) {
  if (autosave_.empty() || now - autosaved_at_ < autosave_seconds) return;
  if (!current_->snapshot || current_->snapshot->sequence == saved_sequence_) return;
  autosaved_at_ = now;
  const std::filesystem::path session = session_path_;
  // One message is enough when there is no place to write to.
  if (!save_session(autosave_)) autosave_.clear();
  session_path_ = session;
}

void Workspace::refuse(const std::string& path, const std::exception& error) {
  field_errors_[path] = error.what();
  messages_.push_back({Message::Kind::warning, error.what(), path, "", wall_seconds()});
  touch();
}

}  // namespace thalweg::ui
