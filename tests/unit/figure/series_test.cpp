// Series over clocks, and decimation.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/rng.hpp"
#include "core/figure/decimate.hpp"

namespace thalweg {
namespace {

AxisTransform linear_axis(double lo, double hi, double px_lo, double px_hi) {
  return {Scale::linear, {lo, hi}, px_lo, px_hi};
}

/// Compares what is drawn of a series with blocks and of the same values without.
void check_blocks(const Series& blocks, const Series& plain) {
  for (const Scale scale : {Scale::linear, Scale::log}) {
    for (const Range zoom : {Range{0, 75000}, {30000.3, 30900.7}, {45000, 60000}}) {
      const AxisTransform px{Scale::linear, zoom, 0, 700}, py{scale, {0.5, 100}, 400, 0};
      std::map<long, std::pair<double, double>> truth, seen;
      const auto gather = [](auto& map, const auto& pieces) {
        for (const auto& piece : pieces) {
          for (const Point2& p : piece) {
            auto& range = map.try_emplace(std::lround(p.x / 2), p.y, p.y).first->second;
            range = {std::min(range.first, p.y), std::max(range.second, p.y)};
          }
        }
      };
      const auto fast = decimated(blocks, px, py), slow = decimated(plain, px, py);
      CAPTURE(scale, zoom.lo, zoom.hi);
      CHECK(fast.size() == slow.size());
      gather(truth, slow), gather(seen, fast);
      std::size_t different = 0;
      for (const auto& [column, range] : truth) {
        // A block may reach half a px into the next column.
        const auto at = seen.find(column);
        different += at == seen.end() || std::abs(at->second.first - range.first) > 8 ||
                     std::abs(at->second.second - range.second) > 8;
      }
      CHECK(different <= 2);
      const auto [first, last] = visible_part(blocks, zoom);
      const SeriesExtent a = extent_of(blocks, first, last), b = extent_of(plain, first, last);
      CHECK(a.drawn == b.drawn);
      CHECK(a.non_finite == b.non_finite);
      CHECK(a.not_positive == b.not_positive);
      CHECK(a.least_positive == b.least_positive);
      CHECK(a.y == b.y);
      CHECK(a.x == b.x);
    }
  }
}

}  // namespace

TEST_CASE("A decimated series keeps every pixel column's extremes with at most four points",
          "[figure]") {
  std::vector<double> x, y;
  Rng rng(3);
  for (int i = 0; i < 200000; ++i) x.push_back(i), y.push_back(rng.normal());
  const AxisTransform px = linear_axis(0, 199999, 0, 500), py = linear_axis(-6, 6, 300, 0);
  std::map<long, std::pair<double, double>> truth, seen;
  const auto note = [](auto& map, long column, double value) {
    auto& range = map.try_emplace(column, value, value).first->second;
    range = {std::min(range.first, value), std::max(range.second, value)};
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    note(truth, std::lround(std::floor(px.to_px(x[i]))), py.to_px(y[i]));
  }
  const auto pieces = decimated(Series(x, y), px, py);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].size() <= 4 * 501);
  for (const Point2& p : pieces[0]) note(seen, std::lround(std::floor(p.x)), p.y);
  for (const auto& [column, range] : truth) {
    REQUIRE(seen.at(column).first == Approx(range.first));
    REQUIRE(seen.at(column).second == Approx(range.second));
  }
}

TEST_CASE("Values that are not finite, or not positive on a log axis, break the line", "[figure]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Series series({0, 1, 2, 3, 4, 5, 6}, {1, 2, nan, 3, 0, -1, 4});
  const AxisTransform x = linear_axis(0, 6, 0, 600);
  AxisTransform y = linear_axis(0.1, 10, 100, 0);
  CHECK(decimated(series, x, y).size() == 2);
  y.scale = Scale::log;
  CHECK(decimated(series, x, y).size() == 3);
  const SeriesExtent extent = extent_of(series, 0, series.size());
  CHECK(extent.non_finite == 1);
  CHECK(extent.not_positive == 2);
  CHECK(extent.least_positive == 1);
  CHECK(extent.drawn == 6);
}

