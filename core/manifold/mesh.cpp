// Meshes in code, Dijkstra's distances.
#include "core/manifold/mesh.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <queue>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::manifold {
namespace {

// Of dynamic size: g++ 12 takes assignments of three doubles to rows for overruns.
using Point = Vector;

Point point(double x, double y, double z) { return (Point(3) << x, y, z).finished(); }

TriangleMesh icosahedron() {
  const double g = std::numbers::phi;
  TriangleMesh mesh{Matrix(12, 3),
                    {0, 11, 5,  0, 5,  1, 0, 1, 7, 0, 7,  10, 0, 10, 11, 1, 5, 9, 5, 11,
                     4, 11, 10, 2, 10, 7, 6, 7, 1, 8, 3,  9,  4, 3,  4,  2, 3, 2, 6, 3,
                     6, 8,  3,  8, 9,  4, 9, 5, 2, 4, 11, 6,  2, 10, 8,  6, 7, 9, 8, 1}};
  mesh.points << -1, g, 0, 1, g, 0, -1, -g, 0, 1, -g, 0, 0, -1, g, 0, 1, g, 0, -1, -g, 0, 1, -g, g,
      0, -1, g, 0, 1, -g, 0, -1, -g, 0, 1;
  mesh.points.rowwise().normalize();
  return mesh;
}

/// Radius of the worm at share s of its length and angle.
double worm_radius(double s, double angle) {
  struct Bump {
    double s, angle, height;
  };
  constexpr std::array<Bump, 3> bumps{{{0.2, 0.6, 0.9}, {0.5, 2.9, 0.7}, {0.82, 4.5, 0.8}}};
  double factor = 1;
  for (const Bump& bump : bumps) {
    const double along = (s - bump.s) / 0.09, turn = (1 - std::cos(angle - bump.angle)) / 0.35;
    factor += bump.height * std::exp(-0.5 * along * along - turn);
  }
  const double ends = std::sqrt(std::max(0.0, 1 - std::pow(2 * s - 1, 8)));
  return (0.26 - 0.13 * s) * factor * ends;
}

/// The place on an arc of length 2 and `bend` radians, moved across by (u in its plane, v out).
Point bent(double s, double u, double v, double bend) {
  const double length = 2 * s - 1;
  if (std::abs(bend) < 1e-9) return point(length, u, v);
  const double radius = 2 / bend, angle = length / radius;
  return point((radius - u) * std::sin(angle), radius - (radius - u) * std::cos(angle), v);
}

}  // namespace

TriangleMesh icosphere(int frequency) {
  THALWEG_ASSERT(frequency >= 1);
  const TriangleMesh base = icosahedron();
  std::map<std::array<long, 3>, std::int32_t> known;  // vertices that faces share, by place
  std::vector<Point> points;
  TriangleMesh mesh;
  for (std::size_t t = 0; t < base.corners.size(); t += 3) {
    const auto vertex = [&](int i, int j) {
      const Point at =
          ((frequency - i - j) * base.points.row(base.corners[t]) +
           i * base.points.row(base.corners[t + 1]) + j * base.points.row(base.corners[t + 2]))
              .normalized();
      const std::array<long, 3> key{std::lround(1e6 * at[0]), std::lround(1e6 * at[1]),
                                    std::lround(1e6 * at[2])};
      const auto [place, is_new] = known.try_emplace(key, static_cast<std::int32_t>(points.size()));
      if (is_new) points.push_back(at);
      return place->second;
    };
    for (int i = 0; i < frequency; ++i) {
      for (int j = 0; i + j < frequency; ++j) {
        for (const auto corner : {vertex(i, j), vertex(i + 1, j), vertex(i, j + 1)}) {
          mesh.corners.push_back(corner);
        }
        if (i + j + 1 == frequency) continue;
        for (const auto corner : {vertex(i + 1, j), vertex(i + 1, j + 1), vertex(i, j + 1)}) {
          mesh.corners.push_back(corner);
        }
      }
    }
  }
  mesh.points.resize(std::ssize(points), 3);
  for (Index i = 0; i < mesh.size(); ++i) {
    mesh.points.row(i) = points[static_cast<std::size_t>(i)];
  }
  return mesh;
}

