// Heat maps, patterns and rasters.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/figure/contour.hpp"
#include "core/figure/layout_parts.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

/// The px rectangle over data ranges.
Rect rect_over(const Placed& at, Range x, Range y) {
  const double x0 = at.x.to_px(x.lo), x1 = at.x.to_px(x.hi);
  const double y0 = at.y.to_px(y.lo), y1 = at.y.to_px(y.hi);
  return {std::min(x0, x1), std::min(y0, y1), std::abs(x1 - x0), std::abs(y1 - y0)};
}

std::string sized_recipe(const ColourMapping& mapping, int width, int height) {
  return fmt::format("{} {}x{}", recipe_of(mapping), width, height);
}

void add_image(Draft& draft, const Rect& rect, const Pixels& pixels, std::optional<Colour> tint,
               bool smooth) {
  draft.scene.primitives.emplace_back(
      scene::Image{rect, pixels.width, pixels.height, pixels.rgba, pixels.key, tint, smooth});
}

/// Device pixels along `px`, within reason while zoomed in.
int device(const Draft& draft, double px, int most) {
  return std::clamp(static_cast<int>(std::lround(px * draft.figure.pixel_ratio)), 1, most);
}

/// The outline of a data rectangle.
void outline(Draft& draft, const Placed& at, Range x, Range y, Colour colour) {
  const Rect r = rect_over(at, x, y);
  draft.scene.primitives.emplace_back(
      scene::Polyline{{{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}},
                      colour,
                      1,
                      {},
                      0,
                      true});
}

/// Where its levels lie on the colour map.
std::vector<double> cuts_of(const mark::Heat& heat) {
  const ColourScale scale(heat.mapping);
  std::vector<double> cuts;
  for (const double level : heat.levels) cuts.push_back(scale.position(level));
  return cuts;
}

Grid mask_of(const mark::Heat& heat) { return heat.mask ? grid_of(*heat.mask) : Grid{}; }

/// As many as show three digits of the largest value; −1 for powers of ten.
int decimals_of(Range range) {
  const double largest = std::max(std::abs(range.lo), std::abs(range.hi));
  if (largest >= 1e5 || largest < 0.01) return -1;
  return largest < 10 ? 2 : largest < 100 ? 1 : 0;
}

std::string cell_text(double value, int decimals) {
  if (decimals < 0) return fmt::format("{:.1e}", value);
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  // No minus before a zero.
  return text.find_first_of("123456789") == std::string::npos && text[0] == '-' ? text.substr(1)
                                                                                : text;
}

/// Values in the cells, where the widest fits.
void write_cells(Draft& draft, const Placed& at, const mark::Heat& heat, const Grid& grid) {
  if (!at.detail.labels || grid.rows * grid.cols > 900) return;
  const Grid mask = mask_of(heat);
  const double width = std::abs(at.x.to_px(1) - at.x.to_px(0)) - 3;
  const double height = std::abs(at.y.to_px(1) - at.y.to_px(0));
  const bool masked = mask.rows == grid.rows && mask.cols == grid.cols;
  const int decimals = decimals_of(heat.mapping.range);
  std::vector<std::string> words;
  for (std::int64_t i = 0; i < grid.rows * grid.cols; ++i) {
    const double v = (*grid.values)[static_cast<std::size_t>(i)];
    const bool left_out = masked && (*mask.values)[static_cast<std::size_t>(i)] == 0;
    words.push_back(left_out ? "" : std::isfinite(v) ? cell_text(v, decimals) : "–");
    if (height < 15 || draft.width(words.back(), number_style) > width) return;
  }
  const ColourScale scale(heat.mapping);
  for (std::int64_t i = 0; i < grid.rows; ++i) {
    for (std::int64_t j = 0; j < grid.cols; ++j) {
      const double v = grid.at(i, j);
      const Rgba below = std::isfinite(v) ? scale.colour(v) : missing_colour;
      draft.text({at.x.to_px(static_cast<double>(j)),
                  at.y.to_px(static_cast<double>(i)) + drop(number_style)},
                 scene::Anchor::middle, number_style, ink_on(below),
                 words[static_cast<std::size_t>(i * grid.cols + j)]);
    }
  }
}

/// Outlines of the linked row and column.
void draw_linked_cells(Draft& draft, const Placed& at, const mark::Heat& heat) {
  for (const Link* link : {&at.panel.selected, &at.panel.hovered}) {
    const Colour colour = Colour::fixed({255, 255, 255, 255}, 0.55);
    const auto row = static_cast<double>(link->source), col = static_cast<double>(link->target);
    if (link->source >= 0) outline(draft, at, heat.x, {row - 0.5, row + 0.5}, colour);
    if (link->target >= 0) outline(draft, at, {col - 0.5, col + 0.5}, heat.y, colour);
  }
}

