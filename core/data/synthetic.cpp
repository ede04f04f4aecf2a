// Examples made by formula and chance.
#include "core/data/synthetic.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "core/base/error.hpp"

namespace thalweg::data {
namespace {

constexpr double pi = std::numbers::pi;

void require(bool fits, const std::string& what, const char* cure) {
  if (!fits) throw BadInput(what, "", cure);
}

Dataset empty(const char* name, Index n, Index features) {
  require(n >= 1 && features >= 1,
          fmt::format("There are no {} of {} examples with {} features", name, n, features),
          "Choose at least one of each.");
  return {name, Matrix::Zero(n, features), {}, {}};
}

void blur(Dataset& data, double noise, Rng& rng) {
  require(noise >= 0 && std::isfinite(noise), fmt::format("A noise of {} is no deviation", noise),
          "It is at least 0.");
  for (Index i = 0; i < data.inputs.size(); ++i) data.inputs.data()[i] += noise * rng.normal();
}

/// Example i belongs to class i mod `classes`.
std::vector<int> in_turn(Index n, int classes) {
  std::vector<int> out;
  for (Index i = 0; i < n; ++i) out.push_back(static_cast<int>(i % classes));
  return out;
}

}  // namespace

Dataset spirals(Index n, int arms, double turns, double noise, Rng rng) {
  require(arms >= 1, fmt::format("There are no spirals with {} arms", arms), "Choose at least 1.");
  Dataset out = empty("spirals", n, 2);
  set_labels(out, in_turn(n, arms), arms);
  for (Index i = 0; i < n; ++i) {
    const double t = std::sqrt(rng.uniform());  // evenly over the disc
    const double angle = 2 * pi * (turns * t + static_cast<double>(i % arms) / arms);
    out.inputs.row(i) << t * std::cos(angle), t * std::sin(angle);
  }
  blur(out, noise, rng);
  return out;
}

Dataset moons(Index n, double noise, Rng rng) {
  Dataset out = empty("moons", n, 2);
  set_labels(out, in_turn(n, 2), 2);
  for (Index i = 0; i < n; ++i) {
    const double angle = pi * rng.uniform();
    const double x = std::cos(angle), y = std::sin(angle);
    if (i % 2 == 0) {
      out.inputs.row(i) << x, y;
    } else {
      out.inputs.row(i) << 1 - x, 0.5 - y;
    }
  }
  blur(out, noise, rng);
  return out;
}

Dataset circles(Index n, double inner, double noise, Rng rng) {
  Dataset out = empty("circles", n, 2);
  set_labels(out, in_turn(n, 2), 2);
  for (Index i = 0; i < n; ++i) {
    const double angle = 2 * pi * rng.uniform(), radius = i % 2 == 0 ? 1 : inner;
    out.inputs.row(i) << radius * std::cos(angle), radius * std::sin(angle);
  }
  blur(out, noise, rng);
  return out;
}

Dataset blobs(Index n, Index features, int clusters, double distance, double noise, Rng rng) {
  require(clusters >= 1 && features >= 1,
          fmt::format("There are no {} blobs of {} features", clusters, features),
          "Choose at least one of each.");
  Matrix centres(clusters, features);
  for (Index i = 0; i < centres.size(); ++i) centres.data()[i] = rng.normal();
  centres.rowwise().normalize();
  Dataset out = empty("blobs", n, features);
  set_labels(out, in_turn(n, clusters), clusters);
  for (Index i = 0; i < n; ++i) out.inputs.row(i) = distance * centres.row(i % clusters);
  blur(out, noise, rng);
  return out;
}

Dataset swiss_roll(Index n, double noise, Rng rng) {
  Dataset out = empty("Swiss roll", n, 3);
  out.targets.resize(n, 1);
  for (Index i = 0; i < n; ++i) {
    const double t = 1.5 * pi * (1 + 2 * rng.uniform());
    out.inputs.row(i) << t * std::cos(t), 21 * rng.uniform(), t * std::sin(t);
    out.targets(i, 0) = t;
  }
  blur(out, noise, rng);
  return out;
}

Dataset s_curve(Index n, double noise, Rng rng) {
  Dataset out = empty("S-curve", n, 3);
  out.targets.resize(n, 1);
  for (Index i = 0; i < n; ++i) {
    const double t = 3 * pi * (rng.uniform() - 0.5);
    const double bend = t < 0 ? -1 : 1;
    out.inputs.row(i) << std::sin(t), 2 * rng.uniform(), bend * (std::cos(t) - 1);
    out.targets(i, 0) = t;
  }
  blur(out, noise, rng);
  return out;
}

Dataset modular_addition(int modulus) {
  require(modulus >= 1, fmt::format("There is no addition modulo {}", modulus),
          "Choose at least 1.");
  const Index p = modulus;
  Dataset out = empty("modular addition", p * p, 2 * p);
  std::vector<int> labels;
  for (int a = 0; a < modulus; ++a) {
    for (int b = 0; b < modulus; ++b) {
      const auto row = static_cast<Index>(labels.size());
      out.inputs(row, a) = out.inputs(row, p + b) = 1;
      labels.push_back((a + b) % modulus);
    }
  }
  set_labels(out, std::move(labels), modulus);
  return out;
}

Dataset parity(Index n, Index bits, Index k, Rng rng) {
  require(k >= 1 && k <= bits, fmt::format("There is no parity of {} of {} bits", k, bits),
          "Choose 1 up to all of them.");
  Dataset out = empty("parity", n, bits);
  std::vector<int> labels;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < bits; ++j) out.inputs(i, j) = rng.below(2) == 0 ? -1 : 1;
    labels.push_back(out.inputs.row(i).head(k).prod() < 0 ? 1 : 0);
  }
  set_labels(out, std::move(labels), 2);
  return out;
}

Dataset teacher_student(Index n, Index features, Index hidden, Rng rng) {
  require(hidden >= 1, fmt::format("There is no teacher with {} hidden units", hidden),
          "Choose at least 1.");
  Dataset out = empty("a teacher", n, features);
  Matrix first(hidden, features);
  Vector last(hidden);
  for (Index i = 0; i < first.size(); ++i) first.data()[i] = rng.normal();
  for (Index i = 0; i < hidden; ++i) last[i] = rng.normal();
  blur(out, 1, rng);
  const double in = std::sqrt(static_cast<double>(features));
  const Matrix units = (out.inputs * first.transpose() / in).array().tanh();
  out.targets = units * last / std::sqrt(static_cast<double>(hidden));
  return out;
}

Dataset mixture(Index n, const Matrix& means, const Vector& weights, double deviation, Rng rng) {
  THALWEG_ASSERT(weights.size() == means.rows() && weights.size() >= 1);
  require(weights.minCoeff() >= 0 && weights.sum() > 0 && std::isfinite(weights.sum()),
          "The weights of a mixture have no share", "They are at least 0, and not all 0.");
  Dataset out = empty("mixture", n, means.cols());
  std::vector<int> labels;
  for (Index i = 0; i < n; ++i) {
    double left = rng.uniform() * weights.sum();
    Index k = 0;
    while (k + 1 < weights.size() && left >= weights[k]) left -= weights[k++];
    out.inputs.row(i) = means.row(k);
    labels.push_back(static_cast<int>(k));
  }
  set_labels(out, std::move(labels), static_cast<int>(weights.size()));
  blur(out, deviation, rng);
  return out;
}

}  // namespace thalweg::data
