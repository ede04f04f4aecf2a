// Lanczos, quadratures and estimates against whole spectra; MINRES against direct solutions.
#include "core/math/spectrum.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/math/eigh.hpp"
#include "core/math/minres.hpp"
#include "tests/support/mlp.hpp"
#include "tests/support/npy_fixture.hpp"

namespace thalweg {
namespace {

Matrix random_symmetric(Index n, std::uint64_t seed) {
  Matrix a(n, n);
  for (Index i = 0; i < a.size(); ++i) {
    a.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  return 0.5 * (a + a.transpose()).eval();
}

LinearOperator by(const Matrix& a) {
  return [&a](const Vector& x, Vector& out) { out.noalias() = a * x; };
}

TEST_CASE("A full Lanczos run is an orthogonal similarity", "[math]") {
  const Matrix a = random_symmetric(30, 1);
  const LanczosBasis basis = lanczos(by(a), Vector::Ones(30), 30);
  const Matrix& q = basis.vectors;
  REQUIRE(q.rows() == 30);
  CHECK((q * q.transpose() - Matrix::Identity(30, 30)).norm() <= 1e-13);
  Matrix t = q * a * q.transpose();
  for (Index i = 0; i < 30; ++i) {
    CHECK(t(i, i) == Approx(basis.diagonal[i]).margin(1e-12));
    t(i, i) = 0;
    if (i + 1 < 30) {
      CHECK(t(i, i + 1) == Approx(basis.off[i]).margin(1e-12));
      t(i, i + 1) = t(i + 1, i) = 0;
    }
  }
  CHECK(t.norm() <= 1e-12);
  CHECK((ritz_pairs(basis).values.reverse() - eigh(a).values).norm() <= 1e-12);
}

TEST_CASE("Lanczos ends where nothing is left, and when it is told to", "[math]") {
  const Matrix a = Vector::LinSpaced(20, 1, 20).asDiagonal();
  const Vector two = Vector::Unit(20, 3) + Vector::Unit(20, 8);
  const RitzPairs pairs = ritz_pairs(lanczos(by(a), two, 10));
  REQUIRE(pairs.values.size() == 2);
  CHECK(pairs.values[0] == Approx(9));
  CHECK(pairs.values[1] == Approx(4));
  int asked = 0;
  CHECK(lanczos(by(a), Vector::Ones(20), 10, [&] { return ++asked > 3; }).diagonal.size() == 3);
}

TEST_CASE("The residual of a Ritz pair is what it says", "[math]") {
  const Matrix a = random_symmetric(80, 2);
  const RitzPairs pairs = ritz_pairs(lanczos(by(a), Vector::Ones(80), 25), 4);
  REQUIRE(pairs.values.size() == 4);
  for (Index i = 0; i < 4; ++i) {
    const Vector u = pairs.vectors.row(i).transpose();
    CHECK(u.norm() == Approx(1));
    CHECK((a * u - pairs.values[i] * u).norm() == Approx(pairs.residuals[i]).margin(1e-12));
  }
}

TEST_CASE("Lanczos finds the top of the spectrum of a trained network", "[math]") {
  const std::string name = "hess5_digits500_mlp64-16-10_trained";
  const Matrix x = test::fixture(name + ".X"), y = test::fixture(name + ".y");
  const Matrix theta = test::fixture(name + ".params"), exact = test::fixture(name + ".eig");
  const std::vector<autodiff::Shape> shapes = test::mlp_shapes({64, 16, 10});
  autodiff::Graph graph;
  Matrix rows = Matrix::Zero(x.rows(), 10);
  for (Index i = 0; i < x.rows(); ++i) rows(i, static_cast<Index>(y(i, 0))) = 1;
  const auto constant = [&](const Matrix& m) {
    return graph.constant({m.rows(), m.cols()}, {m.data(), m.data() + m.size()});
  };
  const autodiff::Node point = constant(theta), v = graph.input({theta.size()});
  const std::vector<autodiff::Node> weights =
      test::unflatten(reshape(point, {theta.size()}), shapes);
  const autodiff::Node loss =
      test::cross_entropy(test::mlp(constant(x), weights, autodiff::tanh), constant(rows));
  const autodiff::Node product =
      flatten(autodiff::hessian_vector(loss, weights, test::unflatten(v, shapes)));
  autodiff::Evaluator<double> evaluator({&product, 1});
  const LinearOperator hessian = [&](const Vector& in, Vector& out) {
    evaluator.set(v, std::span<const double>(in.data(), static_cast<std::size_t>(in.size())));
    const auto value = evaluator.value(product);
    out = Vector::Map(value.data(), static_cast<Index>(value.size()));
  };
  const Vector sorted = Vector(exact.col(0)).reverse();
  const bool ascending = exact(0, 0) < exact(exact.rows() - 1, 0);
  const Vector known = ascending ? sorted : Vector(exact.col(0));
  Vector start(theta.size());
  for (Index i = 0; i < start.size(); ++i) {
    start[i] = random_normal(3, static_cast<std::uint64_t>(i));
  }
  const RitzPairs pairs = ritz_pairs(lanczos(hessian, start, 80), 10);
  CHECK((pairs.values - known.head(10)).norm() <= 1e-9 * known[0]);
  const Dominant top = power_iteration(hessian, theta.size(), 1e-6, 2000, 4);
  CHECK(top.value == Approx(known[0]).epsilon(1e-9));
  CHECK(top.residual <= 1e-6 * top.value);
}

TEST_CASE("A quadrature of k nodes has the first 2k moments of its probe", "[math]") {
  const Matrix a = random_symmetric(40, 5);
  const SpectralQuadrature q = spectral_quadrature(by(a), 40, 3, 4, 11);
  for (std::size_t p = 0; p < 3; ++p) {
    Vector probe(40);
    for (Index i = 0; i < 40; ++i) probe[i] = random_normal(11 + p, static_cast<std::uint64_t>(i));
    probe.normalize();
    Vector power = probe;
    for (int moment = 0; moment < 8; ++moment) {
      const double found = (q.weights[p].array() * q.nodes[p].array().pow(moment)).sum();
      CHECK(found == Approx(probe.dot(power)).epsilon(1e-9).margin(1e-9));
      power = a * power;
    }
  }
}

TEST_CASE("Estimates of trace and density come with honest errors", "[math]") {
  const Matrix a = random_symmetric(60, 6);
  const SpectralQuadrature q = spectral_quadrature(by(a), 60, 40, 60, 1);
  const Estimate trace = trace_of(q, [](double t) { return t; });
  CHECK(std::abs(trace.mean - a.trace()) <= 4 * trace.error);
  CHECK(trace.error > 0);
  CHECK(trace_of(q, [](double) { return 1.0; }).mean == Approx(60));
  const Estimate signs = hutchinson_trace(by(a), 60, 40, 2);
  CHECK(std::abs(signs.mean - a.trace()) <= 4 * signs.error);
  const Matrix diagonal = Vector::LinSpaced(5, -1, 3).asDiagonal();
  CHECK(hutchinson_trace(by(diagonal), 5, 3, 1).mean == Approx(5));
  CHECK(hutchinson_trace(by(diagonal), 5, 3, 1).error <= 1e-15);
  CHECK((hutchinson_diagonal(by(diagonal), 5, 2, 1) - diagonal.diagonal()).norm() <= 1e-15);
  // The density integrates to 1, and a narrow one of the identity peaks at 1.
  const Vector grid = Vector::LinSpaced(2001, -30, 30);
  double integral = 0;
  for (const Estimate& e : spectral_density(q, grid, 0.3)) integral += e.mean * 0.03;
  CHECK(integral == Approx(1).epsilon(1e-6));
}

TEST_CASE("A quadrature does not depend on the number of threads", "[math]") {
  const Matrix a = random_symmetric(50, 7);
  const int threads = thread_count();
  set_thread_count(1);
  const SpectralQuadrature one = spectral_quadrature(by(a), 50, 5, 12, 3);
  set_thread_count(2);
  const SpectralQuadrature two = spectral_quadrature(by(a), 50, 5, 12, 3);
  set_thread_count(threads);
  CHECK(one.nodes == two.nodes);
  CHECK(one.weights == two.weights);
}

TEST_CASE("Power iteration finds the eigenvalue of largest magnitude", "[math]") {
  const Matrix a = Vector::LinSpaced(3, -5, 3).asDiagonal();
  const Dominant found = power_iteration(by(a), 3, 1e-10, 1000, 1);
  CHECK(found.value == Approx(-5));
  CHECK(std::abs(found.vector[0]) == Approx(1));
  CHECK(power_iteration(by(a), 3, 0, 7, 1).iterations == 7);
}

TEST_CASE("MINRES solves an indefinite system, and its residual never grows", "[math]") {
  const Matrix a = random_symmetric(40, 8);
  const Vector exact = Vector::LinSpaced(40, -1, 2), b = a * exact;
  const MinresResult found = minres(by(a), b, {.tolerance = 1e-12});
  CHECK(found.reason == CgReason::converged);
  CHECK((found.x - exact).norm() <= 1e-8);
  CHECK((a * found.x - b).norm() / b.norm() == Approx(found.residuals.back()).margin(1e-11));
  for (std::size_t k = 1; k < found.residuals.size(); ++k) {
    CHECK(found.residuals[k] <= found.residuals[k - 1]);
  }
  CHECK(minres(by(a), b, {.max_iterations = 3}).reason == CgReason::iteration_limit);
  CHECK(minres(by(a), b, {.stop = [] { return true; }}).iterations == 0);
  CHECK(minres(by(a), Vector::Zero(40), {}).x.norm() == 0);
  // In exact arithmetic as many steps as distinct eigenvalues.
  const Matrix three = Vector(Vector::LinSpaced(3, -1, 2).replicate(5, 1)).asDiagonal();
  CHECK(minres(by(three), Vector::Ones(15), {.tolerance = 1e-12}).iterations == 3);
}

TEST_CASE("Probes that were stopped before their first step count for nothing", "[math]") {
  const Matrix a = 3 * Matrix::Identity(8, 8);
  std::atomic<int> asked{0};
  // Each probe asks before every step; of the identity one step is enough.
  const auto quadrature = spectral_quadrature(by(a), 8, 6, 1, 1, [&] { return ++asked > 2; });
  REQUIRE(quadrature.nodes.size() == 2);
  CHECK(trace_of(quadrature, [](double node) { return node; }).mean == Approx(24));
  const auto none = spectral_quadrature(by(a), 8, 6, 1, 1, [] { return true; });
  CHECK(none.nodes.empty());
  CHECK(std::isnan(trace_of(none, [](double node) { return node; }).mean));
}

TEST_CASE("Hutch++ asks for enough products to know its error", "[math]") {
  const Matrix a = random_symmetric(30, 4);
  CHECK_THROWS_AS(hutch_plus_plus(by(a), 30, 5, 1), Internal);
  CHECK(hutch_plus_plus(by(a), 30, 6, 1).error > 0);
}

}  // namespace
}  // namespace thalweg
