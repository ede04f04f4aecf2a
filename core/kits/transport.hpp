// What experiments on optimal transport share about the problem: its choice, inputs and pictures.
// Templates over the experiment's parameter struct P. The solvers are in transport_solvers.hpp.
#pragma once

#include <string>
#include <utility>

#include "core/kits/clouds.hpp"
#include "core/run/author.hpp"
#include "core/transport/examples.hpp"

namespace thalweg::transport {

/// The problems every transport experiment offers. The struct P has the fields problem (this),
/// source_digit, target_digit, sample, side, n (int) and seed (std::int64_t).
enum class ProblemChoice { digits_w2, digits_w1, random, densities, mixtures, clouds, own };

struct ProblemSettings {
  ProblemChoice problem = ProblemChoice::digits_w2;
  int source_digit = 3, target_digit = 8, sample = 0, side = 20, n = 500;
};

/// Poses the chosen problem, with the person's inputs where it takes them. Throws BadInput.
Problem pose_choice(const ProblemSettings& chosen, const Inputs& inputs, Rng rng);
template <class P>
Problem pose_choice(const P& p, const Inputs& inputs, Rng rng) {
  return pose_choice(
      ProblemSettings{p.problem, p.source_digit, p.target_digit, p.sample, p.side, p.n}, inputs,
      rng);
}
/// Squared distances between the points given in the slots "source_points" and "target_points", by
/// their masses, and the drawn ones where a slot is empty.
Problem pose_clouds(const Clouds& drawn, const Inputs& inputs);
/// Squared distances between two clouds, by their masses, scaled to a total of 1 each.
Problem from_clouds(const PointsData& source, const PointsData& target);
/// The slots "source" and "target" of two clouds that are dragged on the view `title`.
std::vector<InputSpec> cloud_inputs(const std::string& title);
/// Points of a problem that is not on a raster, and its notes.
void observe_problem(const Problem& problem, FrameBuilder& out);
/// What posing it builds, for Descriptor::builds: "cost 400×400".
std::string problem_size(const Settings& resolved);
/// For Descriptor::memory: the cost twice, and for each contender a kernel and the plan it shows.
double problem_memory(const Settings& resolved, std::size_t contenders);
/// For Method::when_slow of a method made of sweeps: the cause, and the methods "scaling" and
/// "sns".
Advice slow_sweeps(const Settings& resolved);
/// The slots of 'own cost matrix' and 'two point clouds'.
std::vector<InputSpec> problem_inputs();
/// True when the chosen problem is one of `values`.
std::function<bool(const Settings&)> problem_is(std::vector<std::string> values);

/// Declares the fields eta, from `lo` to `hi` on the slider and to `most` when typed, and tol of P.
template <class P>
void declare_sharpness(Schema<P>& s, std::string doc, double lo, double hi, double most) {
  s.real("eta", &P::eta, "Sharpness η = 1/ε", std::move(doc),
         {.lo = lo,
          .hi = hi,
          .min = 0.1,
          .max = most,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .key = true,
          .reciprocal = "Regularisation ε = 1/η"});
  s.real("tol", &P::tol, "Tolerance", "Marginal error at which a contender has converged.",
         {.lo = 1e-14, .hi = 1e-2, .log = true, .when = When::live, .scope = Scope::shared});
}

/// Declares the fields of P that choose the problem; see ProblemChoice.
template <class P>
void declare_problem(Schema<P>& s) {
  s.choice("problem", &P::problem, "Source → target",
           "What is carried to what. Each problem brings its own κ and warm-up.",
           {.choices = {{"digits_w2", "digits, squared Euclidean"},
                        {"digits_w1", "digits, Manhattan"},
                        {"random", "random assignment"},
                        {"densities", "two mixtures on a line"},
                        {"mixtures", "two mixtures on a grid"},
                        {"clouds", "two point clouds"},
                        {"own", "own cost matrix"}}});
  const auto digits = problem_is({"digits_w2", "digits_w1"});
  s.count("source_digit", &P::source_digit, "Source digit", "Which digit is moved.",
          {.lo = 0, .hi = 9, .applies = digits});
  s.count("target_digit", &P::target_digit, "Target digit", "Which digit it becomes.",
          {.lo = 0, .hi = 9, .applies = digits});
  s.count("sample", &P::sample, "Hand", "Which of the people who wrote it.",
          {.lo = 0, .hi = 170, .more = true, .applies = digits});
  s.count("side", &P::side, "Grid side", "Points on a side of the grid; n is its square.",
          {.lo = 5,
           .hi = 28,
           .applies = problem_is({"digits_w2", "digits_w1", "mixtures"}),
           .probe_hi = 12});
  s.count("n", &P::n, "Points n", "Points on each side.",
          {.lo = 10,
           .hi = 1000,
           .min = 2,
           .max = 4000,
           .applies = problem_is({"random", "densities", "clouds"}),
           .probe_hi = 60});
  s.seed("seed", &P::seed, "Seed", "Of random costs and clouds.",
         {.lo = 0, .hi = 1e6, .applies = problem_is({"random", "clouds"})});
  s.preset("problem", "clouds", {{"n", std::int64_t{60}}});
}

}  // namespace thalweg::transport
