// Where the network simplex begins: masses as whole numbers, and feasible plans without cycles, by
// the rules of the textbooks (Ahuja, Magnanti, Orlin, Network Flows, 1993; Reinfeld and Vogel
// 1958).
#pragma once

#include <cstdint>
#include <vector>

#include "core/math/dense.hpp"

namespace thalweg::transport {

using WholeVector = Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1>;

/// Both marginals as whole numbers with the same total.
struct WholeMasses {
  WholeVector source, target;
  std::int64_t total = 0;
};

/// Masses a and b, each of sum 1, as whole numbers. Masses that are multiples of a common one
/// (equal masses, counts) are kept exactly, so that a plan between them may be a permutation;
/// others are rounded to multiples of 2^-52, and the largest one takes up what is left.
WholeMasses whole_masses(const Vector& source, const Vector& target);

/// A cell of the transport table and the mass that goes through it.
struct Cell {
  int row, col;
  std::int64_t mass;
};

enum class StartRule {
  regret,      ///< each source in turn to its nearest free targets; first where choice matters most
  north_west,  ///< along the diagonal, whatever the cost
  least_cost,  ///< cheapest cells first
  vogel        ///< the line with the largest regret first, told anew after each cell; O((n+m) n m)
};

/// A plan with the marginals of `masses` that has at most n + m − 1 cells and no cycle; all of them
/// carry mass > 0. `cost` is n × m and finite.
std::vector<Cell> basic_solution(const Matrix& cost, const WholeMasses& masses, StartRule rule);

}  // namespace thalweg::transport
