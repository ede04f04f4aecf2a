// Transport of a part of the mass: exactly, by one point more on each side that takes up the rest
// (Caffarelli, McCann 2010), and to clusters of free size (Zhang, Ren, He 2024, arXiv:2401.09266).
#pragma once

#include <cstdint>

#include "core/transport/exact.hpp"

namespace thalweg::transport {

struct PartialPlan {
  double cost = 0;                 ///< ⟨C, P⟩ in the scaled cost
  std::vector<PlanEntry> entries;  ///< row-major
};

/// min ⟨C, P⟩ over P ≥ 0 with P1 ≤ a, Pᵀ1 ≤ b and total `share` in (0, 1]. As large and as slow as
/// an exact plan with one point more a side. Throws BadInput beyond largest_exact − 1.
PartialPlan exact_partial_plan(const Problem& problem, double share);

/// Settings of PartialAssignment.
struct PartialAssignmentSettings {
  double share = 1;      ///< of the samples' mass that is assigned, in (0, 1]
  double lambda = 1;     ///< price of unequal clusters, > 0; ∞ makes them equal
  double epsilon = 0.1;  ///< entropy, > 0
};

/// Assigns a share of n samples of mass 1/n to K clusters:
/// min ⟨C, Q⟩ + λ KL(Qᵀ1 | share/K) − ε H(Q, slack), Q1 + slack = 1/n, ΣQ = share. The slack is
/// what a sample keeps: samples that cost more are assigned less. Sinkhorn's iteration with a
/// virtual cluster of cost 0 for it, in the log domain; the state, a number a cluster, starts the
/// next solve of a changed cost.
class PartialAssignment {
 public:
  explicit PartialAssignment(Index clusters);

  /// Iterates until the clusters' potentials change by at most `tolerance` (in units of ε), or
  /// `most` times. Returns the number of iterations. `cost`: n × K, finite.
  int solve(const Matrix& cost, const PartialAssignmentSettings& settings, double tolerance = 1e-8,
            int most = 1000);
  /// Q, n × K, of the last solve.
  const Matrix& assignment() const { return assignment_; }
  /// log v of the K clusters and of the virtual one.
  const Vector& state() const { return log_v_; }
  /// Internal when the size differs.
  void restore(const Vector& log_v);

 private:
  Vector log_v_;
  Matrix assignment_;
};

/// ⟨C, Q⟩ + λ KL(Qᵀ1 | share/K) − ε H(Q, slack), the value that PartialAssignment minimises. With
/// λ = ∞ the KL counts nothing.
double partial_assignment_value(const Matrix& cost, const PartialAssignmentSettings& settings,
                                const Matrix& assignment);

}  // namespace thalweg::transport
