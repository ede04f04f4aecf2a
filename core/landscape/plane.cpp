// Planes, by small least squares and small eigenproblems.
#include "core/landscape/plane.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/math/eigenpairs.hpp"
#include "core/math/eigh.hpp"

namespace thalweg::landscape {
namespace {

Vector normals(Index size, std::uint64_t seed) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) out[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  return out;
}

/// A direction of norm 1 orthogonal to `direction` (of norm 1): the axis it leans to least, made
/// so.
Vector across(const Vector& direction) {
  if (direction.size() < 2) throw BadInput("There is no plane through one parameter");
  Index axis = 0;
  direction.cwiseAbs().minCoeff(&axis);
  Vector out = Vector::Unit(direction.size(), axis);
  for (int pass = 0; pass < 2; ++pass) out -= direction.dot(out) * direction;
  return out.normalized();
}

}  // namespace

std::array<double, 2> Plane::coordinates(const Vector& theta) const {
  const Vector moved = theta - origin;
  const double uu = first.squaredNorm(), vv = second.squaredNorm(), uv = first.dot(second);
  const double u = first.dot(moved), v = second.dot(moved), det = uu * vv - uv * uv;
  if (!(det > 1e-14 * uu * vv)) {
    throw BadInput("The two directions of the plane are parallel", "",
                   "Choose another seed, or points that are not on one line.");
  }
  return {(vv * u - uv * v) / det, (uu * v - uv * u) / det};
}

double Plane::distance(const Vector& theta) const {
  const auto [a, b] = coordinates(theta);
  return (theta - at(a, b)).norm();
}

Vector filter_normalised(const Vector& direction, const Vector& theta, const nn::Layout& layout) {
  THALWEG_ASSERT(direction.size() == layout.size() && theta.size() == layout.size());
  Vector out = Vector::Zero(layout.size());
  for (const nn::Piece& piece : layout.pieces()) {
    if (piece.shape.rank() < 2) continue;
    const Index size = piece.shape.size() / piece.shape[0];
    for (Index row = 0; row < piece.shape[0]; ++row) {
      const Index begin = piece.begin + row * size;
      const double norm = direction.segment(begin, size).norm();
      if (!(norm > 0)) continue;
      const double scale = theta.segment(begin, size).norm() / norm;
      out.segment(begin, size) = scale * direction.segment(begin, size);
    }
  }
  return out;
}

Plane random_plane(const Vector& theta, const nn::Layout& layout, std::uint64_t seed) {
  return {theta, filter_normalised(normals(theta.size(), seed), theta, layout),
          filter_normalised(normals(theta.size(), seed + 1), theta, layout)};
}

EigenPlane eigen_plane(const optim::Objective& f, const Vector& theta) {
  const LinearOperator hessian = [&](const Vector& v, Vector& out) {
    f.hessian_times(theta, v, out);
  };
  const Eigenpairs top = eigenpairs(
      hessian, theta.size(), 2, {.tolerance = 1e-6, .basis = 30, .most_products = 400, .seed = 17});
  const RitzPairs& found = top.pairs;
  THALWEG_ASSERT(found.vectors.rows() == 2);
  const double largest = found.values.cwiseAbs().maxCoeff();
  return {{theta, found.vectors.row(0), found.vectors.row(1)},
          largest > 0 ? found.residuals.maxCoeff() / largest : 0,
          top.converged};
}

PathPlane path_plane(const std::vector<Vector>& points) {
  THALWEG_ASSERT(points.size() >= 3);
  const auto n = static_cast<Index>(points.size()) - 1;
  Matrix moved(n, points[0].size());
  for (Index i = 0; i < n; ++i) {
    moved.row(i) = points[static_cast<std::size_t>(i)] - points.back();
  }
  const SymmetricEigen gram = eigh(moved * moved.transpose());
  PathPlane out;
  out.plane.origin = points.back();
  const double most = gram.values[n - 1], next = gram.values[n - 2];
  if (!(most > 0)) throw BadInput("All points of the path are the same", "", "Train for longer.");
  out.plane.first = (moved.transpose() * gram.vectors.col(n - 1)).normalized();
  const bool straight = !(next > 1e-13 * most);
  out.plane.second = straight ? across(out.plane.first)
                              : (moved.transpose() * gram.vectors.col(n - 2)).normalized().eval();
  // Away from the start: the path comes from the left, and from above.
  if (moved.row(0).dot(out.plane.first) > 0) out.plane.first *= -1;
  if (!straight && moved.row(0).dot(out.plane.second) < 0) out.plane.second *= -1;
  const double longest = (moved * out.plane.first).cwiseAbs().maxCoeff();
  out.plane.first *= longest, out.plane.second *= longest;
  const double all = gram.values.sum();
  out.explained = {most / all, next / all};
  return out;
}

Plane plane_through(const Vector& a, const Vector& b, const Vector& c) {
  Plane out{a, b - a, c - a};
  const double longest = out.second.norm();
  out.second -= out.first.dot(out.second) / out.first.squaredNorm() * out.first;
  if (!(out.second.norm() > 1e-12 * longest)) {  // of equal points as well, by NaN
    throw BadInput("The three points of the plane are on one line", "",
                   "Choose another seed for one of them.");
  }
  out.second *= out.first.norm() / out.second.norm();
  return out;
}

Segment along_segment(const optim::Objective& f, const Vector& a, const Vector& b, int count,
                      double lo, double hi) {
  THALWEG_ASSERT(count >= 2);
  Segment out;
  for (int i = 0; i < count; ++i) out.t.push_back(lo + (hi - lo) * i / (count - 1));
  out.values.resize(out.t.size());
  parallel_for(count, 4, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      out.values[i] = f.value((1 - out.t[i]) * a + out.t[i] * b);
    }
  });
  return out;
}

double barrier(const Segment& segment) {
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < segment.t.size(); ++i) {
    if (segment.t[i] > -1e-12 && segment.t[i] < 1 + 1e-12) inside.push_back(i);
  }
  if (inside.size() < 2) return 0;
  const double first = segment.values[inside.front()], last = segment.values[inside.back()];
  double out = 0;
  for (const std::size_t i : inside) {
    out = std::max(out, segment.values[i] - (1 - segment.t[i]) * first - segment.t[i] * last);
  }
  return out;
}

}  // namespace thalweg::landscape
