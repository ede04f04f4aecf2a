// A thread for each job, which outlives its owner only when it does not listen.
#include "ui/shell/side_worker.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/error.hpp"

namespace thalweg::ui {

struct SideWorker::State {
  std::mutex guard;
  std::condition_variable ended;
  bool busy = false;
  std::stop_source stop;
  std::function<void()> wake;  // empty once the owner is gone
};

SideWorker::SideWorker(std::function<void()> wake) : state_(std::make_shared<State>()) {
  state_->wake = std::move(wake);
}

SideWorker::~SideWorker() {
  std::unique_lock lock(state_->guard);
  state_->stop.request_stop();
  state_->wake = nullptr;
  state_->ended.wait_for(lock, std::chrono::milliseconds(80), [&] { return !state_->busy; });
}

bool SideWorker::busy() const {
  const std::scoped_lock lock(state_->guard);
  return state_->busy;
}

void SideWorker::stop() {
  const std::scoped_lock lock(state_->guard);
  state_->stop.request_stop();
}

void SideWorker::start(Job job) {
  const std::scoped_lock lock(state_->guard);
  THALWEG_ASSERT(!state_->busy);
  state_->busy = true;
  state_->stop = std::stop_source();
  std::thread([state = state_, token = state_->stop.get_token(), work = std::move(job)]() mutable {
    try {
      work(token);
    } catch (const std::exception&) {
      // Jobs report what matters themselves; nothing may end the program.
    }
    work = nullptr;
    const std::scoped_lock done(state->guard);
    state->busy = false;
    state->ended.notify_all();
    if (state->wake) state->wake();
  }).detach();
}

}  // namespace thalweg::ui
