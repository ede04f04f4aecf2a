// Tiles of costs in registers and the nearest cache, summed with a running peak.
#include "core/transport/tiled_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::transport {
namespace {

constexpr Index tile = 256;
constexpr double negligible = -45;  // against the largest exponent: e^-45 is 3e-20
using Lane = Eigen::Array<double, Eigen::Dynamic, 1, 0, tile, 1>;

// Costs from one point to a tile of others, whose coordinates lie side by side (d × m).
void costs_to(const Matrix& x, Index row, const Matrix& coordinates, Index first, Index count,
              PointCost kind, Lane& out) {
  out.setZero(count);
  for (Index k = 0; k < x.cols(); ++k) {
    out += (coordinates.row(k).segment(first, count).transpose().array() - x(row, k)).square();
  }
  if (kind == PointCost::half_squared) {
    out *= 0.5;
  } else {
    out = out.sqrt();
  }
}

// Adds Σ_j weight_j ∇C(x_row, y_j) of a tile to `sum` (d). The cost is given where it is needed.
void add_gradient(const Matrix& x, Index row, const Matrix& coordinates, Index first,
                  const Lane& cost, Lane weight, PointCost kind, Eigen::Ref<Vector> sum) {
  if (kind == PointCost::distance) weight = (cost > 0).select(weight / cost, 0);
  for (Index k = 0; k < x.cols(); ++k) {
    const auto y = coordinates.row(k).segment(first, cost.size()).transpose().array();
    sum[k] += (weight * (x(row, k) - y)).sum();
  }
}

Index row_grain(Index cols) {
  return std::max<Index>(1, (Index{1} << 16) / std::max<Index>(1, cols));
}

// Σ_j exp(h_j − C_ij / ε) as peak + log(sum), and Σ_j of the same weights times ∇C.
struct RowSum {
  double peak = -std::numeric_limits<double>::infinity();
  double sum = 0;
  Vector gradient;

  double log() const { return peak + std::log(sum); }
};

RowSum sum_row(const Matrix& x, Index row, const Matrix& coordinates, const Vector& h,
               double epsilon, PointCost kind, bool with_gradient) {
  RowSum out;
  if (with_gradient) out.gradient = Vector::Zero(x.cols());
  Lane cost, weight;
  for (Index j = 0; j < h.size(); j += tile) {
    const Index count = std::min(tile, h.size() - j);
    costs_to(x, row, coordinates, j, count, kind, cost);
    weight = h.segment(j, count).array() - cost / epsilon;
    const double peak = weight.maxCoeff();
    if (peak < out.peak + negligible) continue;
    if (peak > out.peak) {
      const double shrink = std::exp(out.peak - peak);
      out.sum *= shrink;
      if (with_gradient) out.gradient *= shrink;
      out.peak = peak;
    }
    weight = (weight - out.peak).exp();
    out.sum += weight.sum();
    if (with_gradient) {
      add_gradient(x, row, coordinates, j, cost, weight, kind, out.gradient);
    }
  }
  return out;
}

Vector log_weights(const Cloud& y, const Vector& g, double epsilon) {
  return y.masses.array().log() + g.array() / epsilon;
}

void check(const Matrix& x, const Cloud& y, double epsilon) {
  THALWEG_ASSERT(x.cols() == y.points.cols() && y.points.rows() == y.masses.size());
  THALWEG_ASSERT(epsilon > 0 && y.masses.size() > 0);
}

}  // namespace

Cloud uniform_cloud(Matrix points) {
  const Index n = points.rows();
  return {std::move(points), Vector::Constant(n, 1.0 / static_cast<double>(n))};
}

Vector soft_transform(const Matrix& x, const Cloud& y, const Vector& g, double epsilon,
                      PointCost cost) {
  check(x, y, epsilon);
  const Matrix coordinates = y.points.transpose();
  const Vector h = log_weights(y, g, epsilon);
  Vector out(x.rows());
  parallel_for(x.rows(), row_grain(h.size()), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      out[i] = -epsilon * sum_row(x, i, coordinates, h, epsilon, cost, false).log();
    }
  });
  return out;
}

Matrix soft_gradient(const Matrix& x, const Cloud& y, const Vector& g, double epsilon,
                     PointCost cost) {
  check(x, y, epsilon);
  const Matrix coordinates = y.points.transpose();
  const Vector h = log_weights(y, g, epsilon);
  Matrix out(x.rows(), x.cols());
  parallel_for(x.rows(), row_grain(h.size()), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const RowSum row = sum_row(x, i, coordinates, h, epsilon, cost, true);
      out.row(i) = (row.gradient / row.sum).transpose();
    }
  });
  return out;
}

Vector mean_cost(const Matrix& x, const Cloud& y, PointCost kind, Matrix* gradient) {
  check(x, y, 1);
  const Matrix coordinates = y.points.transpose();
  Vector out(x.rows());
  if (gradient) gradient->resize(x.rows(), x.cols());
  parallel_for(x.rows(), row_grain(y.masses.size()), [&](Index begin, Index end) {
    Lane cost;
    Vector slope(x.cols());
    for (Index i = begin; i < end; ++i) {
      out[i] = 0;
      slope.setZero();
      for (Index j = 0; j < y.masses.size(); j += tile) {
        const Index count = std::min(tile, y.masses.size() - j);
        const Lane masses = y.masses.segment(j, count).array();
        costs_to(x, i, coordinates, j, count, kind, cost);
        out[i] += (masses * cost).sum();
        if (gradient) add_gradient(x, i, coordinates, j, cost, masses, kind, slope);
      }
      if (gradient) gradient->row(i) = slope.transpose();
    }
  });
  return out;
}

}  // namespace thalweg::transport
