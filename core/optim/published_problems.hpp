// Problems of nonlinear least squares on which optimisers are compared, coded from their
// definitions in Moré, Garbow and Hillstrom (1981), 'Testing unconstrained optimization software'.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/autodiff/graph.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// A row of the table: f(x) = ½ Σ r², half of the published sum.
struct PublishedProblem {
  const char* key;              ///< "wood": stable, used in names
  const char* name;             ///< "Wood"
  int number;                   ///< in the collection
  std::vector<double> start;    ///< the standard one
  double least;                 ///< Σ r² where Levenberg–Marquardt ends from there
  std::vector<double> minimum;  ///< where Σ r² = 0, if in closed form
  autodiff::Node (*residuals)(const std::vector<autodiff::Node>& x);  ///< of coordinates [1]
};

std::span<const PublishedProblem> published_problems();

/// The problem `key` as an objective; BadInput for an unknown key.
std::shared_ptr<const Objective> published_problem(const std::string& key);

}  // namespace thalweg::optim
