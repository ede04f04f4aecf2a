// Lanczos and what is made of it.
#include "core/math/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/math/basis.hpp"
#include "core/math/eigh.hpp"

namespace thalweg {
namespace {

/// Eigenpairs of T, ascending.
SymmetricEigen eigen_of(const LanczosBasis& basis) {
  const Index k = basis.diagonal.size();
  Matrix t = Matrix::Zero(k, k);
  t.diagonal() = basis.diagonal;
  for (Index i = 0; i + 1 < k; ++i) t(i, i + 1) = t(i + 1, i) = basis.off[i];
  return eigh(t);
}

Estimate estimate_of(const std::vector<double>& samples) {
  const auto count = static_cast<double>(samples.size());
  double sum = 0, squares = 0;
  for (const double sample : samples) sum += sample;
  for (const double sample : samples) squares += std::pow(sample - sum / count, 2);
  return {sum / count, samples.size() > 1 ? std::sqrt(squares / (count - 1) / count) : 0};
}

}  // namespace

LanczosBasis lanczos(const LinearOperator& a, const Vector& start, Index steps,
                     const StopCheck& stop) {
  THALWEG_ASSERT(steps >= 1 && start.norm() > 0);
  const Index n = start.size(), most = std::min(steps, n);
  LanczosBasis out{Matrix(most, n), Vector(most), Vector(most)};
  Vector q = start / start.norm(), w(n);
  double scale = 0;
  Index k = 0;
  while (k < most && !(stop && stop())) {
    out.vectors.row(k) = q;
    a(q, w);
    out.diagonal[k] = q.dot(w);
    w -= out.diagonal[k] * q;
    if (k > 0) w -= out.off[k - 1] * out.vectors.row(k - 1).transpose();
    orthogonalise(out.vectors.topRows(k + 1), w);
    out.off[k] = w.norm();
    scale = std::max(scale, std::abs(out.diagonal[k]) + out.off[k]);
    ++k;
    if (!(out.off[k - 1] > 1e-14 * scale)) break;
    q = w / out.off[k - 1];
  }
  out.vectors.conservativeResize(k, n);
  out.diagonal.conservativeResize(k), out.off.conservativeResize(k);
  return out;
}

RitzPairs ritz_pairs(const LanczosBasis& basis, Index count) {
  const Index k = basis.diagonal.size();
  if (k == 0) return {};
  const Index kept = count == 0 ? k : std::min(count, k);
  const SymmetricEigen t = eigen_of(basis);
  RitzPairs out;
  out.values = t.values.reverse().head(kept);
  out.vectors = t.vectors.rowwise().reverse().leftCols(kept).transpose() * basis.vectors;
  out.residuals =
      (basis.off[k - 1] * t.vectors.row(k - 1).reverse().head(kept)).cwiseAbs().transpose();
  return out;
}

SpectralQuadrature spectral_quadrature(const LinearOperator& a, Index size, int probes, Index steps,
                                       std::uint64_t seed, const StopCheck& stop) {
  THALWEG_ASSERT(size >= 1 && probes >= 1);
  SpectralQuadrature out;
  out.size = size;
  out.nodes.resize(static_cast<std::size_t>(probes));
  out.weights.resize(out.nodes.size());
  parallel_for(probes, 1, [&](std::int64_t probe, std::int64_t) {
    const auto place = static_cast<std::size_t>(probe);
    const Vector start = normal_vector(seed + static_cast<std::uint64_t>(probe), size);
    const LanczosBasis basis = lanczos(a, start, steps, stop);
    if (basis.diagonal.size() == 0) return;
    const SymmetricEigen t = eigen_of(basis);
    out.nodes[place] = t.values;
    out.weights[place] = t.vectors.row(0).cwiseAbs2().transpose();
  });
  const auto skipped = [](const Vector& probe) { return probe.size() == 0; };
  std::erase_if(out.nodes, skipped), std::erase_if(out.weights, skipped);
  return out;
}

Estimate trace_of(const SpectralQuadrature& quadrature, const std::function<double(double)>& f) {
  std::vector<double> samples;
  for (std::size_t p = 0; p < quadrature.nodes.size(); ++p) {
    double sum = 0;
    for (Index i = 0; i < quadrature.nodes[p].size(); ++i) {
      sum += quadrature.weights[p][i] * f(quadrature.nodes[p][i]);
    }
    samples.push_back(static_cast<double>(quadrature.size) * sum);
  }
  return estimate_of(samples);
}

std::vector<Estimate> spectral_density(const SpectralQuadrature& quadrature, const Vector& at,
                                       double width) {
  THALWEG_ASSERT(width > 0);
  const double height = 1 / (width * std::sqrt(2 * std::numbers::pi));
  std::vector<Estimate> out;
  for (Index j = 0; j < at.size(); ++j) {
    Estimate sum = trace_of(quadrature, [&](double node) {
      const double z = (at[j] - node) / width;
      return height * std::exp(-0.5 * z * z);
    });
    sum.mean /= static_cast<double>(quadrature.size);
    sum.error /= static_cast<double>(quadrature.size);
    out.push_back(sum);
  }
  return out;
}

Estimate hutchinson_trace(const LinearOperator& a, Index size, int probes, std::uint64_t seed) {
  THALWEG_ASSERT(size >= 1 && probes >= 1);
  std::vector<double> samples;
  Vector image(size);
  for (int probe = 0; probe < probes; ++probe) {
    const Vector z = sign_vector(seed, probe, size);
    a(z, image);
    samples.push_back(z.dot(image));
  }
  return estimate_of(samples);
}

Estimate hutch_plus_plus(const LinearOperator& a, Index size, int products, std::uint64_t seed) {
  THALWEG_ASSERT(size >= 1 && products >= 6);
  const int third = products / 3;
  Vector image(size);
  // Rows 0 … rank − 1 of `range`: an orthonormal basis of A times `third` vectors of signs.
  Matrix range(std::min<Index>(third, size), size);
  Index rank = 0;
  for (int probe = 0; probe < range.rows(); ++probe) {
    a(sign_vector(seed, probe, size), image);
    const double before = image.norm();
    orthogonalise(range.topRows(rank), image);
    if (image.norm() > 1e-12 * before) range.row(rank++) = image / image.norm();
  }
  const auto basis = range.topRows(rank);
  double inside = 0;
  for (Index i = 0; i < rank; ++i) {
    a(basis.row(i).transpose(), image);
    inside += basis.row(i).dot(image);
  }
  std::vector<double> samples;
  for (int probe = third; probe < 2 * third; ++probe) {
    Vector z = sign_vector(seed, probe, size);
    z -= basis.transpose() * (basis * z).eval();
    a(z, image);
    samples.push_back(z.dot(image));
  }
  Estimate out = estimate_of(samples);
  out.mean += inside;
  return out;
}

Vector hutchinson_diagonal(const LinearOperator& a, Index size, int probes, std::uint64_t seed) {
  THALWEG_ASSERT(size >= 1 && probes >= 1);
  Vector sum = Vector::Zero(size), image(size);
  for (int probe = 0; probe < probes; ++probe) {
    const Vector z = sign_vector(seed, probe, size);
    a(z, image);
    sum += z.cwiseProduct(image);
  }
  return sum / probes;
}

LinearOperator principal_block(const LinearOperator& a, Index size, Index first, Index count) {
  THALWEG_ASSERT(first >= 0 && count >= 1 && first + count <= size);
  return [&a, size, first, count](const Vector& x, Vector& out) {
    Vector whole = Vector::Zero(size), image(size);
    whole.segment(first, count) = x;
    a(whole, image);
    out = image.segment(first, count);
  };
}

Dominant power_iteration(const LinearOperator& a, Index size, double tolerance, int most,
                         std::uint64_t seed) {
  THALWEG_ASSERT(size >= 1 && most >= 1);
  Dominant out;
  out.vector = normal_vector(seed, size).normalized();
  Vector image(size);
  while (out.iterations < most) {
    a(out.vector, image);
    ++out.iterations;
    out.value = out.vector.dot(image);
    out.residual = (image - out.value * out.vector).norm();
    if (out.residual <= tolerance * std::abs(out.value) || out.iterations == most) break;
    out.vector = image / image.norm();
  }
  return out;
}

}  // namespace thalweg
