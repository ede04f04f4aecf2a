// Sinkhorn's iteration between two pictures on one grid with the squared distance as cost: the
// kernel is a product of Gaussians along rows and columns, so that no matrix over pairs of cells is
// ever touched (Solomon et al. 2015, section 4).
#pragma once

#include <cstdint>
#include <optional>

#include "core/transport/grid_kernel.hpp"
#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// The cost from a cell to the next where both sides are on one grid and every cost is that times
/// the squared distance in cells (to 1e-9); none for any other problem.
std::optional<double> cell_cost(const Problem& problem);

/// In logarithms: never over- or underflows. A sweep takes O(cells · (rows + cols))
/// multiplications.
class GridSinkhorn {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0;
    double error = 0;  ///< L1 marginal error after the last sweep
    double work = 0;   ///< plan passes, in multiplications: 2 (rows + cols) / cells a sweep
  };

  /// Starts from zero potentials. Keeps a reference. Without a cell_cost() it can take no step.
  explicit GridSinkhorn(const Problem& problem);

  /// One sweep at `eta`, which may differ from the last one's. Returns state().error. Internal
  /// where cell_cost() gives none.
  double step(double eta);
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);
  /// Continues on another problem from the present potentials; false when it has other sizes or is
  /// not on a grid.
  bool adopt(const Problem& problem);
  /// Half a sweep, not counted: the plan's rows then sum to a.
  void fit_rows(double eta);
  /// With g[last] = 0.
  Potentials potentials() const;

 private:
  /// log Σ e^(η (potential − C)) over the points in `from`, at those in `to`.
  Vector log_sums(double eta, const Vector& potential, const std::vector<int>& from,
                  const std::vector<int>& to);

  const Problem* problem_;
  double cell_cost_;
  State state_;
  std::optional<GridKernel> kernel_;  // of kernel_eta_; never part of the state
  double kernel_eta_ = 0;
  Vector log_rows_;  // of the present g, where log_rows_eta_ is its η; made again on demand
  double log_rows_eta_ = 0;
};

}  // namespace thalweg::transport
