// The reverse sweep, and the forward sweep by transposing the reverse one twice.
#include "core/autodiff/derivatives.hpp"

#include <algorithm>

#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

/// Which nodes from `first` to `last` depend on one of `xs`; nodes below `first` do not.
class Dependence {
 public:
  Dependence(Graph& graph, std::span<const Node> xs, int last)
      : first_(std::min_element(xs.begin(), xs.end(), by_id)->id()),
        marks_(static_cast<std::size_t>(std::max(0, last - first_ + 1))) {
    for (const Node& x : xs) {
      if (x.id() <= last) mark(x.id());
    }
    for (int id = first_; id <= last; ++id) {
      for (const int argument : graph.record(id).arguments) {
        if ((*this)(argument)) mark(id);
      }
    }
  }
  bool operator()(int id) const { return id >= first_ && marks_[place(id)] != 0; }
  int first() const { return first_; }

 private:
  static bool by_id(const Node& a, const Node& b) { return a.id() < b.id(); }
  std::size_t place(int id) const { return static_cast<std::size_t>(id - first_); }
  void mark(int id) { marks_[place(id)] = 1; }
  int first_;
  std::vector<char> marks_;
};

Node sum_of(Node a, Node b) { return !a ? b : !b ? a : a + b; }

/// Derivatives by xs, none where y does not depend on x.
std::vector<Node> reverse_sweep(Node y, Node g, std::span<const Node> xs) {
  if (g.shape() != y.shape()) throw Internal("a derivative by " + y.shape().text());
  Graph& graph = y.graph();
  const Dependence depends(graph, xs, y.id());
  const int first = depends.first();
  std::vector<Node> bars(static_cast<std::size_t>(std::max(0, y.id() - first + 1)));
  const auto bar = [&](int id) -> Node& { return bars[static_cast<std::size_t>(id - first)]; };
  const auto is_x = [&](int id) {
    return std::any_of(xs.begin(), xs.end(), [id](const Node& x) { return x.id() == id; });
  };
  if (depends(y.id())) bar(y.id()) = g;
  for (int id = y.id(); id >= first; --id) {
    if (!bar(id) || is_x(id)) continue;
    const Record& record = graph.record(id);
    if (!record.operation->pull) continue;
    std::vector<char> wanted;
    for (const int argument : record.arguments) wanted.push_back(depends(argument));
    Pull pull({&graph, id}, bar(id), wanted);
    record.operation->pull(pull);
    for (int i = 0; i < pull.arguments(); ++i) {
      if (!pull.wants(i) || !pull.given(i)) continue;
      Node& sum = bar(pull.argument(i).id());
      sum = sum_of(sum, pull.given(i));
    }
  }
  std::vector<Node> out;
  for (const Node& x : xs) out.push_back(x.id() > y.id() ? Node{} : bar(x.id()));
  return out;
}

/// ẏ from the tangents of the arguments of y (none: zero). The reverse rule u ↦ Jᵀu is linear in u:
/// its own derivative by u, applied to ẋ, is J ẋ.
Node push(Node y, std::span<const Node> tangents) {
  const Record& record = y.graph().record(y);
  if (!record.operation->pull) return {};
  const Node u = y.graph().input(y.shape());
  std::vector<char> wanted;
  for (const Node& tangent : tangents) wanted.push_back(static_cast<bool>(tangent));
  Pull pull(y, u, wanted);
  record.operation->pull(pull);
  Node sum;
  for (int i = 0; i < pull.arguments(); ++i) {
    if (!pull.wants(i) || !pull.given(i)) continue;
    const Node tangent = tangents[static_cast<std::size_t>(i)];
    sum = sum_of(sum, reverse_sweep(pull.given(i), tangent, {&u, 1})[0]);
  }
  return sum;
}

std::vector<Node> with_zeros(std::vector<Node> found, std::span<const Node> like) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) found[i] = broadcast(like[i].graph().constant(0), like[i].shape());
  }
  return found;
}

}  // namespace

std::vector<Node> vector_jacobian(Node y, Node g, std::span<const Node> xs) {
  return with_zeros(reverse_sweep(y, g, xs), xs);
}

std::vector<Node> gradient(Node y, std::span<const Node> xs) {
  if (y.shape().size() != 1) throw Internal("the gradient of " + y.shape().text());
  return vector_jacobian(y, reshape(y.graph().constant(1), y.shape()), xs);
}

Node gradient(Node y, Node x) { return gradient(y, {&x, 1})[0]; }

std::vector<Node> jacobian_vector(std::span<const Node> ys, std::span<const Node> xs,
                                  std::span<const Node> vs) {
  if (xs.empty() || xs.size() != vs.size()) throw Internal("a tangent for each variable");
  Graph& graph = xs[0].graph();
  int last = 0;
  for (const Node& y : ys) last = std::max(last, y.id());
  const Dependence depends(graph, xs, last);
  std::vector<Node> dots(static_cast<std::size_t>(last) + 1);
  const auto dot_of = [&](int id) -> Node& { return dots[static_cast<std::size_t>(id)]; };
  std::vector<char> needed(dots.size());
  for (const Node& y : ys) needed[static_cast<std::size_t>(y.id())] = 1;
  for (int id = last; id >= depends.first(); --id) {
    if (!needed[static_cast<std::size_t>(id)]) continue;
    for (const int argument : graph.record(id).arguments) {
      needed[static_cast<std::size_t>(argument)] = 1;
    }
  }
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (xs[i].shape() != vs[i].shape()) throw Internal("a tangent of another shape");
    if (xs[i].id() <= last) dot_of(xs[i].id()) = vs[i];
  }
  for (int id = depends.first(); id <= last; ++id) {
    if (!depends(id) || !needed[static_cast<std::size_t>(id)] || dot_of(id)) continue;
    std::vector<Node> tangents;
    for (const int argument : graph.record(id).arguments) tangents.push_back(dot_of(argument));
    dot_of(id) = push({&graph, id}, tangents);
  }
  std::vector<Node> out;
  for (const Node& y : ys) out.push_back(dot_of(y.id()));
  return with_zeros(std::move(out), ys);
}

std::vector<Node> hessian_vector(Node y, std::span<const Node> xs, std::span<const Node> vs) {
  return jacobian_vector(gradient(y, xs), xs, vs);
}

Node hessian_vector(Node y, Node x, Node v) { return hessian_vector(y, {&x, 1}, {&v, 1})[0]; }

std::vector<Node> gauss_newton_vector(Node y, Node z, std::span<const Node> xs,
                                      std::span<const Node> vs) {
  const Node moved = jacobian_vector({&z, 1}, xs, vs)[0];
  return vector_jacobian(z, hessian_vector(y, z, moved), xs);
}

std::vector<Node> fisher_vector(Node losses, std::span<const Node> xs, std::span<const Node> vs) {
  if (losses.shape().rank() != 1) throw Internal("losses of shape " + losses.shape().text());
  const Node moved = jacobian_vector({&losses, 1}, xs, vs)[0];
  return vector_jacobian(losses, moved / static_cast<double>(losses.shape()[0]), xs);
}

}  // namespace thalweg::autodiff
