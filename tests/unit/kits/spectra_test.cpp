// Spectra as data of views.
#include "core/kits/spectra.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

TEST_CASE("Outliers end where the largest ratio of neighbours lies", "[kits]") {
  CHECK(outliers((Vector(5) << 9, 7, 6, 0.2, 0.1).finished()) == 3);
  CHECK(outliers((Vector(3) << 9, -1, -2).finished()) == 1);
}

TEST_CASE("A density has a band of one standard error over its probes", "[kits]") {
  SpectralQuadrature quadrature;
  quadrature.size = 1;
  // Two probes that see the eigenvalue at 0 with weights 1 and 0.5.
  quadrature.nodes = {Vector::Zero(1), (Vector(2) << 0, 50).finished()};
  quadrature.weights = {Vector::Ones(1), Vector::Constant(2, 0.5)};
  const Vector at = Vector::LinSpaced(21, -10, 10);
  const CurveData curve = density_curve(quadrature, at, 0.5, 1e-6);
  REQUIRE(curve.lo.size() == curve.x.size());
  const auto peak =
      static_cast<std::size_t>(std::max_element(curve.y.begin(), curve.y.end()) - curve.y.begin());
  const double height = 2 * 0.3989422804014327;  // of a bell of width 0.5
  CHECK(curve.x[peak] == 0);
  CHECK(curve.y[peak] == Approx(0.75 * height));
  CHECK(curve.hi[peak] - curve.y[peak] == Approx(0.25 * height));
  CHECK(curve.y[peak] - curve.lo[peak] == Approx(0.25 * height));
  CHECK(curve.x.size() < 21);  // what is below the least is cut off
  quadrature.nodes.pop_back(), quadrature.weights.pop_back();
  CHECK(density_curve(quadrature, at, 0.5, 1e-6).lo.empty());
}

TEST_CASE("Ranked eigenvalues say from where on they have not converged", "[kits]") {
  const RitzPairs pairs{(Vector(3) << 10, 4, 3).finished(), Matrix::Identity(3, 3),
                        (Vector(3) << 1e-9, 0.5, 0.6).finished()};
  const CurveData curve = ranked(pairs);
  CHECK(curve.x == std::vector<double>{1, 2, 3});
  CHECK(curve.lo[1] == Approx(3.5));
  CHECK(curve.hi[2] == Approx(3.6));
  const PointsData note = not_converged(pairs, 1e-4);
  REQUIRE(note.x.size() == 1);
  CHECK(note.x[0] == 2);
  CHECK(not_converged(pairs, 0.1).x.empty());
  CHECK(note_on(curve, 1.5, "here").y == std::vector<double>{4});
  CHECK(note_on(curve, 99, "beyond").x == std::vector<double>{3});
}

}  // namespace
