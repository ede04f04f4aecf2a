// Small dense factorisations by Eigen.
#include "core/math/small_factor.hpp"

#include <Eigen/Cholesky>
#include <Eigen/SVD>
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

template <class T>
void thin_svd(const T* a, Index m, Index n, T* u, T* s, T* v) {
  const Index k = std::min(m, n);
  const Eigen::JacobiSVD<Rows<T>> svd(Eigen::Map<const Rows<T>>(a, m, n),
                                      Eigen::ComputeThinU | Eigen::ComputeThinV);
  Eigen::Map<Rows<T>>(u, m, k) = svd.matrixU();
  Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(s, k) = svd.singularValues();
  Eigen::Map<Rows<T>>(v, n, k) = svd.matrixV();
}

template void cholesky_factor(const float*, Index, float*);
template void cholesky_factor(const double*, Index, double*);
template void solve_lower(const float*, Index, bool, float*, Index);
template void solve_lower(const double*, Index, bool, double*, Index);
template void thin_svd(const float*, Index, Index, float*, float*, float*);
template void thin_svd(const double*, Index, Index, double*, double*, double*);

}  // namespace thalweg
