// Sparse matrix type: compressed rows, double precision.
#pragma once

#include <Eigen/SparseCore>

namespace thalweg {

using SparseMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor, int>;

}  // namespace thalweg
