// Functions of two tensors, entry by entry, either of them repeated along axes where it has size 1.
#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/rewrites.hpp"
#include "core/autodiff/strided.hpp"

namespace thalweg::autodiff {
namespace {

/// Formula::of along rows in which each operand goes on by one entry or stays.
template <class Formula, class T>
void evaluate(const Call<T>& call) {
  const T factor = call.record->reals.empty() ? T(1) : static_cast<T>(call.record->reals[0]);
  const Shape& shape = call.record->shape;
  const Walk<3> walk(shape, {shape.strides(), broadcast_strides(*call.shapes[0], shape),
                             broadcast_strides(*call.shapes[1], shape)});
  const Index n = walk.length();
  walk.rows([&](const auto& at) {
    const T *a = call.arguments[0] + at[1], *b = call.arguments[1] + at[2];
    Array<T> out(call.out + at[0], n);
    if (walk.step()[1] == 0) {
      out = Formula::of(ConstArray<T>::Constant(n, *a), ConstArray<T>(b, n), factor);
    } else if (walk.step()[2] == 0) {
      out = Formula::of(ConstArray<T>(a, n), ConstArray<T>::Constant(n, *b), factor);
    } else {
      out = Formula::of(ConstArray<T>(a, n), ConstArray<T>(b, n), factor);
    }
  });
}

template <class Formula>
constexpr Operation binary(const char* name, void (*pull)(Pull&)) {
  return {.name = name,
          .evaluate_float = evaluate<Formula, float>,
          .evaluate_double = evaluate<Formula, double>,
          .pull = pull};
}

struct Sum {
  static auto of(const auto& a, const auto& b, auto) { return a + b; }
};
struct Difference {
  static auto of(const auto& a, const auto& b, auto) { return a - b; }
};
struct Product {  // reals: factor, when not 1
  static auto of(const auto& a, const auto& b, auto factor) { return factor * a * b; }
};
struct Quotient {
  static auto of(const auto& a, const auto& b, auto) { return a / b; }
};
struct Larger {
  static auto of(const auto& a, const auto& b, auto) { return a.max(b); }
};
/// 1 where a > b, ½ where a = b, else 0.
struct Exceeds {
  static auto of(const auto& a, const auto& b, auto one) {
    return a.binaryExpr(b, [](auto s, auto t) {
      using T = decltype(one);
      return s > t ? T(1) : s == t ? T(0.5) : T(0);
    });
  }
};

Node apply(const Operation& operation, Node a, Node b) {
  const Shape shape = broadcast_shape(a.shape(), b.shape(), operation.name);
  return a.graph().add({&operation, shape, ids_of(a, b, operation.name), {}, {}});
}

double factor_of(const Record& record) { return record.reals.empty() ? 1 : record.reals[0]; }

void give_summed(Pull& p, int i, Node share) { p.give(i, sum_to(share, p.argument(i).shape())); }

const Operation subtract_operation = binary<Difference>("subtract", [](Pull& p) {
  if (p.wants(0)) give_summed(p, 0, p.g);
  if (p.wants(1)) give_summed(p, 1, -p.g);
});
const Operation multiply_operation = binary<Product>("multiply", [](Pull& p) {
  for (const int i : {0, 1}) {
    if (p.wants(i)) give_summed(p, i, p.g * p.argument(1 - i));
  }
});
/// Σ c a b of tensors of one shape. arguments: a₁, b₁, a₂, b₂ or a₁, b₁, d, where a₁ or b₁ may be a
/// single number; reals: c₁, c₂ or c₁, 1.
template <class T>
void evaluate_two_terms(const Call<T>& call) {
  const Index n = call.size();
  const auto argument = [&](std::size_t i) { return ConstArray<T>(call.arguments[i], n); };
  const T first = static_cast<T>(call.record->reals[0]);
  Array<T> out(call.out, n);
  if (call.arguments.size() == 3 && n > 1 && call.shapes[0]->size() == 1) {
    out = first * *call.arguments[0] * argument(1) + argument(2);
  } else if (call.arguments.size() == 3 && n > 1 && call.shapes[1]->size() == 1) {
    out = first * *call.arguments[1] * argument(0) + argument(2);
  } else if (call.arguments.size() == 3) {
    out = first * argument(0) * argument(1) + argument(2);
  } else {
    const T second = static_cast<T>(call.record->reals[1]);
    out = first * argument(0) * argument(1) + second * argument(2) * argument(3);
  }
}
const Operation two_terms_operation{"sum of products", evaluate_two_terms<float>,
                                    evaluate_two_terms<double>};

const Operation divide_operation = binary<Quotient>("divide", [](Pull& p) {
  const Node share = p.g / p.argument(1);
  if (p.wants(0)) give_summed(p, 0, share);
  if (p.wants(1)) give_summed(p, 1, -(share * p.y));
});
const Operation exceeds_operation = binary<Exceeds>("exceeds", nullptr);
const Operation maximum_operation = binary<Larger>("maximum", [](Pull& p) {
  for (const int i : {0, 1}) {
    if (p.wants(i)) {
      give_summed(p, i, p.g * apply(exceeds_operation, p.argument(i), p.argument(1 - i)));
    }
  }
});

bool is_binary(const Record& record) {
  for (const Operation* known : {&add_operation, &subtract_operation, &multiply_operation,
                                 &divide_operation, &maximum_operation, &exceeds_operation}) {
    if (record.operation == known) return true;
  }
  return false;
}

}  // namespace

const Operation add_operation = binary<Sum>("add", [](Pull& p) {
  for (const int i : {0, 1}) {
    if (p.wants(i)) give_summed(p, i, p.g);
  }
});

bool is_multiplication(const Record& record) { return record.operation == &multiply_operation; }

Record multiplication_plus(const Record& a, int other) {
  return {&two_terms_operation,
          a.shape,
          {a.arguments[0], a.arguments[1], other},
          {},
          {factor_of(a), 1}};
}

Record multiplication_plus_multiplication(const Record& a, const Record& b) {
  return {&two_terms_operation,
          a.shape,
          {a.arguments[0], a.arguments[1], b.arguments[0], b.arguments[1]},
          {},
          {factor_of(a), factor_of(b)}};
}

Record times_factor(const Record& multiplication, double factor) {
  Record out = multiplication;
  out.reals = {factor * factor_of(multiplication)};
  return out;
}

Record without_broadcast(const Record& record, const Records& records) {
  if (!is_binary(record)) return {};
  for (const std::size_t side : {0, 1}) {
    const Record& argument = records(record.arguments[side]);
    const Shape& other = records(record.arguments[1 - side]).shape;
    if (!is_broadcast(argument, records)) continue;
    const int source = argument.arguments[0];
    if (broadcast_shape(records(source).shape, other, "broadcast") != record.shape) continue;
    Record out = record;
    out.arguments[side] = source;
    return out;
  }
  return {};
}

Record without_scale(const Record& record, const Records& records) {
  if (record.operation != &multiply_operation) return {};
  for (const std::size_t side : {0, 1}) {
    const Record& argument = records(record.arguments[side]);
    if (!is_scale(argument)) continue;
    Record out = times_factor(record, argument.reals[0]);
    out.arguments[side] = argument.arguments[0];
    return out;
  }
  return {};
}

Node operator+(Node a, Node b) { return apply(add_operation, a, b); }
Node operator-(Node a, Node b) { return apply(subtract_operation, a, b); }
Node operator*(Node a, Node b) {
  if (a.id() > b.id()) std::swap(a, b);  // the same node either way
  return apply(multiply_operation, a, b);
}
Node operator/(Node a, Node b) { return apply(divide_operation, a, b); }
Node maximum(Node a, Node b) { return apply(maximum_operation, a, b); }
Node minimum(Node a, Node b) { return -maximum(-a, -b); }

}  // namespace thalweg::autodiff
