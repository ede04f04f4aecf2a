// Virtual points and clusters that take up what is not moved, and Newton's method for few clusters.
#include "core/transport/partial.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/math/factor.hpp"

namespace thalweg::transport {
namespace {

/// The dual of a partial assignment in the potentials of the clusters, and what Newton needs.
struct AssignmentDual {
  double value = 0;
  Vector gradient;
  Matrix plan;  ///< a row a cluster, a column a sample
};

/// `cost`: a row a cluster, the virtual one (cost 0) last where there is one; `sizes` are wanted.
class AssignmentProblem {
 public:
  AssignmentProblem(Matrix cost, Vector sizes, Index priced, double lambda, double epsilon)
      : cost_(std::move(cost)),
        sizes_(std::move(sizes)),
        priced_(priced),
        lambda_(lambda),
        epsilon_(epsilon) {}

  AssignmentDual look(const Vector& potentials) const {
    AssignmentDual out;
    const double mass = 1 / static_cast<double>(cost_.cols());
    out.plan = (potentials.replicate(1, cost_.cols()) - cost_) / epsilon_;
    const Eigen::RowVectorXd peaks = out.plan.colwise().maxCoeff();
    out.plan = (out.plan.rowwise() - peaks).array().exp();
    const Eigen::RowVectorXd sums = out.plan.colwise().sum();
    out.plan.array().rowwise() *= mass / sums.array();
    out.gradient = wanted(potentials) - out.plan.rowwise().sum();
    out.value = relaxed(potentials) - epsilon_ * mass * (sums.array().log() + peaks.array()).sum();
    return out;
  }
  /// Where the Newton step from there leads.
  Vector direction(const Vector& potentials, const AssignmentDual& at) const {
    const auto samples = static_cast<double>(cost_.cols());
    Matrix curvature = -samples * at.plan * at.plan.transpose() / epsilon_;
    curvature.diagonal() += at.plan.rowwise().sum() / epsilon_;
    if (std::isfinite(lambda_)) {
      curvature.diagonal().head(priced_) += wanted(potentials).head(priced_) / lambda_;
    }
    // Equal sizes leave the potentials' common shift free.
    curvature.diagonal().array() += 1e-10 * curvature.trace() + 1e-300;
    return solve_spd(curvature, at.gradient);
  }

 private:
  /// The sizes at which the price of the next bit of mass is the potential.
  Vector wanted(const Vector& potentials) const {
    Vector out = sizes_;
    if (std::isfinite(lambda_)) {
      out.head(priced_).array() *= (-potentials.head(priced_).array() / lambda_).exp();
    }
    return out;
  }
  double relaxed(const Vector& potentials) const {
    if (!std::isfinite(lambda_)) return sizes_.dot(potentials);
    const auto rates = (-potentials.head(priced_).array() / lambda_).expm1();
    return -lambda_ * (sizes_.head(priced_).array() * rates).sum() +
           sizes_.tail(sizes_.size() - priced_).dot(potentials.tail(sizes_.size() - priced_));
  }

