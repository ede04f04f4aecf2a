// Sweeps on clouds, and gradients by the envelope theorem: potentials are held, costs move.
#include "core/transport/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/problem.hpp"
#include "core/transport/sliced.hpp"

namespace thalweg::transport {
namespace {

// Diagonal of the box around both clouds, as a cost; 0 when all points are one.
double widest_cost(const Cloud& alpha, const Cloud& beta, PointCost kind) {
  const Eigen::RowVectorXd lo =
      alpha.points.colwise().minCoeff().cwiseMin(beta.points.colwise().minCoeff());
  const Eigen::RowVectorXd hi =
      alpha.points.colwise().maxCoeff().cwiseMax(beta.points.colwise().maxCoeff());
  const double squared = (hi - lo).squaredNorm();
  return kind == PointCost::half_squared ? squared / 2 : std::sqrt(squared);
}

// The values of ε before the wanted one, when nothing is known yet.
std::vector<double> warm_up(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options) {
  std::vector<double> list;
  const double widest = widest_cost(alpha, beta, options.cost);
  for (double epsilon = widest; epsilon > options.epsilon; epsilon /= 2) list.push_back(epsilon);
  return list;
}

bool stopped(const EntropicOptions& options) { return options.stop && options.stop(); }

// One alternating sweep; the largest change of f.
double sweep_pair(const Cloud& alpha, const Cloud& beta, double epsilon, PointCost cost,
                  CloudPotentials& at) {
  at.g = soft_transform(beta.points, alpha, at.f, epsilon, cost);
  const Vector f = soft_transform(alpha.points, beta, at.g, epsilon, cost);
  const double change = (f - at.f).cwiseAbs().maxCoeff();
  at.f = f;
  return change;
}

double sweep_self(const Cloud& alpha, double epsilon, PointCost cost, Vector& f) {
  const Vector fitted = soft_transform(alpha.points, alpha, f, epsilon, cost);
  const double change = (fitted - f).cwiseAbs().maxCoeff() / 2;
  f = (f + fitted) / 2;
  return change;
}

// Rows (a_i ∇_i) of a gradient per unit of mass.
Matrix weighted(const Vector& masses, const Matrix& per_mass) {
  return masses.asDiagonal() * per_mass;
}

}  // namespace

int solve_pair(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
               CloudPotentials& start) {
  if (start.f.size() != alpha.masses.size() || start.g.size() != beta.masses.size()) {
    start = {Vector::Zero(alpha.masses.size()), Vector::Zero(beta.masses.size())};
    for (const double epsilon : warm_up(alpha, beta, options)) {
      if (stopped(options)) return 0;
      sweep_pair(alpha, beta, epsilon, options.cost, start);
    }
  }
  int sweeps = 0;
  while (sweeps < options.most_sweeps && !stopped(options)) {
    ++sweeps;
    const double change = sweep_pair(alpha, beta, options.epsilon, options.cost, start);
    if (change <= options.tolerance * options.epsilon) break;
  }
  return sweeps;
}

int solve_self(const Cloud& alpha, const EntropicOptions& options, Vector& start) {
  if (start.size() != alpha.masses.size()) {
    start = Vector::Zero(alpha.masses.size());
    for (const double epsilon : warm_up(alpha, alpha, options)) {
      if (stopped(options)) return 0;
      sweep_self(alpha, epsilon, options.cost, start);
    }
  }
  int sweeps = 0;
  while (sweeps < options.most_sweeps && !stopped(options)) {
    ++sweeps;
    const double change = sweep_self(alpha, options.epsilon, options.cost, start);
    if (change <= options.tolerance * options.epsilon) break;
  }
  return sweeps;
}

Slope entropic_cost(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
                    DivergenceState& state) {
  solve_pair(alpha, beta, options, state.pair);
  const Matrix per_mass =
      soft_gradient(alpha.points, beta, state.pair.g, options.epsilon, options.cost);
  return {alpha.masses.dot(state.pair.f) + beta.masses.dot(state.pair.g),
          weighted(alpha.masses, per_mass)};
}

Slope sinkhorn_divergence(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
                          DivergenceState& state) {
  Slope out = entropic_cost(alpha, beta, options, state);
  solve_self(alpha, options, state.source_self);
  solve_self(beta, options, state.target_self);
  out.value -= alpha.masses.dot(state.source_self) + beta.masses.dot(state.target_self);
  const Matrix per_mass =
      soft_gradient(alpha.points, alpha, state.source_self, options.epsilon, options.cost);
  out.gradient -= weighted(alpha.masses, per_mass);
  return out;
}

Slope kernel_divergence(const Cloud& alpha, const Cloud& beta, PointCost cost) {
  Matrix towards, apart;
  const double between = alpha.masses.dot(mean_cost(alpha.points, beta, cost, &towards));
  const double source = alpha.masses.dot(mean_cost(alpha.points, alpha, cost, &apart));
  const double target = beta.masses.dot(mean_cost(beta.points, beta, cost));
  return {between - source / 2 - target / 2, weighted(alpha.masses, towards - apart)};
}

namespace {

double pair_cost(const Matrix& x, Index i, const Matrix& y, Index j, PointCost kind) {
  const double squared = (x.row(i) - y.row(j)).squaredNorm();
  return kind == PointCost::half_squared ? squared / 2 : std::sqrt(squared);
}

}  // namespace

Slope exact_divergence(const Cloud& alpha, const Cloud& beta, PointCost kind,
                       const StopCheck& stop) {
  ProblemParts parts;
  parts.cost.resize(alpha.masses.size(), beta.masses.size());
  for (Index i = 0; i < parts.cost.rows(); ++i) {
    for (Index j = 0; j < parts.cost.cols(); ++j) {
      parts.cost(i, j) = pair_cost(alpha.points, i, beta.points, j, kind);
    }
  }
  parts.source = alpha.masses, parts.target = beta.masses;
  const Problem problem = make_problem(std::move(parts));
  Slope out{0, Matrix::Zero(alpha.points.rows(), alpha.points.cols())};
  const std::optional<ExactPlan> plan = exact_plan(problem, stop);
  if (!plan) return out;
  out.value = plan->cost * problem.cost_scale;
  for (const PlanEntry& entry : plan->entries) {
    const Eigen::RowVectorXd way = alpha.points.row(entry.row) - beta.points.row(entry.col);
    const double length = way.norm();
    const double unit = kind == PointCost::half_squared ? 1 : length > 0 ? 1 / length : 0;
    out.gradient.row(entry.row) += entry.mass * unit * way;
  }
  return out;
}

Slope sliced_divergence(const Cloud& alpha, const Cloud& beta, int directions, double angle) {
  THALWEG_ASSERT(alpha.points.cols() == 2 && beta.points.cols() == 2 && directions > 0);
  Matrix lines(directions, 2);
  for (int k = 0; k < directions; ++k) {
    const double turned = angle + std::numbers::pi * k / directions;
    lines.row(k) << std::cos(turned), std::sin(turned);
  }
  // d/2 is 1 in the plane.
  const SlicedDistance found = sliced_squared(alpha, beta, lines, true);
  return {found.squared, found.source_gradient};
}

}  // namespace thalweg::transport
