// Products with a separable Gaussian kernel, plain and in logarithms.
#include "core/transport/grid_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::transport {
namespace {

using Line = Eigen::Map<const Eigen::ArrayXd>;

constexpr Index block = 16;  // lines of the grid a task handles
constexpr double no_mass = -std::numeric_limits<double>::infinity();

Matrix gaussian(int size, double sharpness) {
  return Matrix::NullaryExpr(size, size, [sharpness](Index i, Index j) {
    const auto apart = static_cast<double>(i - j);
    return std::exp(-sharpness * apart * apart);
  });
}

/// log Σ_k exp(x_k − sharpness (k − to)²), term by term: for sums too small for the matrix.
double log_sum(const Line& x, double sharpness, Index to) {
  const Eigen::ArrayXd apart = Eigen::ArrayXd::LinSpaced(x.size(), -static_cast<double>(to),
                                                         static_cast<double>(x.size() - 1 - to));
  const Eigen::ArrayXd exponents = x - sharpness * apart.square();
  const double peak = exponents.maxCoeff();
  if (!std::isfinite(peak)) return peak;
  return peak + std::log((exponents - peak).exp().sum());
}

/// out_ij = log Σ_k K_kj exp(x_ik). Each line is divided by its largest entry and multiplied by
/// the kernel; terms below 1e-304 are lost by that, so sums below 1e-280 are done term by term.
void along_rows(const Matrix& x, const Matrix& kernel, double sharpness, Matrix& out) {
  constexpr double least = 1e-280, least_exponent = -700;
  out.resize(x.rows(), x.cols());
  parallel_for(x.rows(), block, [&](Index begin, Index end) {
    const Index count = end - begin;
    const Vector peaks = x.middleRows(begin, count).rowwise().maxCoeff();
    Matrix scaled = x.middleRows(begin, count).colwise() - peaks;
    scaled = scaled.array().max(least_exponent).exp();
    const Matrix sums = scaled * kernel;
    for (Index i = 0; i < count; ++i) {
      const Line line(x.data() + (begin + i) * x.cols(), x.cols());
      for (Index j = 0; j < x.cols(); ++j) {
        out(begin + i, j) = peaks[i] == no_mass  ? no_mass
                            : sums(i, j) > least ? peaks[i] + std::log(sums(i, j))
                                                 : log_sum(line, sharpness, j);
      }
    }
  });
}

}  // namespace

GridKernel::GridKernel(Raster raster, double sharpness)
    : raster_(raster),
      sharpness_(sharpness),
      along_row_(gaussian(raster.cols, sharpness)),
      along_col_(gaussian(raster.rows, sharpness)) {
  THALWEG_ASSERT(raster.rows > 0 && raster.cols > 0);
  THALWEG_ASSERT(sharpness > 0 && std::isfinite(sharpness));
}

void GridKernel::apply(const Matrix& x, Matrix& out) const {
  THALWEG_ASSERT(x.rows() == raster_.rows && x.cols() == raster_.cols);
  const Matrix rows_done = x * along_row_;
  out.noalias() = along_col_ * rows_done;
}

void GridKernel::apply_log(const Matrix& x, Matrix& out) const {
  THALWEG_ASSERT(x.rows() == raster_.rows && x.cols() == raster_.cols);
  Matrix rows_done, turned;
  along_rows(x, along_row_, sharpness_, rows_done);
  along_rows(rows_done.transpose(), along_col_, sharpness_, turned);
  out = turned.transpose();
}

}  // namespace thalweg::transport
