// A workspace in which the toy has been started, without a window.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <string_view>
#include <thread>

#include "core/base/clock.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// Updates until `ready`, at most five seconds.
inline bool wait_for(Workspace& workspace, const std::function<bool()>& ready) {
  const double until = wall_seconds() + 5;
  while (wall_seconds() < until) {
    workspace.update(wall_seconds());
    if (ready()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

struct Started {
  Workspace workspace{[] {}};
  Started() {
    workspace.select_experiment("test/toy");
    REQUIRE(workspace.has_run());
    workspace.set_pace({Pace::Kind::max, 0});
  }
  OpenRun& run() { return workspace.run(); }
  const Standing& standing(std::string_view key) { return *run().standing(key); }
  bool settled() {
    return wait_for(workspace,
                    [&] { return run().under_way.empty() && run().snapshot->recording; });
  }
  bool finished() {
    return wait_for(workspace, [&] { return run().state() == RunState::finished; });
  }
};

}  // namespace thalweg::ui
