// Sums over examples, piece by piece: what is computed of a piece stays in the cache, pieces run on
// several threads, and bits do not depend on their number.
#pragma once

#include <functional>
#include <memory>

#include "core/autodiff/evaluator.hpp"
#include "core/base/pool.hpp"

namespace thalweg::autodiff {

/// The expressions for one piece of the examples.
struct PieceGraph {
  std::vector<Node> shared;  ///< inputs that are equal for all pieces: parameters, directions
  std::vector<Node> rows;    ///< inputs whose axis 0 counts the examples of the piece
  std::vector<Node>
      outputs;  ///< what is summed over the pieces, of shapes that are the same in all
};

/// T is float or double. One thread at a time, which is helped by others (parallel_for).
template <class T>
class Piecewise {
 public:
  /// The expressions for `rows` examples; called for at most two numbers of rows.
  using Build = std::function<PieceGraph(Graph& graph, Index rows)>;

  /// `examples` ≥ 1 in the fewest pieces of at most `most_rows` ≥ 1, as equal as can be; what is
  /// computed is kept when it fits into `most_bytes`. Internal when `build` is not as PieceGraph
  /// says.
  Piecewise(Index examples, Index most_rows, const Build& build,
            std::size_t most_bytes = std::size_t{1} << 28);

  /// Sets shared[which] everywhere; of as many numbers as its shape has.
  void set_shared(std::size_t which, std::span<const double> values);
  void set_shared(std::size_t which, std::span<const float> values);
  /// Sets rows[which] from the rows of all examples, one after the other.
  void set_rows(std::size_t which, std::span<const double> values);
  void set_rows(std::size_t which, std::span<const float> values);
  /// The sum of outputs[which] over the pieces, added in order in double precision.
  void sum(std::size_t which, Vector& out);
  double sum(std::size_t which);

  Index examples() const { return examples_; }
  Index pieces() const { return pieces_; }
  /// Whether what was computed of each piece is kept, so that only what depends on newly set inputs
  /// is computed again.
  bool keeps() const { return !kept_.empty(); }

 private:
  struct Sized {  // what pieces of one size share
    explicit Sized(const Build& build, Index rows);
    Graph graph;
    PieceGraph nodes;
    Pool<Evaluator<T>> evaluators;
  };

  Index first_row(Index piece) const;
  Sized& sized(Index piece) const;
  template <class Other>
  void set_shared_from(std::size_t which, std::span<const Other> values);
  template <class Other>
  void set_rows_from(std::size_t which, std::span<const Other> values);
  void add_piece(Index piece, std::size_t which, bool first, Vector& sum);

  Index examples_, pieces_;
  std::unique_ptr<Sized> larger_, smaller_;  // larger_: null when all are equal
  // Each piece has an evaluator, which keeps what was computed, unless that is too much: then they
  // are lent, and all inputs set again for every piece.
  std::vector<std::unique_ptr<Evaluator<T>>> kept_;
  std::vector<std::vector<T>> shared_, rows_;
  std::vector<Vector> sums_;  // over groups of consecutive pieces
};

/// The outputs of examples one by one, such as their gradients: what Piecewise would add up.
template <class T>
class ExampleByExample {
 public:
  /// The expressions for one example: build(graph, 1).
  explicit ExampleByExample(const typename Piecewise<T>::Build& build);

  /// Row i of `out` becomes outputs[which] of example i, for shared inputs and the rows of as many
  /// examples as there are, in the order of PieceGraph. On several threads; const and safe to
  /// share.
  void evaluate(std::size_t which, std::span<const Vector> shared, std::span<const Matrix> rows,
                Matrix& out) const;

 private:
  Graph graph_;
  PieceGraph nodes_;
  Pool<Evaluator<T>> evaluators_;
};

}  // namespace thalweg::autodiff
