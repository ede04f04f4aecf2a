// Closed forms of the mixture, all by log-sum-exp over its components.
#include "core/transport/schroedinger_bridge.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

// Turns logits (n × K) into shares of sum 1 a row; returns the logarithms of the sums.
Vector take_softmax(Matrix& logits) {
  Vector sums(logits.rows());
  for (Index i = 0; i < logits.rows(); ++i) {
    const double peak = logits.row(i).maxCoeff();
    logits.row(i) = (logits.row(i).array() - peak).exp();
    const double sum = logits.row(i).sum();
    logits.row(i) /= sum;
    sums[i] = peak + std::log(sum);
  }
  return sums;
}

// Logits of the components behind c(x): log α + (xᵀ S x + 2 rᵀ x) / 2ε.
Matrix source_logits(const BridgeMixture& mixture, double epsilon, const Matrix& at) {
  const Matrix scales = mixture.log_scales.array().exp();
  Matrix logits = at.cwiseProduct(at) * (scales / (2 * epsilon)).transpose();
  logits.noalias() += at * (mixture.centres / epsilon).transpose();
  logits.rowwise() += mixture.log_weights.transpose();
  return logits;
}

// log α + log N(x | r, ε S).
Matrix target_logits(const BridgeMixture& mixture, double epsilon, const Matrix& at) {
  const Matrix scales = mixture.log_scales.array().exp();
  Matrix logits(at.rows(), mixture.components());
  const double log_unit = std::log(2 * std::numbers::pi * epsilon);
  for (Index k = 0; k < mixture.components(); ++k) {
    const double volume =
        mixture.log_scales.row(k).sum() + static_cast<double>(at.cols()) * log_unit;
    for (Index i = 0; i < at.rows(); ++i) {
      double squares = 0;
      for (Index j = 0; j < at.cols(); ++j) {
        const double away = at(i, j) - mixture.centres(k, j);
        squares += away * away / scales(k, j);
      }
      logits(i, k) = mixture.log_weights[k] - 0.5 * (squares / epsilon + volume);
    }
  }
  return logits;
}

// Logits of the components behind E[x₁ | x_t = x], without what all of them share; `precision` is
// A = t/(1 − t) + 1/S.
Matrix moment_logits(const BridgeMixture& mixture, double epsilon, const Matrix& at, double t,
                     const Matrix& precision) {
  const Matrix scales = mixture.log_scales.array().exp();
  Matrix logits(at.rows(), mixture.components());
  for (Index k = 0; k < mixture.components(); ++k) {
    for (Index i = 0; i < at.rows(); ++i) {
      double sum = mixture.log_weights[k];
      for (Index j = 0; j < at.cols(); ++j) {
        const double r = mixture.centres(k, j), s = scales(k, j);
        const double pull = at(i, j) / (1 - t) + r / s;
        sum += (pull * pull / precision(k, j) - r * r / s) / (2 * epsilon) -
               0.5 * std::log(s * precision(k, j));
      }
      logits(i, k) = sum;
    }
  }
  return logits;
}

// The first component at which the running share exceeds u.
Index component_at(const Eigen::Ref<const Eigen::RowVectorXd>& shares, double u) {
  double sum = 0;
  for (Index k = 0; k + 1 < shares.size(); ++k) {
    sum += shares[k];
    if (u < sum) return k;
  }
  return shares.size() - 1;
}

}  // namespace

BridgeMixture start_mixture(Index components, const Matrix& target, Rng rng) {
  THALWEG_ASSERT(components > 0 && target.rows() > 0);
  BridgeMixture out{Vector::Zero(components), Matrix(components, target.cols()),
                    Matrix::Constant(components, target.cols(), std::log(0.1))};
  const auto order = rng.permutation(static_cast<std::uint32_t>(target.rows()));
  for (Index k = 0; k < components; ++k) {
    out.centres.row(k) = target.row(order[static_cast<std::size_t>(k) % order.size()]);
  }
  return out;
}

Vector flattened(const BridgeMixture& mixture) {
  const Index k = mixture.components(), size = mixture.centres.size();
  Vector flat(k + 2 * size);
  flat.head(k) = mixture.log_weights;
  flat.segment(k, size) = Eigen::Map<const Vector>(mixture.centres.data(), size);
  flat.tail(size) = Eigen::Map<const Vector>(mixture.log_scales.data(), size);
  return flat;
}

void take_flat(const Vector& flat, BridgeMixture& mixture) {
  const Index k = mixture.components(), size = mixture.centres.size();
  THALWEG_ASSERT(flat.size() == k + 2 * size);
  mixture.log_weights = flat.head(k);
  Eigen::Map<Vector>(mixture.centres.data(), size) = flat.segment(k, size);
  Eigen::Map<Vector>(mixture.log_scales.data(), size) =
      flat.tail(size).cwiseMax(least_log_scale).cwiseMin(largest_log_scale);
}

