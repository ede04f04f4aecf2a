// What experiments that train a small network share: the choice of data, network and loss, and a
// contender that trains it. Templates over the experiment's parameter struct P.
#pragma once

#include <cmath>
#include <memory>
#include <string>

#include "core/base/text.hpp"
#include "core/data/dataset.hpp"
#include "core/data/minibatches.hpp"
#include "core/kits/optimiser.hpp"
#include "core/math/eigenpairs.hpp"
#include "core/nn/layers.hpp"
#include "core/nn/model.hpp"
#include "core/run/author.hpp"

namespace thalweg::nn {

enum class DataChoice { digits, iris, wine, blobs, spirals, moons, files };
enum class LossChoice { cross_entropy, squared };

/// The parameters that choose what is trained. P has fields of these names and types.
struct TaskSettings {
  DataChoice data = DataChoice::digits;
  int classes = 10, examples = 500, width = 32, depth = 2;
  Activation activation = Activation::tanh;
  LossChoice loss = LossChoice::cross_entropy;
  std::int64_t seed = 1;
  std::string folder;  ///< with IDX files
  bool operator==(const TaskSettings&) const = default;
};

/// What is trained, from where.
struct Task {
  std::shared_ptr<const data::Dataset> data;
  std::shared_ptr<const ModelObjective> objective;
  Vector start;
};

/// Throws BadInput.
Task make_task(const TaskSettings& chosen);
template <class P>
TaskSettings task_settings(const P& p) {
  return {p.data, p.classes, p.examples, p.width, p.depth, p.activation, p.loss, p.seed, p.folder};
}
template <class P>
Task make_task(const P& p) {
  return make_task(task_settings(p));
}
/// A task trained by momentum (η 0.05, β 0.9) on all examples: the weights every tenth step, the
/// last of them the end. `again` starts from other weights. Kept for the next call with the same
/// settings.
std::shared_ptr<const std::vector<Vector>> trained(const TaskSettings& chosen, const Task& task,
                                                   int steps, bool again);
/// The pieces of a network's parameters: a weight has a row for each output; a piece of fewer axes
/// is a vector.
std::vector<optim::TensorRows> tensors_of(const Layout& layout);
/// How many examples, features, classes and parameters there are: one sentence.
std::string describe(const Task& task);

/// Up to which share of the largest |λ| an eigenpair's ‖H u − λ u‖ is let be.
inline constexpr double sharpness_tolerance = 1e-4;
/// The `count` largest eigenpairs of ∇²f(x) by restarted Lanczos with `basis` > count vectors from
/// a fixed start; the best of 8 × `basis` products where not all reach the tolerance by then.
Eigenpairs sharpest(const optim::Objective& f, const Vector& x, Index count, Index basis);
/// The largest residual over the largest |λ| of those found, never below rounding; 0 for none.
double relative_residual(const RitzPairs& found);

/// Declares the fields of P that choose the task; see TaskSettings.
template <class P>
void declare_task(Schema<P>& s) {
  const auto is = [](const char* value) {
    return [value](const Settings& r) { return value_text(r.at("data")) == value; };
  };
  s.choice("data", &P::data, "Data", "What the network learns to tell apart.",
           {.choices = {{"digits", "handwritten digits"},
                        {"iris", "iris flowers"},
                        {"wine", "wines"},
                        {"blobs", "normal clouds in 20 dimensions"},
                        {"spirals", "spirals"},
                        {"moons", "two moons"},
                        {"files", "images from files (MNIST, Fashion-MNIST)"}}});
  s.text("folder", &P::folder, "Folder of images",
         "Where train-images-idx3-ubyte and train-labels-idx1-ubyte lie, unpacked.",
         {.applies = is("files")});
  s.count("classes", &P::classes, "Classes", "How many kinds of examples; the rest is left out.",
          {.lo = 2, .hi = 10, .applies = [is](const Settings& r) {
             return is("digits")(r) || is("blobs")(r) || is("spirals")(r) || is("files")(r);
           }});
  s.count("examples", &P::examples, "Examples", "How many of them the loss is a mean over.",
          {.lo = 20, .hi = 2000, .min = 2, .max = 100000, .probe_hi = 200});
  s.count("width", &P::width, "Width", "Units of each hidden layer.",
          {.lo = 2, .hi = 128, .min = 1, .max = 1024, .probe_hi = 24});
  s.count("depth", &P::depth, "Hidden layers", "None is a linear model.",
          {.lo = 0, .hi = 4, .max = 12});
  s.choice("activation", &P::activation, "Activation",
           "What a unit does with its sum. Second derivatives of relu are zero.",
           {.choices = {{"tanh", "tanh"},
                        {"relu", "relu"},
                        {"gelu", "gelu"},
                        {"silu", "silu"},
                        {"sigmoid", "sigmoid"},
                        {"softplus", "softplus"}},
            .more = true});
  s.choice("loss", &P::loss, "Loss", "What is made small, as a mean over the examples.",
           {.choices = {{"cross_entropy", "cross-entropy"}, {"squared", "squared error"}},
            .more = true});
  s.seed("seed", &P::seed, "Seed", "Of the starting weights and of examples made by chance.",
         {.lo = 0, .hi = 1e6});
}

/// Declares how P trains: lr, momentum and tol (double), batch (int).
template <class P>
void declare_training(Schema<P>& s) {
  s.real("lr", &P::lr, "Step length η", "Factor of the gradient.",
         {.lo = 1e-3,
          .hi = 1,
          .min = 1e-9,
          .max = 1e3,
          .log = true,
          .when = When::live,
          .scope = thalweg::Scope::shared,
          .key = true,
          .probe_hi = 0.2});
  s.count("batch", &P::batch, "Minibatch", "Examples a step sees; 0 means all of them.",
          {.lo = 0, .hi = 256, .max = 100000, .when = When::live, .scope = thalweg::Scope::shared});
  s.real("momentum", &P::momentum, "Momentum β",
         "Share of the last move that momentum and Nesterov keep.",
         {.lo = 0, .hi = 0.99, .max = 0.9999, .when = When::live, .scope = thalweg::Scope::shared});
  s.real("tol", &P::tol, "Target loss", "A contender has arrived when its loss is this small.",
         {.lo = 1e-3,
          .hi = 1,
          .min = 1e-9,
          .log = true,
          .when = When::live,
          .scope = thalweg::Scope::shared});
}

/// What declare_training() declares for all optimisers; the rest are their own.
inline const optim::SharedNames shared_in_training{"lr", "momentum", "seed"};

/// Trains the network of the problem, a struct with a Task `task`, by an optimiser. P has lr and
/// momentum (double), batch (int; 0 means all examples), seed and own (see optim::declare_own).
template <class P, class Problem>
class Trainee : public Contender<P, Problem> {
 public:
  Trainee(const Start<P, Problem>& start, const std::string& optimiser)
      : Contender<P, Problem>(start),
        method_(start.method),
        optimiser_(optim::make_optimiser(optimiser)),
        theta_(start.problem->task.start) {
    optimiser_->set_tensors(tensors_of(f().layout()));
  }

