// A network is a function that reads like its formula:
//   Node f(Scope& s, Node x) { return linear(s, "out", tanh(linear(s, "hidden", x, 64)), 10); }
// It is called once to learn which parameters it has, then wherever its graph is built.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "core/autodiff/operations.hpp"
#include "core/nn/layout.hpp"

namespace thalweg::nn {

using autodiff::Node;
using autodiff::Shape;

/// Where the layers of a network get their parameters, in the order of the calls.
class Scope {
 public:
  /// Learns the parameters, in training; they are inputs of a graph that is never evaluated.
  Scope(autodiff::Graph& graph, Layout& learned)
      : graph_(graph), learned_(&learned), training_(true) {}
  /// Hands out pieces of `flat` [layout.size()]. In training dropout is drawn, else it is nothing.
  Scope(const Layout& layout, Node flat, bool training)
      : graph_(flat.graph()), layout_(&layout), flat_(flat), training_(training) {}

  /// Hands out pieces of origin + a first + b second, each [layout.size()], a and b numbers;
  /// products of `examples` with the three are then nodes that depend on neither a nor b.
  Scope(const Layout& layout, std::array<Node, 3> along, Node a, Node b, Node examples);

  /// The next parameter, named within the parts() that are open.
  Node parameter(const std::string& name, const Shape& shape, Init init);
  /// A tensor of uniform numbers in [0, 1) that are drawn anew for every minibatch. Its first axis
  /// is that of the examples.
  Node noise(const Shape& shape);
  bool training() const { return training_; }
  /// Layers say so when what they make of an example depends on the others.
  void couple_examples() { couples_examples_ = true; }
  bool couples_examples() const { return couples_examples_; }
  /// x Wᵀ + b for the last two parameters handed out.
  Node affine(Node x, Node weight, Node bias);

  /// Calls `build` with names that begin with "part.".
  Node within(const std::string& part, const std::function<Node()>& build);

  const std::vector<Node>& parameters() const { return parameters_; }
  const std::vector<Node>& noises() const { return noises_; }

 private:
  autodiff::Graph& graph_;
  Layout* learned_ = nullptr;
  const Layout* layout_ = nullptr;
  Node flat_;
  bool training_ = false, couples_examples_ = false;
  std::string prefix_;
  std::vector<Node> parameters_, noises_;
  // On a plane: origin and directions, the coordinates, and the pieces of the last two parameters.
  std::array<Node, 3> along_;
  Node a_, b_, examples_;
  std::array<std::array<Node, 3>, 2> last_;
};

/// The outputs [n, …] for examples x [n, …].
using Network = std::function<Node(Scope& scope, Node x)>;

/// The parameters of a network for examples of this shape (without the axis of examples).
Layout layout_of(const Network& network, const Shape& example);

/// n examples of this shape as one tensor.
Shape batch_of(Index n, const Shape& example);

}  // namespace thalweg::nn