/// The pixel that another view points at.
void draw_linked_pixel(Draft& draft, const Placed& at, const mark::Raster& raster) {
  if (raster.pixels == mark::PixelOf::nothing) return;
  for (const Link* link : {&at.panel.selected, &at.panel.hovered}) {
    const std::int64_t pixel = raster.pixels == mark::PixelOf::source ? link->source : link->target;
    if (pixel < 0 || pixel >= raster.rows * raster.cols) continue;
    const auto row = static_cast<double>(pixel / raster.cols);
    const auto col = static_cast<double>(pixel % raster.cols);
    outline(draft, at, {col - 0.5, col + 0.5}, {row - 0.5, row + 0.5}, Colour::of(Role::accent));
  }
}

/// Presence of entries on a raster of at most one cell a pixel; a filled cell shows at 55 % and
/// more when several entries share it.
Pixels pattern_pixels(const SparseData& matrix, bool diagonal, int most_rows, int most_cols) {
  const auto rows = std::min<std::int64_t>(most_rows, matrix.rows);
  const auto cols = std::min<std::int64_t>(most_cols, matrix.cols);
  std::vector<std::uint32_t> count(static_cast<std::size_t>(rows * cols));
  for (std::size_t k = 0; k < matrix.row.size(); ++k) {
    if (diagonal && matrix.row[k] == matrix.col[k]) continue;
    const std::int64_t i = matrix.row[k] * rows / matrix.rows;
    const std::int64_t j = matrix.col[k] * cols / matrix.cols;
    if (i < 0 || j < 0 || i >= rows || j >= cols) continue;
    ++count[static_cast<std::size_t>(i * cols + j)];
  }
  const double full = std::max(1.0, static_cast<double>(matrix.rows) / static_cast<double>(rows));
  std::vector<std::uint8_t> rgba(4 * count.size(), 255);
  for (std::size_t i = 0; i < count.size(); ++i) {
    const double share = std::min(1.0, count[i] / full);
    rgba[4 * i + 3] =
        count[i] == 0 ? 0 : static_cast<std::uint8_t>(std::lround(255 * (0.55 + 0.45 * share)));
  }
  return finished(static_cast<int>(cols), static_cast<int>(rows), std::move(rgba));
}

/// What is seen of a large grid, at the level whose cells are at most a device pixel where there is
/// one: zooming and panning read as many values as there are pixels.
struct Detailed {
  Grid grid;
  Window window;
  double cell = 1;  // cells of the whole grid along one of this
};

Detailed detail_of(const Draft& draft, const Placed& at, const mark::Heat& heat, const Grid& grid,
                   const Rect& rect) {
  const auto levels = cached<GridLevels>(draft.figure.cache.get(), heat.buffer, "levels", "",
                                         [&] { return levels_of(grid); });
  const double cells_a_px = std::min(static_cast<double>(grid.cols) / rect.width,
                                     static_cast<double>(grid.rows) / rect.height) /
                            draft.figure.pixel_ratio;
  std::size_t k = 0;
  while (k < levels->halves.size() && std::ldexp(1, static_cast<int>(k) + 1) <= cells_a_px) ++k;
  Detailed seen{levels->level(grid, k), {}, std::ldexp(1, static_cast<int>(k))};
  // The cells under an interval of px, whichever way the axis runs.
  const auto cut = [&](const AxisTransform& axis, double from, double to, std::int64_t all,
                       std::int64_t& first, std::int64_t& count) {
    const double a = (axis.to_data(from) + 0.5) / seen.cell,
                 b = (axis.to_data(to) + 0.5) / seen.cell;
    const auto whole = static_cast<double>(all - 1);
    first = static_cast<std::int64_t>(std::clamp(std::floor(std::min(a, b)), 0.0, whole));
    const double last = std::clamp(std::floor(std::max(a, b)), 0.0, whole);
    count = static_cast<std::int64_t>(last) - first + 1;
  };
  cut(at.x, at.area.x, at.area.right(), seen.grid.cols, seen.window.col, seen.window.cols);
  cut(at.y, at.area.y, at.area.bottom(), seen.grid.rows, seen.window.row, seen.window.rows);
  return seen;
}

