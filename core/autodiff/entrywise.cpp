// Functions of one tensor, entry by entry. Their derivatives are written with the same functions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/rewrites.hpp"
#include "core/base/error.hpp"
#include "core/math/lanes.hpp"

namespace thalweg::autodiff {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Formula, class T>
void evaluate(const Call<T>& call) {
  Array<T>(call.out, call.size()) =
      Formula::of(ConstArray<T>(call.arguments[0], call.size()), call.record->reals);
}

/// An operation that computes Formula::of(x, reals) on arrays.
template <class Formula>
constexpr Operation entrywise(const char* name, void (*pull)(Pull&)) {
  return {.name = name,
          .evaluate_float = evaluate<Formula, float>,
          .evaluate_double = evaluate<Formula, double>,
          .pull = pull,
          .in_place = true};
}

Node apply(const Operation& operation, Node x, std::vector<double> reals = {}) {
  return x.graph().add({&operation, x.shape(), {x.id()}, {}, std::move(reals)});
}

using Reals = std::vector<double>;

template <class A>
auto constant_like(const A&, double value) {
  return static_cast<typename A::Scalar>(value);
}

struct ScaleShift {  // reals: factor, shift
  static auto of(const auto& x, const Reals& r) {
    return x * constant_like(x, r[0]) + constant_like(x, r[1]);
  }
};
struct Quadratic {  // reals: a, b, c of a x² + b x + c
  static auto of(const auto& x, const Reals& r) {
    return (x * constant_like(x, r[0]) + constant_like(x, r[1])) * x + constant_like(x, r[2]);
  }
};
struct SquareRoot {
  static auto of(const auto& x, const Reals&) { return x.sqrt(); }
};
struct Reciprocal {
  static auto of(const auto& x, const Reals&) { return x.inverse(); }
};
struct Exponential {
  static auto of(const auto& x, const Reals&) { return x.exp(); }
};
struct Logarithm {
  static auto of(const auto& x, const Reals&) { return x.log(); }
};
struct Sine {
  static auto of(const auto& x, const Reals&) { return x.sin(); }
};
struct Cosine {
  static auto of(const auto& x, const Reals&) { return x.cos(); }
};
struct ErrorFunction {
  static auto of(const auto& x, const Reals&) {
    return x.unaryExpr([](auto t) { return std::erf(t); });
  }
};
struct Sigmoid {
  static auto of(const auto& x, const Reals&) { return x.logistic(); }
};
struct Softplus {
  static auto of(const auto& x, const Reals&) {
    return x.max(constant_like(x, 0)) + (-x.abs()).exp().log1p();
  }
};
struct LeakyRelu {  // reals: slope
  static auto of(const auto& x, const Reals& r) {
    return x.max(constant_like(x, 0)) + constant_like(x, r[0]) * x.min(constant_like(x, 0));
  }
};
struct Relu {
  static auto of(const auto& x, const Reals&) { return x.max(constant_like(x, 0)); }
};
struct Absolute {
  static auto of(const auto& x, const Reals&) { return x.abs(); }
};
struct Clamp {  // reals: lo, hi
  static auto of(const auto& x, const Reals& r) {
    return x.max(constant_like(x, r[0])).min(constant_like(x, r[1]));
  }
};
struct Indicator {  // reals: lo, hi
  static auto of(const auto& x, const Reals& r) {
    using T = typename std::decay_t<decltype(x)>::Scalar;
    const T lo = static_cast<T>(r[0]), hi = static_cast<T>(r[1]);
    return x.unaryExpr([lo, hi](T t) { return static_cast<T>(lo < t && t < hi); });
  }
};
struct Copy {
  static auto of(const auto& x, const Reals&) { return x; }
};

// reals: the exponent, or one for each entry
template <class T>
void evaluate_power(const Call<T>& call) {
  const Reals& exponents = call.record->reals;
  const std::size_t step = exponents.size() == 1 ? 0 : 1;
  for (Index i = 0; i < call.size(); ++i) {
    const double exponent = exponents[step * static_cast<std::size_t>(i)];
    call.out[i] = static_cast<T>(std::pow(static_cast<double>(call.arguments[0][i]), exponent));
  }
}

/// tanh x for |x| < 0.6 by Lambert's continued fraction, nine levels of it (relative error 1e-20),
/// beyond by (e − 1) / (e + 1) with e = exp(2 x); one division for both.
Lanes<double> tanh_of(const Lanes<double>& x) {
  using namespace Eigen::internal;
  const auto number = [](double value) { return filled_with(value); };
  const Lanes<double> y = pmul(x, x);
  Lanes<double> top = padd(y, number(990)), bottom = pmadd(y, number(45), number(13860));
  top = pmadd(y, top, number(135135)), bottom = pmadd(y, bottom, number(945945));
  top = pmadd(y, top, number(4729725)), bottom = pmadd(y, bottom, number(16216200));
  top = pmul(x, pmadd(y, top, number(34459425))), bottom = pmadd(y, bottom, number(34459425));
  const Lanes<double> bounded =
      pmax<Eigen::PropagateNaN>(pmin<Eigen::PropagateNaN>(x, number(20)), number(-20));
  const Lanes<double> e = pexp(padd(bounded, bounded));
  const Lanes<double> near = pcmp_lt(pabs(x), number(0.6));
  return pdiv(pselect(near, top, psub(e, number(1))), pselect(near, bottom, padd(e, number(1))));
}

template <class T>
void evaluate_tanh(const Call<T>& call) {
  if constexpr (std::is_same_v<T, float>) {
    Array<T>(call.out, call.size()) = ConstArray<T>(call.arguments[0], call.size()).tanh();
  } else {
    map_lanes(call.arguments[0], call.size(), call.out, tanh_of);
  }
}

const Operation scale_shift_operation =
    entrywise<ScaleShift>("scale and shift", [](Pull& p) { p.give(0, p.g * p.record().reals[0]); });
const Operation quadratic_operation = entrywise<Quadratic>("square", [](Pull& p) {
  const double a = p.record().reals[0], b = p.record().reals[1];
  p.give(0, p.g * (2 * a * p.argument(0) + b));
});
const Operation sqrt_operation =
    entrywise<SquareRoot>("sqrt", [](Pull& p) { p.give(0, p.g * (0.5 / p.y)); });
const Operation reciprocal_operation =
    entrywise<Reciprocal>("reciprocal", [](Pull& p) { p.give(0, p.g * -square(p.y)); });
const Operation exp_operation =
    entrywise<Exponential>("exp", [](Pull& p) { p.give(0, p.g * p.y); });
const Operation log_operation =
    entrywise<Logarithm>("log", [](Pull& p) { p.give(0, p.g / p.argument(0)); });
const Operation sin_operation =
    entrywise<Sine>("sin", [](Pull& p) { p.give(0, p.g * cos(p.argument(0))); });
const Operation cos_operation =
    entrywise<Cosine>("cos", [](Pull& p) { p.give(0, p.g * -sin(p.argument(0))); });
const Operation tanh_operation{.name = "tanh",
                               .evaluate_float = evaluate_tanh<float>,
                               .evaluate_double = evaluate_tanh<double>,
                               .pull = [](Pull& p) { p.give(0, p.g * (1 - square(p.y))); },
                               .in_place = true};
const Operation erf_operation = entrywise<ErrorFunction>("erf", [](Pull& p) {
  p.give(0, p.g * (exp(-square(p.argument(0))) * (2 * std::numbers::inv_sqrtpi)));
});
const Operation sigmoid_operation =
    entrywise<Sigmoid>("sigmoid", [](Pull& p) { p.give(0, p.g * (p.y * (1 - p.y))); });
const Operation softplus_operation =
    entrywise<Softplus>("softplus", [](Pull& p) { p.give(0, p.g * sigmoid(p.argument(0))); });
const Operation relu_operation = entrywise<Relu>(
    "relu", [](Pull& p) { p.give(0, p.g * indicator(p.argument(0), 0, infinity)); });
const Operation leaky_relu_operation = entrywise<LeakyRelu>("leaky_relu", [](Pull& p) {
  const Node x = p.argument(0);
  p.give(0, p.g * (indicator(x, 0, infinity) + p.record().reals[0] * indicator(x, -infinity, 0)));
});
const Operation abs_operation = entrywise<Absolute>("abs", [](Pull& p) {
  const Node x = p.argument(0);
  p.give(0, p.g * (indicator(x, 0, infinity) - indicator(x, -infinity, 0)));
});
const Operation clamp_operation = entrywise<Clamp>("clamp", [](Pull& p) {
  p.give(0, p.g * indicator(p.argument(0), p.record().reals[0], p.record().reals[1]));
});
const Operation indicator_operation = entrywise<Indicator>("indicator", nullptr);
const Operation power_operation{.name = "power",
                                .evaluate_float = evaluate_power<float>,
                                .evaluate_double = evaluate_power<double>,
                                .pull =
                                    [](Pull& p) {
                                      Reals exponents = p.record().reals, lower = exponents;
                                      for (double& e : lower)
                                        e -= e == 0 ? 0 : 1;  // 0 a⁻¹ would not be 0 at a = 0
                                      const Node x = p.argument(0);
                                      if (exponents.size() == 1)
                                        return p.give(0, p.g * (exponents[0] * power(x, lower[0])));
                                      const Node factors = x.graph().constant(x.shape(), exponents);
                                      p.give(0, p.g * (factors * power(x, lower)));
                                    },
                                .in_place = true};
const Operation stop_gradient_operation = entrywise<Copy>("stop_gradient", nullptr);

Node scale_shift(Node x, double factor, double shift) {
  return factor == 1 && shift == 0 ? x : apply(scale_shift_operation, x, {factor, shift});
}

}  // namespace

