// Planted problems as expressions, and the Poisson equation.
#include "core/optim/inverse_problems.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

using autodiff::Graph;
using autodiff::Node;

std::vector<double> normals(Rng rng, Index count, double scale = 1) {
  std::vector<double> out(static_cast<std::size_t>(count));
  for (double& number : out) number = scale * rng.normal();
  return out;
}

Matrix normal_matrix(const Rng& rng, Index rows, Index cols, double scale) {
  const std::vector<double> numbers = normals(rng, rows * cols, scale);
  return Eigen::Map<const Matrix>(numbers.data(), rows, cols);
}

Node constant(Graph& graph, const Matrix& matrix) {
  return graph.constant({matrix.rows(), matrix.cols()},
                        {matrix.data(), matrix.data() + matrix.size()});
}

Domain cube(Index n, double half) {
  return {Vector::Constant(n, -half), Vector::Constant(n, half)};
}

double root(Index n) { return std::sqrt(static_cast<double>(n)); }

void require(bool fits, const std::string& what) {
  if (!fits) throw BadInput(what, "", "Sizes are at least 1; a factor has at least the rank.");
}

/// Factors of the planted matrix with columns of zeros up to `rank`.
Matrix padded(const Matrix& factor, Index rank) {
  Matrix out = Matrix::Zero(factor.rows(), rank);
  out.leftCols(factor.cols()) = factor;
  return out;
}

Vector flat(const Matrix& matrix) { return Vector::Map(matrix.data(), matrix.size()); }

}  // namespace

std::shared_ptr<const Objective> matrix_sensing(const PlantedMatrix& planted, Index measurements,
                                                Index factor_rank) {
  const Index n = planted.rows, rank = planted.rank;
  require(n >= 1 && rank >= 1 && measurements >= 1 && factor_rank >= rank,
          fmt::format("There is no sensing of a {0} × {0} matrix of rank {1} by {2} measurements "
                      "with factors of rank {3}",
                      n, rank, measurements, factor_rank));
  const Rng rng(planted.seed);
  const Matrix truth = normal_matrix(rng.split("factor"), n, rank, 1 / root(rank));
  Matrix operators = normal_matrix(rng.split("operators"), measurements, n * n, 1);
  for (Index i = 0; i < measurements; ++i) {
    Eigen::Map<Matrix> one(operators.row(i).data(), n, n);
    one = (0.5 * (one + one.transpose())).eval();
  }
  const Matrix square = truth * truth.transpose();
  const Matrix measured = operators * flat(square);
  const double scale = 1 / root(measurements);
  return GraphObjective::sum_of_squares(
      "Matrix sensing", cube(n * factor_rank, 2),
      [&](Node x) {
        const Node u = reshape(x, {n, factor_rank});
        const Node made = reshape(matmul(u, transpose(u)), {n * n, 1});
        return scale *
               (matmul(constant(x.graph(), operators), made) - constant(x.graph(), measured));
      },
      {{flat(padded(truth, factor_rank)), 0}});
}

std::shared_ptr<const Objective> matrix_completion(const PlantedMatrix& planted, double share,
                                                   Index factor_rank) {
  const Index n = planted.rows, m = planted.cols, rank = planted.rank;
  require(n >= 1 && m >= 1 && rank >= 1 && factor_rank >= rank && share > 0 && share <= 1,
          fmt::format("There is no completion of a {} × {} matrix of rank {} from a share of {} "
                      "with factors of rank {}",
                      n, m, rank, share, factor_rank));
  const Rng rng(planted.seed);
  const Matrix left = normal_matrix(rng.split("left"), n, rank, 1 / root(rank));
  const Matrix right = normal_matrix(rng.split("right"), m, rank, 1);
  const Matrix whole = left * right.transpose();
  Rng draw = rng.split("observed");
  std::vector<double> rows, cols, seen;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      if (draw.uniform() >= share) continue;
      rows.push_back(static_cast<double>(i)), cols.push_back(static_cast<double>(j));
      seen.push_back(whole(i, j));
    }
  }
  require(!seen.empty(), fmt::format("A share of {} left no entry to be observed", share));
  const auto count = static_cast<Index>(seen.size());
  Vector minimum((n + m) * factor_rank);
  minimum << flat(padded(left, factor_rank)), flat(padded(right, factor_rank));
  return GraphObjective::sum_of_squares(
      "Matrix completion", cube((n + m) * factor_rank, 2),
      [&](Node x) {
        Graph& graph = x.graph();
        const Node u = reshape(slice(x, 0, 0, n * factor_rank), {n, factor_rank});
        const Node v =
            reshape(slice(x, 0, n * factor_rank, (n + m) * factor_rank), {m, factor_rank});
        return sum(gather(u, graph.constant({count}, rows)) *
                       gather(v, graph.constant({count}, cols)),
                   1) -
               graph.constant({count}, seen);
      },
      {{minimum, 0}});
}

