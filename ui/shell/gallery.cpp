// Makes, keeps and reads the pictures of the experiments.
#include "ui/shell/gallery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/io/cache.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/files.hpp"
#include "core/io/png_read.hpp"
#include "core/run/race.hpp"

namespace thalweg::ui {
namespace {

constexpr double pixels_per_px = 2;
constexpr std::uint64_t largest_picture = 16 << 20;
/// Pictures held in memory: more than a window shows at once.
constexpr std::size_t most_loaded = 48;

/// Only the analyses that the view shows.
void add_analyses(const ViewSpec& view, const Race& race, const StepScope::Stop& stop,
                  FrameSet& frames) {
  std::vector<std::string> names = view.names;
  names.push_back(view.reference);
  for (const AnalysisSpec& analysis : race.spec().experiment->analyses) {
    const std::string prefix = analysis.key + ".";
    if (std::none_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name.starts_with(prefix); })) {
      continue;
    }
    const auto refiner = analysis.make(race.problem(), race.spec().resolved());
    const double began = wall_seconds();
    for (bool done = false; !done && !(stop && stop());) {
      StepScope scope(stop);
      done = refiner->refine(scope);
    }
    frames.others[analysis.key] = analysis_frame(*refiner, wall_seconds() - began);
  }
}

std::string picture(const ViewSpec& view, const FrameSet& frames, const Experiment& experiment,
                    const char* theme) {
  ViewState state;
  state.iteration_title = experiment.step_unit + " k";
  state.work_title = experiment.work_unit;
  state.pixel_ratio = pixels_per_px;
  const Figure figure = compose(view, frames, state);
  return picture_bytes(figure, PictureFormat::png,
                       {{Gallery::width, Gallery::height}, pixels_per_px, theme}, {});
}

std::string file_of(const std::string& name, bool dark) {
  return name + (dark ? ".dark.png" : ".light.png");
}

/// The pictures and what they cost.
void keep(const std::filesystem::path& stem, const Portrait& portrait, const RunCost& cost) {
  make_folder(stem.parent_path().string());
  if (cost.problem.empty()) {
    write_file(file_of(stem.string(), true), portrait.dark);
    write_file(file_of(stem.string(), false), portrait.light);
  }
  write_run_cost(stem.string() + ".json", cost);
}

}  // namespace

Portrait make_portrait(const Experiment& experiment, const std::function<bool()>& stop) {
  const double began = wall_seconds();
  Race race(RunSpec::defaults(experiment));
  const std::int64_t story = std::max<std::int64_t>(1, std::llround(experiment.story));
  constexpr double no_limit = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < race.size(); ++i) race.advance(i, no_limit, story, stop);
  if (experiment.views.empty()) throw BadInput("It has no view", experiment.id());
  const ViewSpec& lead = experiment.views.front();
  const std::string focus = race.size() == 0 ? "" : race.key(0);
  FrameSet frames = race.observe(focus, wants_of(experiment, {lead}));
  add_analyses(lead, race, stop, frames);
  Portrait made;
  made.seconds = wall_seconds() - began;
  for (std::size_t i = 0; i < race.size(); ++i) made.steps = std::max(made.steps, race.step_of(i));
  if (stop && stop()) return made;
  made.dark = picture(lead, frames, experiment, "dark");
  made.light = picture(lead, frames, experiment, "light");
  return made;
}

/// Where the workers put what they made; shared, since they may outlive the gallery.
struct Gallery::Tray {
  std::mutex guard;
  std::map<std::string, Pixels> read;
  bool made = false;
  RunCost cost;
};

Gallery::Gallery(std::filesystem::path folder, std::function<void()> wake)
    : folder_(std::move(folder)), tray_(std::make_shared<Tray>()), maker_(wake), loader_(wake) {}

const RunCost* Gallery::cost_of(const std::string& name) {
  if (!costs_.contains(name) && looked_for_.insert(name).second) {
    if (const auto cost = read_run_cost(folder_ / (name + ".json"))) costs_[name] = *cost;
  }
  const auto cost = costs_.find(name);
  return cost == costs_.end() ? nullptr : &cost->second;
}

