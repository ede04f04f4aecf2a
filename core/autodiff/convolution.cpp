// Convolutions, their transposes and their derivatives by the window: three bilinear operations of
// which each is the derivative of the others.
#include "core/autodiff/correlate.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/product.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

/// What is computed from the other two of x, k and y = convolution(x, k).
enum class Kind { y_of_x_and_k, x_of_y_and_k, k_of_x_and_y };

// Sums of products (product.hpp) with the integers stride, border of each term.
struct Geometry {
  Index stride, border;
};
Geometry geometry_of(const Record& record, std::size_t term) {
  return {record.integers[1 + 2 * term], record.integers[2 + 2 * term]};
}

ConvolutionSizes sizes_of(Kind kind, const Shape& out, const Shape& a, const Shape& b,
                          const Geometry& at) {
  return {kind == Kind::x_of_y_and_k ? out : a, kind == Kind::k_of_x_and_y ? out : b, at.stride,
          at.border};
}

template <Kind kind, class T>
void evaluate(const Call<T>& call) {
  const std::size_t first = first_factor(*call.record);
  if (first == 1) begin_sum(call);
  for (std::size_t term = 0; term < term_count(*call.record); ++term) {
    const std::size_t i = first + 2 * term;
    const ConvolutionSizes sizes = sizes_of(kind, call.record->shape, *call.shapes[i],
                                            *call.shapes[i + 1], geometry_of(*call.record, term));
    const T *const a = call.arguments[i], *const b = call.arguments[i + 1];
    const bool add = i > 0;
    if constexpr (kind == Kind::y_of_x_and_k) convolve(sizes, a, b, add, call.out, call.scratch);
    if constexpr (kind == Kind::x_of_y_and_k) {
      convolve_transposed(sizes, a, b, add, call.out, call.scratch);
    }
    if constexpr (kind == Kind::k_of_x_and_y) correlate(sizes, a, b, add, call.out, call.scratch);
  }
}

template <Kind kind>
Index scratch(const Graph& graph, const Record& record) {
  Index most = 0;
  for (std::size_t term = 0; term < term_count(record); ++term) {
    const std::size_t i = first_factor(record) + 2 * term;
    const Shape &a = graph.record(record.arguments[i]).shape,
                &b = graph.record(record.arguments[i + 1]).shape;
    most =
        std::max(most, scratch_size(sizes_of(kind, record.shape, a, b, geometry_of(record, term))));
  }
  return most;
}

void pull_convolution(Pull& p);
void pull_transpose(Pull& p);
void pull_window(Pull& p);

template <Kind kind>
constexpr Operation operation(const char* name, void (*pull)(Pull&)) {
  return {.name = name,
          .evaluate_float = evaluate<kind, float>,
          .evaluate_double = evaluate<kind, double>,
          .pull = pull,
          .scratch = scratch<kind>,
          .sums_products = true};
}
const Operation convolution_operation =
    operation<Kind::y_of_x_and_k>("convolution", pull_convolution);
const Operation transpose_operation =
    operation<Kind::x_of_y_and_k>("convolution_transpose", pull_transpose);
const Operation window_operation = operation<Kind::k_of_x_and_y>("window", pull_window);

Node made(const Operation& operation, Node a, Node b, const Shape& shape, const Geometry& at) {
  return a.graph().add(
      {&operation, shape, ids_of(a, b, operation.name), {0, at.stride, at.border}, {}});
}

void pull_convolution(Pull& p) {
  const Node x = p.argument(0), k = p.argument(1);
  const Geometry at = geometry_of(p.record(), 0);
  if (p.wants(0)) p.give(0, made(transpose_operation, p.g, k, x.shape(), at));
  if (p.wants(1)) p.give(1, made(window_operation, x, p.g, k.shape(), at));
}
void pull_transpose(Pull& p) {
  const Node y = p.argument(0), k = p.argument(1);
  const Geometry at = geometry_of(p.record(), 0);
  if (p.wants(0)) p.give(0, made(convolution_operation, p.g, k, y.shape(), at));
  if (p.wants(1)) p.give(1, made(window_operation, p.g, y, k.shape(), at));
}
void pull_window(Pull& p) {
  const Node x = p.argument(0), y = p.argument(1);
  const Geometry at = geometry_of(p.record(), 0);
  if (p.wants(0)) p.give(0, made(transpose_operation, y, p.g, x.shape(), at));
  if (p.wants(1)) p.give(1, made(convolution_operation, x, p.g, y.shape(), at));
}

}  // namespace

Node convolution(Node x, Node k, Index stride, Index border) {
  const Shape shape = ConvolutionSizes(x.shape(), k.shape(), stride, border).y();
  return made(convolution_operation, x, k, shape, {stride, border});
}

Node convolution_transpose(Node y, Node k, Index h, Index w, Index stride, Index border) {
  if (y.shape().rank() != 4 || k.shape().rank() != 4) {
    throw Internal("convolution_transpose of " + y.shape().text() + " and " + k.shape().text());
  }
  const Shape shape{y.shape()[0], k.shape()[1], h, w};
  if (y.shape() != ConvolutionSizes(shape, k.shape(), stride, border).y()) {
    throw Internal("convolution_transpose of " + y.shape().text() + " to " + shape.text());
  }
  return made(transpose_operation, y, k, shape, {stride, border});
}

}  // namespace thalweg::autodiff
