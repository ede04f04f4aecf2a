// Dead nodes are left out; products that nothing else needs move into the sums of them.
#include "core/autodiff/fuse.hpp"

#include "core/autodiff/operation.hpp"
#include "core/autodiff/product.hpp"
#include "core/autodiff/rewrites.hpp"

namespace thalweg::autodiff {
namespace {

std::size_t at(int id) { return static_cast<std::size_t>(id); }

struct Draft {
  std::vector<Record> records;
  std::vector<int> uses;  // 0: not needed

  bool used_once(int id, const Shape& shape) const {
    return uses[at(id)] == 1 && records[at(id)].shape == shape;
  }
  /// Whether `id` is a matrix product of this shape that may be drawn into its only user.
  bool is_free_product(int id, const Shape& shape) const {
    return used_once(id, shape) && is_product(records[at(id)]);
  }
  /// The same for an entrywise product of two tensors of this shape.
  bool is_free_multiplication(int id, const Shape& shape) const {
    if (!used_once(id, shape) || !is_multiplication(records[at(id)])) return false;
    const std::vector<int>& factors = records[at(id)].arguments;
    return records[at(factors[0])].shape == shape && records[at(factors[1])].shape == shape;
  }

  /// What `mine` + `other` becomes when `mine` is drawn in; without operation when it cannot be.
  Record with_product(int mine, int other, const Shape& shape) {
    if (!is_free_product(mine, shape)) return {};
    if (is_free_product(other, shape)) {
      Record both = product_plus_product(records[at(mine)], records[at(other)]);
      if (both.operation) {
        uses[at(other)] = 0;
        return both;
      }
    }
    return product_plus(records[at(mine)], other);
  }
  Record with_multiplication(int mine, int other, const Shape& shape) {
    if (!is_free_multiplication(mine, shape) || records[at(other)].shape != shape) return {};
    if (!is_free_multiplication(other, shape)) return multiplication_plus(records[at(mine)], other);
    uses[at(other)] = 0;
    return multiplication_plus_multiplication(records[at(mine)], records[at(other)]);
  }

  void draw_into(int sum) {
    Record& record = records[at(sum)];
    for (const int side : {0, 1, 2, 3}) {
      const int mine = record.arguments[at(side % 2)], other = record.arguments[at(1 - side % 2)];
      if (mine == other) return;
      Record fused = side < 2 ? with_product(mine, other, record.shape)
                              : with_multiplication(mine, other, record.shape);
      if (!fused.operation) continue;
      uses[at(mine)] = 0;
      record = std::move(fused);
      return;
    }
  }
};

}  // namespace

Needed needed_for(const Graph& graph, std::span<const Node> outputs) {
  Draft draft;
  draft.uses.resize(at(graph.size()));
  draft.records.resize(at(graph.size()));
  for (const Node& output : outputs) draft.uses[at(output.id())] += 2;  // never drawn in
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (draft.uses[at(id)] == 0) continue;
    draft.records[at(id)] = graph.record(id);
    for (const int argument : graph.record(id).arguments) ++draft.uses[at(argument)];
  }
  Needed out;
  for (int id = 0; id < graph.size(); ++id) {
    if (draft.uses[at(id)] > 0 && draft.records[at(id)].operation == &add_operation) {
      draft.draw_into(id);
    }
  }
  for (int id = 0; id < graph.size(); ++id) {
    if (draft.uses[at(id)] == 0) continue;
    out.ids.push_back(id);
    out.records.push_back(std::move(draft.records[at(id)]));
  }
  return out;
}

}  // namespace thalweg::autodiff
