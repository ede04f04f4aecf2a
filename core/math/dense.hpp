// Dense linear algebra types: double precision, aligned, matrices stored row by row.
#pragma once

#include <Eigen/Core>

namespace thalweg {

using Index = Eigen::Index;
using Vector = Eigen::VectorXd;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace thalweg
