// A laid-out figure: primitives to draw, and what lies where, for the pointer.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/figure/figure.hpp"
#include "core/figure/primitives.hpp"
#include "core/figure/theme.hpp"

namespace thalweg {

namespace scene {
class SpacePicker;
}

/// Data units to px along one axis and back.
struct AxisTransform {
  Scale scale = Scale::linear;
  Range range;
  double px_lo = 0, px_hi = 1;  // where range.lo and range.hi lie
  double to_px(double value) const;
  double to_data(double px) const;
};

/// What lies under the pointer. In order of priority: handle, legend or label, axis, content.
struct Hit {
  enum class Kind {
    none,
    handle,
    legend,
    label,
    event,
    x_axis,
    y_axis,
    colour_bar,
    point,
    series,
    cell,
    image,
    content
  };
  Kind kind = Kind::none;
  int panel = -1;
  std::string name;         // input of a handle, contender of a legend entry or series, data name
  std::int64_t index = -1;  // point, sample or image
  std::int64_t row = -1, col = -1;
  double x = 0, y = 0;  // data units at the pointer (of the point or sample when there is one)
  double value = 0;     // of the cell, point or sample; place of a rule
  Point2 at;            // px of what was hit
  /// How a handle moves: a rule's along one axis, and the parameter that its place stands for; a
  /// curve is painted with a brush.
  enum class Moves { anywhere, along_x, along_y, brush };
  Moves moves = Moves::anywhere;
  double (*to_parameter)(double place) = nullptr;
};

/// One line of the read-out beside the cross-hair.
struct HoverRow {
  std::string label, value;  // full precision
  Colour colour;
  Point2 at;  // px of the sample
};
struct Hover {
  std::string title;  // "iteration k 62", "source 12 → target 40"
  std::vector<HoverRow> rows;
  Link link;
  bool empty() const { return title.empty() && rows.empty(); }
};

struct PanelScene {
  Rect area;  // the plot proper
  Rect x_axis, y_axis, colour_bar;
  AxisTransform x, y;
  std::string x_title;
  std::vector<std::string> categories;  // of x
  bool spatial = false;                 // in space: orbit instead of pan
  Rect camera;                          // what the camera of a spatial panel fits its box into
  bool clock = false;                   // x is the clock: a click moves the cursor
};

/// A rectangle or a round target with what it stands for.
struct HitTarget {
  Rect rect;
  Hit hit;
};

/// Data kept by reference for read-outs.
struct HitSeries {
  int panel = 0;
  std::string key, label;
  Colour colour;
  Series series;
  std::size_t first = 0, last = 0;  // its primitives are first … last − 1
  bool ascending = false;           // their x never decrease
  bool line = true;                 // may be labelled at its end
  std::string handle = {};          // masses input that is painted here
};
struct HitDots {
  int panel = 0, set = 0;  // number of the set in its panel
  std::string name, handle;
  std::shared_ptr<const std::vector<double>> x, y;
};
struct HitCells {
  int panel = 0;
  BufferPtr buffer;
  Range x, y;  // outer edges in data units
  std::string name;
  bool pixels = false;  // of an image, not entries of a matrix
  mark::PixelOf pixel_of = mark::PixelOf::nothing;
};

/// What the vertices of a space stand for: data of a buffer, by kind and number of the content.
struct HitSpace {
  struct Set {
    std::string name, key, label;  // data name, contender
    BufferPtr buffer;
    std::vector<std::uint32_t> index;  // of the data, for each vertex; empty = the same
    Series series;                     // x and y where there is no buffer
  };
  int panel = 0;
  std::shared_ptr<const scene::SpacePicker> picker;
  std::vector<Set> meshes, curves, clouds;  // contents beyond these are not read out
  std::array<std::string, 3> titles;
};

struct Scene {
  Size2 size;
  std::vector<scene::Primitive> primitives;
  std::vector<PanelScene> panels;
  std::vector<HitTarget> targets;  // earlier ones win
  std::vector<HitSeries> series;
  std::vector<HitDots> dots;
  std::vector<HitCells> cells;
  std::vector<HitSpace> spaces;
  ClockKind clock = ClockKind::iteration;
};

/// What lies at `at`; points and lines count within `radius` px. Handles have at least 22 px.
Hit hit(const Scene& scene, Point2 at, double radius = 8);
/// The read-out at `at`: every visible series at that x, or the cell, point or pixel there.
Hover hover(const Scene& scene, Point2 at);
/// Index of the panel whose area or axes contain `at`, or −1.
int panel_at(const Scene& scene, Point2 at);
/// All texts, in the order of drawing.
std::vector<std::string> texts(const Scene& scene);

}  // namespace thalweg
