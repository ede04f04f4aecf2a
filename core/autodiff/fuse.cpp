// Dead nodes are left out, small functions merged, products moved into the sums of them.
#include "core/autodiff/fuse.hpp"

#include <algorithm>
#include <utility>

#include "core/autodiff/operation.hpp"
#include "core/autodiff/product.hpp"
#include "core/autodiff/rewrites.hpp"

namespace thalweg::autodiff {
namespace {

std::size_t at(int id) { return static_cast<std::size_t>(id); }

class Draft {
 public:
  Draft(const Graph& graph, std::span<const Node> outputs)
      : records_(at(graph.size())), uses_(at(graph.size())) {
    for (const Node& output : outputs) uses_[at(output.id())] += 2;  // never drawn in
    for (int id = graph.size() - 1; id >= 0; --id) {
      if (!needs(id)) continue;
      records_[at(id)] = graph.record(id);
      for (const int argument : records_[at(id)].arguments) ++uses_[at(argument)];
    }
  }

  bool needs(int id) const { return uses_[at(id)] > 0; }
  Record take(int id) { return std::move(records_[at(id)]); }

  void improve(int id) {
    const Records records = [this](int i) -> const Record& { return records_[at(i)]; };
    multiply_older_first(id);
    while (true) {
      Record better = without_broadcast(records_[at(id)], records);
      if (!better.operation) better = merged_scale(records_[at(id)], records);
      if (!better.operation) better = without_scale(records_[at(id)], records);
      if (!better.operation) better = with_products(id);
      if (!better.operation) return;
      replace(id, std::move(better));
    }
  }

 private:
  void replace(int id, Record better) {
    for (const int argument : better.arguments) ++uses_[at(argument)];
    const Record old = std::exchange(records_[at(id)], std::move(better));
    for (const int argument : old.arguments) release(argument);
  }
  void release(int id) {
    if (--uses_[at(id)] > 0) return;
    for (const int argument : records_[at(id)].arguments) release(argument);
  }

  bool used_once(int id, const Shape& shape) const {
    return uses_[at(id)] == 1 && records_[at(id)].shape == shape;
  }
  /// Whether `id` sums products of this shape and may be drawn into its only user.
  bool is_free_product(int id, const Shape& shape) const {
    return used_once(id, shape) && records_[at(id)].operation->sums_products;
  }
  /// The same for an entrywise product of two tensors of this shape.
  bool is_free_multiplication(int id, const Shape& shape) const {
    if (!used_once(id, shape) || !is_multiplication(records_[at(id)])) return false;
    const std::vector<int>& factors = records_[at(id)].arguments;
    return records_[at(factors[0])].shape == shape && records_[at(factors[1])].shape == shape;
  }

  /// a (b x) becomes (a b) x where x is the newest: when it alone changes, as a direction at a kept
  /// point does, a b is not computed again.
  void multiply_older_first(int id) {
    const Record& outer = records_[at(id)];
    if (!is_multiplication(outer)) return;
    for (const std::size_t side : {0, 1}) {
      const int a = outer.arguments[side], inner_id = outer.arguments[1 - side];
      if (records_[at(a)].shape != outer.shape || !is_free_multiplication(inner_id, outer.shape)) {
        continue;
      }
      Record inner = records_[at(inner_id)], better = outer;
      const auto place = std::max_element(inner.arguments.begin(), inner.arguments.end());
      const int newest = std::exchange(*place, a);
      if (newest < a) continue;
      better.arguments = {inner_id, newest};
      ++uses_[at(newest)];  // held while neither record has it
      replace(inner_id, std::move(inner));
      replace(id, std::move(better));
      return release(newest);
    }
  }

  /// A sum with the products that nothing else needs drawn in.
  Record with_products(int id) const {
    const Record& sum = records_[at(id)];
    if (sum.operation != &add_operation || sum.arguments[0] == sum.arguments[1]) return {};
    for (const std::size_t side : {0, 1}) {
      const int mine = sum.arguments[side], other = sum.arguments[1 - side];
      Record fused = with_product(mine, other, sum.shape);
      if (!fused.operation) fused = with_multiplication(mine, other, sum.shape);
      if (fused.operation) return fused;
    }
    return {};
  }
  Record with_product(int mine, int other, const Shape& shape) const {
    if (!is_free_product(mine, shape)) return {};
    if (is_free_product(other, shape)) {
      Record both = products_plus_products(records_[at(mine)], records_[at(other)]);
      if (both.operation) return both;
    }
    return products_plus(records_[at(mine)], other);
  }
  /// The same for the product of such a tensor and a single number.
  bool is_free_scaling(int id, const Shape& shape) const {
    if (!used_once(id, shape) || !is_multiplication(records_[at(id)])) return false;
    const std::vector<int>& factors = records_[at(id)].arguments;
    const Shape &a = records_[at(factors[0])].shape, &b = records_[at(factors[1])].shape;
    return (a == shape && b.size() == 1) || (b == shape && a.size() == 1);
  }
  Record with_multiplication(int mine, int other, const Shape& shape) const {
    if (is_free_scaling(mine, shape) && records_[at(other)].shape == shape) {
      return multiplication_plus(records_[at(mine)], other);
    }
    if (!is_free_multiplication(mine, shape) || records_[at(other)].shape != shape) return {};
    if (!is_free_multiplication(other, shape)) {
      return multiplication_plus(records_[at(mine)], other);
    }
    return multiplication_plus_multiplication(records_[at(mine)], records_[at(other)]);
  }

  std::vector<Record> records_;
  std::vector<int> uses_;  // 0: not needed
};

}  // namespace

Needed needed_for(const Graph& graph, std::span<const Node> outputs) {
  Draft draft(graph, outputs);
  for (int id = 0; id < graph.size(); ++id) {
    if (draft.needs(id)) draft.improve(id);
  }
  Needed out;
  for (int id = 0; id < graph.size(); ++id) {
    if (!draft.needs(id)) continue;
    out.ids.push_back(id);
    out.records.push_back(draft.take(id));
  }
  return out;
}

}  // namespace thalweg::autodiff
