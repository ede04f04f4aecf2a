// Covariances with labels, made in code.
#include "core/manifold/spd_examples.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/math/symmetric_function.hpp"

namespace thalweg::manifold {
namespace {

Matrix normal_matrix(Index rows, Index cols, Rng& rng) {
  Matrix out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = rng.normal();
  return out;
}

/// The orthogonal matrix nearest to `a`: A (AᵀA)^{-1/2}.
Matrix nearest_orthogonal(const Matrix& a) { return a * power(a.transpose() * a, -0.5); }

}  // namespace

std::vector<Matrix> random_covariances(int count, Index n, double condition, Rng rng) {
  THALWEG_ASSERT(n >= 1 && condition >= 1);
  std::vector<Matrix> out;
  for (int i = 0; i < count; ++i) {
    SymmetricEigen eigen = eigh(symmetric_part(normal_matrix(n, n, rng)));
    for (double& value : eigen.values) value = std::pow(condition, rng.uniform() - 0.5);
    out.push_back(symmetric_function(eigen, [](double x) { return x; }));
  }
  return out;
}

LabelledSpd needles(int count, Index n, double condition, Rng rng) {
  THALWEG_ASSERT(count > 0 && n >= 2 && condition >= 1);
  constexpr double scatter = 0.35, stretch = 3;
  LabelledSpd out{{}, {}, 2};
  const Matrix axes[] = {nearest_orthogonal(normal_matrix(n, n, rng)),
                         nearest_orthogonal(normal_matrix(n, n, rng))};
  const double reach = 0.5 * std::log(condition);
  for (int i = 0; i < count; ++i) {
    const int label = i % 2;
    const Matrix turned = nearest_orthogonal(axes[label] + scatter * normal_matrix(n, n, rng));
    Vector values(n);
    for (Index k = 0; k < n; ++k) {
      const double u = reach * rng.uniform();
      values[k] = std::exp(2 * k < n ? u : -u);
    }
    Matrix point = turned * values.asDiagonal() * turned.transpose();
    point.row(0) *= stretch, point.col(0) *= stretch;
    out.points.push_back(symmetric_part(point));
    out.labels.push_back(label);
  }
  return out;
}

LabelledSpd signals(int count, Index n, Rng rng) {
  THALWEG_ASSERT(count > 0 && n >= 2);
  constexpr double memory = 0.7, own_share = 0.35;
  LabelledSpd out{{}, {}, 3};
  const Matrix common = normal_matrix(n, n, rng);
  std::vector<Matrix> mixing;
  for (int c = 0; c < out.classes; ++c) {
    mixing.push_back(common + own_share * normal_matrix(n, n, rng));
  }
  const Index samples = 2 * n;
  for (int i = 0; i < count; ++i) {
    const int label = i % out.classes;
    const double loudness = std::exp(0.5 * rng.normal());
    Matrix sources(samples, n);
    Vector now = normal_matrix(n, 1, rng);
    for (Index t = 0; t < samples; ++t) {
      now = memory * now + std::sqrt(1 - memory * memory) * normal_matrix(n, 1, rng);
      sources.row(t) = now;
    }
    const Matrix seen = loudness * (sources * mixing[static_cast<std::size_t>(label)].transpose());
    out.points.push_back(symmetric_part(seen.transpose() * seen / static_cast<double>(samples)));
    out.labels.push_back(label);
  }
  return out;
}

Matrix region_covariance(std::span<const double> image, int side) {
  THALWEG_ASSERT(side >= 2 && image.size() == static_cast<std::size_t>(side * side));
  const double brightest = std::max(1e-300, *std::max_element(image.begin(), image.end()));
  const auto at = [&](int row, int col) {
    return image[static_cast<std::size_t>(row * side + col)] / brightest;
  };
  Matrix features(side * side, 5);
  for (int row = 0; row < side; ++row) {
    for (int col = 0; col < side; ++col) {
      const double here = at(row, col);
      const double across = at(row, std::min(col + 1, side - 1)) - here;
      const double down = at(std::min(row + 1, side - 1), col) - here;
      features.row(row * side + col) << here, std::abs(across), std::abs(down), col / (side - 1.0),
          row / (side - 1.0);
    }
  }
  features.rowwise() -= features.colwise().mean().eval();
  Matrix out = features.transpose() * features / static_cast<double>(side * side);
  out.diagonal().array() += 1e-3;
  return symmetric_part(out);
}

}  // namespace thalweg::manifold