std::shared_ptr<const Objective> phase_retrieval(Index n, Index measurements, std::uint64_t seed) {
  require(n >= 1 && measurements >= 1,
          fmt::format("There is no phase retrieval of {} numbers from {}", n, measurements));
  const Rng rng(seed);
  const Vector truth = normal_matrix(rng.split("signal"), n, 1, 1).col(0).normalized();
  const Matrix a = normal_matrix(rng.split("directions"), measurements, n, 1);
  const Matrix measured = (a * truth).cwiseAbs2();
  const double scale = 1 / root(2 * measurements);
  return GraphObjective::sum_of_squares(
      "Phase retrieval", cube(n, 1.5),
      [&](Node x) {
        const Node seen = square(matmul(constant(x.graph(), a), reshape(x, {n, 1})));
        return scale * (seen - constant(x.graph(), measured));
      },
      {{truth, 0}, {-truth, 0}});
}

LinearSystem::LinearSystem(std::string name, SparseMatrix a, Vector b, const Vector& solution)
    : name_(std::move(name)), a_(std::move(a)), b_(std::move(b)) {
  THALWEG_ASSERT(a_.rows() == a_.cols() && a_.rows() == b_.size());
  const auto entries = Vector::Map(a_.valuePtr(), a_.nonZeros());
  require_finite(entries, "the entries of the matrix"), require_finite(b_, "the right-hand side");
  if (solution.size() == 0) return;
  THALWEG_ASSERT(solution.size() == b_.size());
  minima_ = {{solution, value(solution)}};
}

Domain LinearSystem::domain() const { return cube(dimension(), 1); }

double LinearSystem::value(const Vector& x) const {
  THALWEG_ASSERT(x.size() == dimension());
  const Vector image = a_ * x;
  return x.dot(0.5 * image - b_);
}

void LinearSystem::gradient(const Vector& x, Vector& out) const {
  THALWEG_ASSERT(x.size() == dimension());
  out = a_ * x;
  out -= b_;
}

void LinearSystem::hessian_times(const Vector&, const Vector& v, Vector& out) const {
  THALWEG_ASSERT(v.size() == dimension());
  out = a_ * v;
}

std::shared_ptr<const LinearSystem> poisson(Index side, int axes) {
  if (side < 1 || (axes != 2 && axes != 3)) {
    throw BadInput(fmt::format("There is no Poisson problem of side {} on {} axes", side, axes), "",
                   "A side has at least one point, on 2 or 3 axes.");
  }
  Index size = 1;
  for (int axis = 0; axis < axes; ++axis) size *= side;
  const double h = 1 / static_cast<double>(side + 1), weight = 1 / (h * h);
  std::vector<Eigen::Triplet<double, int>> entries;
  Vector solution = Vector::Ones(size);
  for (Index i = 0; i < size; ++i) {
    const auto row = static_cast<int>(i);
    entries.emplace_back(row, row, 2.0 * axes * weight);
    Index stride = 1;
    for (int axis = 0; axis < axes; ++axis, stride *= side) {
      const Index at = i / stride % side;
      const double place = static_cast<double>(at + 1) * h;
      solution[i] *= place * (1 - place) * std::exp(place * (axis + 1));
      if (at > 0) entries.emplace_back(row, static_cast<int>(i - stride), -weight);
      if (at + 1 < side) entries.emplace_back(row, static_cast<int>(i + stride), -weight);
    }
  }
  SparseMatrix a(size, size);
  a.setFromTriplets(entries.begin(), entries.end());
  Vector b = a * solution;
  return std::make_shared<LinearSystem>(fmt::format("Poisson equation in {} dimensions", axes),
                                        std::move(a), std::move(b), solution);
}

}  // namespace thalweg::optim
