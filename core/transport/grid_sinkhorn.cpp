// Sweeps by products with the separable kernel.
#include "core/transport/grid_sinkhorn.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

struct Cell {
  int row, col;
};

std::vector<Cell> cells_of(const Raster& raster, const std::vector<int>& points) {
  std::vector<Cell> out;
  for (const int point : points) out.push_back({point / raster.cols, point % raster.cols});
  return out;
}

double squared_cells(const Cell& p, const Cell& q) {
  const double down = p.row - q.row, across = p.col - q.col;
  return down * down + across * across;
}

}  // namespace

std::optional<double> cell_cost(const Problem& problem) {
  const Raster grid = problem.source_raster;
  const bool same =
      grid.rows == problem.target_raster.rows && grid.cols == problem.target_raster.cols;
  if (!same || grid.rows * grid.cols < 2) return std::nullopt;
  const std::vector<Cell> sources = cells_of(grid, problem.source_index),
                          targets = cells_of(grid, problem.target_index);
  std::optional<double> unit;  // from the first two cells that differ
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (std::size_t j = 0; j < targets.size(); ++j) {
      const double squared = squared_cells(sources[i], targets[j]);
      const double cost = problem.cost(static_cast<Index>(i), static_cast<Index>(j));
      if (!unit && squared > 0) unit = cost / squared;
      const double expected = unit.value_or(0) * squared;
      if (!(std::abs(cost - expected) <= 1e-9 * (expected + unit.value_or(0)))) {
        return std::nullopt;
      }
    }
  }
  return unit > 0.0 ? unit : std::nullopt;
}

GridSinkhorn::GridSinkhorn(const Problem& problem)
    : problem_(&problem), cell_cost_(cell_cost(problem).value_or(0)) {
  state_.f = Vector::Zero(problem.n());
  state_.g = Vector::Zero(problem.m());
}

void GridSinkhorn::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
  log_rows_eta_ = 0;
}

bool GridSinkhorn::adopt(const Problem& problem) {
  const auto unit = cell_cost(problem);
  if (!unit || !fits(problem, {state_.f, state_.g})) return false;
  problem_ = &problem;
  cell_cost_ = *unit;
  kernel_.reset();
  log_rows_eta_ = 0;
  return true;
}

Vector GridSinkhorn::log_sums(double eta, const Vector& potential, const std::vector<int>& from,
                              const std::vector<int>& to) {
  const Raster grid = problem_->source_raster;
  if (!kernel_ || kernel_eta_ != eta) {
    kernel_.emplace(grid, eta * cell_cost_);
    kernel_eta_ = eta;
  }
  Matrix field = Matrix::Constant(grid.rows, grid.cols, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < from.size(); ++i) {
    field.data()[from[i]] = eta * potential[static_cast<Index>(i)];
  }
  Matrix sums;
  kernel_->apply_log(field, sums);
  Vector out(static_cast<Index>(to.size()));
  for (std::size_t i = 0; i < to.size(); ++i) out[static_cast<Index>(i)] = sums.data()[to[i]];
  return out;
}

void GridSinkhorn::fit_rows(double eta) {
  if (log_rows_eta_ != eta) {
    log_rows_ = log_sums(eta, state_.g, problem_->target_index, problem_->source_index);
    log_rows_eta_ = eta;
  }
  state_.f = (problem_->log_source - log_rows_) / eta;
}

double GridSinkhorn::step(double eta) {
  THALWEG_ASSERT(cell_cost_ > 0 && eta > 0 && std::isfinite(eta));
  const Problem& p = *problem_;
  fit_rows(eta);
  state_.g = (p.log_target - log_sums(eta, state_.f, p.source_index, p.target_index)) / eta;
  log_rows_ = log_sums(eta, state_.g, p.target_index, p.source_index);
  log_rows_eta_ = eta;
  const Vector rows = (eta * state_.f + log_rows_).array().exp();
  state_.error = (rows - p.source).lpNorm<1>();
  const Raster grid = p.source_raster;
  ++state_.sweeps;
  state_.work += 2.0 * (grid.rows + grid.cols) / (static_cast<double>(grid.rows) * grid.cols);
  return state_.error;
}

Potentials GridSinkhorn::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

}  // namespace thalweg::transport
