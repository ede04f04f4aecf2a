// A network, a loss and data as an objective over the flat vector of parameters.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/data/dataset.hpp"
#include "core/nn/network.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::nn {

/// The number to be minimised, of outputs and targets [n, k]: a mean over the examples of a number
/// each, unless ModelOptions::coupled.
using Loss = std::function<Node(Node outputs, Node targets)>;

struct ModelOptions {
  Shape example;            ///< of one example; default: [features]
  std::uint64_t noise = 0;  ///< names the draws of dropout; one and the same for a minibatch
  /// The loss of an example depends on the others, as that of contrastive(). Nothing is then split
  /// into pieces. Layers that do so, such as batch_norm(), need not be told.
  bool coupled = false;
};

/// f(θ) = loss of the network's outputs on all examples, or on a minibatch of them with on().
/// Expressions are built once for every size of minibatch and shared by them all. Examples are
/// summed in pieces whose number depends on sizes alone, on several threads. Vectors of another
/// size than dimension() are Internal errors.
class ModelObjective final : public optim::Objective {
 public:
  /// Internal when the data have no examples, or the network does not fit them; BadInput for data
  /// that are not finite.
  ModelObjective(Network network, Loss loss, std::shared_ptr<const data::Dataset> data,
                 ModelOptions options = {});
  ~ModelObjective() override;

  std::string name() const override;
  Index dimension() const override;
  optim::Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  /// By the outputs, of which the loss is a function: positive semi-definite for a convex loss.
  void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const override;
  /// out = 1/n Σ gᵢ gᵢᵀ v over the gradients gᵢ of the losses of the n examples: the empirical
  /// Fisher matrix when they are −log p of the labels. Internal when examples are coupled.
  void fisher_times(const Vector& x, const Vector& v, Vector& out) const;
  /// The gradients gᵢ of the losses of the examples [n, dimension()], whose mean is gradient().
  /// Internal when examples are coupled.
  Matrix gradients(const Vector& x) const;
  Index examples() const override;
  std::unique_ptr<optim::Objective> on(std::span<const Index> batch) const override;

  const Layout& layout() const;
  /// What it is made of, for other ways to evaluate it.
  const Network& network() const;
  const Loss& loss() const;
  const Shape& example() const;
  const Matrix& inputs() const { return inputs_; }
  const Matrix& targets() const { return targets_; }
  /// What the network says of these examples, without dropout: [n, k].
  Matrix outputs(const Vector& x) const;
  /// The share of examples whose largest output is that of their label; NaN without labels.
  double accuracy(const Vector& x) const;

 private:
  struct Family;   // what all minibatches share
  struct Program;  // the graph for one number of examples
  class Lease;
  void require_uncoupled(const char* what) const;
  ModelObjective(std::shared_ptr<Family> family, std::vector<Index> batch);
  void take(std::vector<Index> batch);

  std::shared_ptr<Family> family_;
  std::vector<Index> batch_;
  Matrix inputs_, targets_;
  std::vector<std::vector<double>> noise_;
  std::shared_ptr<Program> program_;
  std::uint64_t identity_ = 0;
};

}  // namespace thalweg::nn
