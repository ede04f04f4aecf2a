// One transport problem: cost, two marginals, and where their points lie. Posed once, then shared
// read-only by every solver and view.
#pragma once

#include <string>
#include <vector>

#include "core/math/dense.hpp"

namespace thalweg::transport {

/// A regular grid, points in row-major order; 0 × 0 where the points are not on one.
struct Raster {
  int rows = 0;
  int cols = 0;
};

/// n source points, m target points, all of them with mass > 0.
struct Problem {
  Matrix cost;             ///< n × m, finite, largest magnitude 1 where `cost_scale` says so
  Matrix cost_transposed;  ///< m × n
  Vector source, target;   ///< masses a (n) and b (m), > 0, each of sum 1
  Vector log_source, log_target;
  Matrix source_points, target_points;  ///< n × d and m × d, or empty; images: (x right, y down)
  Raster source_raster, target_raster;  ///< of the original points, before any were left out
  /// Original number of every kept point; original_* are the sizes before zeros were left out.
  std::vector<int> source_index, target_index;
  int original_sources = 0, original_targets = 0;
  double cost_scale = 1;           ///< the person's cost is cost × cost_scale
  std::vector<std::string> notes;  ///< what was changed on the way, for a person to read

  Index n() const { return cost.rows(); }
  Index m() const { return cost.cols(); }
};

/// Most points on a side: 4 000 make 128 MB per matrix.
inline constexpr Index largest_side = 4000;

/// What a problem is made from. Empty masses mean uniform ones.
struct ProblemParts {
  Matrix cost;  ///< n × m, any scale
  Vector source, target;
  Matrix source_points, target_points;
  Raster source_raster, target_raster;
  bool scale_cost = true;  ///< divide the cost by its largest magnitude
};

/// Checks and completes: sizes, finite costs, masses ≥ 0 with equal totals (to 1e-6, then both are
/// divided by their sums); points of mass zero are left out with a note. Throws BadInput.
Problem make_problem(ProblemParts parts);

}  // namespace thalweg::transport