Gallery::Card Gallery::card(const Experiment& experiment, bool dark) {
  Card card;
  const std::string name = cache_name(experiment);
  if (making_ == &experiment) card.state = Card::State::making;
  const RunCost* cost = cost_of(name);
  if (!cost) {
    wanted_.push_back(&experiment);
    return card;
  }
  card.seconds = cost->seconds, card.steps = cost->steps;
  card.reason = cost->problem;
  card.state = card.reason.empty() ? Card::State::ready : Card::State::failed;
  if (card.state == Card::State::failed) return card;
  const std::string file = file_of(name, dark);
  const auto loaded = loaded_.find(file);
  if (loaded == loaded_.end()) {
    asked_.push_back(file);
  } else {
    loaded->second.asked = time_;
    card.picture = &loaded->second.pixels;
  }
  return card;
}

int Gallery::made(const std::vector<Experiment>& all) {
  return static_cast<int>(std::count_if(all.begin(), all.end(), [this](const Experiment& e) {
    return cost_of(cache_name(e)) != nullptr;
  }));
}

bool Gallery::tick(bool may_make, const std::vector<Experiment>& all) {
  ++time_;
  bool news = false;
  {
    const std::scoped_lock lock(tray_->guard);
    for (auto& [file, pixels] : tray_->read)
      loaded_[file] = {std::move(pixels), time_}, news = true;
    tray_->read.clear();
  }
  if (making_ && !maker_.busy()) {
    const std::scoped_lock lock(tray_->guard);
    if (tray_->made) costs_[cache_name(*making_)] = tray_->cost;
    making_ = nullptr;
    news = true;
  }
  if (making_ && !may_make) maker_.stop();
  if (!loader_.busy() && !asked_.empty()) load_next();
  if (!making_ && may_make && !maker_.busy()) {
    std::vector<const Experiment*> order(wanted_.rbegin(), wanted_.rend());
    for (const Experiment& experiment : all) order.push_back(&experiment);
    const auto missing = std::find_if(order.begin(), order.end(), [this](const Experiment* e) {
      return !cost_of(cache_name(*e));
    });
    if (missing != order.end()) make(**missing);
  }
  wanted_.clear(), asked_.clear();
  forget_old();
  return news;
}

void Gallery::make(const Experiment& experiment) {
  making_ = &experiment;
  tray_->made = false;
  maker_.start([tray = tray_, &experiment, folder = folder_](const std::stop_token& stop) {
    const auto stopped = [&stop] { return stop.stop_requested(); };
    const std::string name = cache_name(experiment);
    RunCost cost;
    Portrait portrait;
    forget_other_builds(folder.parent_path());
    try {
      portrait = make_portrait(experiment, stopped);
      cost.seconds = portrait.seconds, cost.steps = portrait.steps;
    } catch (const std::exception& error) {
      cost.problem = error.what();
    }
    if (stopped()) return;
    try {
      keep(folder / name, portrait, cost);
    } catch (const BadFile& error) {
      cost.problem = error.what();
    }
    const std::scoped_lock lock(tray->guard);
    tray->made = true, tray->cost = cost;
  });
}

void Gallery::load_next() {
  loader_.start([tray = tray_, files = asked_, folder = folder_](const std::stop_token& stop) {
    for (auto file = files.rbegin(); file != files.rend() && !stop.stop_requested(); ++file) {
      Pixels pixels;
      try {
        const std::string path = (folder / *file).string();
        pixels = pixels_of_png(read_file(path, largest_picture), path);
      } catch (const BadFile&) {
        pixels = finished(1, 1, {0, 0, 0, 0});  // nothing to see, and not asked for again
      }
      const std::scoped_lock lock(tray->guard);
      tray->read[*file] = std::move(pixels);
    }
  });
}

void Gallery::forget_old() {
  while (loaded_.size() > most_loaded) {
    loaded_.erase(std::min_element(
        loaded_.begin(), loaded_.end(),
        [](const auto& a, const auto& b) { return a.second.asked < b.second.asked; }));
  }
}

}  // namespace thalweg::ui
