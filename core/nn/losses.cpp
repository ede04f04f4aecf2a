// Losses, written with the operations.
#include "core/nn/losses.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace thalweg::nn {
namespace {

double examples(Node outputs) { return static_cast<double>(outputs.shape()[0]); }

void check_pair(const char* what, Node a, Node b) {
  if (a.shape().rank() != 2 || a.shape() != b.shape()) {
    throw Internal(std::string(what) + " of " + a.shape().text() + " and " + b.shape().text());
  }
}

void require(bool fits, const char* what, double number) {
  if (!fits) throw Internal(fmt::format("{} of {}", what, number));
}

Node unit_rows(Node x) { return x / sqrt(sum(square(x), 1, true) + 1e-24); }

/// Mean of −log of the diagonal of the softmax of each row.
Node diagonal_entropy(Node scores, Node diagonal) {
  return dot(diagonal, log_softmax(scores)) * (-1 / examples(scores));
}

}  // namespace

Node cross_entropy(Node outputs, Node targets, double smoothing) {
  check_pair("cross-entropy", outputs, targets);
  require(smoothing >= 0 && smoothing < 1, "cross-entropy with a smoothing", smoothing);
  if (smoothing != 0) {
    targets = (1 - smoothing) * targets + smoothing / static_cast<double>(targets.shape()[1]);
  }
  return dot(targets, log_softmax(outputs)) * (-1 / examples(outputs));
}

Node squared_error(Node outputs, Node targets) {
  check_pair("squared error", outputs, targets);
  return sum(square(outputs - targets)) * (0.5 / examples(outputs));
}

Node huber(Node outputs, Node targets, double delta) {
  check_pair("Huber loss", outputs, targets);
  require(delta > 0, "Huber loss with a delta", delta);
  const Node error = outputs - targets;
  const Node near = clamp(error, -delta, delta);
  return sum(near * (error - 0.5 * near)) * (1 / examples(outputs));
}

Node hinge(Node outputs, Node targets, double margin) {
  check_pair("hinge loss", outputs, targets);
  const Node right = sum(targets * outputs, 1, true);
  const Node short_by = relu(margin + outputs - right);
  return sum((1 - targets) * short_by) * (1 / examples(outputs));
}

Node contrastive(Node a, Node b, double temperature) {
  check_pair("contrastive loss", a, b);
  require(temperature > 0, "contrastive loss at a temperature", temperature);
  const Index n = a.shape()[0];
  std::vector<double> identity(static_cast<std::size_t>(n * n), 0.0);
  for (Index i = 0; i < n; ++i) identity[static_cast<std::size_t>(i * (n + 1))] = 1;
  const Node diagonal = a.graph().constant({n, n}, std::move(identity));
  const Node scores = matmul(unit_rows(a), transpose(unit_rows(b))) * (1 / temperature);
  return 0.5 * (diagonal_entropy(scores, diagonal) + diagonal_entropy(transpose(scores), diagonal));
}

}  // namespace thalweg::nn
