// Claims are measured one after another by a worker; results are kept as they come.
#include "ui/shell/claim_checks.hpp"

#include <mutex>

#include "core/base/error.hpp"

namespace thalweg::ui {

struct ClaimChecks::Desk {
  std::mutex guard;
  std::vector<ClaimResult> found;
};

ClaimChecks::ClaimChecks(std::filesystem::path folder, std::function<void()> wake)
    : kept_(std::move(folder)), worker_(std::move(wake)) {}

const std::vector<ClaimResult>& ClaimChecks::results(const Experiment& experiment) {
  const auto [entry, fresh] = read_.try_emplace(experiment.id());
  if (fresh) entry->second = kept_.load(experiment);
  return entry->second;
}

ClaimStanding ClaimChecks::standing(const Experiment& experiment) {
  return standing_of(experiment, results(experiment));
}

void ClaimChecks::start(const Experiment& experiment) {
  if (under_way_ || worker_.busy()) return;
  under_way_ = &experiment;
  taken_ = 0;
  desk_ = std::make_shared<Desk>();
  worker_.start([desk = desk_, &experiment, kept = kept_](const std::stop_token& stop) {
    for (const Claim& claim : experiment.claims) {
      ClaimResult result =
          check_claim(experiment, claim, [&stop] { return stop.stop_requested(); });
      try {
        kept.keep(experiment, result);
      } catch (const BadFile&) {
        // Without a cache the result lives as long as the window.
      }
      const std::scoped_lock lock(desk->guard);
      desk->found.push_back(std::move(result));
    }
  });
}

int ClaimChecks::done() const {
  if (!desk_) return 0;
  const std::scoped_lock lock(desk_->guard);
  return static_cast<int>(desk_->found.size());
}

bool ClaimChecks::tick() {
  if (!under_way_) return false;
  const bool ended = !worker_.busy();
  const std::size_t before = taken_;
  results(*under_way_);
  std::vector<ClaimResult>& known = read_[under_way_->id()];
  {
    const std::scoped_lock lock(desk_->guard);
    for (; taken_ < desk_->found.size(); ++taken_) {
      const ClaimResult& result = desk_->found[taken_];
      std::erase_if(known, [&](const ClaimResult& r) { return r.claim == result.claim; });
      known.push_back(result);
    }
  }
  if (ended) under_way_ = nullptr;
  return ended || taken_ != before;
}

}  // namespace thalweg::ui
