// How a person looks at a view: zoom, scales, clock, camera, what is hovered. Never data.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/figure/view_spec.hpp"

namespace thalweg {

enum class ClockKind { iteration, seconds, work };

struct Range {
  double lo = 0, hi = 1;
  bool operator==(const Range&) const = default;
};

/// How values become colours.
enum class ColourScaling { linear, log, symlog, quantile };

/// Angles in degrees: azimuth about the vertical axis, elevation above the horizon (−89 … 89).
struct Camera {
  double azimuth = 45, elevation = 30;
  double zoom = 1;
  double pan_x = 0, pan_y = 0;  // fractions of the panel's size
  bool perspective = true;
  bool operator==(const Camera&) const = default;
};

/// A moment and an element of the data, marked in every view that shows it. −1 = none.
struct Link {
  std::optional<double> clock;            // clock value
  std::int64_t source = -1, target = -1;  // row and column, or point of the first and second set
  std::int64_t image = -1;
  bool operator==(const Link&) const = default;
};

/// Limits that grow in 1-2-5 jumps and never shrink within a run. Reset it on restart and when the
/// clock or the scale changes.
struct KeptLimits {
  std::optional<double> x_hi;
  std::optional<Range> y;
};

class FigureCache;

struct ViewState {
  std::optional<Range> x_zoom, y_zoom;  // data units; empty = automatic
  std::optional<Scale> y_scale;         // over the declared scale
  std::optional<ColourScaling> value_scaling;
  std::string colour_map;        // empty = viridis, or vik for signed data
  std::set<std::string> hidden;  // contender keys
  std::string solo;              // contender key; empty = none
  std::set<std::string> veiled;  // keys of contenders hidden until a person unveils them
  std::vector<std::string>
      order;  // keys as a person ordered them, for legends; empty = as they run
  ClockKind clock = ClockKind::iteration;
  std::string iteration_title = "iteration k", work_title = "work";
  std::optional<double> cursor;  // clock value while the cursor rests in the past
  double t = 0.5;                // displacement, 0 = source, 1 = target
  Camera camera;
  Link hovered, selected;
  bool patterns = false;  // dashes and markers as well as hues
  bool grid = true;
  bool wire = true;                // edges on surfaces and meshes
  bool moving = false;             // the camera is: coarser where that saves time
  bool show_all = false;           // 'A': time limits cover every sample
  bool exporting = false;          // with title and legend, for a page
  bool thumbnail = false;          // marks alone, for a picture too small for axes
  bool stale = false;              // of an earlier problem: at 50 %, 'not current'
  bool ghost_only = false;         // A/B: the newest pin in place of the run
  std::optional<Range> legend_at;  // lo = x, hi = y: the legend's corner as fractions of the panel
  double pixel_ratio = 1;          // device px per px, for how finely images are sampled
  KeptLimits kept;
  /// What was drawn from buffers, between frames; made on first use. One a view.
  std::shared_ptr<FigureCache> cache;

  /// Whether the contender is listed; a veiled one is, without being drawn.
  bool lists(const std::string& contender) const {
    return solo.empty() ? !hidden.contains(contender) : solo == contender;
  }
  bool shows(const std::string& contender) const {
    return lists(contender) && !veiled.contains(contender);
  }
};

}  // namespace thalweg