  Matrix cost_;
  Vector sizes_;
  Index priced_;
  double lambda_, epsilon_;
};

/// x (1 − log x), with 0 log 0 = 0.
double entropy_of(double x) { return x > 0 ? x * (1 - std::log(x)) : 0; }

}  // namespace

namespace {

/// The problem with one point more a side, which takes up what is not moved.
Problem with_virtual_points(const Problem& problem, double share) {
  const Index n = problem.n(), m = problem.m();
  // Never worth it to send from one virtual point to the other.
  const double forbidden = 2 * problem.cost.cwiseAbs().maxCoeff() + 1;
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = Matrix::Zero(n + 1, m + 1);
  parts.cost.topLeftCorner(n, m) = problem.cost;
  parts.cost(n, m) = forbidden;
  parts.source.resize(n + 1), parts.target.resize(m + 1);
  parts.source << problem.source, 1 - share;
  parts.target << problem.target, 1 - share;
  return make_problem(std::move(parts));
}

}  // namespace

std::optional<PartialPlan> exact_partial_plan(const Problem& problem, double share,
                                              const StopCheck& stop) {
  THALWEG_ASSERT(share > 0 && share <= 1);
  const Index n = problem.n(), m = problem.m();
  // The whole needs no virtual points, and with mass 0 they would be left out.
  const bool part = share < 1;
  const std::optional<ExactPlan> whole =
      exact_plan(part ? with_virtual_points(problem, share) : problem, stop);
  if (!whole) return std::nullopt;
  PartialPlan out;
  const double scale = part ? 2 - share : 1;  // the masses were divided by their sum
  for (const PlanEntry& entry : whole->entries) {
    if (entry.row >= n || entry.col >= m) continue;
    out.entries.push_back({entry.row, entry.col, scale * entry.mass});
    out.cost += scale * entry.mass * problem.cost(entry.row, entry.col);
  }
  // What a virtual point's dual allows at most; a whole plan allows any split.
  const Potentials& z = whole->duals;
  const double from = part ? -z.g[m] : z.f.maxCoeff(), to = part ? -z.f[n] : z.g.maxCoeff();
  out.duals = {z.f.head(n).array() - from, z.g.head(m).array() - to};
  out.price = from + to;
  out.gap = out.cost - out.duals.f.dot(problem.source) - out.duals.g.dot(problem.target) -
            out.price * share;
  return out;
}

PartialPlan exact_partial_plan(const Problem& problem, double share) {
  return *exact_partial_plan(problem, share, {});
}

PartialAssignment::PartialAssignment(Index clusters) : potentials_(Vector::Zero(clusters + 1)) {
  THALWEG_ASSERT(clusters > 0);
}

int PartialAssignment::solve(const Matrix& cost, const PartialAssignmentSettings& settings,
                             const StopCheck& stop, double tolerance, int most) {
  const Index n = cost.rows(), clusters = cost.cols();
  THALWEG_ASSERT(clusters + 1 == potentials_.size() && n > 0 && settings.lambda > 0);
  THALWEG_ASSERT(settings.share > 0 && settings.share <= 1 && settings.epsilon > 0);
  const Index rows = clusters + (settings.share < 1 ? 1 : 0);
  Matrix costs = Matrix::Zero(rows, n);
  costs.topRows(clusters) = cost.transpose();
  Vector sizes = Vector::Constant(rows, 1 - settings.share);
  sizes.head(clusters).setConstant(settings.share / static_cast<double>(clusters));
  const AssignmentProblem problem(std::move(costs), std::move(sizes), clusters, settings.lambda,
                                  settings.epsilon);
  Vector at = potentials_.head(rows);
  AssignmentDual here = problem.look(at);
  if (!std::isfinite(here.value)) at.setZero(), here = problem.look(at);
  int steps = 0;
  for (; steps < most && here.gradient.cwiseAbs().maxCoeff() > tolerance; ++steps) {
    if (stop && stop()) break;
    const Vector direction = problem.direction(at, here);
    const double slope = here.gradient.dot(direction);
    double length = 1;
    AssignmentDual there = problem.look(at + direction);
    // Near the top the rise drowns in rounding: there the whole step is the right one.
    const double rounding = 1e-14 * (1 + std::abs(here.value));
    while (!(there.value >= here.value + 1e-4 * length * slope - rounding) && length > 1e-12) {
      length /= 2;
      there = problem.look(at + length * direction);
    }
    if (!(there.value >= here.value - rounding)) break;
    at += length * direction;
    here = std::move(there);
  }
  potentials_.head(rows) = at;
  error_ = here.gradient.cwiseAbs().maxCoeff();
  assignment_ = here.plan.topRows(clusters).transpose();
  return steps;
}

void PartialAssignment::restore(const Vector& potentials) {
  THALWEG_ASSERT(potentials.size() == potentials_.size());
  potentials_ = potentials;
}

double partial_assignment_value(const Matrix& cost, const PartialAssignmentSettings& settings,
                                const Matrix& assignment) {
  const double mass = 1 / static_cast<double>(cost.rows());
  const double size = settings.share / static_cast<double>(cost.cols());
  double value = cost.cwiseProduct(assignment).sum();
  for (Index i = 0; i < cost.rows(); ++i) {
    double kept = mass;
    for (Index k = 0; k < cost.cols(); ++k) {
      kept -= assignment(i, k);
      value -= settings.epsilon * entropy_of(assignment(i, k));
    }
    value -= settings.epsilon * entropy_of(kept);
  }
  if (!std::isfinite(settings.lambda)) return value;
  for (Index k = 0; k < cost.cols(); ++k) {
    const double sum = assignment.col(k).sum();
    value += settings.lambda * (size - entropy_of(sum) - sum * std::log(size));
  }
  return value;
}

}  // namespace thalweg::transport
