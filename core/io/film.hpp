// A view through a range of time, as numbered pictures.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/figure/view_spec.hpp"
#include "core/figure/view_state.hpp"
#include "core/io/figure_export.hpp"
#include "core/run/recording.hpp"

namespace thalweg {

inline constexpr int most_film_pictures = 9999;

struct FilmOrder {
  std::shared_ptr<const Recording> recording;
  ViewSpec view;
  ViewState state;  // how it is looked at; traces keep the axes of the range's end
  std::string focus;
  /// Analyses, which do not change with time.
  std::map<std::string, FramePtr, std::less<>> others;
  Clock clock = Clock::iteration;
  Range range;        // in units of the clock
  int pictures = 60;  // 2 … most_film_pictures, evenly over the range
  std::string path;   // NAME.png for NAME-0001.png, NAME-0002.png, …
  PictureSettings settings;
};

/// "figure.png", 7 → "figure-0007.png".
std::string film_path(const std::string& path, int number);

/// Writes the pictures one after another and tells how many there are; returns that number, which
/// is smaller when it was stopped. Throws BadInput for a wrong number of pictures or size, BadFile
/// when one cannot be written.
int write_film(const FilmOrder& order, const std::function<bool()>& stop,
               const std::function<void(int)>& told);

}  // namespace thalweg