TEST_CASE("A long trace or curve read in blocks is the same line as its samples", "[figure]") {
  TraceRecorder recorder, clock;
  std::vector<double> x, y;
  Rng rng(5);
  for (int i = 0; i < 300000; ++i) {
    // A step is missing now and then, a value is not finite, a stretch is negative.
    if (i % 977 == 5) continue;
    const bool bad = i == 123456;
    const double value = bad ? std::numeric_limits<double>::infinity()
                             : rng.normal() + (i > 200000 && i < 210000 ? -50 : 50);
    recorder.append(i, value), clock.append(i, 0.25 * i);
    x.push_back(0.25 * i), y.push_back(value - 1);
  }
  const Series plain(x, y);
  check_blocks(Series(recorder.trace(), clock.trace(), 1), plain);
  const auto levels = std::make_shared<const CurveLevels>(x, y);
  const auto xs = std::make_shared<const std::vector<double>>(x);
  const auto ys = std::make_shared<const std::vector<double>>(y);
  check_blocks(Series(xs, ys, levels), plain);
}

TEST_CASE("A curve whose x turn back has no blocks", "[figure]") {
  std::vector<double> x(1000), y(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  CHECK(CurveLevels(x, y).block(0, 0) != nullptr);
  x[500] = 3;
  CHECK_FALSE(CurveLevels(x, y).increasing());
  CHECK(CurveLevels(x, y).block(0, 0) == nullptr);
}

TEST_CASE("A zoomed line still reaches both edges", "[figure]") {
  std::vector<double> x, y;
  for (int i = 0; i < 100; ++i) x.push_back(i), y.push_back(i);
  const AxisTransform px = linear_axis(40.5, 41.5, 0, 100), py = linear_axis(0, 100, 100, 0);
  const auto pieces = decimated(Series(x, y), px, py);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].front().x < 0);
  CHECK(pieces[0].back().x > 100);
}

TEST_CASE("A series over seconds takes its x from the clock at the same step", "[figure]") {
  TraceRecorder values, clock;
  for (int k = 0; k < 10; ++k) clock.append(k, 0.5 * k);
  for (int k = 0; k < 10; k += 3) values.append(k, 100.0 + k);
  const Series series(values.trace(), clock.trace(), 100);
  REQUIRE(series.size() == 4);
  CHECK(series.x(3) == 4.5);
  CHECK(series.y(3) == 9);
}

TEST_CASE("Axis transforms are inverse to themselves on every scale", "[figure]") {
  for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
    const Range range = scale == Scale::log ? Range{1e-9, 1e3} : Range{-20, 1000};
    const AxisTransform axis{scale, range, 40, 740};
    for (double px = 40; px <= 740; px += 50) CHECK(axis.to_px(axis.to_data(px)) == Approx(px));
    CHECK(axis.to_px(range.lo) == Approx(40));
    CHECK(axis.to_px(range.hi) == Approx(740));
  }
}

TEST_CASE("A line that leaves for 1e17 px is cut, where it is seen it stays", "[figure]") {
  const Rect area{40, 10, 300, 200};
  const std::vector<Point2> seen{{50, 20}, {60, 150}, {330, 90}};
  const auto same = cut_to_surroundings({seen}, area);
  REQUIRE(same.size() == 1);
  CHECK(same[0].size() == 3);

  const double far = 1e17;
  const auto parts = cut_to_surroundings(
      {{{50, 20}, {60, 150}, {60, far}, {70, far}, {70, 90}, {far, 90}, {far, -far}}}, area);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].front().x == 50);
  CHECK(parts[0][1].y == 150);
  CHECK(parts[1][1].y == 90);
  for (const auto& part : parts) {
    for (const Point2& p : part) {
      CHECK(std::abs(p.x) < 3000);
      CHECK(std::abs(p.y) < 3000);
    }
    // What is left of the segment from (60, 150) on is still upright.
    CHECK(part.size() >= 3);
  }
  CHECK(parts[0].back().x == Approx(60));
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(cut_to_surroundings({{{50, 20}, {infinite, 30}}}, area).empty());
}

}  // namespace thalweg
