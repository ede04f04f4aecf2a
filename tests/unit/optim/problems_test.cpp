// Linear models, planted problems, the Poisson equation and published problems.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/math/basis.hpp"
#include "core/math/eigh.hpp"
#include "core/math/krylov.hpp"
#include "core/optim/graph_objective.hpp"
#include "core/optim/inverse_problems.hpp"
#include "core/optim/least_squares.hpp"
#include "core/optim/linear_models.hpp"
#include "core/optim/published_problems.hpp"
#include "core/optim/second_order.hpp"

namespace thalweg::optim {
namespace {

using autodiff::Node;

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  const Vector numbers = normal_vector(seed, rows * cols);
  return Eigen::Map<const Matrix>(numbers.data(), rows, cols);
}

/// Gradient and product against difference quotients.
void check_derivatives(const Objective& f, const Vector& x) {
  const double h = 1e-5;
  const Vector v = normal_vector(99, x.size());
  Vector gradient, product, after, before;
  f.gradient(x, gradient);
  f.hessian_times(x, v, product);
  for (Index i = 0; i < x.size(); ++i) {
    const Vector step = h * Vector::Unit(x.size(), i);
    const double quotient = (f.value(x + step) - f.value(x - step)) / (2 * h);
    REQUIRE(gradient[i] == Approx(quotient).epsilon(1e-6).margin(1e-6));
  }
  f.gradient(x + h * v, after), f.gradient(x - h * v, before);
  CHECK((product - (after - before) / (2 * h)).norm() <= 1e-5 * (1 + product.norm()));
}

Vector signs_of(const Vector& numbers) {
  return numbers.unaryExpr([](double t) { return t < 0 ? -1.0 : 1.0; });
}

TEST_CASE("Margin models have the derivatives of their losses", "[optim]") {
  const Matrix a = random_matrix(12, 4, 1);
  const Vector labels = signs_of(normal_vector(2, 12)), x = normal_vector(3, 4);
  for (const MarginLoss loss : {MarginLoss::logistic, MarginLoss::hinge, MarginLoss::smoothed_hinge,
                                MarginLoss::squared_hinge}) {
    const MarginModel f(loss, a, labels, 0.3);
    INFO(f.name());
    check_derivatives(f, x);
  }
}

TEST_CASE("Losses of margins have the values of their formulas", "[optim]") {
  const auto value = [](MarginLoss loss, double z) {
    return MarginModel(loss, Matrix::Ones(1, 1), Vector::Ones(1), 0).value(Vector::Constant(1, z));
  };
  CHECK(value(MarginLoss::logistic, 0) == Approx(std::log(2.0)));
  CHECK(value(MarginLoss::logistic, -800) == 800);  // without overflow
  CHECK(value(MarginLoss::logistic, 800) == 0);
  CHECK(value(MarginLoss::hinge, -1) == 2);
  CHECK(value(MarginLoss::hinge, 2) == 0);
  CHECK(value(MarginLoss::smoothed_hinge, -1) == 1.5);
  CHECK(value(MarginLoss::smoothed_hinge, 0.5) == 0.125);
  CHECK(value(MarginLoss::squared_hinge, -1) == 2);
}

TEST_CASE("Softmax regression is that of the graph, and logistic regression of two classes",
          "[optim]") {
  constexpr Index m = 15, n = 4, count = 3;
  const Matrix a = random_matrix(m, n, 5);
  std::vector<Index> classes;
  for (Index i = 0; i < m; ++i) classes.push_back(i % count);
  const SoftmaxRegression f(a, classes, count, 0.2);
  const GraphObjective graph("f", f.domain(), [&](Node x) {
    Matrix hot = Matrix::Zero(m, count);
    for (Index i = 0; i < m; ++i) hot(i, i % count) = 1;
    const auto constant = [&](const Matrix& c) {
      return x.graph().constant({c.rows(), c.cols()}, {c.data(), c.data() + c.size()});
    };
    const Node logits = matmul(constant(a), transpose(reshape(x, {count, n})));
    return dot(constant(hot), log_softmax(logits)) * (-1.0 / m) + 0.1 * sum(square(x));
  });
  const Vector x = normal_vector(6, count * n), v = normal_vector(7, count * n);
  CHECK(f.value(x) == Approx(graph.value(x)));
  Vector ours, theirs;
  f.gradient(x, ours), graph.gradient(x, theirs);
  CHECK((ours - theirs).norm() <= 1e-13 * theirs.norm());
  f.hessian_times(x, v, ours), graph.hessian_times(x, v, theirs);
  CHECK((ours - theirs).norm() <= 1e-13 * theirs.norm());
  // Of two classes only the difference of the rows counts.
  std::vector<Index> two;
  Vector labels(m);
  for (Index i = 0; i < m; ++i) two.push_back(i % 2), labels[i] = i % 2 == 1 ? 1 : -1;
  const Vector w = normal_vector(8, 2 * n), difference = w.tail(n) - w.head(n);
  CHECK(SoftmaxRegression(a, two, 2, 0).value(w) ==
        Approx(MarginModel(MarginLoss::logistic, a, labels, 0).value(difference)));
}

TEST_CASE("Minibatches of linear models are means over their examples", "[optim]") {
  const Matrix a = random_matrix(6, 3, 9);
  const Vector labels = signs_of(normal_vector(10, 6)), x = normal_vector(11, 3);
  const MarginModel margin(MarginLoss::logistic, a, labels, 0.1);
  const SoftmaxRegression softmax(a, {0, 1, 1, 0, 1, 0}, 2, 0.1);
  const Vector both = normal_vector(12, 6);
  double sum = 0, softmax_sum = 0;
  for (Index i = 0; i < 6; ++i) {
    const Index one[] = {i};
    sum += margin.on(one)->value(x) / 6;
    softmax_sum += softmax.on(one)->value(both) / 6;
  }
  CHECK(sum == Approx(margin.value(x)));
  CHECK(softmax_sum == Approx(softmax.value(both)));
  const Index beyond[] = {6};
  CHECK_THROWS_AS(margin.on(beyond), Internal);
  CHECK_THROWS_WITH(MarginModel(MarginLoss::hinge, a, Vector::Constant(6, 2), 0),
                    Catch::Contains("Label 1 is 2"));
  CHECK_THROWS_AS(MarginModel(MarginLoss::hinge, a, labels, -1), BadInput);
  CHECK_THROWS_WITH(SoftmaxRegression(a, {0, 1, 2, 0, 1, 0}, 2, 0), Catch::Contains("no class 2"));
}

/// The planted minimum is one, derivatives are right, and a descent from nearby comes back.
void check_planted(const Objective& f) {
  INFO(f.name());
  REQUIRE_FALSE(f.minima().empty());
  for (const Minimum& known : f.minima()) {
    REQUIRE(known.at.size() == f.dimension());
    CHECK(f.value(known.at) <= 1e-25);
    Vector gradient;
    f.gradient(known.at, gradient);
    CHECK(gradient.norm() <= 1e-12);
  }
  Vector x = f.minima()[0].at + 0.05 * normal_vector(1, f.dimension());
  check_derivatives(f, x);
  LevenbergMarquardt method;
  for (int k = 0; k < 30; ++k) method.step(f, x);
  CHECK(f.value(x) <= 1e-12);
}

TEST_CASE("Planted problems are solved by what was planted", "[optim]") {
  check_planted(*matrix_sensing({.rows = 5, .rank = 2, .seed = 3}, 40, 2));
  check_planted(*matrix_sensing({.rows = 4, .rank = 1, .seed = 4}, 30, 3));
  check_planted(*matrix_completion({.rows = 6, .cols = 5, .rank = 2, .seed = 5}, 0.8, 2));
  check_planted(*phase_retrieval(6, 40, 6));
  CHECK(matrix_completion({.rows = 6, .cols = 5, .rank = 2, .seed = 5}, 0.8, 3)->dimension() == 33);
  CHECK_THROWS_AS(matrix_sensing({.rows = 5, .rank = 2}, 40, 1), BadInput);
  CHECK_THROWS_AS(matrix_completion({.rows = 2, .cols = 2, .rank = 1}, 0, 1), BadInput);
  CHECK_THROWS_AS(phase_retrieval(0, 1, 1), BadInput);
}

TEST_CASE("Sensing measures ⟨A, U Uᵀ⟩ with one scale for all", "[optim]") {
  // f is a quartic in the scale of U: ½ Σ (s² p − y)² with p = y at the planted U.
  const std::shared_ptr<const Objective> f = matrix_sensing({.rows = 4, .rank = 2}, 25, 2);
  const Vector u = f->minima()[0].at;
  const double at_zero = f->value(0 * u);
  CHECK(f->value(2 * u) == Approx(9 * at_zero));
  CHECK(f->value(-u) == Approx(0).margin(1e-20));
}

TEST_CASE("The Poisson equation has the eigenvalues of its sine waves", "[optim]") {
  const double pi = std::acos(-1.0);
  for (const int axes : {2, 3}) {
    const Index side = 4;
    const std::shared_ptr<const LinearSystem> system = poisson(side, axes);
    std::vector<double> expected{0};
    for (int axis = 0; axis < axes; ++axis) {
      std::vector<double> sums;
      for (const double sum : expected) {
        for (Index k = 1; k <= side; ++k) {
          const double angle = static_cast<double>(k) * pi / static_cast<double>(2 * side + 2);
          const double s = std::sin(angle);
          sums.push_back(sum + 4 * static_cast<double>((side + 1) * (side + 1)) * s * s);
        }
      }
      expected = sums;
    }
    std::sort(expected.begin(), expected.end());
    const Vector values = eigh(Matrix(system->matrix())).values;
    REQUIRE(values.size() == static_cast<Index>(expected.size()));
    for (Index i = 0; i < values.size(); ++i) {
      CHECK(values[i] == Approx(expected[static_cast<std::size_t>(i)]));
    }
    const Minimum& minimum = system->minima()[0];
    Vector gradient;
    system->gradient(minimum.at, gradient);
    CHECK(gradient.norm() <= 1e-11);
    CHECK(system->value(0.9 * minimum.at) == Approx(0.99 * minimum.value));
    check_derivatives(*system, Vector::Ones(system->dimension()));
    // Conjugate gradients have something to do: every eigenvector has a share.
    const SymmetricEigen spectrum = eigh(Matrix(system->matrix()));
    Vector rhs;
    system->gradient(Vector::Zero(system->dimension()), rhs);
    CHECK((spectrum.vectors.transpose() * rhs).norm() == Approx(rhs.norm()));
    const LinearOperator by_matrix = [&](const Vector& v, Vector& out) {
      system->hessian_times(v, v, out);
    };
    const auto solved = conjugate_gradients(by_matrix, -rhs, {.tolerance = 1e-10});
    CHECK(solved.iterations >= side);
    CHECK((solved.x - minimum.at).norm() <= 1e-8 * minimum.at.norm());
  }
  CHECK_THROWS_AS(poisson(4, 4), BadInput);
  CHECK_THROWS_AS(poisson(0, 2), BadInput);
}

TEST_CASE("Published problems have the values at their starts known of them", "[optim]") {
  const std::map<std::string, double> sums{
      {"freudenstein_roth", 400.5},
      {"powell_badly_scaled", 1 + std::pow(1 + std::exp(-1.0) - 1.0001, 2)},
      {"brown_badly_scaled", std::pow(1 - 1e6, 2) + std::pow(1 - 2e-6, 2) + 1},
      {"jennrich_sampson", 4171.306},
      {"bard", 41.6817},
      {"gaussian", 3.88811e-6},
      {"box", 1031.154},
      {"powell_singular", 215},
      {"wood", 19192},
      {"kowalik_osborne", 5.31317e-3},
      {"brown_dennis", 7926693.34},
      {"biggs_exp6", 0.7790701},
      {"watson", 30},
      {"variably_dimensioned", 3.85 + 38.5 * 38.5 + std::pow(38.5, 4)},
      {"broyden_tridiagonal", 21}};
  for (const auto& [key, sum] : sums) {
    INFO(key);
    const std::shared_ptr<const Objective> f = published_problem(key);
    for (const PublishedProblem& row : published_problems()) {
      if (row.key != key) continue;
      const Vector start = Vector::Map(row.start.data(), f->dimension());
      CHECK(2 * f->value(start) == Approx(sum).epsilon(2e-6));
    }
  }
  CHECK(sums.size() + 1 == published_problems().size());
  CHECK_THROWS_WITH(published_problem("woods"), Catch::Contains("wood"));
}

TEST_CASE("Published problems are solved from their starts to the values published", "[optim]") {
  for (const PublishedProblem& row : published_problems()) {
    INFO(row.key);
    const std::shared_ptr<const Objective> f = published_problem(row.key);
    Vector x = Vector::Map(row.start.data(), f->dimension());
    LevenbergMarquardt method;
    for (int k = 0; k < 1000; ++k) method.step(*f, x);
    CHECK(2 * f->value(x) == Approx(row.least).epsilon(2e-6).margin(1e-12));
    if (row.minimum.empty()) continue;
    CHECK(f->value(Vector::Map(row.minimum.data(), f->dimension())) <= 1e-20);
  }
}

TEST_CASE("The Gauss–Newton matrix of a linear model is its Hessian, written out", "[optim]") {
  constexpr Index m = 5, n = 3;
  const Matrix a = random_matrix(m, n, 21);
  const Vector labels = signs_of(normal_vector(22, m)), x = normal_vector(23, n);
  const MarginModel margin(MarginLoss::logistic, a, labels, 0.3);
  Vector weights = (labels.cwiseProduct(a * x)).array().exp();
  weights = weights.array() / (1 + weights.array()).square();
  const Matrix dense = a.transpose() * weights.asDiagonal() * a / static_cast<double>(m) +
                       0.3 * Matrix::Identity(n, n);
  const Vector v = normal_vector(24, n);
  Vector out;
  margin.gauss_newton_times(x, v, out);
  CHECK((out - dense * v).norm() <= 1e-14 * out.norm());
  // Softmax of two classes: each example adds (diag p − p pᵀ) ⊗ a aᵀ.
  const SoftmaxRegression softmax(a, {0, 1, 1, 0, 1}, 2, 0.2);
  const Vector y = normal_vector(25, 2 * n), w = normal_vector(26, 2 * n);
  Matrix whole = 0.2 * Matrix::Identity(2 * n, 2 * n);
  for (Index i = 0; i < m; ++i) {
    const double p = 1 / (1 + std::exp(a.row(i).dot((y.tail(n) - y.head(n)).transpose())));
    for (const Index r : {0, 1}) {
      for (const Index c : {0, 1}) {
        whole.block(r * n, c * n, n, n) +=
            (r == c ? 1 : -1) * p * (1 - p) * a.row(i).transpose() * a.row(i) / m;
      }
    }
  }
  softmax.gauss_newton_times(y, w, out);
  CHECK((out - whole * w).norm() <= 1e-14 * out.norm());
}

TEST_CASE("Objectives on data refuse other sizes and numbers that are not finite", "[optim]") {
  const Matrix a = random_matrix(4, 3, 31);
  Matrix torn = a;
  torn(2, 1) = NAN;
  const Vector labels = signs_of(normal_vector(32, 4)), b = normal_vector(33, 4);
  const auto said = Catch::Contains("Entry 2 of row 3 of the examples is nan");
  CHECK_THROWS_WITH(MarginModel(MarginLoss::hinge, torn, labels, 0), said);
  CHECK_THROWS_WITH(SoftmaxRegression(torn, {0, 1, 1, 0}, 2, 0), said);
  CHECK_THROWS_AS(LeastSquares(torn, b), BadInput);
  CHECK_THROWS_AS(LeastSquares(a, INFINITY * b), BadInput);
  CHECK_THROWS_AS(MarginModel(MarginLoss::hinge, a, labels, NAN), BadInput);
  SparseMatrix system(4, 4);
  system.setIdentity();
  CHECK_THROWS_AS(LinearSystem("s", system, NAN * b, {}), BadInput);
  const LeastSquares squares(a, b);
  const MarginModel margin(MarginLoss::logistic, a, labels, 0.1);
  const SoftmaxRegression softmax(a, {0, 1, 1, 0}, 2, 0.1);
  const LinearSystem linear("s", system, b, {});
  for (const Objective* f :
       std::initializer_list<const Objective*>{&squares, &margin, &softmax, &linear}) {
    INFO(f->name());
    const Vector fits = Vector::Ones(f->dimension()), other = Vector::Ones(f->dimension() + 1);
    Vector out;
    CHECK_NOTHROW(f->hessian_times(fits, fits, out));
    CHECK_THROWS_AS(f->value(other), Internal);
    CHECK_THROWS_AS(f->gradient(other, out), Internal);
    CHECK_THROWS_AS(f->hessian_times(fits, other, out), Internal);
  }
}

}  // namespace
}  // namespace thalweg::optim
