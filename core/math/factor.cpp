// Direct solvers for symmetric systems, on Eigen's factorisations.
#include "core/math/factor.hpp"

#include <Eigen/Cholesky>
#include <Eigen/SparseCholesky>
#include <algorithm>

#include "core/base/error.hpp"

namespace thalweg {

struct SparseLdlt::Factor {
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
};

SparseLdlt::SparseLdlt(const SparseMatrix& a) : factor_(std::make_unique<Factor>()) {
  THALWEG_ASSERT(a.rows() == a.cols());
  factor_->solver.compute(Eigen::SparseMatrix<double>(a));
}

SparseLdlt::~SparseLdlt() = default;

bool SparseLdlt::ok() const { return factor_->solver.info() == Eigen::Success; }

Vector SparseLdlt::solve(const Vector& b) const {
  THALWEG_ASSERT(ok());
  return factor_->solver.solve(b);
}

Index SparseLdlt::fill() const {
  THALWEG_ASSERT(ok());
  return factor_->solver.matrixL().nestedExpression().nonZeros();
}

struct DenseLdlt::Factor {
  Eigen::LDLT<Matrix> solver;
};

DenseLdlt::DenseLdlt(const Matrix& a) : factor_(std::make_unique<Factor>()) {
  THALWEG_ASSERT(a.rows() == a.cols());
  factor_->solver.compute(a);
}

DenseLdlt::~DenseLdlt() = default;

bool DenseLdlt::ok() const {
  return factor_->solver.info() == Eigen::Success && factor_->solver.matrixLDLT().allFinite();
}

Vector DenseLdlt::solve(const Vector& b) const { return factor_->solver.solve(b); }

namespace {

enum class Cholesky { factored, indefinite, stopped };

/// The lower triangle of `a` becomes that of its factor, a block of columns after the other.
Cholesky cholesky_in_place(Matrix& a, const StopCheck& stop) {
  constexpr Index block = 64;
  const Index n = a.rows();
  for (Index k = 0; k < n; k += block) {
    if (stop && stop()) return Cholesky::stopped;
    const Index width = std::min(block, n - k), below = n - k - width;
    Eigen::Ref<Matrix> diagonal(a.block(k, k, width, width));
    const Eigen::LLT<Eigen::Ref<Matrix>, Eigen::Lower> corner(diagonal);
    if (corner.info() != Eigen::Success) return Cholesky::indefinite;
    if (below == 0) break;
    auto panel = a.block(k + width, k, below, width);
    corner.matrixU().solveInPlace<Eigen::OnTheRight>(panel);
    a.block(k + width, k + width, below, below)
        .selfadjointView<Eigen::Lower>()
        .rankUpdate(panel, -1.0);
  }
  return Cholesky::factored;
}

}  // namespace

Vector solve_spd(const Matrix& a, const Vector& b, const StopCheck& stop) {
  THALWEG_ASSERT(a.rows() == a.cols() && a.rows() == b.size());
  Matrix factor = a;
  switch (cholesky_in_place(factor, stop)) {
    case Cholesky::stopped:
      return {};
    case Cholesky::indefinite:
      return DenseLdlt(a).solve(b);
    case Cholesky::factored:
      break;
  }
  Vector x = b;
  factor.triangularView<Eigen::Lower>().solveInPlace(x);
  factor.transpose().triangularView<Eigen::Upper>().solveInPlace(x);
  return x;
}

}  // namespace thalweg
