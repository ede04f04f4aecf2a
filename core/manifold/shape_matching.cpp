// The losses and their gradients, one direction of the pair at a time.
#include "core/manifold/shape_matching.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::manifold {
namespace {

/// One surface with what flows back to it.
struct Side {
  const MatchingSide& given;
  Matrix raw, features;        // before and after scaling rows to unit length
  Matrix coefficients;         // Φ⁺ features
  Matrix to_features, to_map;  // gradients; to_map: of the functional map that starts here
};

Side side_of(const MatchingSide& given, const Matrix& weights) {
  Side out{given, given.descriptors * weights, {}, {}, {}, {}};
  out.features = unit_rows(out.raw);
  out.coefficients = given.basis.coefficients(out.features);
  out.to_features = Matrix::Zero(out.raw.rows(), out.raw.cols());
  return out;
}

SpectralFeatures between(const Side& from, const Side& to) {
  return {from.coefficients, to.coefficients, from.given.basis.values, to.given.basis.values};
}

/// ‖F‖² / k added to the value; 2 F / k returned.
Matrix square(const Matrix& f, double& value) {
  const double k = static_cast<double>(f.rows());
  value += f.squaredNorm() / k;
  return 2 / k * f;
}

Matrix minus_identity(Matrix a) {
  a.diagonal().array() -= 1;
  return a;
}

void functional_losses(const MatchingOptions& options, Side& x, Side& y, Matching& out) {
  const double w = options.functional;
  const Matrix there = square(minus_identity(out.c_xy * out.c_yx), out.functional);
  const Matrix back = square(minus_identity(out.c_yx * out.c_xy), out.functional);
  const Matrix turn_x = square(minus_identity(out.c_xy.transpose() * out.c_xy), out.functional);
  const Matrix turn_y = square(minus_identity(out.c_yx.transpose() * out.c_yx), out.functional);
  x.to_map =
      w * (there * out.c_yx.transpose() + out.c_yx.transpose() * back + 2 * out.c_xy * turn_x);
  y.to_map =
      w * (out.c_xy.transpose() * there + back * out.c_xy.transpose() + 2 * out.c_yx * turn_y);
}

/// Φ_to⁺ Π Φ_from.
Matrix spectral(const Matrix& point_map, const Side& from, const Side& to) {
  return to.given.basis.coefficients(point_map * from.given.basis.functions);
}

/// Adds the gradient of a loss of Π through Π = softmax(F_to F_fromᵀ / τ).
void through_soft_map(const Matrix& map, Matrix to_map, double temperature, Side& from, Side& to) {
  parallel_for(map.rows(), 64, [&](std::int64_t begin, std::int64_t end) {
    for (Index i = begin; i < end; ++i) {
      const double mean = map.row(i).dot(to_map.row(i));
      to_map.row(i) = map.row(i).array() * (to_map.row(i).array() - mean) / temperature;
    }
  });
  to.to_features.noalias() += to_map * from.features;
  from.to_features.noalias() += to_map.transpose() * to.features;
}

/// Coupling and transport of the point map to → from, whose functional map C goes from → to.
void soft_map_losses(const MatchingOptions& options, const Matrix& c, Side& from, Side& to,
                     bool with_gradient, Matching& out) {
  if (options.coupling == 0 && !options.distance) return;
  const Matrix map = soft_point_map(to.features, from.features, options.temperature);
  const Matrix away = square(c - spectral(map, from, to), out.coupling);
  from.to_map += options.coupling * away;
  Matrix to_map;
  if (with_gradient) {
    to_map = (to.given.basis.masses.asDiagonal() * (to.given.basis.functions * away)) *
             (-options.coupling * from.given.basis.functions.transpose());
  }
  if (options.distance) {
    const CloudLoss loss = options.distance(to.features, map * from.features);
    out.transport += loss.value;
    if (with_gradient) {
      to.to_features += options.transport * loss.source_gradient;
      const Matrix pulled = options.transport * loss.target_gradient;
      to_map.noalias() += pulled * from.features.transpose();
      from.to_features.noalias() += map.transpose() * pulled;
    }
  }
  if (with_gradient) through_soft_map(map, std::move(to_map), options.temperature, from, to);
}

/// Gradient in the weights, through coefficients and the scaling of rows.
Matrix weights_gradient(Side& side, const Matrix& to_coefficients) {
  const LaplaceBasis& basis = side.given.basis;
  side.to_features += basis.masses.asDiagonal() * (basis.functions * to_coefficients);
  for (Index i = 0; i < side.raw.rows(); ++i) {
    const double length = side.raw.row(i).norm();
    if (length == 0) continue;
    const double along = side.to_features.row(i).dot(side.features.row(i));
    side.to_features.row(i) = (side.to_features.row(i) - along * side.features.row(i)) / length;
  }
  return side.given.descriptors.transpose() * side.to_features;
}

}  // namespace

Matrix unit_rows(const Matrix& a) {
  Matrix out = a;
  for (Index i = 0; i < a.rows(); ++i) {
    const double length = a.row(i).norm();
    if (length > 0) out.row(i) /= length;
  }
  return out;
}

Matrix soft_point_map(const Matrix& from, const Matrix& to, double temperature) {
  THALWEG_ASSERT(temperature > 0);
  Matrix out(from.rows(), to.rows());
  parallel_for(from.rows(), 64, [&](std::int64_t begin, std::int64_t end) {
    auto rows = out.middleRows(begin, end - begin);
    rows.noalias() = from.middleRows(begin, end - begin) * to.transpose();
    for (Index i = 0; i < rows.rows(); ++i) {
      const double most = rows.row(i).maxCoeff();
      rows.row(i) = ((rows.row(i).array() - most) / temperature).exp();
      rows.row(i) /= rows.row(i).sum();
    }
  });
  return out;
}

Matching match(const MatchingPair& pair, const Matrix& weights, const MatchingOptions& options,
               bool with_gradient) {
  Side x = side_of(pair.x, weights), y = side_of(pair.y, weights);
  const SpectralFeatures there = between(x, y), back = between(y, x);
  Matching out;
  if (with_gradient) out.gradient = Matrix::Zero(weights.rows(), weights.cols());
  out.c_xy = functional_map(there, options.alpha);
  out.c_yx = functional_map(back, options.alpha);
  functional_losses(options, x, y, out);
  soft_map_losses(options, out.c_xy, x, y, with_gradient, out);
  if (options.stop && options.stop()) return out;
  soft_map_losses(options, out.c_yx, y, x, with_gradient, out);
  if (options.stop && options.stop()) return out;
  if (options.target_plan.size() > 0) {
    const Matrix wanted = spectral(options.target_plan, x, y);
    x.to_map += options.refinement * square(out.c_xy - wanted, out.refinement);
  }
  out.total = options.functional * out.functional + options.coupling * out.coupling +
              options.transport * out.transport + options.refinement * out.refinement;
  if (with_gradient) {
    const FeatureGradient a = functional_map_gradient(there, options.alpha, out.c_xy, x.to_map);
    const FeatureGradient b = functional_map_gradient(back, options.alpha, out.c_yx, y.to_map);
    out.gradient = weights_gradient(x, a.x + b.y) + weights_gradient(y, a.y + b.x);
  }
  out.features_x = std::move(x.features), out.features_y = std::move(y.features);
  return out;
}

}  // namespace thalweg::manifold
