// Meshes, Laplacians and functional maps: the sphere in closed form, identities, differences.
#include "core/manifold/mesh.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numbers>

#include "core/manifold/functional_map.hpp"

namespace thalweg::manifold {
namespace {

constexpr double pi = std::numbers::pi;

std::vector<std::uint32_t> some_order(Index n) {
  return Rng(9).permutation(static_cast<std::uint32_t>(n));
}

TEST_CASE("Meshes are closed, oriented and as large as they should be", "[manifold]") {
  for (const TriangleMesh& mesh :
       {icosphere(4), worm(12, 10, 0.5), bumpy(icosphere(2), 0.2, Rng(1))}) {
    std::map<std::pair<int, int>, int> edges;
    for (std::size_t t = 0; t < mesh.corners.size(); t += 3) {
      for (std::size_t k = 0; k < 3; ++k) {
        ++edges[{mesh.corners[t + k], mesh.corners[t + (k + 1) % 3]}];
      }
    }
    for (const auto& [edge, count] : edges) {
      CHECK(count == 1);
      CHECK(edges.count({edge.second, edge.first}) == 1);
    }
    // Euler: V − E + F = 2.
    CHECK(mesh.size() - std::ssize(edges) / 2 + std::ssize(mesh.corners) / 3 == 2);
    // Outward: the volume is positive.
    double volume = 0;
    for (std::size_t t = 0; t < mesh.corners.size(); t += 3) {
      const auto at = [&](std::size_t k) { return mesh.points.row(mesh.corners[t + k]); };
      const auto a = at(0), b = at(1), c = at(2);
      volume += (a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
                 a[2] * (b[0] * c[1] - b[1] * c[0])) /
                6;
    }
    CHECK(volume > 0);
    CHECK(total_area(with_unit_area(mesh)) == Approx(1).epsilon(1e-12));
  }
  CHECK(icosphere(8).size() == 642);
  CHECK(total_area(icosphere(8)) == Approx(4 * pi).epsilon(0.01));
}

TEST_CASE("Ways along the edges of a sphere are a little longer than its arcs", "[manifold]") {
  const TriangleMesh mesh = icosphere(4);
  const Matrix far = edge_distances(mesh);
  CHECK((far - far.transpose()).cwiseAbs().maxCoeff() < 1e-12);
  for (Index i = 0; i < mesh.size(); i += 17) {
    for (Index j = 0; j < i; j += 13) {
      const double arc =
          std::acos(std::clamp(mesh.points.row(i).dot(mesh.points.row(j)), -1.0, 1.0));
      CHECK(far(i, j) > 0.98 * arc);  // chords are shorter than arcs
      CHECK(far(i, j) < 1.25 * arc);  // in a flat lattice at most 2 / √3
    }
  }
}

TEST_CASE("A cotangent Laplacian sees neither constants nor the order of vertices", "[manifold]") {
  const TriangleMesh mesh = worm(10, 8, 0.7);
  const Laplacian laplacian = cotangent_laplacian(mesh);
  CHECK((laplacian.stiffness * Vector::Ones(mesh.size())).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(laplacian.masses.sum() == Approx(total_area(mesh)).epsilon(1e-12));
  const TriangleMesh unit = with_unit_area(mesh);
  const LaplaceBasis basis = lowest_eigenfunctions(cotangent_laplacian(unit), 8);
  const LaplaceBasis other =
      lowest_eigenfunctions(cotangent_laplacian(renumbered(unit, some_order(unit.size()))), 8);
  CHECK((basis.values - other.values).cwiseAbs().maxCoeff() < 1e-6 * basis.values.maxCoeff());
}

TEST_CASE("The sphere's eigenvalues are l (l + 1), 2 l + 1 times each", "[manifold]") {
  const TriangleMesh unit = with_unit_area(icosphere(8));
  const Laplacian laplacian = cotangent_laplacian(unit);
  const LaplaceBasis basis = lowest_eigenfunctions(laplacian, 16);
  Index at = 0;
  for (int l = 0; l < 4; ++l) {
    for (int m = 0; m < 2 * l + 1; ++m, ++at) {
      CHECK(basis.values[at] / (4 * pi) == Approx(l * (l + 1)).epsilon(0.03).margin(1e-8));
    }
  }
  const Matrix gram = basis.coefficients(basis.functions);
  CHECK((gram - Matrix::Identity(16, 16)).cwiseAbs().maxCoeff() < 1e-10);
  const Matrix residual = laplacian.stiffness * basis.functions - laplacian.masses.asDiagonal() *
                                                                      basis.functions *
                                                                      basis.values.asDiagonal();
  CHECK(residual.norm() < 1e-6 * basis.values[15] / std::sqrt(642));
}

SpectralFeatures some_features(Index k, Index d) {
  SpectralFeatures out{Matrix(k, d), Matrix(k, d), Vector::LinSpaced(k, 0, 9),
                       Vector::LinSpaced(k, 0, 10)};
  for (Index i = 0; i < k * d; ++i) {
    out.x.data()[i] = random_normal(1, static_cast<std::uint64_t>(i));
    out.y.data()[i] = random_normal(2, static_cast<std::uint64_t>(i));
  }
  return out;
}

TEST_CASE("No other matrix has a lower objective than the functional map", "[manifold]") {
  const SpectralFeatures f = some_features(5, 7);
  const double alpha = 0.3;
  const auto objective = [&](const Matrix& c) {
    const Matrix x = (f.values_x / 10).asDiagonal(), y = (f.values_y / 10).asDiagonal();
    return (c * f.x - f.y).squaredNorm() + alpha * (c * x - y * c).squaredNorm();
  };
  const Matrix c = functional_map(f, alpha);
  const double least = objective(c);
  for (Index k = 0; k < 25; ++k) {
    Matrix other = c;
    other.data()[k] += 1e-3;
    const double up = objective(other);
    other.data()[k] -= 2e-3;
    CHECK(up > least);
    CHECK(up - objective(other) == Approx(0).margin(1e-9));  // flat to first order
  }
}

TEST_CASE("The functional map's adjoint is what differences say", "[manifold]") {
  SpectralFeatures f = some_features(4, 6);
  const Matrix h = some_features(4, 4).y;
  const auto loss = [&] { return h.cwiseProduct(functional_map(f, 0.1)).sum(); };
  const FeatureGradient exact = functional_map_gradient(f, 0.1, functional_map(f, 0.1), h);
  for (Matrix* side : {&f.x, &f.y}) {
    for (Index k = 0; k < 24; k += 3) {
      double& entry = side->data()[k];
      const double kept = entry;
      entry = kept + 1e-5;
      const double up = loss();
      entry = kept - 1e-5;
      const double slope = (up - loss()) / 2e-5;
      entry = kept;
      CHECK((side == &f.x ? exact.x : exact.y).data()[k] == Approx(slope).margin(1e-8));
    }
  }
}

TEST_CASE("Between a mesh and its renumbered copy the map is diagonal and finds every point",
          "[manifold]") {
  const TriangleMesh mesh = with_unit_area(worm(16, 12, 0.4));
  const auto order = some_order(mesh.size());
  const LaplaceBasis x = lowest_eigenfunctions(cotangent_laplacian(mesh), 12);
  const LaplaceBasis y = lowest_eigenfunctions(cotangent_laplacian(renumbered(mesh, order)), 12);
  const Matrix dx = spectral_descriptors(x, 16), dy = spectral_descriptors(y, 16);
  for (Index i = 0; i < 20; ++i) {
    CHECK((dy.row(i) - dx.row(order[static_cast<std::size_t>(i)])).norm() < 1e-3);
  }
  std::vector<Index> truth(order.begin(), order.end());
  const Matrix exact = map_of_points(truth, x, y, 12);
  CHECK((exact.cwiseAbs() - Matrix::Identity(12, 12)).cwiseAbs().maxCoeff() < 1e-3);
  CHECK(point_map(exact, x, y) == truth);
}

TEST_CASE("Nearest rows are those of a plain search", "[manifold]") {
  const SpectralFeatures f = some_features(9, 3);
  const std::vector<Index> found = nearest_rows(f.x, f.y);
  for (Index i = 0; i < 9; ++i) {
    const double least = (f.x.row(i) - f.y.row(found[static_cast<std::size_t>(i)])).norm();
    for (Index j = 0; j < 9; ++j) CHECK(least <= (f.x.row(i) - f.y.row(j)).norm() + 1e-14);
  }
}

}  // namespace
}  // namespace thalweg::manifold
