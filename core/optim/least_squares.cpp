// Residuals and their derivatives.
#include "core/optim/least_squares.hpp"

#include "core/base/error.hpp"
#include "core/optim/batch.hpp"

namespace thalweg::optim {

LeastSquares::LeastSquares(Matrix a, Vector b) : a_(std::move(a)), b_(std::move(b)) {
  THALWEG_ASSERT(a_.rows() >= 1 && a_.rows() == b_.size());
  require_finite(a_, "the matrix"), require_finite(b_, "the right-hand side");
}

Domain LeastSquares::domain() const {
  return {Vector::Constant(dimension(), -1), Vector::Ones(dimension())};
}

double LeastSquares::value(const Vector& x) const {
  THALWEG_ASSERT(x.size() == dimension());
  return 0.5 * (a_ * x - b_).squaredNorm() / static_cast<double>(examples());
}

void LeastSquares::gradient(const Vector& x, Vector& out) const {
  THALWEG_ASSERT(x.size() == dimension());
  const Vector residual = a_ * x - b_;
  out = a_.transpose() * residual / static_cast<double>(examples());
}

void LeastSquares::hessian_times(const Vector&, const Vector& v, Vector& out) const {
  THALWEG_ASSERT(v.size() == dimension());
  const Vector image = a_ * v;
  out = a_.transpose() * image / static_cast<double>(examples());
}

void LeastSquares::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  hessian_times(x, v, out);
}

std::unique_ptr<Objective> LeastSquares::on(std::span<const Index> batch) const {
  const auto rows = static_cast<Index>(batch.size());
  Matrix a(rows, dimension());
  Vector b(rows);
  each_example(batch, *this, [&](Index place, Index example) {
    a.row(place) = a_.row(example);
    b[place] = b_[example];
  });
  return std::make_unique<LeastSquares>(std::move(a), std::move(b));
}

}  // namespace thalweg::optim
