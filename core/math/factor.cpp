// Direct solvers for symmetric systems, on Eigen's factorisations.
#include "core/math/factor.hpp"

#include <Eigen/Cholesky>
#include <Eigen/SparseCholesky>

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

Vector solve_spd(const Matrix& a, const Vector& b) {
  THALWEG_ASSERT(a.rows() == a.cols() && a.rows() == b.size());
  const Eigen::LLT<Matrix, Eigen::Lower> cholesky(a);
  if (cholesky.info() == Eigen::Success) return cholesky.solve(b);
  return DenseLdlt(a).solve(b);
}

}  // namespace thalweg
