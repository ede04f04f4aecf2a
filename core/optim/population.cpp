// Evolution of a normal distribution, and of a cloud towards its consensus.
#include "core/optim/population.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/rng.hpp"
#include "core/math/eigh.hpp"
#include "core/optim/settings.hpp"

namespace thalweg::optim {
namespace {

/// The k-th vector of n normal draws of a stream.
Vector normal_vector(double seed, std::int64_t k, Index n) {
  Vector out(n);
  for (Index i = 0; i < n; ++i) {
    out[i] = random_normal(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(k * n + i));
  }
  return out;
}

/// Table 1 of Hansen (2016).
struct CmaSettings {
  Index lambda, mu;
  Vector weights;
  double mu_eff, c_sigma, d_sigma, c_c, c_1, c_mu, chi;

  explicit CmaSettings(double n)
      : lambda(4 + static_cast<Index>(3 * std::log(n))), mu(lambda / 2), weights(mu) {
    for (Index i = 0; i < mu; ++i) {
      weights[i] =
          std::log((static_cast<double>(lambda) + 1) / 2) - std::log(static_cast<double>(i + 1));
    }
    weights /= weights.sum();
    mu_eff = 1 / weights.squaredNorm();
    c_sigma = (mu_eff + 2) / (n + mu_eff + 5);
    d_sigma = 1 + 2 * std::max(0.0, std::sqrt((mu_eff - 1) / (n + 1)) - 1) + c_sigma;
    c_c = (4 + mu_eff / n) / (n + 4 + 2 * mu_eff / n);
    c_1 = 2 / ((n + 1.3) * (n + 1.3) + mu_eff);
    c_mu = std::min(1 - c_1, 2 * (0.25 + mu_eff + 1 / mu_eff - 2) / ((n + 2) * (n + 2) + mu_eff));
    chi = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  }
};

}  // namespace

Work CmaEs::step(const Objective& f, Vector& x) {
  const Index n = x.size();
  const CmaSettings set(static_cast<double>(n));
  if (mean.size() != n || mean != x) {
    mean = x;
    covariance = Matrix::Identity(n, n).reshaped<Eigen::RowMajor>();
    path_sigma = path_c = Vector::Zero(n);
    sigma = first, generation = 0;
  }
  Matrix c = Matrix::Map(covariance.data(), n, n);
  const SymmetricEigen axes = eigh(c);
  const Vector root = axes.values.cwiseMax(0).cwiseSqrt();
  const auto along = [&](const Vector& factor, const Vector& z) {
    return Vector(axes.vectors * factor.cwiseProduct(axes.vectors.transpose() * z));
  };

  std::vector<Vector> y;
  std::vector<double> values;
  for (Index k = 0; k < set.lambda; ++k) {
    y.push_back(along(root, normal_vector(seed, generation * set.lambda + k, n)));
    values.push_back(f.value(mean + sigma * y.back()));
  }
  std::vector<std::size_t> order(y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });

  Vector move = Vector::Zero(n);
  Matrix rank_mu = Matrix::Zero(n, n);
  for (Index i = 0; i < set.mu; ++i) {
    const Vector& best = y[order[static_cast<std::size_t>(i)]];
    move += set.weights[i] * best;
    rank_mu += set.weights[i] * best * best.transpose();
  }
  ++generation;
  mean += sigma * move;
  path_sigma =
      (1 - set.c_sigma) * path_sigma + std::sqrt(set.c_sigma * (2 - set.c_sigma) * set.mu_eff) *
                                           along(root.cwiseMax(1e-300).cwiseInverse(), move);
  const double grown =
      std::sqrt(1 - std::pow(1 - set.c_sigma, 2 * static_cast<double>(generation)));
  const double size = static_cast<double>(n);
  const double h = path_sigma.norm() / grown < (1.4 + 2 / (size + 1)) * set.chi ? 1 : 0;
  path_c = (1 - set.c_c) * path_c + h * std::sqrt(set.c_c * (2 - set.c_c) * set.mu_eff) * move;
  c = (1 + (1 - h) * set.c_1 * set.c_c * (2 - set.c_c) - set.c_1 - set.c_mu) * c +
      set.c_1 * path_c * path_c.transpose() + set.c_mu * rank_mu;
  covariance = c.reshaped<Eigen::RowMajor>();
  sigma *= std::exp(set.c_sigma / set.d_sigma * (path_sigma.norm() / set.chi - 1));
  x = mean;
  return {.values = static_cast<int>(set.lambda)};
}

std::vector<HyperParameter> CmaEs::parameters() {
  return {{"first", &first, 1e-300, 1e300, "Width of the cloud at the start."}, seed_of(seed)};
}

void CmaEs::state(StateVisitor& v) {
  v.vector("mean", mean);
  v.vector("covariance", covariance);
  v.vector("path_sigma", path_sigma);
  v.vector("path_c", path_c);
  v.number("sigma", sigma);
  v.count("generation", generation);
}

Work ConsensusBased::step(const Objective& f, Vector& x) {
  const Index n = x.size(), count = static_cast<Index>(particles);
  const auto particle = [&](Index i) { return cloud.segment(i * n, n); };
  if (cloud.size() != count * n || consensus != x) {
    cloud.resize(count * n);
    steps = 0;
    for (Index i = 0; i < count; ++i) particle(i) = x + spread * normal_vector(seed, i, n);
  }
  Vector values(count);
  for (Index i = 0; i < count; ++i) values[i] = f.value(particle(i));
  const Vector weights = (-alpha * (values.array() - values.minCoeff())).exp();
  consensus = Matrix::Map(cloud.data(), count, n).transpose() * weights / weights.sum();
  ++steps;
  for (Index i = 0; i < count; ++i) {
    const Vector away = particle(i) - consensus;
    particle(i) += -drift * time_step * away + noise * std::sqrt(time_step) * away.norm() *
                                                   normal_vector(seed, steps * count + i, n);
  }
  x = consensus;
  return {.values = static_cast<int>(count)};
}

std::vector<HyperParameter> ConsensusBased::parameters() {
  return {{"particles", &particles, 1, 1e6, "Points in the cloud."},
          {"spread", &spread, 0, 1e300, "Width of the cloud at the start."},
          {"drift", &drift, 0, 1e300, "Pull towards the consensus."},
          {"noise", &noise, 0, 1e300, "Noise in units of the distance from it."},
          {"time_step", &time_step, 0, 1e300, "Length of a step in time."},
          {"alpha", &alpha, 0, 1e300, "Weight of the lowest values in the consensus."},
          seed_of(seed)};
}

void ConsensusBased::state(StateVisitor& v) {
  v.vector("consensus", consensus);
  v.vector("cloud", cloud);
  v.count("steps", steps);
}

}  // namespace thalweg::optim
