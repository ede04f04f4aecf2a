// What the parts of a layout share. Internal to core/figure.
#pragma once

#include <string>
#include <vector>

#include "core/figure/layout.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {

/// The scene that is being built.
struct Draft {
  const Figure& figure;
  const TextMetrics& metrics;
  Scene scene;

  double width(const std::string& text, TextStyle style) const {
    return metrics.measure(text, style).width;
  }
  void text(Point2 at, scene::Anchor anchor, TextStyle style, Colour colour, std::string text,
            bool upright = false);
  void line(Point2 from, Point2 to, Colour colour, double width = 1, std::vector<double> dash = {});
};

/// Distance from a line's middle to its base line.
double drop(TextStyle style);
/// Centre of the pixel that holds `value`, so that 1 px lines are sharp.
double snapped(double value);

/// A panel whose area and transforms are decided.
struct Placed {
  const Panel& panel;
  int index = 0;
  Rect area;
  AxisTransform x, y;
  std::vector<Tick> x_ticks, y_ticks;
  /// Rectangles that labels must leave free.
  std::vector<Rect> taken;
};

/// Ticks whose labels fit along `length` px without touching.
std::vector<Tick> fitting_ticks(const Draft& draft, const Axis& axis,
                                const AxisTransform& transform, bool horizontal);
/// Decides area, transforms and ticks of `panel` within `box`, leaving room for labels and bar.
Placed place(const Draft& draft, const Panel& panel, int index, Rect box);
/// Rows of legend entries that fit into `width`.
struct LegendEntry {
  std::string key, label;
  Colour colour;
  std::vector<double> dash;
  bool line = true;
  std::optional<MarkerShape> marker;
  bool hollow = false;
  double width = 0;
};
std::vector<LegendEntry> legend_entries(const Draft& draft, const Panel& panel);
double legend_rows_height(const Draft& draft, const Panel& panel, double width);
double bar_width(const Draft& draft, const Panel& panel);

void draw_grid(Draft& draft, const Placed& at);
void draw_axes(Draft& draft, const Placed& at);
void draw_marks(Draft& draft, Placed& at);
void draw_heat(Draft& draft, const Placed& at, const mark::Heat& heat);
void draw_pattern(Draft& draft, const Placed& at, const mark::Pattern& pattern);
void draw_raster(Draft& draft, const Placed& at, const mark::Raster& raster);
void draw_contours(Draft& draft, const Placed& at, const mark::Contours& contours);
void draw_surface(Draft& draft, Placed& at, const mark::Surface& surface);
void draw_bar(Draft& draft, const Placed& at);
void draw_legend(Draft& draft, Placed& at);
/// Labels of rules, then of line ends: never on each other, off the lines where possible.
void draw_labels(Draft& draft, Placed& at);

}  // namespace thalweg::parts