bool is_scale(const Record& record) {
  return record.operation == &scale_shift_operation && record.reals[1] == 0;
}

Record merged_scale(const Record& record, const Records& records) {
  if (record.operation != &scale_shift_operation) return {};
  const Record& inner = records(record.arguments[0]);
  const double factor = record.reals[0], shift = record.reals[1];
  if (shift == 0 && is_multiplication(inner)) return times_factor(inner, factor);
  if (inner.operation != &scale_shift_operation && inner.operation != &quadratic_operation) {
    return {};
  }
  Record out = inner;
  for (double& coefficient : out.reals) coefficient *= factor;
  out.reals.back() += shift;
  return out;
}

Node operator+(Node a, double b) { return scale_shift(a, 1, b); }
Node operator+(double a, Node b) { return scale_shift(b, 1, a); }
Node operator-(Node a, double b) { return scale_shift(a, 1, -b); }
Node operator-(double a, Node b) { return scale_shift(b, -1, a); }
Node operator*(Node a, double b) { return scale_shift(a, b, 0); }
Node operator*(double a, Node b) { return scale_shift(b, a, 0); }
Node operator/(Node a, double b) { return scale_shift(a, 1 / b, 0); }
Node operator/(double a, Node b) { return a * apply(reciprocal_operation, b); }
Node operator-(Node a) { return scale_shift(a, -1, 0); }

