// Singular values of small matrices by Eigen, in double for both precisions.
#include <Eigen/SVD>

#include "core/math/small_factor.hpp"

namespace thalweg {
namespace {

using Jacobi = Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::HouseholderQRPreconditioner>;

}  // namespace

template <class T>
void thin_svd(const T* a, Index m, Index n, T* u, T* s, T* v) {
  using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Index k = std::min(m, n);
  const Eigen::MatrixXd matrix = Eigen::Map<const Rows>(a, m, n).template cast<double>();
  const Jacobi svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Eigen::Map<Rows>(u, m, k) = svd.matrixU().template cast<T>();
  Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(s, k) = svd.singularValues().cast<T>();
  Eigen::Map<Rows>(v, n, k) = svd.matrixV().template cast<T>();
}

template void thin_svd(const float*, Index, Index, float*, float*, float*);
template void thin_svd(const double*, Index, Index, double*, double*, double*);

}  // namespace thalweg
