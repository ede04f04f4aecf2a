// What is computed beside the runs: pictures of experiments, claim checks, previews of exports.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ui/shell/claim_checks.hpp"
#include "ui/shell/export_preview.hpp"
#include "ui/shell/film.hpp"
#include "ui/shell/gallery.hpp"

namespace thalweg::ui {

class Workspace;

/// A line of the status bar.
struct SideTask {
  std::string name;
  int done = 0, total = 0;
  /// Ends it; empty when there is no need to.
  std::function<void()> stop;
};

class Backstage {
 public:
  /// `folder` is the cache; `wake` is called from workers when there is something to take up.
  Backstage(const std::filesystem::path& folder, std::function<void()> wake);

  Gallery gallery;
  ClaimChecks claims;
  ExportPreview preview;
  Film film;

  /// Once a turn of the main loop: takes up results; while the window is idle, starts what is
  /// missing, and stops it when a run goes on.
  void tick(Workspace& workspace, double now);
  /// Seconds until tick() has something to do by itself; < 0 = never.
  double next_due(double now) const;
  std::vector<SideTask> tasks();
  /// Measures the claims of an experiment because a person asked for it.
  void check_now(const Experiment& experiment);

 private:
  /// Seconds without a running run after which the window counts as idle.
  static constexpr double calm_seconds = 4;
  void check_next(const std::vector<Experiment>& all);

  double busy_at_ = 0;
  bool idle_ = false;
  /// Nothing is left to make or to check.
  bool complete_ = false;
  /// The present check was asked for; otherwise it gives way to a run.
  bool asked_ = false;
  const Experiment* wanted_check_ = nullptr;
};

}  // namespace thalweg::ui
