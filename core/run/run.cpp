// The interface's side of a run: commands, attention, snapshots. The work is in run_worker.cpp.
#include "core/run/run.hpp"

#include "core/run/run_worker.hpp"

namespace thalweg {
namespace {

std::atomic<std::uint64_t> next_id{1};
constexpr std::size_t queue_size = 256;

bool same_target(const Command& a, const Command& b) {
  return a.kind == Command::Kind::edit && b.kind == Command::Kind::edit &&
         a.edit.kind == b.edit.kind && a.edit.name == b.edit.name &&
         a.edit.contender == b.edit.contender &&
         (a.edit.kind == Edit::Kind::setting || a.edit.kind == Edit::Kind::input);
}

bool same_views(const std::vector<ViewSpec>& a, const std::vector<ViewSpec>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ViewSpec& x, const ViewSpec& y) { return x.title == y.title; });
}

}  // namespace

bool Attention::operator==(const Attention& other) const {
  return focus == other.focus && same_views(views, other.views);
}

Run::Run(RunSpec spec, bool paused)
    : id_(next_id++),
      start_(std::move(spec)),
      worker_(std::make_shared<Worker>(*this, paused)),
      aside_(std::make_shared<Aside>(*this)) {
  if (!start_.contenders.empty()) attention_.focus = start_.contenders.front().key;
  attention_.views = start_.experiment->views;
}

Run::Run(std::shared_ptr<const Recording> recording, bool paused) : Run(recording->start, paused) {
  worker_->open(std::move(recording));
}

Run::~Run() = default;

std::uint64_t Run::post(Command command) {
  const std::scoped_lock lock(guard_);
  if (command.kind == Command::Kind::cancel) cancel_requested_ = true;
  if (!commands_.empty() && same_target(commands_.back().second, command)) {
    commands_.back() = {++posted_, std::move(command)};
    return posted_;
  }
  if (commands_.size() >= queue_size) return 0;
  commands_.emplace_back(++posted_, std::move(command));
  return posted_;
}

void Run::show(std::optional<Moment> moment) {
  const std::scoped_lock lock(guard_);
  if (wanted_moment_ == moment) return;
  wanted_moment_ = std::move(moment);
  ++moment_request_;
  if (!wanted_moment_) past_.publish(nullptr);
}

void Run::attend(Attention attention) {
  const std::scoped_lock lock(guard_);
  if (attention == attention_) return;
  attention_ = std::move(attention);
  ++attention_version_;
}

void Run::set_pace(Pace pace) {
  const std::scoped_lock lock(guard_);
  pace_ = pace;
}

std::vector<TaskNote> Run::tasks() const {
  const std::scoped_lock lock(guard_);
  return tasks_;
}

void Run::tell_tasks(std::vector<TaskNote> tasks) {
  const std::scoped_lock lock(guard_);
  tasks_ = std::move(tasks);
  ++tasks_version_;
}

bool Run::turn_posing(double, double&) { return worker_->pose(); }
bool Run::turn(double now, double& wake) { return worker_->turn(now, wake); }
bool Run::turn_aside(double now, double& wake) { return aside_->turn(now, wake); }

}  // namespace thalweg
