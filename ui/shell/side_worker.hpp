// One job at a time beside the runs, on a thread that lives as long as the job.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

namespace thalweg::ui {

class SideWorker {
 public:
  /// Must own what it touches: it may outlive the worker.
  using Job = std::function<void(const std::stop_token&)>;

  /// `wake` is called when a job has ended.
  explicit SideWorker(std::function<void()> wake);
  /// Asks the job to stop. One that cannot be interrupted is left to itself after 80 ms.
  ~SideWorker();
  SideWorker(const SideWorker&) = delete;
  SideWorker& operator=(const SideWorker&) = delete;

  bool busy() const;
  /// Needs !busy(). What the job throws is dropped.
  void start(Job job);
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace thalweg::ui
