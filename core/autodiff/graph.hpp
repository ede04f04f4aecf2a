// Expressions over dense tensors as a graph: built once, by formulas that read like mathematics,
// differentiated as often as wanted (derivatives.hpp), evaluated many times (evaluator.hpp).
#pragma once

#include <array>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/autodiff/shape.hpp"

namespace thalweg::autodiff {

class Graph;
struct Operation;

/// One tensor of a graph; cheap to copy. Valid as long as its graph. A default one is 'none'.
class Node {
 public:
  Node() = default;
  Node(Graph* graph, int id) : graph_(graph), id_(id) {}
  explicit operator bool() const { return graph_ != nullptr; }
  Graph& graph() const { return *graph_; }
  int id() const { return id_; }
  const Shape& shape() const;
  bool operator==(const Node&) const = default;

 private:
  Graph* graph_ = nullptr;
  int id_ = -1;
};

/// How a node is computed: its operation, what from, and the constants of the operation.
struct Record {
  const Operation* operation = nullptr;
  Shape shape;
  std::vector<int> arguments;   ///< ids, all smaller than the node's own
  std::vector<Index> integers;  ///< their meaning is the operation's
  std::vector<double> reals;
};

/// Equal expressions are one node. Not for several threads while it grows.
class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// A tensor whose numbers are set before an evaluation; never equal to another.
  Node input(const Shape& shape);
  Node constant(double value);
  /// `values` row by row; Internal when their number is not the shape's.
  Node constant(const Shape& shape, std::vector<double> values);
  Node add(Record record);

  const Record& record(int id) const { return records_[static_cast<std::size_t>(id)]; }
  const Record& record(Node node) const { return record(node.id()); }
  int size() const { return static_cast<int>(records_.size()); }

 private:
  std::deque<Record> records_;  // references to records stay valid while the graph grows
  std::unordered_map<std::string, int> known_;  // the bytes of a record: its node
};

/// The ids of the arguments of an operation; Internal that names `what` and the shapes when they
/// are not nodes of one graph.
std::vector<int> ids_of(std::span<const Node> arguments, const char* what);
inline std::vector<int> ids_of(Node a, Node b, const char* what) {
  return ids_of(std::array{a, b}, what);
}

inline const Shape& Node::shape() const { return graph_->record(id_).shape; }

}  // namespace thalweg::autodiff
