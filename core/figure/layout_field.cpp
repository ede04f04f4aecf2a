// Contour lines and vector fields.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/figure/colour_map.hpp"
#include "core/figure/contour.hpp"
#include "core/figure/layout_parts.hpp"
#include "core/figure/raster.hpp"
#include "core/figure/streamlines.hpp"

namespace thalweg::parts {
namespace {

/// From grid units (x = column, y = row) to px.
class GridToPx {
 public:
  GridToPx(const Placed& at, const AxisInfo& x, const AxisInfo& y, std::int64_t rows,
           std::int64_t cols)
      : at_(at), x_(x.lo), y_(y.lo) {
    dx_ = cols > 1 ? (x.hi - x.lo) / static_cast<double>(cols - 1) : 0;
    dy_ = rows > 1 ? (y.hi - y.lo) / static_cast<double>(rows - 1) : 0;
  }
  Point2 operator()(Point2 p) const {
    return {at_.x.to_px(x_ + p.x * dx_), at_.y.to_px(y_ + p.y * dy_)};
  }

 private:
  const Placed& at_;
  double x_, y_, dx_, dy_;
};

std::vector<Point2> in_px(const ContourLine& line, const GridToPx& px) {
  std::vector<Point2> points;
  points.reserve(line.size());
  for (const Point2& p : line) points.push_back(px(p));
  return points;
}

/// Where a text of this width lies best along a line: where the line is level, with room around.
std::optional<Rect> place_on(const Draft& draft, const Placed& at, const std::vector<Point2>& line,
                             double width) {
  std::optional<Rect> best;
  double least = 0.6;  // steepest slope that may carry a label
  std::size_t from = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    while (from + 1 < i && std::abs(line[i].x - line[from].x) > width + 8) ++from;
    const double dx = std::abs(line[i].x - line[from].x);
    if (dx < width) continue;
    const double slope = std::abs(line[i].y - line[from].y) / dx;
    if (slope >= least) continue;
    const Point2 middle = line[(i + from) / 2];
    const Rect rect{middle.x - width / 2 - 3, middle.y - 6.5, width + 6, 13};
    const bool inside = rect.x > at.area.x && rect.right() < at.area.right() &&
                        rect.y > at.area.y && rect.bottom() < at.area.bottom();
    if (!inside || !draft.free({rect.x - 6, rect.y - 4, rect.width + 12, rect.height + 8}))
      continue;
    least = slope, best = rect;
  }
  return best;
}

/// The line without what lies under `gap`.
void draw_around(Draft& draft, const std::vector<Point2>& line, const std::optional<Rect>& gap,
                 const Colour& colour, double width) {
  scene::Polyline piece{{}, colour, width, {}, 0, false};
  const auto flush = [&] {
    if (piece.points.size() > 1) draft.scene.primitives.emplace_back(piece);
    piece.points.clear();
  };
  for (const Point2& p : line) {
    gap && gap->contains(p) ? flush() : piece.points.push_back(p);
  }
  flush();
}

/// Lines at round values, which are written on the longest line of each.
void draw_levels(Draft& draft, const Placed& at, const mark::Contours& contours,
                 const FieldData& field, const GridToPx& px) {
  const auto position = kept_positions(draft, contours.buffer, field, contours.mapping);
  const ColourScale scale(contours.mapping);
  for (const double level : contours.levels) {
    const double place = scale.position(level);
    const auto lines = cached<std::vector<ContourLine>>(
        draft.figure.cache.get(), contours.buffer, "level",
        fmt::format("{} {}", recipe_of(contours.mapping), level), [&] {
          return contour_lines({field.rows, field.cols, position.get()}, place);
        });
    std::size_t longest = 0;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      if ((*lines)[i].size() > (*lines)[longest].size()) longest = i;
    }
    const std::string words = real_text(level);
    const double width = draft.width(words, number_style);
    for (std::size_t i = 0; i < lines->size(); ++i) {
      const std::vector<Point2> line = in_px((*lines)[i], px);
      std::optional<Rect> gap;
      if (i == longest && at.detail.labels) gap = place_on(draft, at, line, width);
      draw_around(draft, line, gap, contours.colour, 0.9);
      if (!gap) continue;
      draft.text({gap->x + gap->width / 2, gap->y + gap->height / 2 + drop(number_style)},
                 scene::Anchor::middle, number_style, ink_on(scale.at_position(place)), words);
    }
  }
}

}  // namespace

Colour ink_on(Rgba below) {
  const Rgba black{16, 18, 22, 255}, white{255, 255, 255, 255};
  return Colour::fixed(contrast(black, below) > contrast(white, below) ? black : white);
}

void draw_contours(Draft& draft, const Placed& at, const mark::Contours& contours) {
  const auto* field = std::get_if<FieldData>(contours.buffer.get());
  if (!field) return;
  const GridToPx px(at, field->x, field->y, field->rows, field->cols);
  if (!contours.levels.empty()) return draw_levels(draft, at, contours, *field, px);
  const auto lines =
      kept_contours(draft, contours.buffer, *field, contours.mapping, contours.count);
  for (const ContourLine& line : *lines) {
    draft.scene.primitives.emplace_back(
        scene::Polyline{in_px(line, px), contours.colour, 0.75, {}, 0, false});
  }
}

