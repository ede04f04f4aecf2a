// Pictures of the experiments and what a run of each costs here, made while the window is idle.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/figure/raster.hpp"
#include "core/io/run_cost.hpp"
#include "core/run/experiment.hpp"
#include "ui/shell/side_worker.hpp"

namespace thalweg::ui {

/// An experiment run headless at its defaults up to the point of its story.
struct Portrait {
  std::string dark, light;  // PNG
  double seconds = 0;
  std::int64_t steps = 0;
};
/// Throws BadInput when the experiment cannot be run; what `stop` ended is incomplete.
Portrait make_portrait(const Experiment& experiment, const std::function<bool()>& stop = {});

class Gallery {
 public:
  /// Size of the pictures in px of the figure, 16:10.
  static constexpr double width = 304, height = 190;

  /// What is known of one experiment.
  struct Card {
    enum class State { waiting, making, ready, failed };
    State state = State::waiting;
    std::string reason;  // when failed
    double seconds = 0;
    std::int64_t steps = 0;
    /// Null until it has been read from the folder.
    const Pixels* picture = nullptr;
  };

  /// Pictures are kept in `folder`; those that are there already are used.
  Gallery(std::filesystem::path folder, std::function<void()> wake);

  /// Also asks for the picture, if it is not here yet. Valid until the next tick().
  Card card(const Experiment& experiment, bool dark);
  /// Takes up what was made, and starts the next one while `may_make`. True when something new
  /// can be drawn.
  bool tick(bool may_make, const std::vector<Experiment>& all);
  /// The experiment whose picture is being made; null = none.
  const Experiment* under_way() const { return making_; }
  /// How many of `all` have their picture (or a reason why there is none).
  int made(const std::vector<Experiment>& all);
  /// Whether the last frame asked for something that the next tick() has to see to.
  bool asked() const { return !asked_.empty() || !wanted_.empty(); }

 private:
  struct Loaded {
    Pixels pixels;
    std::int64_t asked = 0;
  };
  struct Tray;

  /// Null while the experiment has neither a picture nor a reason why there is none.
  const RunCost* cost_of(const std::string& name);
  void load_next();
  void forget_old();
  void make(const Experiment& experiment);

  std::filesystem::path folder_;
  std::map<std::string, RunCost> costs_;
  std::set<std::string> looked_for_;
  std::map<std::string, Loaded> loaded_;
  std::vector<std::string> asked_;  // files to read, the latest last
  std::vector<const Experiment*> wanted_;
  std::int64_t time_ = 0;
  std::shared_ptr<Tray> tray_;
  const Experiment* making_ = nullptr;
  SideWorker maker_, loader_;
};

}  // namespace thalweg::ui
