// Pairs of shapes, transport losses, pictures of maps.
#include "core/kits/shape_matching.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/frame/convert.hpp"
#include "core/transport/plan.hpp"
#include "core/transport/sinkhorn.hpp"
#include "core/transport/sliced.hpp"

namespace thalweg::manifold {
namespace {

std::pair<TriangleMesh, TriangleMesh> shapes(const ShapeSettings& s, const Rng& rng) {
  if (s.shape == ShapeChoice::worm) {
    const int around = std::max(6, static_cast<int>(std::lround(std::sqrt(s.vertices / 1.6))));
    const int rings = std::max(4, s.vertices / around);
    return {worm(rings, around, 0), worm(rings, around, s.deformation)};
  }
  const int frequency = std::max(3, static_cast<int>(std::lround(std::sqrt(s.vertices / 10.0))));
  const TriangleMesh base = bumpy(icosphere(frequency), 0.35, rng.split("bumps"));
  if (s.shape == ShapeChoice::sphere)
    return {base, bumpy(base, 0.3 * s.deformation, rng.split("more"))};
  TriangleMesh other = base;
  other.points.col(0) *= 1 + 0.5 * s.deformation;
  other.points.col(2) /= 1 + 0.5 * s.deformation;
  return {base, std::move(other)};
}

MatchingSide side_of(const TriangleMesh& mesh, const ShapeSettings& s) {
  const LaplaceBasis basis = lowest_eigenfunctions(cotangent_laplacian(mesh), s.eigenfunctions);
  MatchingSide out{basis, spectral_descriptors(basis, 16)};
  if (!s.coordinates) return out;
  Matrix with(out.descriptors.rows(), out.descriptors.cols() + 3);
  with << out.descriptors,
      mesh.points / std::sqrt(mesh.points.squaredNorm() / static_cast<double>(mesh.points.size()));
  out.descriptors = std::move(with);
  return out;
}

MeshData mesh_data(const TriangleMesh& mesh, const Vector& values, double lift) {
  MeshData out;
  for (Index i = 0; i < mesh.size(); ++i) {
    out.x.push_back(mesh.points(i, 0)), out.y.push_back(mesh.points(i, 1));
    out.z.push_back(mesh.points(i, 2) + lift), out.value.push_back(values[i]);
  }
  out.corner = mesh.corners;
  return out;
}

Vector errors_of(const ShapePair& pair, const std::vector<Index>& points) {
  Vector out(std::ssize(points));
  for (std::size_t i = 0; i < points.size(); ++i) {
    out[static_cast<Index>(i)] = pair.distances(pair.truth[i], points[i]);
  }
  return out;
}

}  // namespace

ShapePair shape_pair(const ShapeSettings& s, Rng rng) {
  auto [x, y] = shapes(s, rng);
  ShapePair out;
  out.x = with_unit_area(x);
  const auto order = rng.split("order").permutation(static_cast<std::uint32_t>(y.size()));
  out.y = with_unit_area(renumbered(y, order));
  out.truth.assign(order.begin(), order.end());
  out.distances = edge_distances(out.x);
  out.colours = out.x.points.col(0) + 0.6 * out.x.points.col(1);
  out.matching = {side_of(out.x, s), side_of(out.y, s)};
  return out;
}

Matrix entropic_plan(const Matrix& a, const Matrix& b, double epsilon, int sweeps) {
  transport::ProblemParts parts;
  parts.cost = -a * b.transpose();
  parts.cost.colwise() += 0.5 * a.rowwise().squaredNorm();
  parts.cost.rowwise() += 0.5 * b.rowwise().squaredNorm().transpose();
  parts.scale_cost = false;
  const transport::Problem problem = transport::make_problem(std::move(parts));
  transport::StabilisedSinkhorn solver(problem);
  for (int k = 0; k < sweeps; ++k) solver.step(1 / epsilon);
  return transport::plan(problem, 1 / epsilon, solver.potentials());
}

Matrix spectral_plan(const MatchingPair& pair, const Matrix& c, double epsilon) {
  const Matrix& to = pair.x.basis.functions;
  const double scale = 1 / to.rowwise().norm().mean();
  const Matrix from = scale * (pair.y.basis.functions * c);
  return static_cast<double>(from.rows()) * entropic_plan(from, scale * to, epsilon, 40);
}

std::vector<Index> most_mass(const Matrix& plan) {
  std::vector<Index> out(static_cast<std::size_t>(plan.rows()));
  for (Index i = 0; i < plan.rows(); ++i) {
    plan.row(i).maxCoeff(&out[static_cast<std::size_t>(i)]);
  }
  return out;
}

CloudDistance sliced_distance(int slices, std::uint64_t seed) {
  return [slices, seed](const Matrix& source, const Matrix& target) {
    transport::SlicedDistance d = transport::sliced_squared(
        transport::uniform_cloud(source), transport::uniform_cloud(target),
        transport::random_directions(slices, source.cols(), seed), true);
    return CloudLoss{d.squared, std::move(d.source_gradient), std::move(d.target_gradient)};
  };
}

CloudDistance max_sliced_distance(std::uint64_t seed) {
  return [seed](const Matrix& source, const Matrix& target) {
    const transport::MaxSliced most =
        transport::max_sliced(transport::uniform_cloud(source), transport::uniform_cloud(target),
                              {.restarts = 2, .candidates = 32, .iterations = 12, .seed = seed});
    const Matrix direction = most.direction.transpose();
    transport::SlicedDistance d = transport::sliced_squared(
        transport::uniform_cloud(source), transport::uniform_cloud(target), direction, true);
    return CloudLoss{d.squared, std::move(d.source_gradient), std::move(d.target_gradient)};
  };
}

CloudDistance entropic_distance(double epsilon) {
  return [epsilon](const Matrix& source, const Matrix& target) {
    const Matrix plan = entropic_plan(source, target, epsilon, 30);
    const Vector rows = plan.rowwise().sum(), cols = plan.colwise().sum();
    const Matrix crossed = plan * target;
    CloudLoss out;
    out.value = 0.5 * rows.dot(source.rowwise().squaredNorm()) +
                0.5 * cols.dot(target.rowwise().squaredNorm()) - source.cwiseProduct(crossed).sum();
    out.source_gradient = rows.asDiagonal() * source - crossed;
    out.target_gradient = cols.asDiagonal() * target - plan.transpose() * source;
    return out;
  };
}

double mean_error(const ShapePair& pair, const std::vector<Index>& points) {
  return errors_of(pair, points).mean();
}

void observe_shape(const ShapePair& pair, FrameBuilder& out) {
  out.put("x_mesh", mesh_data(pair.x, pair.colours, 0.4));
}

void observe_points(const ShapePair& pair, const std::vector<Index>& points, FrameBuilder& out) {
  const Vector errors = errors_of(pair, points);
  out.trace("error", errors.mean());
  if (out.wants("y_mesh")) {
    Vector colours(errors.size());
    for (Index i = 0; i < errors.size(); ++i) {
      colours[i] = pair.colours[points[static_cast<std::size_t>(i)]];
    }
    out.put("y_mesh", mesh_data(pair.y, colours, -0.4));
  }
  if (out.wants("error_mesh")) out.put("error_mesh", mesh_data(pair.y, errors, 0));
  if (!out.wants("cumulative")) return;
  CurveData curve;
  for (int k = 0; k <= 50; ++k) {
    const double within = 0.01 * k;
    curve.x.push_back(within);
    curve.y.push_back((errors.array() <= within).cast<double>().mean());
  }
  out.put("cumulative", std::move(curve));
}

void observe_slice(const MatchingPair& pair, const Vector& weights, double temperature,
                   FrameBuilder& out) {
  const Index p = pair.x.descriptors.cols();
  const Eigen::Map<const Matrix> linear(weights.data(), p, weights.size() / p);
  const Matrix x = unit_rows(pair.x.descriptors * linear);
  const Matrix own = unit_rows(pair.y.descriptors * linear);
  const Matrix pulled = soft_point_map(own, x, temperature) * x;
  const Vector direction =
      transport::max_sliced(transport::uniform_cloud(own), transport::uniform_cloud(pulled),
                            {.restarts = 1, .iterations = 10})
          .direction;
  const auto sorted = [&](const Matrix& cloud) {
    Vector at = cloud * direction;
    std::sort(at.begin(), at.end());
    return curve_data(at);
  };
  out.put("own", sorted(own)), out.put("pulled", sorted(pulled));
}

MatrixData absolute(const Matrix& c) {
  MatrixData out{c.rows(), c.cols(), {}};
  for (Index i = 0; i < c.size(); ++i) out.values.push_back(std::abs(c.data()[i]));
  return out;
}

MatrixData in_true_order(const ShapePair& pair, const Matrix& map) {
  MatrixData out{map.rows(), map.cols(), std::vector<double>(static_cast<std::size_t>(map.size()))};
  for (Index i = 0; i < map.rows(); ++i) {
    const Index row = pair.truth[static_cast<std::size_t>(i)];
    std::copy_n(map.data() + i * map.cols(), map.cols(), out.values.begin() + row * map.cols());
  }
  return out;
}

Matrix MatchingObjective::weights(const Vector& x) const {
  return Eigen::Map<const Matrix>(x.data(), pair_.x.descriptors.cols(), features_);
}

optim::Domain MatchingObjective::domain() const {
  const Vector ones = Vector::Ones(dimension());
  return {-ones, ones};
}

double MatchingObjective::value(const Vector& x) const {
  last_ = match(pair_, weights(x), options_, false);
  return last_.total;
}

void MatchingObjective::gradient(const Vector& x, Vector& out) const {
  last_ = match(pair_, weights(x), options_, true);
  out = Eigen::Map<const Vector>(last_.gradient.data(), dimension());
}

void MatchingObjective::hessian_times(const Vector&, const Vector&, Vector&) const {
  throw Internal("Shape matching has first derivatives only");
}

}  // namespace thalweg::manifold
