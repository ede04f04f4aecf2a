// Idle time goes to pictures first, then to claim checks that were not run on this build.
#include "ui/shell/backstage.hpp"

#include <algorithm>

#include "core/run/catalogue.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

Backstage::Backstage(const std::filesystem::path& folder, std::function<void()> wake)
    : gallery(folder / "pictures", wake), claims(folder, wake), preview(wake), film(wake) {}

void Backstage::check_now(const Experiment& experiment) {
  if (claims.under_way() && !asked_) claims.stop();
  wanted_check_ = &experiment;
}

void Backstage::tick(Workspace& workspace, double now) {
  const bool busy =
      workspace.running() || (workspace.has_run() && workspace.run().state() == RunState::posing);
  if (busy || busy_at_ == 0) busy_at_ = now;
  idle_ = now - busy_at_ >= calm_seconds;
  const auto& all = catalogue();
  bool news = claims.tick();
  news = preview.tick() || news;
  news = film.tick(workspace) || news;
  news = gallery.tick(idle_ || workspace.browsing, all) || news;
  if (!claims.under_way() && wanted_check_) {
    asked_ = true;
    claims.start(*std::exchange(wanted_check_, nullptr));
    news = true;
  }
  if (claims.under_way() && !asked_ && !idle_) claims.stop();
  if (idle_ && !complete_ && !gallery.under_way()) check_next(all);
  if (news) workspace.touch();
}

/// Starts the first check that is missing; `complete_` once nothing is.
void Backstage::check_next(const std::vector<Experiment>& all) {
  if (claims.under_way() || gallery.made(all) < static_cast<int>(all.size())) return;
  const auto unknown = std::find_if(all.begin(), all.end(), [this](const Experiment& e) {
    return claims.standing(e) == ClaimStanding::not_run;
  });
  complete_ = unknown == all.end();
  if (complete_) return;
  asked_ = false;
  claims.start(*unknown);
}

double Backstage::next_due(double now) const {
  if (gallery.asked()) return 0;
  if (claims.under_way() || film.under_way()) return 0.25;  // their progress is shown
  if (complete_ || idle_) return -1;  // workers wake the window when they are done
  return std::max(0.0, busy_at_ + calm_seconds - now);
}

std::vector<SideTask> Backstage::tasks() {
  std::vector<SideTask> tasks;
  const auto& all = catalogue();
  if (film.under_way()) {
    tasks.push_back({"Film", film.done(), film.total(), [this] { film.stop(); }});
  }
  if (const Experiment* experiment = claims.under_way()) {
    SideTask task{"Claim check · " + experiment->title,
                  claims.done(),
                  static_cast<int>(experiment->claims.size()),
                  {}};
    if (asked_) task.stop = [this] { claims.stop(); };
    tasks.push_back(std::move(task));
  }
  if (gallery.under_way()) {
    tasks.push_back(
        {"Pictures of experiments", gallery.made(all), static_cast<int>(all.size()), {}});
  }
  return tasks;
}

}  // namespace thalweg::ui
