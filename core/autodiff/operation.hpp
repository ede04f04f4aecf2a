// What the graph knows of an operation: how to compute it and the transpose of its derivative.
// Everything else (forward mode, second derivatives) follows from these two.
#pragma once

#include <vector>

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// One evaluation of one node. `out` overlaps no argument, unless Operation::in_place.
template <class T>
struct Call {
  const Record* record = nullptr;
  std::vector<const Shape*> shapes;  ///< of the arguments
  std::vector<const T*> arguments;
  T* out = nullptr;
  T* scratch = nullptr;  ///< as many numbers as Operation::scratch asks for

  Index size() const { return record->shape.size(); }
};

/// One step of the reverse sweep: from ḡ, the derivative of a scalar by y, to that by the
/// arguments.
class Pull {
 public:
  Pull(Node y, Node g, std::vector<char> wanted);
  const Node y, g;
  const Record& record() const { return y.graph().record(y); }
  Node argument(int i) const;
  int arguments() const { return static_cast<int>(wanted_.size()); }
  bool wants(int i) const { return wanted_[static_cast<std::size_t>(i)] != 0; }
  /// Adds a share of the derivative by argument i, of that argument's shape.
  void give(int i, Node share);
  /// What was given by argument i; none when nothing was.
  Node given(int i) const { return given_[static_cast<std::size_t>(i)]; }

 private:
  std::vector<char> wanted_;
  std::vector<Node> given_;
};

/// A row of the table of operations. Piecewise constant operations have no `pull`.
struct Operation {
  const char* name;
  void (*evaluate_float)(const Call<float>&);
  void (*evaluate_double)(const Call<double>&);
  void (*pull)(Pull&) = nullptr;
  /// Numbers of scratch space; null for none.
  Index (*scratch)(const Graph&, const Record&) = nullptr;
  /// The numbers are those of argument 0 from entry integers[0] on: nothing is computed.
  bool alias = false;
  /// `out` may be argument 0 itself: entry i of it depends on entry i alone.
  bool in_place = false;
  /// A sum of terms that are bilinear in two arguments each; see product.hpp.
  bool sums_products = false;

  void evaluate(const Call<float>& call) const { evaluate_float(call); }
  void evaluate(const Call<double>& call) const { evaluate_double(call); }
};

extern const Operation input_operation, constant_operation, add_operation;

}  // namespace thalweg::autodiff