Node square(Node x) { return apply(quadratic_operation, x, {1, 0, 0}); }
Node sqrt(Node x) { return apply(sqrt_operation, x); }
Node exp(Node x) { return apply(exp_operation, x); }
Node log(Node x) { return apply(log_operation, x); }
Node sin(Node x) { return apply(sin_operation, x); }
Node cos(Node x) { return apply(cos_operation, x); }
Node tan(Node x) { return sin(x) / cos(x); }
Node tanh(Node x) { return apply(tanh_operation, x); }
Node erf(Node x) { return apply(erf_operation, x); }
Node sigmoid(Node x) { return apply(sigmoid_operation, x); }
Node softplus(Node x) { return apply(softplus_operation, x); }
Node relu(Node x) { return apply(relu_operation, x); }
Node leaky_relu(Node x, double slope) { return apply(leaky_relu_operation, x, {slope}); }
Node abs(Node x) { return apply(abs_operation, x); }
Node gelu(Node x) { return x * (0.5 + 0.5 * erf(x * (1 / std::numbers::sqrt2))); }
Node silu(Node x) { return x * sigmoid(x); }
Node clamp(Node x, double lo, double hi) { return apply(clamp_operation, x, {lo, hi}); }
Node indicator(Node x, double lo, double hi) { return apply(indicator_operation, x, {lo, hi}); }
Node stop_gradient(Node x) { return apply(stop_gradient_operation, x); }

Node power(Node a, Node b) { return exp(b * log(a)); }

Node power(Node a, double exponent) {
  if (exponent == 0) return broadcast(a.graph().constant(1), a.shape());
  if (exponent == 1) return a;
  if (exponent == 2) return square(a);
  if (exponent == 0.5) return sqrt(a);
  if (exponent == -1) return 1 / a;
  return apply(power_operation, a, {exponent});
}

Node power(Node a, const std::vector<double>& exponents) {
  if (static_cast<Index>(exponents.size()) != a.shape().size()) {
    throw Internal(
        fmt::format("power of {} with {} exponents", a.shape().text(), exponents.size()));
  }
  if (std::equal(exponents.begin() + 1, exponents.end(), exponents.begin())) {
    return power(a, exponents[0]);
  }
  return apply(power_operation, a, exponents);
}

}  // namespace thalweg::autodiff
