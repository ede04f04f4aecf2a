// Tracing with a grid of held cells.
#include "core/figure/streamlines.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace thalweg {
namespace {

class Tracer {
 public:
  Tracer(const VectorsData& field, int rows, int cols)
      : field_(field), rows_(rows), cols_(cols), held_(static_cast<std::size_t>(rows * cols), 0) {
    width_ = static_cast<double>(field.cols - 1), height_ = static_cast<double>(field.rows - 1);
    // A px of the picture covers this many units of the data along each axis.
    scale_x_ = field.x.hi > field.x.lo ? width_ / (field.x.hi - field.x.lo) : 1;
    scale_y_ = field.y.hi > field.y.lo ? height_ / (field.y.hi - field.y.lo) : 1;
  }

  std::vector<Streamline> run() {
    std::vector<Streamline> lines;
    for (const Point2& seed : seeds()) {
      if (held_[cell(seed)] != 0) continue;
      ++number_;
      std::vector<std::size_t> taken;
      Streamline line = trace(seed, taken);
      if (long_enough(line)) {
        lines.push_back(std::move(line));
        continue;
      }
      for (const std::size_t place : taken) held_[place] = 0;
    }
    return lines;
  }

 private:
  /// Cell centres from the outside in: lines that cross the field come before short ones.
  std::vector<Point2> seeds() const {
    std::vector<Point2> list;
    for (int ring = 0; 2 * ring < std::max(rows_, cols_); ++ring) {
      for (int i = 0; i < rows_; ++i) {
        for (int j = 0; j < cols_; ++j) {
          if (std::min({i, j, rows_ - 1 - i, cols_ - 1 - j}) != ring) continue;
          list.push_back({(j + 0.5) / cols_ * width_, (i + 0.5) / rows_ * height_});
        }
      }
    }
    return list;
  }

  bool inside(Point2 p) const { return p.x >= 0 && p.x <= width_ && p.y >= 0 && p.y <= height_; }

  std::size_t cell(Point2 p) const {
    const int j = std::min(cols_ - 1, static_cast<int>(p.x / width_ * cols_));
    const int i = std::min(rows_ - 1, static_cast<int>(p.y / height_ * rows_));
    return static_cast<std::size_t>(i * cols_ + j);
  }

  double sample(const std::vector<double>& values, Point2 p) const {
    const auto j = std::min(static_cast<std::int64_t>(p.x), field_.cols - 2);
    const auto i = std::min(static_cast<std::int64_t>(p.y), field_.rows - 2);
    const double a = p.x - static_cast<double>(j), b = p.y - static_cast<double>(i);
    const auto k = static_cast<std::size_t>(i * field_.cols + j);
    const auto below = k + static_cast<std::size_t>(field_.cols);
    return (1 - b) * ((1 - a) * values[k] + a * values[k + 1]) +
           b * ((1 - a) * values[below] + a * values[below + 1]);
  }

  /// Direction in the unit square of the picture, of length 1; none where the field stands still.
  std::optional<Point2> direction(Point2 p) const {
    if (!inside(p)) return std::nullopt;
    const double u = sample(field_.u, p) * scale_x_ / width_;
    const double v = sample(field_.v, p) * scale_y_ / height_;
    const double length = std::hypot(u, v);
    if (!(length > 0) || !std::isfinite(length)) return std::nullopt;
    return Point2{u / length, v / length};
  }

  Point2 moved(Point2 p, Point2 way, double step) const {
    return {p.x + step * way.x * width_, p.y + step * way.y * height_};
  }

  /// Whether the line has come round to where it began.
  bool closes(Point2 p, Point2 start, double step) const {
    return std::hypot((p.x - start.x) / width_, (p.y - start.y) / height_) < 0.75 * std::abs(step);
  }

  /// One way from `p`; the cells that it comes to hold are added to `taken`.
  std::vector<Point2> follow(Point2 p, double step, std::vector<std::size_t>& taken) {
    constexpr int most_steps = 4000;
    std::vector<Point2> points{p};
    for (int k = 0; k < most_steps; ++k) {
      const auto first = direction(p);
      if (!first) break;
      const auto middle = direction(moved(p, *first, step / 2));
      if (!middle) break;
      p = moved(p, *middle, step);
      if (!inside(p)) break;
      if (k > 8 && closes(p, points.front(), step)) {
        points.push_back(points.front());
        break;
      }
      const std::size_t place = cell(p);
      if (held_[place] != 0 && held_[place] != number_) break;
      if (held_[place] == 0) {
        held_[place] = number_;
        taken.push_back(place);
        came_ = 0;
      }
      // Round and round in its own cells: closed.
      if (++came_ > most_in_own) break;
      points.push_back(p);
    }
    return points;
  }

  Streamline trace(Point2 seed, std::vector<std::size_t>& taken) {
    const double step = 0.25 / std::max(rows_, cols_);
    held_[cell(seed)] = number_;
    taken.push_back(cell(seed));
    came_ = 0;
    const std::vector<Point2> ahead = follow(seed, step, taken);
    came_ = 0;
    const Point2 end = ahead.back();
    const bool closed = ahead.size() > 2 && end.x == seed.x && end.y == seed.y;
    const std::vector<Point2> behind = closed ? std::vector{seed} : follow(seed, -step, taken);
    Streamline line;
    line.points.assign(behind.rbegin(), behind.rend());
    line.points.insert(line.points.end(), ahead.begin() + 1, ahead.end());
    for (const Point2& p : line.points) {
      line.mean_speed += std::hypot(sample(field_.u, p), sample(field_.v, p)) /
                         static_cast<double>(line.points.size());
    }
    return line;
  }

  bool long_enough(const Streamline& line) const {
    double length = 0;
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      length += std::hypot((line.points[i].x - line.points[i - 1].x) / width_,
                           (line.points[i].y - line.points[i - 1].y) / height_);
    }
    return line.points.size() > 1 && length >= 0.1;
  }

  static constexpr int most_in_own = 24;

  const VectorsData& field_;
  int rows_, cols_, number_ = 0, came_ = 0;
  std::vector<int> held_;  // 0 = free, else the line's number
  double width_ = 1, height_ = 1, scale_x_ = 1, scale_y_ = 1;
};

}  // namespace

std::vector<Streamline> streamlines(const VectorsData& field, int rows, int cols) {
  const auto size = static_cast<std::size_t>(std::max<std::int64_t>(0, field.rows * field.cols));
  if (field.rows < 2 || field.cols < 2 || field.u.size() != size || field.v.size() != size)
    return {};
  return Tracer(field, rows, cols).run();
}

}  // namespace thalweg