/// Cells as one picture, of at most one pixel each.
void draw_cells(Draft& draft, const Placed& at, const mark::Heat& heat, const Grid& grid) {
  constexpr std::int64_t many = 1 << 20;
  Rect rect = rect_over(at, heat.x, heat.y);
  Detailed seen{grid, {0, 0, grid.rows, grid.cols}, 1};
  if (!heat.mask && grid.rows * grid.cols > many) {
    seen = detail_of(draft, at, heat, grid, rect);
    const auto edge = [&](std::int64_t cell, std::int64_t all) {
      return std::min(static_cast<double>(cell) * seen.cell, static_cast<double>(all)) - 0.5;
    };
    const Window& w = seen.window;
    rect = rect_over(at, {edge(w.col, grid.cols), edge(w.col + w.cols, grid.cols)},
                     {edge(w.row, grid.rows), edge(w.row + w.rows, grid.rows)});
  }
  const Window& w = seen.window;
  const auto most = [&](double px, std::int64_t cells) {
    return static_cast<int>(std::min<std::int64_t>(device(draft, px, 1 << 20), cells));
  };
  const int height = most(rect.height, w.rows), width = most(rect.width, w.cols);
  const auto pixels = cached<Pixels>(
      draft.figure.cache.get(), heat.buffer, "cells",
      fmt::format("{} {} {} {} {} {} {}", sized_recipe(heat.mapping, width, height), w.row, w.col,
                  w.rows, w.cols, seen.cell, static_cast<const void*>(heat.mask.get())),
      [&] { return cell_pixels(seen.grid, w, heat.mapping, height, width, mask_of(heat)); });
  add_image(draft, rect, *pixels, std::nullopt, false);
}

}  // namespace

std::string recipe_of(const ColourMapping& mapping) {
  return fmt::format("{} {} {} {}", mapping.map, static_cast<int>(mapping.scaling),
                     mapping.range.lo, mapping.range.hi);
}

std::shared_ptr<const std::vector<double>> kept_positions(const Draft& draft,
                                                          const BufferPtr& buffer,
                                                          const FieldData& field,
                                                          const ColourMapping& mapping) {
  return cached<std::vector<double>>(
      draft.figure.cache.get(), buffer, "positions", recipe_of(mapping), [&] {
        const ColourScale scale(mapping);
        std::vector<double> position(field.values.size());
        std::transform(field.values.begin(), field.values.end(), position.begin(), [&](double v) {
          return std::isfinite(v) ? scale.position(v) : std::numeric_limits<double>::quiet_NaN();
        });
        return position;
      });
}

std::shared_ptr<const std::vector<ContourLine>> kept_contours(const Draft& draft,
                                                              const BufferPtr& buffer,
                                                              const FieldData& field,
                                                              const ColourMapping& mapping,
                                                              int count) {
  return cached<std::vector<ContourLine>>(
      draft.figure.cache.get(), buffer, "contours", fmt::format("{} {}", recipe_of(mapping), count),
      [&] {
        const auto position = kept_positions(draft, buffer, field, mapping);
        const Grid grid{field.rows, field.cols, position.get()};
        std::vector<ContourLine> all;
        for (int level = 1; level < count; ++level) {
          for (ContourLine& line : contour_lines(grid, static_cast<double>(level) / count)) {
            all.push_back(std::move(line));
          }
        }
        return all;
      });
}

void draw_heat(Draft& draft, const Placed& at, const mark::Heat& heat) {
  const Grid grid = grid_of(*heat.buffer);
  const Rect rect = rect_over(at, heat.x, heat.y);
  if (heat.bands > 0) {
    const int width = device(draft, rect.width, 1200), height = device(draft, rect.height, 1200);
    const auto pixels = cached<Pixels>(
        draft.figure.cache.get(), heat.buffer, "bands",
        fmt::format("{} {}", sized_recipe(heat.mapping, width, height),
                    fmt::join(heat.levels, " ")),
        [&] { return band_pixels(grid, heat.mapping, width, height, heat.bands, cuts_of(heat)); });
    add_image(draft, rect, *pixels, std::nullopt, true);
  } else {
    draw_cells(draft, at, heat, grid);
    if (heat.values) write_cells(draft, at, heat, grid);
    draw_linked_cells(draft, at, heat);
  }
  // Cells of a field lie around its samples.
  Range x = heat.x, y = heat.y;
  if (heat.bands > 0) {
    const double dx = (x.hi - x.lo) / static_cast<double>(grid.cols - 1) / 2;
    const double dy = (y.hi - y.lo) / static_cast<double>(grid.rows - 1) / 2;
    x = {x.lo - dx, x.hi + dx}, y = {y.lo - dy, y.hi + dy};
  }
  draft.scene.cells.push_back({at.index, heat.buffer, x, y, heat.name});
}

