// Geometries of SPD matrices and their batch normalisation: commuting matrices in closed form,
// identities, invariances, differences.
#include "core/manifold/spd_batch_norm.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/manifold/spd_examples.hpp"

namespace thalweg::manifold {
namespace {

constexpr SpdMetric all_metrics[] = {SpdMetric::log_euclidean, SpdMetric::affine_invariant,
                                     SpdMetric::bures_wasserstein};

Matrix random_matrix(Index n, std::uint64_t seed) {
  Matrix out(n, n);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  return out;
}

Matrix random_spd(Index n, std::uint64_t seed) {
  return random_covariances(1, n, 10, Rng(seed))[0];
}

double distance_to_identity(const Matrix& a) {
  return (a - Matrix::Identity(a.rows(), a.cols())).norm();
}

TEST_CASE("Geodesics of every metric run at constant speed", "[manifold]") {
  const Matrix a = random_spd(4, 1), b = random_spd(4, 2);
  for (const SpdMetric metric : all_metrics) {
    const double whole = distance_squared(metric, a, b);
    CHECK(whole == Approx(distance_squared(metric, b, a)).epsilon(1e-9));
    const Matrix part = geodesic(metric, a, b, 0.3);
    CHECK(distance_squared(metric, a, part) == Approx(0.09 * whole).epsilon(1e-8));
    CHECK(distance_squared(metric, part, b) == Approx(0.49 * whole).epsilon(1e-8));
  }
}

TEST_CASE("A linear change of coordinates leaves affine-invariant distances alone", "[manifold]") {
  const Matrix a = random_spd(3, 3), b = random_spd(3, 4), w = random_matrix(3, 5);
  const auto seen = [&](const Matrix& x) { return symmetric_part(w * x * w.transpose()); };
  CHECK(distance_squared(SpdMetric::affine_invariant, seen(a), seen(b)) ==
        Approx(distance_squared(SpdMetric::affine_invariant, a, b)).epsilon(1e-9));
}

TEST_CASE("Means end their iteration, and tangents there balance", "[manifold]") {
  const std::vector<Matrix> points = random_covariances(8, 3, 10, Rng(10));
  for (const SpdMetric metric : all_metrics) {
    const SpdMean found = frechet_mean(metric, points, 50);
    CHECK(found.residuals.back() < 1e-12);
    Matrix sum = Matrix::Zero(3, 3);
    double spread = 0;
    const std::vector<Matrix> tangents = centred_tangents(metric, points, found.mean);
    const double scale = metric == SpdMetric::bures_wasserstein ? 0.25 : 1;
    for (std::size_t i = 0; i < points.size(); ++i) {
      sum += tangents[i];
      // Parallel transport keeps lengths: ‖V‖² = d², with g_I = ¼ tr V² for Bures–Wasserstein.
      CHECK(scale * tangents[i].squaredNorm() ==
            Approx(distance_squared(metric, found.mean, points[i])).epsilon(1e-9));
      spread += distance_squared(metric, found.mean, points[i]);
    }
    CHECK(sum.norm() < 1e-10);
    for (std::uint64_t k = 0; k < 4; ++k) {
      const Matrix aside = geodesic(metric, found.mean, random_spd(3, 90 + k), 0.01);
      double other = 0;
      for (const Matrix& point : points) other += distance_squared(metric, aside, point);
      CHECK(other > spread);
    }
  }
}

TEST_CASE("Diagonal matrices are normalised root by root", "[manifold]") {
  // Under Bures–Wasserstein everything happens to the roots x of the diagonal: mean and variance
  // of x, then (x − mean)/√(v² + ε) s + 1, then times the root of the bias.
  const SpdView view{SpdMetric::bures_wasserstein, 0.5, {}};
  const Index n = 3;
  const int count = 7;
  std::vector<Matrix> points;
  Matrix roots(count, n);  // of X = P^θ
  for (int i = 0; i < count; ++i) {
    Vector p(n);
    for (Index k = 0; k < n; ++k) {
      p[k] = 0.5 + 3 * random_uniform(20, static_cast<std::uint64_t>(i * n + k));
    }
    points.push_back(p.asDiagonal());
    roots.row(i) = p.array().pow(0.25).matrix();
  }
  const Vector mean = roots.colwise().mean();
  const Matrix away = roots.rowwise() - mean.transpose();
  const double variance = away.squaredNorm() / count / 0.25;
  const std::vector<Matrix> seen = deformed(view, points);
  const SpdStatistics found = batch_statistics(view, seen, 50).statistics;
  CHECK((found.mean.diagonal() - mean.cwiseAbs2()).norm() < 1e-12);
  CHECK(found.variance == Approx(variance).epsilon(1e-10));
  const Vector s = (Vector(n) << 0.4, -0.2, 0.1).finished();
  const std::vector<Matrix> v = scaled_tangents(view, seen, found, 0.3, 1e-5);
  for (int i = 0; i < count; ++i) {
    const Vector normal = away.row(i) * 0.3 / std::sqrt(variance + 1e-5);
    const auto& tangent = v[static_cast<std::size_t>(i)];
    CHECK((tangent.diagonal() - 2 * normal).norm() < 1e-10);
    CHECK(cone_margin(view.metric, tangent) == Approx(1 + normal.minCoeff()).epsilon(1e-10));
    const Vector centred = (normal.array() + 1).square();
    CHECK((from_identity(view.metric, tangent).diagonal() - centred).norm() < 1e-10);
    // x_out = √g + normal: parallel transport from I to G keeps the change of the roots.
    const Vector expected = ((s / 2).array().exp() + normal.array()).square();
    const Matrix z = from_bias(view.metric, tangent, s.asDiagonal());
    CHECK((z.diagonal() - expected).norm() < 1e-10);
    CHECK((undeformed(view, z).diagonal() - expected.cwiseAbs2()).norm() < 1e-9);
  }
}

TEST_CASE("Centring brings the mean to the identity and scaling the variance to one",
          "[manifold]") {
  const std::vector<Matrix> points = random_covariances(30, 4, 10, Rng(40));
  for (const SpdMetric metric : all_metrics) {
    const SpdView view{metric, 1, {}};
    const SpdStatistics before = batch_statistics(view, points, 50).statistics;
    std::vector<Matrix> centred, scaled;
    for (const Matrix& v : centred_tangents(metric, points, before.mean)) {
      REQUIRE(cone_margin(metric, v) > 0);
      centred.push_back(from_identity(metric, v));
    }
    // Past the identity the Bures–Wasserstein cone ends: a third of the unit spread stays inside.
    const double scale = metric == SpdMetric::bures_wasserstein ? 1.0 / 3 : 1;
    for (const Matrix& v : scaled_tangents(view, points, before, scale, 0)) {
      REQUIRE(cone_margin(metric, v) > 0);
      scaled.push_back(from_identity(metric, v));
    }
    const SpdStatistics after = batch_statistics(view, centred, 50).statistics;
    CHECK(distance_to_identity(after.mean) < 1e-10);
    CHECK(after.variance == Approx(before.variance).epsilon(1e-10));
    const SpdStatistics end = batch_statistics(view, scaled, 50).statistics;
    CHECK(distance_to_identity(end.mean) < 1e-10);
    CHECK(end.variance == Approx(scale * scale).epsilon(1e-9));
  }
}

TEST_CASE("A thin axis moves the geometric mean a hundred times more than the Bures one",
          "[manifold]") {
  const auto log_entry = [](SpdMetric metric, double thin) {
    std::vector<Matrix> points(10, Matrix::Identity(3, 3));
    points[4](1, 1) = thin;
    return std::log(frechet_mean(metric, points, 50).mean(1, 1));
  };
  const auto move = [&](SpdMetric metric) {
    return log_entry(metric, 1e-6) - log_entry(metric, 1e-7);
  };
  CHECK(move(SpdMetric::affine_invariant) == Approx(std::log(10) / 10).epsilon(1e-8));
  CHECK(move(SpdMetric::log_euclidean) == Approx(std::log(10) / 10).epsilon(1e-8));
  const auto closed = [](double x) { return 2 * std::log((9 + std::sqrt(x)) / 10); };
  CHECK(move(SpdMetric::bures_wasserstein) == Approx(closed(1e-6) - closed(1e-7)).epsilon(1e-6));
}

TEST_CASE("A small power of Bures–Wasserstein is log-Euclidean", "[manifold]") {
  const Matrix a = random_spd(4, 60), b = random_spd(4, 61);
  const SpdView view{SpdMetric::bures_wasserstein, 1e-3, {}};
  const std::vector<Matrix> seen = deformed(view, {a, b});
  // (1/θ²) d² → ¼ ‖log A − log B‖².
  const double limit = distance_squared(SpdMetric::log_euclidean, a, b) / 4;
  CHECK(distance_squared(view.metric, seen[0], seen[1]) / 1e-6 == Approx(limit).epsilon(1e-2));
}

TEST_CASE("Deformations are undone", "[manifold]") {
  const Matrix a = random_spd(3, 62);
  const SpdView view{SpdMetric::bures_wasserstein, 0.5, random_spd(3, 63)};
  CHECK((undeformed(view, deformed(view, {a})[0]) - a).norm() < 1e-10);
}

TEST_CASE("Gradients through the bias are what differences say", "[manifold]") {
  const Matrix h = symmetric_part(random_matrix(3, 70));
  const Matrix v = 0.3 * symmetric_part(random_matrix(3, 71));
  for (const SpdMetric metric : all_metrics) {
    // At S = 0, where a training begins, all eigenvalues of the bias are equal.
    for (const Matrix& s : {Matrix(Matrix::Zero(3, 3)), logarithm(random_spd(3, 72))}) {
      const BiasGradient exact = bias_gradient(metric, v, s, h);
      const auto value = [&](const Matrix& at_v, const Matrix& at_s) {
        return h.cwiseProduct(from_bias(metric, at_v, at_s)).sum();
      };
      for (std::uint64_t k = 0; k < 3; ++k) {
        const Matrix d = 1e-5 * symmetric_part(random_matrix(3, 80 + k));
        CHECK(exact.v.cwiseProduct(d).sum() ==
              Approx((value(v + d, s) - value(v - d, s)) / 2).margin(1e-12).epsilon(1e-6));
        CHECK(exact.s.cwiseProduct(d).sum() ==
              Approx((value(v, s + d) - value(v, s - d)) / 2).margin(1e-12).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("Running statistics go along the geodesic", "[manifold]") {
  const Matrix a = random_spd(3, 64), b = random_spd(3, 65);
  const SpdView view{SpdMetric::bures_wasserstein, 1, {}};
  const SpdStatistics moved = moved_towards(view, {a, 2}, {b, 4}, 0.1);
  CHECK(moved.variance == Approx(2.2));
  CHECK(distance_squared(view.metric, a, moved.mean) ==
        Approx(0.01 * distance_squared(view.metric, a, b)).epsilon(1e-8));
}

}  // namespace
}  // namespace thalweg::manifold
