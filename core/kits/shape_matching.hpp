// What experiments that match surfaces share: pairs of shapes, transport losses, pictures.
#pragma once

#include <memory>
#include <vector>

#include "core/base/rng.hpp"
#include "core/frame/frame.hpp"
#include "core/manifold/shape_matching.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::manifold {

enum class ShapeChoice { worm, sphere, stretched };

struct ShapeSettings {
  ShapeChoice shape = ShapeChoice::worm;
  int vertices = 480, eigenfunctions = 30;
  double deformation = 0.3;
  bool coordinates = false;  ///< three coordinates as descriptors beside the 32 intrinsic ones
};

struct ShapePair {
  TriangleMesh x, y;         ///< of unit area; y's vertices in another order
  std::vector<Index> truth;  ///< of each vertex of y the same point of x
  Matrix distances;          ///< on x, along edges
  Vector colours;            ///< on x
  MatchingPair matching;
};

/// A worm and the same worm bent by `deformation` radians; a bumpy sphere of 642 vertices (162
/// below 400) and one with other bumps, or stretched. `rng` decides bumps and order.
ShapePair shape_pair(const ShapeSettings& settings, Rng rng);

/// Entropic plan of ½ ‖a_i − b_j‖² between rows, n masses 1/n each, by `sweeps` Sinkhorn sweeps.
Matrix entropic_plan(const Matrix& a, const Matrix& b, double epsilon, int sweeps);

/// Entropic plan (n_y × n_x, rows sum to 1) between spectral coordinates: rows of Φ_y C and of Φ_x,
/// over the latter's mean length.
Matrix spectral_plan(const MatchingPair& pair, const Matrix& c, double epsilon);
/// The column of the largest entry of each row.
std::vector<Index> most_mass(const Matrix& plan);

/// Distances of feature clouds for match(): sliced with `slices` directions of stream `seed`,
/// max-sliced, or the cost of the entropic plan (the gradient holds the plan fixed).
CloudDistance sliced_distance(int slices, std::uint64_t seed);
CloudDistance max_sliced_distance(std::uint64_t seed);
CloudDistance entropic_distance(double epsilon);

/// Mean distance on x from where each vertex of y is sent to where it belongs.
double mean_error(const ShapePair& pair, const std::vector<Index>& points);

/// Buffer "x_mesh": the first surface in its colours.
void observe_shape(const ShapePair& pair, FrameBuilder& out);
/// Of a point map y → x: trace "error", buffers "y_mesh" (the second surface, below the first, in
/// the colours that the map gives it), "error_mesh", "cumulative" (share of vertices by error).
void observe_points(const ShapePair& pair, const std::vector<Index>& points, FrameBuilder& out);
/// Buffers "own" and "pulled": the features of y for weights as in MatchingObjective, and those of
/// x pulled to y by the soft map, sorted along the direction in which they differ most.
void observe_slice(const MatchingPair& pair, const Vector& weights, double temperature,
                   FrameBuilder& out);
/// |C| with a row for each function of y.
MatrixData absolute(const Matrix& c);
/// A point map y → x (n_y × n_x) with the rows in the order of the truth: diagonal when right.
MatrixData in_true_order(const ShapePair& pair, const Matrix& map);

/// match() as an objective of the weights (p × d, row-major); keeps the last evaluation.
class MatchingObjective final : public optim::Objective {
 public:
  MatchingObjective(const MatchingPair& pair, MatchingOptions options, Index features)
      : pair_(pair), options_(std::move(options)), features_(features) {}
  std::string name() const override { return "matching"; }
  Index dimension() const override { return pair_.x.descriptors.cols() * features_; }
  optim::Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  /// Internal: there are first derivatives only.
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  const Matching& last() const { return last_; }

 private:
  Matrix weights(const Vector& x) const;
  const MatchingPair& pair_;
  MatchingOptions options_;
  Index features_;
  mutable Matching last_;
};

}  // namespace thalweg::manifold