void draw_pattern(Draft& draft, const Placed& at, const mark::Pattern& pattern) {
  const auto* matrix = std::get_if<SparseData>(pattern.buffer.get());
  if (!matrix) return;
  const auto rows = static_cast<double>(matrix->rows), cols = static_cast<double>(matrix->cols);
  const Rect rect = rect_over(at, {-0.5, cols - 0.5}, {-0.5, rows - 0.5});
  draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::ground), 0});
  for (const std::int64_t split : pattern.splits) {
    const double edge = static_cast<double>(split) - 0.5;
    const double x = snapped(at.x.to_px(edge)), y = snapped(at.y.to_px(edge));
    draft.line({x, rect.y}, {x, rect.bottom()}, Colour::of(Role::line));
    draft.line({rect.x, y}, {rect.right(), y}, Colour::of(Role::line));
  }
  const int height = device(draft, rect.height, 1 << 20),
            width = device(draft, rect.width, 1 << 20);
  const auto pixels =
      cached<Pixels>(draft.figure.cache.get(), pattern.buffer, "pattern",
                     fmt::format("{} {}x{}", pattern.diagonal, width, height),
                     [&] { return pattern_pixels(*matrix, pattern.diagonal, height, width); });
  add_image(draft, rect, *pixels, pattern.colour, false);
  if (pattern.diagonal) {
    draft.line({rect.x, rect.y}, {rect.right(), rect.bottom()}, Colour::of(Role::text, 0.85), 1);
  }
  draft.scene.cells.push_back(
      {at.index, pattern.buffer, {-0.5, cols - 0.5}, {-0.5, rows - 0.5}, pattern.name});
}

namespace {

/// Opaque pixels from a grid's worth of red values, then green, then blue, each 0 … 1.
Pixels colour_pixels(const Grid& grid) {
  const std::size_t cells = grid.values->size() / 3;
  std::vector<std::uint8_t> rgba(4 * cells, 255);
  for (std::size_t i = 0; i < cells; ++i) {
    for (std::size_t part = 0; part < 3; ++part) {
      const double v = (*grid.values)[part * cells + i];
      const double share = std::isfinite(v) ? std::clamp(v, 0.0, 1.0) : 0.5;
      rgba[4 * i + part] = static_cast<std::uint8_t>(std::lround(share * 255));
    }
  }
  return finished(static_cast<int>(grid.cols), static_cast<int>(grid.rows), std::move(rgba));
}

/// The mean of the three parts, for what a pointer reads.
std::vector<double> brightness(const std::vector<double>& parts) {
  std::vector<double> out(parts.size() / 3);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = (parts[i] + parts[i + out.size()] + parts[i + 2 * out.size()]) / 3;
  }
  return out;
}

}  // namespace

void draw_raster(Draft& draft, const Placed& at, const mark::Raster& raster) {
  const auto cells = static_cast<std::size_t>(raster.rows * raster.cols);
  if (!raster.values || (raster.values->size() != cells && raster.values->size() != 3 * cells)) {
    return;
  }
  const Rect rect = at.area;
  draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::ground), 0});
  const bool coloured = raster.values->size() == 3 * cells;
  const Grid grid{raster.rows, raster.cols, raster.values.get()};
  if (coloured) {
    add_image(draft, rect, colour_pixels(grid), std::nullopt, false);
  } else {
    add_image(draft, rect, mask_pixels(grid, raster.range), raster.tint, false);
  }
  if (at.panel.frame) {
    const Rect r{rect.x - 0.5, rect.y - 0.5, rect.width + 1, rect.height + 1};
    draft.scene.primitives.emplace_back(
        scene::Polyline{{{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}},
                        Colour::of(Role::line),
                        1,
                        {},
                        0,
                        true});
  }
  draw_linked_pixel(draft, at, raster);
  MatrixData copy{raster.rows, raster.cols, coloured ? brightness(*raster.values) : *raster.values};
  draft.scene.cells.push_back({at.index,
                               std::make_shared<const Buffer>(std::move(copy)),
                               {-0.5, static_cast<double>(raster.cols) - 0.5},
                               {-0.5, static_cast<double>(raster.rows) - 0.5},
                               at.panel.caption,
                               true,
                               raster.pixels});
}

}  // namespace thalweg::parts
