// What experiments on known functions share: the choice of one, or of a formula that is typed.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/kits/program.hpp"
#include "core/run/author.hpp"

namespace thalweg::optim {

/// A place in the table of test functions; after its end a quadratic, the person's own formula,
/// then a program.
enum class FunctionChoice : int {};

/// Key and name of each; the last are "quadratic", "own" and "program".
std::vector<std::pair<std::string, std::string>> function_choices();
FunctionChoice function_choice(std::string_view key);

/// The function, of `n` coordinates where it is for any number. The quadratic has eigenvalues from
/// 1 down to 1/condition at equal ratios, in directions that are not those of the axes. Starts a
/// program. BadInput.
std::shared_ptr<const Objective> chosen_function(FunctionChoice chosen, const std::string& formula,
                                                 const std::string& command, int n,
                                                 double condition);
/// The largest coordinate of any domain of the table.
double widest_domain();
bool is_program(FunctionChoice chosen);
/// Why methods for sums of squares cannot descend it; empty when they can.
std::string no_squares(const Objective& function);

/// The lowest value that L-BFGS finds within the domain from so many random places of it, 80 steps
/// each.
double lowest_found(const Objective& objective, int descents);

/// Whether f and its gradient are finite at x.
bool finite_at(const Objective& f, const Vector& x);

/// Throws BadInput that names the column.
void check_formula(const std::string& text);
/// Whether the chosen function is one for any number of coordinates, or a formula.
bool of_any_size(const Settings& resolved);
bool is_own(const Settings& resolved);
bool is_quadratic(const Settings& resolved);
bool runs_program(const Settings& resolved);

/// Start and step length that suit a function.
struct FunctionDefaults {
  const char* key;
  ParamPoint start;
  double lr;
};
std::vector<FunctionDefaults> function_defaults();

/// Declares the fields function (FunctionChoice), formula and command (std::string), n (int),
/// condition (double) and start (ParamPoint, dragged in the view `plane`) of P, and what each
/// function sets start and lr to.
template <class P>
void declare_function(Schema<P>& s, const char* plane) {
  s.choice("function", &P::function, "Function",
           "The landscape. Each brings a start and a step length of its own.",
           {.choices = function_choices(), .key = true});
  s.text("formula", &P::formula, "Formula",
         "A function of x and y, or of x[1] … x[n] with sum(i = 1..n, …). Derivatives are exact. "
         "'on [-5, 5]' at the end says where to look; else it is [-3, 3].",
         {.check = check_formula, .applies = is_own});
  s.text("command", &P::command, "Command",
         "Starts a program of yours that answers values, gradients and products with the Hessian: "
         "assets/oracle has clients for NumPy and PyTorch. Ended with the run.",
         {.check = [](const std::string& text) { words_of_command(text); },
          .typed = allow_program,
          .applies = runs_program});
  s.count("n", &P::n, "Dimensions n",
          "Shown are the first two; the others start at the start's coordinates in turn.",
          {.lo = 2, .hi = 50, .applies = of_any_size, .probe_hi = 6});
  s.real("condition", &P::condition, "Condition number κ",
         "Largest over smallest eigenvalue of the quadratic; those between at equal ratios.",
         {.lo = 1, .hi = 1e4, .max = 1e12, .log = true, .applies = is_quadratic});
  s.point("start", &P::start, "Start",
          "Where every contender sets out. Drag it on the plane: all start afresh there.",
          {.lo = -widest_domain(), .hi = widest_domain(), .drag = plane});
  for (const FunctionDefaults& at : function_defaults()) {
    s.preset("function", at.key, {{"start", at.start}, {"lr", at.lr}});
  }
}

}  // namespace thalweg::optim
