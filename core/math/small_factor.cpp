// Cholesky factors and triangular solves by Eigen.
#include "core/math/small_factor.hpp"

#include <Eigen/Cholesky>
#include <limits>

namespace thalweg {
namespace {

template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

template <class T>
void cholesky_factor(const T* a, Index n, T* l) {
  Eigen::Map<Rows<T>> out(l, n, n);
  out = Eigen::Map<const Rows<T>>(a, n, n).template triangularView<Eigen::Lower>();
  Eigen::Ref<Rows<T>> place(out);
  const Eigen::LLT<Eigen::Ref<Rows<T>>> factor(place);
  if (factor.info() != Eigen::Success) out.setConstant(std::numeric_limits<T>::quiet_NaN());
}

template <class T>
void solve_lower(const T* l, Index n, bool transposed, T* b, Index m) {
  const Eigen::Map<const Rows<T>> factor(l, n, n);
  Eigen::Map<Rows<T>> x(b, n, m);
  if (transposed) {
    factor.template triangularView<Eigen::Lower>().transpose().solveInPlace(x);
  } else {
    factor.template triangularView<Eigen::Lower>().solveInPlace(x);
  }
}

template void cholesky_factor(const float*, Index, float*);
template void cholesky_factor(const double*, Index, double*);
template void solve_lower(const float*, Index, bool, float*, Index);
template void solve_lower(const double*, Index, bool, double*, Index);

}  // namespace thalweg
