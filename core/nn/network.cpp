// Scopes: learning and handing out parameters.
#include "core/nn/network.hpp"

#include "core/base/error.hpp"

namespace thalweg::nn {

Scope::Scope(const Layout& layout, std::array<Node, 3> along, Node a, Node b, Node examples)
    : graph_(a.graph()), layout_(&layout), along_(along), a_(a), b_(b), examples_(examples) {}

Node Scope::parameter(const std::string& name, const Shape& shape, Init init) {
  const std::string full = prefix_ + name;
  if (learned_) {
    learned_->add(full, shape, init);
    return graph_.input(shape);
  }
  const std::size_t place = parameters_.size();
  if (place >= layout_->pieces().size()) throw Internal("a network has grown by " + full);
  const Piece& piece = layout_->pieces()[place];
  if (piece.name != full || piece.shape != shape) {
    throw Internal("a network asks for " + full + " " + shape.text() + " where it had " +
                   piece.name + " " + piece.shape.text());
  }
  const auto part = [&](Node flat) {
    return reshape(slice(flat, 0, piece.begin, piece.begin + shape.size()), shape);
  };
  if (!a_) return parameters_.emplace_back(part(flat_));
  last_[0] = last_[1], last_[1] = {part(along_[0]), part(along_[1]), part(along_[2])};
  return parameters_.emplace_back(last_[1][0] + b_ * last_[1][2] + a_ * last_[1][1]);
}

Node Scope::affine(Node x, Node weight, Node bias) {
  if (!a_ || x != examples_) return autodiff::affine(x, weight, bias);
  const auto product = [&](std::size_t i) { return autodiff::affine(x, last_[0][i], last_[1][i]); };
  return product(0) + b_ * product(2) + a_ * product(1);  // along a row of a grid b stays
}

Node Scope::noise(const Shape& shape) { return noises_.emplace_back(graph_.input(shape)); }

Node Scope::within(const std::string& part, const std::function<Node()>& build) {
  const std::string outside = prefix_;
  prefix_ += part + ".";
  const Node out = build();
  prefix_ = outside;
  return out;
}

Shape batch_of(Index n, const Shape& example) {
  std::vector<Index> sizes{n};
  sizes.insert(sizes.end(), example.sizes().begin(), example.sizes().end());
  return Shape(sizes);
}

Layout layout_of(const Network& network, const Shape& example) {
  autodiff::Graph graph;
  Layout out;
  Scope scope(graph, out);
  static_cast<void>(network(scope, graph.input(batch_of(2, example))));
  return out;
}

}  // namespace thalweg::nn
