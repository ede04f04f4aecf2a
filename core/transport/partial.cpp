// Virtual points and clusters that take up what is not moved.
#include "core/transport/partial.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

double log_sum(const Vector& exponents) {
  const double peak = exponents.maxCoeff();
  return peak + std::log((exponents.array() - peak).exp().sum());
}

Vector column_log_sums(const Matrix& exponents) {
  const Eigen::RowVectorXd peaks = exponents.colwise().maxCoeff();
  const Eigen::RowVectorXd sums =
      (exponents.rowwise() - peaks).array().exp().matrix().colwise().sum();
  return (sums.array().log() + peaks.array()).matrix().transpose();
}

/// x (1 − log x), with 0 log 0 = 0.
double entropy_of(double x) { return x > 0 ? x * (1 - std::log(x)) : 0; }

}  // namespace

PartialPlan exact_partial_plan(const Problem& problem, double share) {
  THALWEG_ASSERT(share > 0 && share <= 1);
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
  const Problem whole = make_problem(std::move(parts));
  PartialPlan out;
  for (const PlanEntry& entry : exact_plan(whole).entries) {
    if (entry.row >= n || entry.col >= m) continue;
    const double mass = entry.mass * (2 - share);  // whole's masses were divided by their sum
    out.entries.push_back({entry.row, entry.col, mass});
    out.cost += mass * problem.cost(entry.row, entry.col);
  }
  return out;
}

PartialAssignment::PartialAssignment(Index clusters) : log_v_(Vector::Zero(clusters + 1)) {
  THALWEG_ASSERT(clusters > 0);
}

int PartialAssignment::solve(const Matrix& cost, const PartialAssignmentSettings& settings,
                             double tolerance, int most) {
  const Index n = cost.rows(), clusters = cost.cols();
  THALWEG_ASSERT(clusters + 1 == log_v_.size() && n > 0 && settings.lambda > 0);
  THALWEG_ASSERT(settings.share > 0 && settings.share <= 1 && settings.epsilon > 0);
  Matrix exponents(clusters + 1, n);  // a row a cluster, the virtual one last
  exponents.topRows(clusters) = -cost.transpose() / settings.epsilon;
  exponents.row(clusters).setZero();
  const double log_mass = -std::log(static_cast<double>(n));
  const double log_size = std::log(settings.share / static_cast<double>(clusters));
  const double log_rest = std::log1p(-settings.share);  // −∞ where nothing is left
  const double damping = 1 / (1 + settings.epsilon / settings.lambda);
  log_v_[clusters] = settings.share < 1 ? std::max(log_v_[clusters], -700.0) : log_rest;
  Vector log_u;
  int iterations = 0;
  for (double change = tolerance + 1; change > tolerance && iterations < most; ++iterations) {
    log_u = log_mass - column_log_sums(exponents.colwise() + log_v_).array();
    change = 0;
    for (Index k = 0; k <= clusters; ++k) {
      const double reach = log_sum(exponents.row(k).transpose() + log_u);
      const double next = k < clusters ? damping * (log_size - reach) : log_rest - reach;
      if (std::isfinite(next)) change = std::max(change, std::abs(next - log_v_[k]));
      log_v_[k] = next;
    }
  }
  log_u = log_mass - column_log_sums(exponents.colwise() + log_v_).array();
  const Matrix logs = (exponents.colwise() + log_v_).rowwise() + log_u.transpose();
  assignment_ = logs.topRows(clusters).array().exp().matrix().transpose();
  return iterations;
}

void PartialAssignment::restore(const Vector& log_v) {
  THALWEG_ASSERT(log_v.size() == log_v_.size());
  log_v_ = log_v;
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