  Outcome step(const P& p, StepScope& scope) override {
    optim::use_settings(
        *optimiser_, method_, p.own,
        {{"lr", p.lr}, {"momentum", p.momentum}, {"seed", static_cast<double>(p.seed)}});
    const Vector before = theta_;
    const Index examples = f().examples();
    if (p.batch == 0 || p.batch >= examples) {
      scope.add_work(optim::in_gradients(optimiser_->step(f(), theta_)));
    } else {
      const data::Minibatches batches(examples, p.batch, static_cast<std::uint64_t>(p.seed));
      const auto part = f().on(batches.at(steps_));
      const double share = static_cast<double>(part->examples()) / static_cast<double>(examples);
      scope.add_work(share * optim::in_gradients(optimiser_->step(*part, theta_)));
    }
    ++steps_;
    if (theta_.allFinite() && f().value(theta_) < 1e6) return Outcome::proceed();
    theta_ = before;  // the last good place stays on show
    const std::string cure = real_text(0.5 * p.lr);
    scope.advise({"The loss has left every bound: the step length η is too long.",
                  {{.button = "η " + cure, .parameter = "lr", .value = 0.5 * p.lr}}});
    return Outcome::diverged("the loss grew without bound");
  }

  std::vector<NamedArray> weights() const override { return arrays_of(f().layout(), theta_); }

  void archive(Archive& a) override {
    const Index size = theta_.size();
    a.vector("theta", theta_);
    a.value("steps", steps_);
    optim::archive_state(*optimiser_, a);
    if (theta_.size() != size || steps_ < 0) {
      throw BadFile("The weights are of another network", "", "Start the run again.");
    }
  }

 protected:
  const ModelObjective& f() const { return *this->problem().task.objective; }
  std::string method_;
  std::unique_ptr<optim::Optimiser> optimiser_;
  Vector theta_;
  std::int64_t steps_ = 0;
};

}  // namespace thalweg::nn
