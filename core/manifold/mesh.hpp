// Closed triangle meshes made in code, and distances along their edges.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/rng.hpp"
#include "core/math/dense.hpp"

namespace thalweg::manifold {

/// Vertices (n × 3, one a row) and triangles (three vertices each, counter-clockwise from outside).
struct TriangleMesh {
  Matrix points;
  std::vector<std::int32_t> corners;
  Index size() const { return points.rows(); }
};

/// The icosahedron, each edge split into `frequency` parts, on the unit sphere: 10 frequency² + 2
/// vertices.
TriangleMesh icosphere(int frequency);
/// A closed tube of `rings` times `around` vertices and two poles: thinner towards one end, with
/// three bumps so that nothing is symmetric, its axis an arc of `bend` radians and length 2.
TriangleMesh worm(int rings, int around, double bend);
/// Every vertex moved along its direction from the origin by 1 + amplitude · f, f a smooth random
/// field with values in about [−1, 1].
TriangleMesh bumpy(const TriangleMesh& mesh, double amplitude, Rng rng);

double total_area(const TriangleMesh& mesh);
/// Around the mean vertex, scaled to total area 1.
TriangleMesh with_unit_area(const TriangleMesh& mesh);
/// Vertex i of the result is vertex order[i] of the mesh.
TriangleMesh renumbered(const TriangleMesh& mesh, const std::vector<std::uint32_t>& order);

/// Shortest ways along edges between all vertices (n × n, Dijkstra); up to a fifth longer than
/// geodesics of the surface.
Matrix edge_distances(const TriangleMesh& mesh);

}  // namespace thalweg::manifold
