// Examples and pictures of covariances.
#include "core/kits/covariances.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/data/digits.hpp"

namespace thalweg::manifold {
namespace {

constexpr int picture_side = 128;

/// Largest standard deviation in any direction of any leading block.
double widest(const std::vector<Matrix>& points) {
  double most = 0;
  for (const Matrix& point : points) most = std::max(most, eigh(leading(point)).values[1]);
  return std::sqrt(std::max(most, 1e-300));
}

/// Ellipses as an image, the length `unit` almost to its edge.
std::vector<double> ellipses(const std::vector<Matrix>& points, const std::vector<int>& labels,
                             double unit) {
  constexpr int samples = 900;
  constexpr double centre = 0.5 * (picture_side - 1);
  std::vector<double> out(static_cast<std::size_t>(picture_side * picture_side), 0.0);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Matrix root = square_root(leading(points[i])) * (0.94 * centre / unit);
    const double bright = labels[i] == 0 ? 1 : 0.55;
    for (int k = 0; k < samples; ++k) {
      const double angle = 2 * std::numbers::pi * k / samples;
      const double across = centre + root(0, 0) * std::cos(angle) + root(0, 1) * std::sin(angle);
      const double down = centre - root(1, 0) * std::cos(angle) - root(1, 1) * std::sin(angle);
      const auto col = static_cast<int>(across), row = static_cast<int>(down);
      const double u = across - col, v = down - row;
      const double share[2][2] = {{(1 - v) * (1 - u), (1 - v) * u}, {v * (1 - u), v * u}};
      for (int a = 0; a < 2; ++a) {
        for (int b = 0; b < 2; ++b) {
          double& pixel = out[static_cast<std::size_t>((row + a) * picture_side + col + b)];
          pixel = std::max(pixel, bright * std::min(1.0, 1.6 * share[a][b]));
        }
      }
    }
  }
  return out;
}

template <class Data>
void add_in_cone(const Matrix& a, Data& out) {
  out.x.push_back(a(0, 0)), out.y.push_back(a(1, 1)), out.z.push_back(a(0, 1));
}

CurveData geodesic_in_cone(SpdMetric metric, const Matrix& a, const Matrix& b) {
  CurveData out;
  for (int k = 0; k <= 32; ++k) {
    add_in_cone(geodesic(metric, leading(a), leading(b), k / 32.0), out);
  }
  return out;
}

}  // namespace

LabelledSpd digit_regions(int count) {
  LabelledSpd out{{}, {}, 3};
  for (int i = 0; i < count; ++i) {
    const auto& image = data::digit(i % 3, i / 3);
    out.points.push_back(region_covariance(image.pixels, 8));
    out.labels.push_back(i % 3);
  }
  return out;
}

void observe_cone(const std::vector<Matrix>& points, const std::vector<int>& labels,
                  FrameBuilder& out) {
  PointsData cone;
  for (std::size_t i = 0; i < points.size(); ++i) {
    add_in_cone(points[i], cone);
    cone.value.push_back(labels[i]);
  }
  out.put("examples", std::move(cone));
  const std::size_t looked = std::min<std::size_t>(20, points.size());
  std::size_t first = 0, second = 0;
  double farthest = -1;
  for (std::size_t i = 0; i < looked; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double distance =
          distance_squared(SpdMetric::affine_invariant, leading(points[i]), leading(points[j]));
      if (distance > farthest) farthest = distance, first = i, second = j;
    }
  }
  const Matrix &a = points[first], &b = points[second];
  out.put("affine_path", geodesic_in_cone(SpdMetric::affine_invariant, a, b));
  out.put("log_path", geodesic_in_cone(SpdMetric::log_euclidean, a, b));
  out.put("bures_path", geodesic_in_cone(SpdMetric::bures_wasserstein, a, b));
}

CurveData spectrum_curve(const Matrix& a) {
  const Vector values = eigh(a).values.reverse();
  CurveData out;
  for (Index k = 0; k < values.size(); ++k) {
    out.x.push_back(static_cast<double>(k + 1)), out.y.push_back(values[k]);
  }
  return out;
}