TriangleMesh worm(int rings, int around, double bend) {
  THALWEG_ASSERT(rings >= 2 && around >= 3);
  TriangleMesh mesh;
  mesh.points.resize(static_cast<Index>(rings) * around + 2, 3);
  const auto at = [&](int ring, int k) { return ring * around + (k + around) % around; };
  for (int ring = 0; ring < rings; ++ring) {
    const double s = (ring + 0.5) / rings;
    for (int k = 0; k < around; ++k) {
      const double angle = 2 * std::numbers::pi * k / around, r = worm_radius(s, angle);
      mesh.points.row(at(ring, k)) = bent(s, r * std::cos(angle), r * std::sin(angle), bend);
    }
  }
  const int low = rings * around, high = low + 1;
  mesh.points.row(low) = bent(0, 0, 0, bend), mesh.points.row(high) = bent(1, 0, 0, bend);
  const auto add = [&](int a, int b, int c) {
    for (const int corner : {a, b, c}) mesh.corners.push_back(corner);
  };
  for (int k = 0; k < around; ++k) {
    add(low, at(0, k + 1), at(0, k));
    for (int ring = 0; ring + 1 < rings; ++ring) {
      // Diagonals alternate, so that the mesh has no handedness.
      const int a = at(ring, k), b = at(ring, k + 1), c = at(ring + 1, k), d = at(ring + 1, k + 1);
      if ((ring + k) % 2 == 0) {
        add(a, b, d), add(a, d, c);
      } else {
        add(a, b, c), add(b, d, c);
      }
    }
    add(high, at(rings - 1, k), at(rings - 1, k + 1));
  }
  return mesh;
}

TriangleMesh bumpy(const TriangleMesh& mesh, double amplitude, Rng rng) {
  constexpr int waves = 8;
  TriangleMesh out = mesh;
  Matrix frequency(waves, 3);
  Vector phase(waves);
  for (int w = 0; w < waves; ++w) {
    for (int k = 0; k < 3; ++k) frequency(w, k) = 2 * rng.normal();
    phase[w] = rng.uniform(0, 2 * std::numbers::pi);
  }
  for (Index i = 0; i < mesh.size(); ++i) {
    const Vector at = mesh.points.row(i).normalized();
    const double f = (frequency * at + phase).array().cos().sum() / std::sqrt(waves / 2.0);
    out.points.row(i) *= 1 + amplitude * std::tanh(f);
  }
  return out;
}

double total_area(const TriangleMesh& mesh) {
  double sum = 0;
  for (std::size_t t = 0; t < mesh.corners.size(); t += 3) {
    const Point a = mesh.points.row(mesh.corners[t]), b = mesh.points.row(mesh.corners[t + 1]),
                c = mesh.points.row(mesh.corners[t + 2]);
    const Point u = b - a, v = c - a;
    const double product = u.dot(v);
    sum += 0.5 * std::sqrt(std::max(0.0, u.squaredNorm() * v.squaredNorm() - product * product));
  }
  return sum;
}

TriangleMesh with_unit_area(const TriangleMesh& mesh) {
  TriangleMesh out = mesh;
  out.points.rowwise() -= mesh.points.colwise().mean();
  out.points /= std::sqrt(total_area(mesh));
  return out;
}

TriangleMesh renumbered(const TriangleMesh& mesh, const std::vector<std::uint32_t>& order) {
  THALWEG_ASSERT(std::ssize(order) == mesh.size());
  TriangleMesh out = mesh;
  std::vector<std::int32_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    out.points.row(static_cast<Index>(i)) = mesh.points.row(order[i]);
    place[order[i]] = static_cast<std::int32_t>(i);
  }
  for (std::int32_t& corner : out.corners) corner = place[static_cast<std::size_t>(corner)];
  return out;
}

Matrix edge_distances(const TriangleMesh& mesh) {
  struct Edge {
    std::int32_t to;
    double length;
  };
  std::vector<std::vector<Edge>> edges(static_cast<std::size_t>(mesh.size()));
  for (std::size_t t = 0; t < mesh.corners.size(); t += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      // Each edge of a closed mesh lies in two triangles, once in each direction.
      const std::int32_t a = mesh.corners[t + k], b = mesh.corners[t + (k + 1) % 3];
      edges[static_cast<std::size_t>(a)].push_back(
          {b, (mesh.points.row(a) - mesh.points.row(b)).norm()});
    }
  }
  Matrix out = Matrix::Constant(mesh.size(), mesh.size(), std::numeric_limits<double>::infinity());
  parallel_for(mesh.size(), 16, [&](std::int64_t begin, std::int64_t end) {
    for (Index source = begin; source < end; ++source) {
      using Entry = std::pair<double, std::int32_t>;
      std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
      open.emplace(0, static_cast<std::int32_t>(source));
      out(source, source) = 0;
      while (!open.empty()) {
        const auto [distance, at] = open.top();
        open.pop();
        if (distance > out(source, at)) continue;
        for (const Edge& edge : edges[static_cast<std::size_t>(at)]) {
          const double next = distance + edge.length;
          if (next < out(source, edge.to)) out(source, edge.to) = next, open.emplace(next, edge.to);
        }
      }
    }
  });
  return out;
}

}  // namespace thalweg::manifold
