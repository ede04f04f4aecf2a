// The sparse Newton system and its solvers.
#include "core/transport/newton_system.hpp"

#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/math/factor.hpp"

namespace thalweg::transport {
namespace {

constexpr double direct_shift = 1e-13;  // relative

}  // namespace

NewtonSystem::NewtonSystem(SparseMatrix kept, const PlanSums& sums, double eta, double shift)
    : kept_(std::move(kept)), diagonal_(sums.rows.size() + sums.cols.size()), eta_(eta) {
  THALWEG_ASSERT(kept_.rows() == sums.rows.size() && kept_.cols() == sums.cols.size());
  kept_.makeCompressed();
  diagonal_ << eta * sums.rows, eta * sums.cols;
  diagonal_.array() += shift;
}

void NewtonSystem::multiply(const Vector& x, Vector& out) const {
  const Index n = kept_.rows();
  const int* start = kept_.outerIndexPtr();
  const int* column = kept_.innerIndexPtr();
  const double* value = kept_.valuePtr();
  const double* right = x.data() + n;
  out = diagonal_.cwiseProduct(x);
  double* below = out.data() + n;
  for (Index i = 0; i < n; ++i) {
    const double left = eta_ * x[i];
    double sum = 0;
    for (int k = start[i]; k < start[i + 1]; ++k) {
      sum += value[k] * right[column[k]];
      below[column[k]] += value[k] * left;
    }
    out[i] += eta_ * sum;
  }
}

SparseMatrix NewtonSystem::assembled() const {
  const int n = static_cast<int>(kept_.rows()), size = static_cast<int>(diagonal_.size());
  std::vector<Eigen::Triplet<double, int>> entries;
  entries.reserve(static_cast<std::size_t>(size + 2 * kept_.nonZeros()));
  for (int k = 0; k < size; ++k) entries.emplace_back(k, k, diagonal_[k] * (1 + direct_shift));
  for (int i = 0; i < n; ++i) {
    for (SparseMatrix::InnerIterator it(kept_, i); it; ++it) {
      const int j = n + static_cast<int>(it.col());
      entries.emplace_back(i, j, eta_ * it.value());
      entries.emplace_back(j, i, eta_ * it.value());
    }
  }
  SparseMatrix out(size, size);
  out.setFromTriplets(entries.begin(), entries.end());
  return out;
}

NewtonSolution NewtonSystem::solve_iteratively(bool jacobi, const Vector& gradient,
                                               double tolerance, int max_iterations,
                                               const StopCheck& stop) const {
  CgOptions options;
  options.tolerance = tolerance;
  options.max_iterations = max_iterations;
  options.stop = stop;
  if (jacobi) options.diagonal = diagonal_;
  CgResult cg = conjugate_gradients([this](const Vector& x, Vector& out) { multiply(x, out); },
                                    gradient, options);
  NewtonSolution solution;
  solution.direction = std::move(cg.x);
  solution.iterations = cg.iterations;
  solution.relative_residual = cg.relative_residual;
  solution.reason = cg.reason;
  if (cg.smallest_ritz > 0) solution.condition = cg.largest_ritz / cg.smallest_ritz;
  return solution;
}

void remove_null_part(Vector& direction, Index n) {
  const Index m = direction.size() - n;
  const double shift =
      (direction.head(n).sum() - direction.tail(m).sum()) / static_cast<double>(n + m);
  direction.head(n).array() -= shift;
  direction.tail(m).array() += shift;
}

double NewtonSystem::schur_entries() const {
  double sum = 0;
  for (Index i = 0; i < kept_.rows(); ++i) {
    const double count = kept_.outerIndexPtr()[i + 1] - kept_.outerIndexPtr()[i];
    sum += count * count;
  }
  return sum;
}

Extremes NewtonSystem::extremes(int steps) const {
  return lanczos_extremes([this](const Vector& x, Vector& out) { multiply(x, out); },
                          diagonal_.size(), steps);
}

// [R ηS; ηSᵀ C] (x; y) = (r; c) with R and C diagonal: y from C − η² Sᵀ R⁻¹ S. Empty when stopped.
Vector NewtonSystem::solve_by_schur(const Vector& gradient, const StopCheck& stop) const {
  const Index n = kept_.rows(), m = kept_.cols();
  const Vector rows = diagonal_.head(n) * (1 + direct_shift);
  Matrix schur = Matrix::Zero(m, m);
  schur.diagonal() = diagonal_.tail(m) * (1 + direct_shift);
  const int* start = kept_.outerIndexPtr();
  const int* column = kept_.innerIndexPtr();
  const double* value = kept_.valuePtr();
  for (Index i = 0; i < n; ++i) {
    if (stop && stop()) return {};
    for (int k = start[i]; k < start[i + 1]; ++k) {
      const double factor = eta_ * eta_ * value[k] / rows[i];
      double* line = schur.data() + column[k] * m;
      for (int l = start[i]; l <= k; ++l) line[column[l]] -= factor * value[l];
    }
  }
  Vector out(n + m);
  const Vector reduced = eta_ * gradient.head(n).cwiseQuotient(rows);
  const Vector y = solve_spd(schur, gradient.tail(m) - kept_.transpose() * reduced, stop);
  if (y.size() == 0) return {};
  out.tail(m) = y;
  out.head(n) = (gradient.head(n) - eta_ * (kept_ * out.tail(m))).cwiseQuotient(rows);
  return out;
}

bool NewtonSystem::solve_directly(NewtonSolver solver, const Vector& gradient,
                                  const StopCheck& stop, NewtonSolution& solution) const {
  if (solver == NewtonSolver::cholesky) {
    solution.direction = solve_by_schur(gradient, stop);
    if (solution.direction.size() == 0) {
      solution.reason = CgReason::stopped;
      return true;
    }
  } else {
    const SparseLdlt factor(assembled());
    if (!factor.ok()) return false;
    solution.direction = factor.solve(gradient);
  }
  if (!solution.direction.allFinite()) return false;
  Vector image(gradient.size());
  multiply(solution.direction, image);
  const double scale = gradient.norm();
  solution.relative_residual = scale > 0 ? (gradient - image).norm() / scale : 0;
  return true;
}

NewtonSolution NewtonSystem::solve(NewtonSolver solver, const Vector& gradient, double tolerance,
                                   int max_iterations, const StopCheck& stop) const {
  NewtonSolution solution;
  const bool direct = solver == NewtonSolver::ldlt || solver == NewtonSolver::cholesky;
  if (!direct || !solve_directly(solver, gradient, stop, solution)) {
    solution =
        solve_iteratively(solver != NewtonSolver::cg, gradient, tolerance, max_iterations, stop);
  }
  if (!solution.direction.allFinite()) solution.direction.resize(0);
  return solution;
}

}  // namespace thalweg::transport