void draw_head(Draft& draft, Point2 tip, double dx, double dy, double size, const Colour& colour) {
  const double length = std::hypot(dx, dy);
  if (!(length > 0)) return;
  dx *= size / length, dy *= size / length;
  const Point2 back{tip.x - dx, tip.y - dy};
  draft.scene.primitives.emplace_back(scene::Polygon{
      {tip, {back.x - 0.42 * dy, back.y + 0.42 * dx}, {back.x + 0.42 * dy, back.y - 0.42 * dx}},
      colour});
}

namespace {

/// A vector in px at sample (i, j); directions follow the axes, whatever their scales.
Point2 vector_at(const Placed& at, const VectorsData& field, std::int64_t i, std::int64_t j) {
  const auto k = static_cast<std::size_t>(i * field.cols + j);
  const double sx = at.x.px_hi > at.x.px_lo ? 1 : -1, sy = at.y.px_hi > at.y.px_lo ? 1 : -1;
  return {sx * field.u[k], sy * field.v[k]};
}

double speed_at(const VectorsData& field, std::size_t k) {
  return std::hypot(field.u[k], field.v[k]);
}

double top_speed(const VectorsData& field) {
  double top = 0;
  for (std::size_t k = 0; k < field.u.size(); ++k) {
    const double speed = speed_at(field, k);
    if (std::isfinite(speed)) top = std::max(top, speed);
  }
  return top;
}

/// Every how many-th sample has an arrow, so that they are about 24 px apart.
std::int64_t stride_of(double length, std::int64_t samples) {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(24 * static_cast<double>(samples) / length)));
}

void draw_arrows(Draft& draft, const Placed& at, const mark::Flow& flow, const VectorsData& field,
                 const GridToPx& px) {
  const double top = top_speed(field);
  if (!(top > 0)) return;
  const std::int64_t down = stride_of(at.area.height, field.rows);
  const std::int64_t across = stride_of(at.area.width, field.cols);
  const double room =
      std::min(at.area.width / static_cast<double>(field.cols) * static_cast<double>(across),
               at.area.height / static_cast<double>(field.rows) * static_cast<double>(down));
  for (std::int64_t i = down / 2; i < field.rows; i += down) {
    for (std::int64_t j = across / 2; j < field.cols; j += across) {
      const Point2 v = vector_at(at, field, i, j);
      const double speed = std::hypot(v.x, v.y);
      if (!std::isfinite(speed) || speed == 0) continue;
      const Point2 middle = px({static_cast<double>(j), static_cast<double>(i)});
      const double length = std::max(3.0, 0.95 * room * (speed / top));
      const double dx = v.x / speed * length, dy = v.y / speed * length;
      const Point2 from{middle.x - dx / 2, middle.y - dy / 2};
      const Point2 tip{middle.x + dx / 2, middle.y + dy / 2};
      const double head = std::clamp(0.38 * length, 2.5, 7.0);
      const double share = 1 - 0.8 * head / length;
      draft.line(from, {from.x + share * dx, from.y + share * dy}, flow.colour, 1.2);
      draw_head(draft, tip, dx, dy, head, flow.colour);
    }
  }
}

/// Cells about 17 px wide, in fours so that lines stay while a view changes its size a little.
int cells_along(double length) {
  return std::clamp(4 * static_cast<int>(std::lround(length / (4 * 17))), 8, 48);
}

void draw_streamlines(Draft& draft, const Placed& at, const mark::Flow& flow,
                      const VectorsData& field, const GridToPx& px) {
  const int cols = cells_along(at.area.width), rows = cells_along(at.area.height);
  const auto lines = cached<std::vector<Streamline>>(
      draft.figure.cache.get(), flow.buffer, "streamlines", fmt::format("{} {}", rows, cols),
      [&] { return streamlines(field, rows, cols); });
  const double top = top_speed(field);
  for (const Streamline& line : *lines) {
    const std::vector<Point2> points = in_px(line.points, px);
    const double width = 0.8 + 1.4 * (top > 0 ? line.mean_speed / top : 0);
    draft.scene.primitives.emplace_back(scene::Polyline{points, flow.colour, width, {}, 0, false});
    const std::size_t middle = points.size() / 2;
    const Point2 a = points[middle - 1], b = points[middle];
    draw_head(draft, b, b.x - a.x, b.y - a.y, 4 + 1.6 * width, flow.colour);
  }
}

}  // namespace

void draw_flow(Draft& draft, const Placed& at, const mark::Flow& flow) {
  const auto* field = std::get_if<VectorsData>(flow.buffer.get());
  if (!field) return;
  const GridToPx px(at, field->x, field->y, field->rows, field->cols);
  flow.streamlines ? draw_streamlines(draft, at, flow, *field, px)
                   : draw_arrows(draft, at, flow, *field, px);
}

}  // namespace thalweg::parts
