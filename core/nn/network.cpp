// Scopes: learning and handing out parameters.
#include "core/nn/network.hpp"

#include "core/base/error.hpp"

namespace thalweg::nn {

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
  const Node part = slice(flat_, 0, piece.begin, piece.begin + shape.size());
  return parameters_.emplace_back(reshape(part, shape));
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
