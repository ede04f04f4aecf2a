// Numbers for a graph: all memory is laid out once, and a node is computed again only when
// something it depends on was set anew, so that a product with the Hessian at a point where the
// gradient is known costs no more than the product.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/autodiff/operation.hpp"
#include "core/base/memory.hpp"

namespace thalweg::autodiff {

/// T is float or double. One thread at a time; several evaluators may share a graph.
template <class T>
class Evaluator {
 public:
  /// For these nodes of one graph; later growth of the graph does not matter.
  explicit Evaluator(std::span<const Node> outputs);

  /// Sets an input, of as many numbers as its shape has (Internal otherwise). Equal numbers change
  /// nothing; inputs on which no output depends are ignored.
  void set(Node input, std::span<const float> values);
  void set(Node input, std::span<const double> values);
  /// The numbers of an output, row by row, valid until an input is set. Internal when the node is
  /// not one of the outputs, or an input on which it depends was never set.
  std::span<const T> value(Node output);
  double number(Node output) { return static_cast<double>(value(output)[0]); }
  /// Memory for all tensors.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Step {
    Record record;  // arguments are places in steps_
    Call<T> call;
    std::uint64_t stamp = 0;  // of the newest input in it
  };
  struct Output {
    int id;
    std::vector<std::size_t> plan;  // steps to bring up to date, in order
  };

  template <class Other>
  void set_from(Node input, std::span<const Other> values);
  std::vector<char> steps_in_place(std::span<const Node> outputs) const;
  void lay_out(const std::vector<Index>& scratch, std::span<const Node> outputs);
  std::vector<std::size_t> plan_of(std::size_t last) const;

  std::vector<Step> steps_;
  std::vector<int> place_;  // of a node in steps_; −1: not needed
  std::vector<Output> outputs_;
  NumberMemory<T> memory_;
  std::size_t bytes_ = 0;
  std::uint64_t clock_ = 1;
};

}  // namespace thalweg::autodiff
