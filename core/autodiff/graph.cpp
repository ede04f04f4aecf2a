// Nodes, and the table that makes equal expressions one node.
#include "core/autodiff/graph.hpp"

#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

template <class V>
void append_bytes(std::string& key, const V* values, std::size_t count) {
  key.append(reinterpret_cast<const char*>(&count), sizeof count);
  key.append(reinterpret_cast<const char*>(values), count * sizeof(V));
}

std::string key_of(const Record& record) {
  std::string key;
  append_bytes(key, &record.operation, 1);
  append_bytes(key, record.shape.sizes().data(), record.shape.sizes().size());
  append_bytes(key, record.arguments.data(), record.arguments.size());
  append_bytes(key, record.integers.data(), record.integers.size());
  append_bytes(key, record.reals.data(), record.reals.size());
  return key;
}

}  // namespace

const Operation input_operation{"input", nullptr, nullptr};
const Operation constant_operation{"constant", nullptr, nullptr};

Node Graph::input(const Shape& shape) {
  records_.push_back({&input_operation, shape, {}, {}, {}});
  return {this, size() - 1};
}

Node Graph::constant(double value) { return constant({}, {value}); }

Node Graph::constant(const Shape& shape, std::vector<double> values) {
  if (static_cast<Index>(values.size()) != shape.size()) {
    throw Internal("a constant of shape " + shape.text() + " has another number of values");
  }
  return add({&constant_operation, shape, {}, {}, std::move(values)});
}

Node Graph::add(Record record) {
  const auto [place, fresh] = known_.emplace(key_of(record), size());
  if (fresh) records_.push_back(std::move(record));
  return {this, place->second};
}

std::vector<int> ids_of(std::span<const Node> arguments, const char* what) {
  std::vector<int> out;
  bool one_graph = true;
  for (const Node& node : arguments) {
    one_graph = one_graph && &node.graph() == &arguments[0].graph();
    out.push_back(node.id());
  }
  if (one_graph) return out;
  std::string shapes;
  for (const Node& node : arguments) shapes += (shapes.empty() ? "" : ", ") + node.shape().text();
  throw Internal(std::string(what) + " of " + shapes + ": nodes of different graphs");
}

Pull::Pull(Node y_, Node g_, std::vector<char> wanted)
    : y(y_), g(g_), wanted_(std::move(wanted)), given_(wanted_.size()) {}

Node Pull::argument(int i) const {
  return {&y.graph(), record().arguments[static_cast<std::size_t>(i)]};
}

void Pull::give(int i, Node share) {
  Node& sum = given_[static_cast<std::size_t>(i)];
  sum = sum ? sum + share : share;
}

}  // namespace thalweg::autodiff
