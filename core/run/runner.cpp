// The worker threads.
#include "core/run/runner.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/base/clock.hpp"

namespace thalweg {

Runner::Runner(std::function<void()> wake) : wake_(std::move(wake)) {
  const auto work = [this](bool (Run::*turn)(double, double&)) {
    return [this, turn](const std::stop_token& stop) { loop(stop, turn); };
  };
  poser_ = std::jthread(work(&Run::turn_posing));
  stepper_ = std::jthread(work(&Run::turn));
  aside_ = std::jthread(work(&Run::turn_aside));
}

Runner::~Runner() {
  for (const auto& run : runs()) run->request_stop();
  poser_.request_stop();
  stepper_.request_stop();
  aside_.request_stop();
}

std::shared_ptr<Run> Runner::start(RunSpec spec, bool paused) {
  return add(std::make_shared<Run>(std::move(spec), paused));
}

std::shared_ptr<Run> Runner::resume(std::shared_ptr<const Recording> recording, bool paused) {
  return add(std::make_shared<Run>(std::move(recording), paused));
}

std::shared_ptr<Run> Runner::add(std::shared_ptr<Run> run) {
  {
    const std::scoped_lock lock(guard_);
    runs_.push_back(run);
  }
  poke();
  return run;
}

void Runner::drop(const std::shared_ptr<Run>& run) {
  run->request_stop();
  const std::scoped_lock lock(guard_);
  std::erase(runs_, run);
}

void Runner::poke() {
  {
    const std::scoped_lock lock(guard_);
    ++pokes_;
  }
  changed_.notify_all();
}

std::vector<std::shared_ptr<Run>> Runner::runs() const {
  const std::scoped_lock lock(guard_);
  return runs_;
}

void Runner::loop(const std::stop_token& stop, bool (Run::*turn)(double, double&)) {
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    double wake = std::numeric_limits<double>::infinity();
    bool busy = false;
    {
      const std::scoped_lock lock(guard_);
      seen = pokes_;
    }
    for (const auto& run : runs()) {
      if (stop.stop_requested()) return;
      const auto before = run->latest();
      const auto past_before = run->past();
      const std::uint64_t tasks_before = run->tasks_version_;
      busy = (run.get()->*turn)(wall_seconds(), wake) || busy;
      if (run->latest() != before || run->past() != past_before ||
          run->tasks_version_ != tasks_before) {
        wake_();
      }
    }
    if (busy) {
      poke();  // what one worker found may be what the other waits for
      continue;
    }
    std::unique_lock lock(guard_);
    const auto news = [&] { return pokes_ != seen; };
    if (wake < 3600) {
      changed_.wait_for(lock, stop, std::chrono::duration<double>(std::max(wake, 1e-4)), news);
    } else {
      changed_.wait(lock, stop, news);
    }
  }
}

}  // namespace thalweg
