// Transport of a part of the mass: exactly, by one point more on each side that takes up the rest
// (Caffarelli, McCann 2010), and to clusters of free size (Zhang, Ren, He 2024, arXiv:2401.09266).
#pragma once

#include <cstdint>

#include "core/transport/exact.hpp"

namespace thalweg::transport {

struct PartialPlan {
  double cost = 0;                 ///< ⟨C, P⟩ in the scaled cost
  std::vector<PlanEntry> entries;  ///< row-major
  Potentials duals;                ///< f ≤ 0 and g ≤ 0 with f_i + g_j + price ≤ C_ij
  double price = 0;                ///< of a unit more of `share`
  double gap = 0;                  ///< cost − (f·a + g·b + price · share)
};

/// min ⟨C, P⟩ over P ≥ 0 with P1 ≤ a, Pᵀ1 ≤ b and total `share` in (0, 1], with its proof. As large
/// and as slow as an exact plan with one point more a side. Nothing when `stop` said so. Throws
/// BadInput beyond largest_exact − 1.
std::optional<PartialPlan> exact_partial_plan(const Problem& problem, double share,
                                              const StopCheck& stop);
PartialPlan exact_partial_plan(const Problem& problem, double share);

/// Settings of PartialAssignment.
struct PartialAssignmentSettings {
  double share = 1;      ///< of the samples' mass that is assigned, in (0, 1]
  double lambda = 1;     ///< price of unequal clusters, > 0; ∞ makes them equal
  double epsilon = 0.1;  ///< entropy, > 0
};

/// Assigns a share of n samples of mass 1/n to K clusters:
/// min ⟨C, Q⟩ + λ KL(Qᵀ1 | share/K) − ε H(Q, slack), Q1 + slack = 1/n, ΣQ = share. The slack is
/// what a sample keeps, as in a virtual cluster of cost 0: samples that cost more are assigned
/// less. The paper scales rows and columns in turn; here the dual, a smooth concave function of one
/// potential a cluster once the samples' are eliminated, is climbed by Newton's method, which
/// needs a few iterations where scaling needs hundreds. The state starts the next solve.
class PartialAssignment {
 public:
  explicit PartialAssignment(Index clusters);

  /// Newton steps, each shortened until the dual rises, until the clusters' masses are right to
  /// `tolerance`, or `most` times, or until `stop` says so, which leaves the last one's result.
  /// Returns their number. `cost`: n × K, finite.
  int solve(const Matrix& cost, const PartialAssignmentSettings& settings,
            const StopCheck& stop = {}, double tolerance = 1e-12, int most = 200);
  /// Q, n × K, of the last solve.
  const Matrix& assignment() const { return assignment_; }
  /// The largest error of a cluster's mass after the last solve.
  double error() const { return error_; }
  /// Potentials of the K clusters and of the virtual one, in units of cost.
  const Vector& state() const { return potentials_; }
  /// Internal when the size differs.
  void restore(const Vector& potentials);

 private:
  Vector potentials_;
  Matrix assignment_;
  double error_ = 0;
};

/// ⟨C, Q⟩ + λ KL(Qᵀ1 | share/K) − ε H(Q, slack), the value that PartialAssignment minimises. With
/// λ = ∞ the KL counts nothing.
double partial_assignment_value(const Matrix& cost, const PartialAssignmentSettings& settings,
                                const Matrix& assignment);

}  // namespace thalweg::transport
