// Claim checks run from the window: what is known, what is being measured.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/io/claim_results.hpp"
#include "ui/shell/side_worker.hpp"

namespace thalweg::ui {

class ClaimChecks {
 public:
  /// Results are kept in `folder`.
  ClaimChecks(std::filesystem::path folder, std::function<void()> wake);

  /// What was found on this build; read from the folder once.
  const std::vector<ClaimResult>& results(const Experiment& experiment);
  ClaimStanding standing(const Experiment& experiment);

  /// Measures all claims of `experiment`, unless others are being measured.
  void start(const Experiment& experiment);
  void stop() { worker_.stop(); }
  /// The experiment whose claims are being measured; null = none.
  const Experiment* under_way() const { return under_way_; }
  /// Claims done of those of the experiment under way.
  int done() const;
  /// Takes up what the worker found; true when there was something.
  bool tick();

 private:
  /// What the worker hands over; shared, since the worker may outlive this.
  struct Desk;
  ClaimResults kept_;
  std::shared_ptr<Desk> desk_;
  const Experiment* under_way_ = nullptr;
  std::size_t taken_ = 0;
  std::map<std::string, std::vector<ClaimResult>> read_;
  SideWorker worker_;
};

}  // namespace thalweg::ui