Vector log_normaliser(const BridgeMixture& mixture, double epsilon, const Matrix& at) {
  Matrix logits = source_logits(mixture, epsilon, at);
  return take_softmax(logits);
}

double bridge_loss(const BridgeMixture& mixture, double epsilon, const Matrix& source,
                   const Matrix& target, Vector* gradient) {
  const auto n = static_cast<double>(source.rows()), m = static_cast<double>(target.rows());
  Matrix u = source_logits(mixture, epsilon, source), w = target_logits(mixture, epsilon, target);
  const double loss = take_softmax(u).sum() / n - take_softmax(w).sum() / m;
  if (!gradient) return loss;
  const Vector u_mean = u.colwise().sum().transpose() / n;
  const Vector w_mean = w.colwise().sum().transpose() / m;
  const Matrix scales = mixture.log_scales.array().exp();
  const Matrix precision = (epsilon * scales).cwiseInverse();
  const Matrix first = w.transpose() * target / m;
  const Matrix second = w.transpose() * target.cwiseProduct(target) / m;
  // Σ w (x − r) and Σ w (x − r)².
  const Matrix shifted = first - w_mean.asDiagonal() * mixture.centres;
  const Matrix squares = second - mixture.centres.cwiseProduct(first + shifted);
  const Matrix centres = u.transpose() * source / (n * epsilon) - shifted.cwiseProduct(precision);
  Matrix scaling =
      scales.cwiseProduct(u.transpose() * source.cwiseProduct(source)) / (2 * n * epsilon);
  scaling -= 0.5 * squares.cwiseProduct(precision);
  scaling.colwise() += 0.5 * w_mean;
  *gradient = flattened({u_mean - w_mean, centres, scaling});
  return loss;
}

ComponentEnds component_ends(const BridgeMixture& mixture, double epsilon, const Matrix& source) {
  Matrix u = source_logits(mixture, epsilon, source);
  take_softmax(u);
  const Vector sums = u.colwise().sum().transpose();
  const Matrix begin = u.transpose() * source;
  ComponentEnds out{sums / static_cast<double>(source.rows()), mixture.centres};
  for (Index k = 0; k < sums.size(); ++k) {
    if (!(sums[k] > 0)) continue;
    out.means.row(k).array() +=
        mixture.log_scales.row(k).array().exp() * begin.row(k).array() / sums[k];
  }
  return out;
}

Matrix mean_end(const BridgeMixture& mixture, double epsilon, const Matrix& at, double t) {
  THALWEG_ASSERT(t >= 0 && t < 1);
  const Matrix inverse = (-mixture.log_scales.array()).exp();
  const Matrix precision = (inverse.array() + t / (1 - t)).matrix();
  Matrix shares = moment_logits(mixture, epsilon, at, t, precision);
  take_softmax(shares);
  // Of a component: (x / (1 − t) + r / S) / A.
  const Matrix offset = mixture.centres.cwiseProduct(inverse).cwiseQuotient(precision);
  const Matrix slope = precision.cwiseInverse() / (1 - t);
  return shares * offset + at.cwiseProduct(shares * slope);
}

Matrix bridge_drift(const BridgeMixture& mixture, double epsilon, const Matrix& at, double t) {
  return (mean_end(mixture, epsilon, at, t) - at) / (1 - t);
}

Matrix sample_ends(const BridgeMixture& mixture, double epsilon, const Matrix& source, Rng& rng) {
  Matrix shares = source_logits(mixture, epsilon, source);
  take_softmax(shares);
  const Matrix scales = mixture.log_scales.array().exp();
  Matrix out(source.rows(), source.cols());
  for (Index i = 0; i < source.rows(); ++i) {
    const Index k = component_at(shares.row(i), rng.uniform());
    for (Index j = 0; j < source.cols(); ++j) {
      const double s = scales(k, j);
      out(i, j) = mixture.centres(k, j) + s * source(i, j) + std::sqrt(epsilon * s) * rng.normal();
    }
  }
  return out;
}

std::vector<Matrix> bridge_paths(const Matrix& source, const Matrix& ends, double epsilon,
                                 int steps, Rng& rng) {
  THALWEG_ASSERT(steps >= 1 && source.rows() == ends.rows());
  std::vector<Matrix> path{source};
  for (int k = 1; k < steps; ++k) {
    // From x at s to t, on the way to the end at 1.
    const double s = (k - 1.0) / steps, t = static_cast<double>(k) / steps;
    const double share = (t - s) / (1 - s);
    const double deviation = std::sqrt(epsilon * (t - s) * (1 - t) / (1 - s));
    Matrix next = path.back() + share * (ends - path.back());
    for (Index i = 0; i < next.size(); ++i) next.data()[i] += deviation * rng.normal();
    path.push_back(std::move(next));
  }
  path.push_back(ends);
  return path;
}

}  // namespace thalweg::transport
