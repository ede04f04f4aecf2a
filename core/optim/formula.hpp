// Formulas as a person types them, as expressions with exact derivatives:
//   f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
//   f(x) = sum(i = 1..n - 1, 100 (x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)
// Numbers, + − * / ^ (2x and 3 (x + 1) multiply), parentheses, pi and e; sin, cos, tan, tanh, exp,
// log, sqrt, abs, erf, sigmoid, softplus, relu; min and max of two; sum and prod over an index, in
// which x[…] is a coordinate counted from 1 and n is their number. Without 'f(…) =' the variables
// are x and y, or the coordinates of x when it is indexed. 'on [lo, hi]' at the end is the interval
// in which every coordinate is looked at.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/autodiff/graph.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

class Formula {
 public:
  /// Throws BadInput whose `where` names the column, counted in characters from 1.
  explicit Formula(std::string_view text);
  ~Formula();
  Formula(Formula&&) noexcept;
  Formula& operator=(Formula&&) noexcept;

  /// Names of the variables in order: one for each coordinate, or one for all when indexed().
  const std::vector<std::string>& variables() const;
  /// Whether the formula is for any number of coordinates.
  bool indexed() const;
  /// Where the variables are named, in characters from 1.
  int variables_column() const;
  /// f(x) for a node x [n]. BadInput at a column when n is not the number of variables, when an
  /// index leaves 1 … n, or when a part without variables has no finite value, as log(-1).
  autodiff::Node build(autodiff::Node x) const;
  /// The box 'on [lo, hi]' for n coordinates, else ±`half`. BadInput when lo is not below hi.
  Domain domain(Index n, double half) const;

  struct Parsed;

 private:
  std::unique_ptr<const Parsed> parsed_;
};

/// A formula as an objective on its domain: of `n` coordinates when it is indexed, else of its own.
/// BadInput at a column when it cannot be read or has fewer than two coordinates.
std::shared_ptr<const Objective> formula_objective(const std::string& text, Index n, double half);

}  // namespace thalweg::optim
