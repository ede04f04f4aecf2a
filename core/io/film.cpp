// Past states are computed again in order, so that each is a short way from the one before.
#include "core/io/film.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/io/files.hpp"
#include "core/io/provenance.hpp"

namespace thalweg {
namespace {

class Shots {
 public:
  Shots(const FilmOrder& order, const std::function<bool()>& stop)
      : order_(order),
        stop_(stop),
        rewinder_(order.recording),
        wants_(wants_of(*order.recording->start.experiment, {order.view})),
        state_(order.state) {
    state_.exporting = true;
    state_.hovered = {};
    state_.cursor.reset();
    state_.kept = {};
  }

  /// Empty when stopped.
  FrameSet frames(double t) {
    const Moment moment = order_.recording->moment_at(order_.clock, t);
    FrameSet frames = rewinder_.at(moment, order_.focus, wants_, stop_);
    for (const auto& [key, frame] : order_.others) frames.others[key] = frame;
    return frames;
  }

  Figure figure(const FrameSet& frames) { return compose(order_.view, frames, state_, {}); }

  /// The axes of a trace stand still while its lines grow.
  void hold_axes(const Figure& last) {
    if (order_.view.kind != ViewKind::trace || last.panels.empty()) return;
    if (!state_.x_zoom) state_.x_zoom = last.panels.front().x.range;
    if (!state_.y_zoom) state_.y_zoom = last.panels.front().y.range;
  }

 private:
  const FilmOrder& order_;
  const std::function<bool()>& stop_;
  Rewinder rewinder_;
  Wants wants_;
  ViewState state_;
};

}  // namespace

std::string film_path(const std::string& path, int number) {
  std::filesystem::path numbered(path);
  numbered.replace_filename(fmt::format("{}-{:04}.png", numbered.stem().string(), number));
  return numbered.string();
}

int write_film(const FilmOrder& order, const std::function<bool()>& stop,
               const std::function<void(int)>& told) {
  if (order.pictures < 2 || order.pictures > most_film_pictures) {
    throw BadInput(
        fmt::format("A film has 2 … {} pictures, not {}", most_film_pictures, order.pictures));
  }
  const std::filesystem::path folder = std::filesystem::path(order.path).parent_path();
  if (!folder.empty()) make_folder(folder.string());
  Shots shots(order, stop);
  const FrameSet last = shots.frames(order.range.hi);
  if (last.contenders.empty()) return 0;
  shots.hold_axes(shots.figure(last));
  for (int i = 0; i < order.pictures; ++i) {
    const double share = static_cast<double>(i) / (order.pictures - 1);
    const FrameSet frames =
        shots.frames(order.range.lo + share * (order.range.hi - order.range.lo));
    if (frames.contenders.empty() || stop()) return i;
    export_picture(shots.figure(frames), film_path(order.path, i + 1), order.settings,
                   provenance_of(order.recording->start, frames));
    told(i + 1);
  }
  return order.pictures;
}

}  // namespace thalweg
