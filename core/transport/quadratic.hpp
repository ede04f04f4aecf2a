// Optimal transport with quadratic regularisation: sparse plans, by exact block coordinate ascent
// of the dual (Lorenz, Manns, Meyer 2021, arXiv:1903.01112, nonlinear Gauss–Seidel).
#pragma once

#include <cstdint>

#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// The plan max(f_i + g_j − C_ij, 0) / γ (n × m).
Matrix quadratic_plan(const Problem& problem, double gamma, const Potentials& potentials);
/// ⟨C, P⟩ + γ/2 ‖P‖², the minimised sum.
double quadratic_primal(const Problem& problem, double gamma, const Matrix& plan);
/// f·a + g·b − γ/2 ‖P‖².
double quadratic_dual(const Problem& problem, double gamma, const Potentials& potentials);

/// The t with Σ_j max(t − r_j, 0) = mass > 0.
double filling_level(Vector r, double mass);

/// min ⟨C, P⟩ + γ/2 ‖P‖²: each step fits all rows exactly, then all columns.
class QuadraticTransport {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0;
    double error = 0;  ///< L1 marginal error after the last sweep
    double work = 0;   ///< plan passes: 2 a sweep
  };

  /// Starts from zero potentials. Keeps a reference.
  explicit QuadraticTransport(const Problem& problem);
  /// One sweep at `gamma` > 0, which may differ from the last one's. Returns state().error.
  double step(double gamma);
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);
  /// Continues on another problem from the present potentials; false when the sizes differ.
  bool adopt(const Problem& problem);
  /// With g[last] = 0.
  Potentials potentials() const;

 private:
  const Problem* problem_;
  State state_;
};

}  // namespace thalweg::transport
