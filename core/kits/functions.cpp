// Choices from the table of test functions.
#include "core/kits/functions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/rng.hpp"
#include "core/optim/formula.hpp"
#include "core/optim/optimiser.hpp"
#include "core/optim/test_functions.hpp"

namespace thalweg::optim {

std::vector<std::pair<std::string, std::string>> function_choices() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const TestFunction& row : test_functions()) out.emplace_back(row.key, row.name);
  out.emplace_back("quadratic", "Quadratic of a condition number");
  out.emplace_back("own", "Your own formula");
  out.emplace_back("program", "Your own program");
  return out;
}

FunctionChoice function_choice(std::string_view key) {
  int place = 0;
  for (const auto& [known, name] : function_choices()) {
    if (known == key) break;
    ++place;
  }
  return static_cast<FunctionChoice>(place);
}

bool is_program(FunctionChoice chosen) { return chosen == function_choice("program"); }

std::shared_ptr<const Objective> chosen_function(FunctionChoice chosen, const std::string& formula,
                                                 const std::string& command, int n,
                                                 double condition) {
  if (is_program(chosen)) return program_objective(command);
  if (chosen == function_choice("quadratic")) {
    constexpr std::uint64_t turn = 1;
    return quadratic(Vector::LinSpaced(n, 0, -std::log(condition)).array().exp(), turn);
  }
  const auto place = static_cast<std::size_t>(chosen);
  if (place >= test_functions().size()) return formula_objective(formula, n, 3);
  const TestFunction& row = test_functions()[place];
  return test_function(row.key, row.dimension == 0 ? n : row.dimension);
}

double lowest_found(const Objective& objective, int descents) {
  const Domain box = objective.domain();
  Rng rng(1);
  double lowest = std::numeric_limits<double>::infinity();
  for (int start = 0; start < descents; ++start) {
    Vector x(box.lo.size());
    for (Index i = 0; i < x.size(); ++i) x[i] = rng.uniform(box.lo[i], box.hi[i]);
    const auto descent = make_optimiser("lbfgs");
    for (int step = 0; step < 80; ++step) {
      const bool inside =
          (x.array() >= box.lo.array()).all() && (x.array() <= box.hi.array()).all();
      if (!inside) break;
      lowest = std::min(lowest, objective.value(x));
      descent->step(objective, x);
    }
  }
  return std::isfinite(lowest) ? lowest : 0;
}

bool finite_at(const Objective& f, const Vector& x) {
  Vector gradient;
  f.gradient(x, gradient);
  return std::isfinite(f.value(x)) && gradient.allFinite();
}

void check_formula(const std::string& text) { static_cast<void>(Formula(text)); }

double widest_domain() {
  double out = 0;
  for (const TestFunction& row : test_functions()) {
    for (const double end : {row.lo[0], row.lo[1], row.hi[0], row.hi[1]}) {
      out = std::max(out, std::abs(end));
    }
  }
  return out;
}

std::string no_squares(const Objective& function) {
  if (function.is_sum_of_squares()) return "";
  std::string names;
  for (const TestFunction& row : test_functions()) {
    if (row.residuals[0]) names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  return "Needs a function known as a sum of squares, in two dimensions: " + names + ".";
}

bool is_quadratic(const Settings& resolved) {
  return value_text(resolved.at("function")) == "quadratic";
}

bool is_own(const Settings& resolved) { return value_text(resolved.at("function")) == "own"; }

bool runs_program(const Settings& resolved) {
  return value_text(resolved.at("function")) == "program";
}

bool of_any_size(const Settings& resolved) {
  const std::string key = value_text(resolved.at("function"));
  for (const TestFunction& row : test_functions()) {
    if (row.key == key) return row.dimension == 0;
  }
  return !runs_program(resolved);
}

std::vector<FunctionDefaults> function_defaults() {
  return {{"ackley", {-2.6, 3.4}, 0.02},
          {"beale", {0.5, -1.5}, 5e-3},
          {"booth", {-5, 5}, 0.02},
          {"branin", {2, 5}, 0.01},
          {"goldstein_price", {-1.5, 0.5}, 1e-6},
          {"griewank", {-5.5, 4}, 0.2},
          {"levy", {-4, 4.5}, 0.02},
          {"matyas", {-5, 4}, 0.5},
          {"mccormick", {3, -2}, 0.05},
          {"monkey_saddle", {0.05, 1.5}, 5e-3},
          {"rastrigin", {-2.7, 2.3}, 2e-3},
          {"rosenbrock", {-1.2, 1}, 1e-3},
          {"six_hump_camel", {-1.6, 0.9}, 0.01},
          {"styblinski_tang", {0.4, 4.2}, 0.01},
          {"three_hump_camel", {-1.8, 1.6}, 0.02},
          {"zakharov", {-4, 3}, 1e-3},
          {"quadratic", {0.9, 0.7}, 1},
          {"own", {1.9, 1.6}, 0.02},
          {"program", {0.5, 0.5}, 0.01}};
}

}  // namespace thalweg::optim
