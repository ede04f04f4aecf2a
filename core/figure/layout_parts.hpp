// What the parts of a layout share. Internal to core/figure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/figure/contour.hpp"
#include "core/figure/figure_cache.hpp"
#include "core/figure/layout.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {

/// What there is room for, decided by the panel's size alone so that nothing jumps.
struct Detail {
  bool titles = false, ticks = false, captions = false, bar = false, labels = false;
};
Detail detail_of(const Figure& figure, const Rect& box);

/// The scene that is being built. A text that would leave the scene (or the present clip) or touch
/// another text is not written, whatever the size of the figure.
struct Draft {
  const Figure& figure;
  const TextMetrics& metrics;
  Scene scene;
  std::vector<Rect> written;
  std::optional<Rect> clip;
  /// Of panels with shared axes: all say as much as there is room for in the whole.
  std::optional<Detail> shared;

  Detail detail(const Rect& box) const { return shared ? *shared : detail_of(figure, box); }

  /// Of a label with or without markup; see text_runs().
  double width(const std::string& text, TextStyle style) const;
  /// `text` cut with … to at most `width` px; empty when not even that fits.
  std::string shortened(const std::string& text, TextStyle style, double width) const;
  bool free(const Rect& rect) const;
  /// False when there was no room.
  bool text(Point2 at, scene::Anchor anchor, TextStyle style, Colour colour, std::string text,
            bool upright = false);
  void line(Point2 from, Point2 to, Colour colour, double width = 1, std::vector<double> dash = {});
  void push_clip(const Rect& rect);
  void pop_clip();
};

/// Events that are drawn as one.
struct EventMark {
  double px = 0;
  std::string glyphs, words;
  Colour colour;
};

/// Distance from a line's middle to its base line.
double drop(TextStyle style);
/// Centre of the pixel that holds `value`, so that 1 px lines are sharp.
double snapped(double value);

/// A panel whose area and transforms are decided.
struct Placed {
  const Panel& panel;
  int index = 0;
  Detail detail;
  Rect box;   // all that is the panel's, without its rows of legend
  Rect area;  // the plot proper
  AxisTransform x, y;
  std::vector<Tick> x_ticks, y_ticks;
  std::vector<EventMark> events;
  /// Rectangles that labels must leave free.
  std::vector<Rect> taken;
};

/// Ticks whose labels fit along `length` px without touching.
std::vector<Tick> fitting_ticks(const Draft& draft, const Axis& axis,
                                const AxisTransform& transform, bool horizontal);
/// Decides area, transforms and ticks of `panel` within `box`, leaving room for labels and bar.
Placed place(const Draft& draft, const Panel& panel, int index, Rect box);
/// Height of the rows of legend entries in `width`; 0 without any.
double legend_rows_height(const Draft& draft, const Panel& panel, double width);
double bar_width(const Draft& draft, const Panel& panel);
/// The events of a panel, those closer than 8 px joined.
std::vector<EventMark> joined_events(const Panel& panel, const AxisTransform& x, const Rect& area);

/// Black or white, whichever stands out more.
Colour ink_on(Rgba below);
/// All that pixels depend on besides the values.
std::string recipe_of(const ColourMapping& mapping);
/// Each value's place on the colour scale, 0 … 1; NaN where it is not finite.
std::shared_ptr<const std::vector<double>> kept_positions(const Draft& draft,
                                                          const BufferPtr& buffer,
                                                          const FieldData& field,
                                                          const ColourMapping& mapping);
/// The lines between `count` steps of colour, in grid units, kept between frames.
std::shared_ptr<const std::vector<ContourLine>> kept_contours(const Draft& draft,
                                                              const BufferPtr& buffer,
                                                              const FieldData& field,
                                                              const ColourMapping& mapping,
                                                              int count);

/// The px of zero on the y axis, or of its lower end where zero is not in range.
double foot_of(const Placed& at);
/// Parallel strokes across a bar, at one of four angles, so that bars differ without hue.
void hatch(Draft& draft, const Rect& bar, const Colour& colour);
/// What a span covers of the panel; empty outside.
Rect span_rect(const Placed& at, const mark::Span& span);

void draw_grid(Draft& draft, const Placed& at);
void draw_axes(Draft& draft, const Placed& at);
void draw_marks(Draft& draft, Placed& at);
void draw_line(Draft& draft, const Placed& at, const mark::Line& line);
void draw_band(Draft& draft, const Placed& at, const mark::Band& band);
void draw_error_bars(Draft& draft, const Placed& at, const mark::ErrorBars& whiskers);
void draw_bars(Draft& draft, const Placed& at, const mark::Bars& bars);
void draw_heat(Draft& draft, const Placed& at, const mark::Heat& heat);
void draw_pattern(Draft& draft, const Placed& at, const mark::Pattern& pattern);
void draw_raster(Draft& draft, const Placed& at, const mark::Raster& raster);
void draw_rows(Draft& draft, const Placed& at, const mark::Table& table);
void draw_contours(Draft& draft, const Placed& at, const mark::Contours& contours);
/// Whether there are so many equal dots that the picture of their density says more.
bool is_dense(const mark::Dots& dots);
void draw_dense(Draft& draft, const Placed& at, const mark::Dots& dots);
void draw_flow(Draft& draft, const Placed& at, const mark::Flow& flow);
void draw_edges(Draft& draft, const Placed& at, const mark::Edges& edges);
void draw_parallel(Draft& draft, const Placed& at, const mark::Parallel& parallel);
/// A triangle of `size` px whose tip is at `tip`, pointing along (dx, dy).
void draw_head(Draft& draft, Point2 tip, double dx, double dy, double size, const Colour& colour);
void draw_surface(Draft& draft, Placed& at, const mark::Surface& surface);
void draw_space(Draft& draft, Placed& at, const mark::Space& space);
void draw_bar(Draft& draft, const Placed& at);
/// Rows above `at.box`, or a box in the panel.
void draw_legend(Draft& draft, Placed& at);
/// The numbers beside or below the panels; cuts their room off `box` and draws nothing yet.
struct TableRoom {
  bool beside = false;
  double width = 0;
  std::size_t rows = 0;  // as many as fit
};
TableRoom cut_table(const Draft& draft, Rect& box);
void draw_table(Draft& draft, const TableRoom& room, const Rect& box, const Rect& rest);
/// Where 'not current' will stand; keeps other texts off it in a stale figure.
Rect reserve_stale(Draft& draft);
/// Pales everything so far and says 'not current' in a hatched corner.
void draw_stale(Draft& draft, const Rect& label);
/// Labels of rules, then of line ends: never on each other, off the lines where possible.
void draw_labels(Draft& draft, Placed& at);

}  // namespace thalweg::parts
