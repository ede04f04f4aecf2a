// The separable Gaussian kernel on a grid.
#include "core/transport/grid_kernel.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"

namespace thalweg::transport {
namespace {

Matrix random_field(Raster raster, std::uint64_t seed, double size) {
  Rng rng(seed);
  return Matrix::NullaryExpr(raster.rows, raster.cols, [&] { return size * rng.normal(); });
}

/// log Σ_q exp(x_q − sharpness ‖p − q‖²), cell by cell.
Matrix brute_force(const Matrix& x, double sharpness) {
  return Matrix::NullaryExpr(x.rows(), x.cols(), [&](Index row, Index col) {
    const auto exponent = [&](Index i, Index j) {
      return x(i, j) -
             sharpness * static_cast<double>((i - row) * (i - row) + (j - col) * (j - col));
    };
    double peak = -INFINITY, sum = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      for (Index j = 0; j < x.cols(); ++j) peak = std::max(peak, exponent(i, j));
    }
    if (!std::isfinite(peak)) return peak;
    for (Index i = 0; i < x.rows(); ++i) {
      for (Index j = 0; j < x.cols(); ++j) sum += std::exp(exponent(i, j) - peak);
    }
    return peak + std::log(sum);
  });
}

TEST_CASE("A grid kernel is the sum over all pairs of cells", "[transport]") {
  const Raster raster{5, 7};
  const auto [sharpness, size] = GENERATE(
      table<double, double>({{1e-3, 1.0}, {0.3, 1.0}, {0.3, 400.0}, {50.0, 3.0}, {2000.0, 500.0}}));
  INFO("sharpness " << sharpness << ", size " << size);
  const GridKernel kernel(raster, sharpness);
  const Matrix x = random_field(raster, 3, size);
  const Matrix expected = brute_force(x, sharpness);
  Matrix out;
  kernel.apply_log(x, out);
  CHECK((out - expected).cwiseAbs().maxCoeff() <= 1e-13 * (1 + expected.cwiseAbs().maxCoeff()));
  if (size > 10) return;
  kernel.apply(x.array().exp(), out);
  CHECK((out.array() / expected.array().exp() - 1).abs().maxCoeff() < 1e-12);
}

TEST_CASE("A sharp grid kernel keeps a mass that is far away", "[transport]") {
  Matrix x = Matrix::Constant(40, 30, -INFINITY), out;
  const GridKernel kernel({40, 30}, 25);
  kernel.apply_log(x, out);
  CHECK((out.array() == -INFINITY).all());
  x(3, 2) = -4;
  kernel.apply_log(x, out);
  CHECK(out(39, 29) == Approx(-4 - 25.0 * (36 * 36 + 27 * 27)));
  CHECK(out(3, 2) == Approx(-4));
}

TEST_CASE("A grid kernel is symmetric and linear in the logarithm's shift", "[transport]") {
  const Raster raster{9, 6};
  const GridKernel kernel(raster, 0.7);
  const Matrix x = random_field(raster, 1, 2).array().exp();
  const Matrix y = random_field(raster, 2, 2).array().exp();
  Matrix kx, ky, shifted;
  kernel.apply(x, kx), kernel.apply(y, ky);
  CHECK(kx.cwiseProduct(y).sum() == Approx(ky.cwiseProduct(x).sum()).epsilon(1e-13));
  kernel.apply_log(x, kx);
  kernel.apply_log((x.array() + 800).matrix(), shifted);
  CHECK((shifted.array() - kx.array() - 800).abs().maxCoeff() < 1e-12);
}

TEST_CASE("A grid kernel gives the same bits on one and two threads", "[transport]") {
  const Raster raster{70, 50};
  const GridKernel kernel(raster, 0.05);
  const Matrix x = random_field(raster, 5, 40);
  Matrix one, two;
  const int before = thread_count();
  set_thread_count(1);
  kernel.apply_log(x, one);
  set_thread_count(2);
  kernel.apply_log(x, two);
  set_thread_count(before);
  CHECK((one.array() == two.array()).all());
}

}  // namespace
}  // namespace thalweg::transport
