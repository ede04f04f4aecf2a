// Planes through a space of parameters, and the straight lines in it.
#pragma once

#include <array>
#include <vector>

#include "core/nn/layout.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::landscape {

/// θ(a, b) = origin + a first + b second.
struct Plane {
  Vector origin, first, second;

  Vector at(double a, double b) const { return origin + a * first + b * second; }
  /// (a, b) of the point of the plane nearest to θ. BadInput when the directions are parallel.
  std::array<double, 2> coordinates(const Vector& theta) const;
  /// How far θ is from the plane (Euclidean).
  double distance(const Vector& theta) const;
};

/// `direction` with every row of a weight scaled to the norm of the same row of `theta`, and zero
/// for biases and scales: filter normalisation (Li et al. 2018). A row is all of one output's
/// weights. Networks that differ by a scaling that units undo then look alike. Internal when sizes
/// are not the layout's.
Vector filter_normalised(const Vector& direction, const Vector& theta, const nn::Layout& layout);

/// Two filter-normalised directions drawn from seed and seed + 1, through θ, of layout.size().
Plane random_plane(const Vector& theta, const nn::Layout& layout, std::uint64_t seed);

/// The two eigenvectors of the largest eigenvalues of ∇²f(θ), of norm 1.
struct EigenPlane {
  Plane plane;
  double residual = 0;     ///< the larger ‖H u − λ u‖ over the largest |λ|
  bool converged = false;  ///< whether that is at most 10⁻⁶
};
/// By restarted Lanczos; the best of 400 products where they do not reach the tolerance by then. At
/// least two dimensions.
EigenPlane eigen_plane(const optim::Objective& f, const Vector& theta);

/// Principal directions of a trajectory about its last point (Li et al. 2018, section 7).
struct PathPlane {
  Plane plane;
  /// Share of the squared distances from the last point that lies along each direction, 0 … 1.
  std::array<double, 2> explained{};
};
/// At least three points, else Internal. The directions have the length of the longest excursion
/// along the first; the first points away from the start. Of points on one line the second is the
/// coordinate axis most nearly orthogonal to it, made orthogonal. BadInput when all are the same.
PathPlane path_plane(const std::vector<Vector>& points);

/// Through three points: a at (0, 0), b at (1, 0), and `second`, as long as `first` and orthogonal
/// to it, towards c. BadInput when they are on one line.
Plane plane_through(const Vector& a, const Vector& b, const Vector& c);

/// f((1 − t) a + t b) at `count` ≥ 2 (else Internal) evenly spaced t from `lo` to `hi`, on several
/// threads.
struct Segment {
  std::vector<double> t, values;
};
Segment along_segment(const optim::Objective& f, const Vector& a, const Vector& b, int count,
                      double lo = 0, double hi = 1);

/// Most by which the values between t = 0 and 1 exceed the straight line between the two ends, ≥ 0;
/// 0 when fewer than two lie there.
double barrier(const Segment& segment);

}  // namespace thalweg::landscape
