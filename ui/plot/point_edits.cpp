// Points are copied, changed and shared again: inputs are immutable.
#include "ui/plot/point_edits.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace thalweg::ui {
namespace {

constexpr std::size_t fewest_points = 2;

template <class T>
void erase_at(std::vector<T>& list, std::size_t index) {
  if (index < list.size()) list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
}

/// The sample nearest to x.
std::size_t nearest(const std::vector<double>& xs, double x) {
  const auto above = std::lower_bound(xs.begin(), xs.end(), x);
  const auto i = static_cast<std::size_t>(above - xs.begin());
  if (i == 0) return 0;
  return i < xs.size() && xs[i] - x < x - xs[i - 1] ? i : i - 1;
}

BufferPtr share(PointsData points) { return std::make_shared<const Buffer>(std::move(points)); }

}  // namespace

std::vector<std::int64_t> numbers_in_input(const PointsData& points,
                                           const std::vector<std::int64_t>& shown) {
  std::vector<std::int64_t> in_view;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (i >= points.mass.size() || points.mass[i] != 0) {
      in_view.push_back(static_cast<std::int64_t>(i));
    }
  }
  std::vector<std::int64_t> out;
  for (const std::int64_t k : shown) {
    if (k >= 0 && k < std::ssize(in_view)) out.push_back(in_view[static_cast<std::size_t>(k)]);
  }
  return out;
}

BufferPtr with_moved(const PointsData& points, std::int64_t index, double x, double y) {
  const auto i = static_cast<std::size_t>(index);
  if (index < 0 || i >= points.x.size()) return nullptr;
  PointsData moved = points;
  moved.x[i] = x;
  moved.y[i] = y;
  return share(std::move(moved));
}

BufferPtr with_shifted(const PointsData& points, const std::vector<std::int64_t>& which, double dx,
                       double dy) {
  PointsData shifted = points;
  bool any = false;
  for (const std::int64_t index : which) {
    const auto i = static_cast<std::size_t>(index);
    if (index < 0 || i >= points.x.size()) continue;
    shifted.x[i] += dx;
    shifted.y[i] += dy;
    any = true;
  }
  return any ? share(std::move(shifted)) : nullptr;
}

BufferPtr with_added(const PointsData& points, double x, double y) {
  PointsData more = points;
  more.x.push_back(x);
  more.y.push_back(y);
  if (!more.z.empty()) more.z.push_back(0);
  if (!more.label.empty()) more.label.emplace_back();
  if (!more.mass.empty()) {
    const double sum = std::accumulate(more.mass.begin(), more.mass.end(), 0.0);
    more.mass.push_back(sum / static_cast<double>(more.mass.size()));
  }
  return share(std::move(more));
}

BufferPtr without(const PointsData& points, const std::vector<std::int64_t>& which) {
  PointsData fewer = points;
  for (auto index = which.rbegin(); index != which.rend(); ++index) {
    const auto i = static_cast<std::size_t>(*index);
    if (*index < 0 || i >= fewer.x.size()) continue;
    erase_at(fewer.x, i);
    erase_at(fewer.y, i);
    erase_at(fewer.z, i);
    erase_at(fewer.mass, i);
    erase_at(fewer.label, i);
  }
  if (fewer.x.size() < fewest_points || fewer.x.size() == points.x.size()) return nullptr;
  return share(std::move(fewer));
}

void paint(CurveData& curve, double from_x, double from_y, double to_x, double to_y) {
  if (curve.x.empty() || curve.x.size() != curve.y.size()) return;
  const std::size_t from = nearest(curve.x, from_x), to = nearest(curve.x, to_x);
  for (std::size_t i = std::min(from, to); i <= std::max(from, to); ++i) {
    const double way = to_x - from_x;
    const double share = way == 0 ? 1 : std::clamp((curve.x[i] - from_x) / way, 0.0, 1.0);
    curve.y[i] = std::max(0.0, std::lerp(from_y, to_y, share));
  }
}

}  // namespace thalweg::ui