CategoriesData condition_bars(const std::vector<Matrix>& before, const std::vector<Matrix>& after) {
  const auto median = [](const std::vector<Matrix>& points) {
    std::vector<double> list;
    for (const Matrix& point : points) {
      const Vector values = eigh(point).values;
      list.push_back(std::log10(values[values.size() - 1] / std::max(values[0], 1e-300)));
    }
    const auto middle = list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2);
    std::nth_element(list.begin(), middle, list.end());
    return *middle;
  };
  return {{"before", "after"}, {median(before), median(after)}};
}

CurveData mean_residuals(const SpdView& view, const std::vector<Matrix>& points) {
  const std::vector<Matrix> some(points.begin(),
                                 points.begin() + std::min<std::ptrdiff_t>(30, std::ssize(points)));
  const auto found = batch_statistics(view, deformed(view, some), 12);
  CurveData out;
  for (const double residual : found.residuals) {
    out.x.push_back(static_cast<double>(out.x.size()));
    out.y.push_back(std::max(residual, 1e-15));
  }
  return out;
}

ImagesData layer_picture(const SpdNetwork& network, const SpdStatistics& statistics,
                         const Vector& parameters, const std::vector<Matrix>& points,
                         const std::vector<int>& labels) {
  const std::vector<Matrix> some(points.begin(),
                                 points.begin() + std::min<std::ptrdiff_t>(12, std::ssize(points)));
  ImagesData out{picture_side, picture_side, {}};
  out.images.push_back({"before", ellipses(some, labels, widest(some))});
  if (!network.normalises) return out;
  const SpdView& view = network.view;
  const double s = network.extra_scale * parameters[parameters.size() - 1];
  const std::vector<Matrix> seen = deformed(view, some);
  std::vector<Matrix> centred, scaled, biased;
  for (const Matrix& v : centred_tangents(view.metric, seen, statistics.mean)) {
    centred.push_back(undeformed(view, from_identity(view.metric, v)));
  }
  for (const Matrix& v : network.unit_tangents(seen, statistics)) {
    scaled.push_back(undeformed(view, from_identity(view.metric, s * v)));
    biased.push_back(network.output(v, parameters));
  }
  const double unit = std::max({widest(centred), widest(scaled), widest(biased)});
  out.images.push_back({"centred", ellipses(centred, labels, unit)});
  out.images.push_back({"scaled", ellipses(scaled, labels, unit)});
  out.images.push_back({"biased", ellipses(biased, labels, unit)});
  return out;
}

CurveData needle_shift(const SpdView& view, const std::vector<Matrix>& points) {
  const Index n = std::min<Index>(points.at(0).rows(), 6);
  std::vector<Matrix> some;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, points.size()); ++i) {
    some.push_back(points[i].topLeftCorner(n, n));
  }
  SymmetricEigen needle = eigh(some[0]);
  CurveData out;
  Matrix first;
  for (int k = 0; k <= 6; ++k) {
    const Matrix mean = undeformed(view, frechet_mean(view.metric, deformed(view, some), 5).mean);
    if (k == 0) first = mean;
    out.x.push_back(std::pow(10.0, k));
    out.y.push_back(std::sqrt(distance_squared(SpdMetric::affine_invariant, first, mean)));
    needle.values[0] /= 10;
    some[0] = symmetric_function(needle, [](double x) { return x; });
  }
  return out;
}

optim::Domain BatchLoss::domain() const { return {-network_.start(), network_.start()}; }

double BatchLoss::value(const Vector& x) const {
  return network_.loss(inputs_, labels_, x, nullptr);
}

void BatchLoss::gradient(const Vector& x, Vector& out) const {
  network_.loss(inputs_, labels_, x, &out);
}

void BatchLoss::hessian_times(const Vector&, const Vector&, Vector&) const {
  throw Internal("The network on covariances has first derivatives only");
}

}  // namespace thalweg::manifold
