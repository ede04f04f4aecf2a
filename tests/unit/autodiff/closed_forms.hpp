// The functions of one number in the table of operations with their first two derivatives, as
// calculus gives them, and those of two numbers with their partial derivatives.
#pragma once

#include <cmath>
#include <map>
#include <numbers>
#include <string>

namespace thalweg::test {

using Real = double (*)(double);
struct ClosedForm {
  Real value, first, second;
};

inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }
inline double logistic_slope(double x) { return logistic(x) * (1 - logistic(x)); }
inline double logistic_bend(double x) { return logistic_slope(x) * (1 - 2 * logistic(x)); }
inline double normal_density(double x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}
inline double normal_share(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }
inline double nothing(double) { return 0; }

/// By the names of the cases in operations_test.cpp.
inline std::map<std::string, ClosedForm> closed_forms() {
  return {
      {"scale and shift",
       {[](double x) { return 3 - 2 * x; }, [](double) { return -2.0; }, nothing}},
      {"reciprocal",
       {[](double x) { return 2 / x; }, [](double x) { return -2 / (x * x); },
        [](double x) { return 4 / (x * x * x); }}},
      {"square",
       {[](double x) { return x * x; }, [](double x) { return 2 * x; },
        [](double) { return 2.0; }}},
      {"sqrt",
       {[](double x) { return std::sqrt(x); }, [](double x) { return 0.5 / std::sqrt(x); },
        [](double x) { return -0.25 / (x * std::sqrt(x)); }}},
      {"exp",
       {[](double x) { return std::exp(x); }, [](double x) { return std::exp(x); },
        [](double x) { return std::exp(x); }}},
      {"log",
       {[](double x) { return std::log(x); }, [](double x) { return 1 / x; },
        [](double x) { return -1 / (x * x); }}},
      {"sin",
       {[](double x) { return std::sin(x); }, [](double x) { return std::cos(x); },
        [](double x) { return -std::sin(x); }}},
      {"cos",
       {[](double x) { return std::cos(x); }, [](double x) { return -std::sin(x); },
        [](double x) { return -std::cos(x); }}},
      {"tan",
       {[](double x) { return std::tan(x); }, [](double x) { return std::pow(std::cos(x), -2); },
        [](double x) { return 2 * std::sin(x) * std::pow(std::cos(x), -3); }}},
      {"tanh",
       {[](double x) { return std::tanh(x); }, [](double x) { return std::pow(std::cosh(x), -2); },
        [](double x) { return -2 * std::sinh(x) * std::pow(std::cosh(x), -3); }}},
      {"erf",
       {[](double x) { return std::erf(x); },
        [](double x) { return 2 * std::numbers::inv_sqrtpi * std::exp(-x * x); },
        [](double x) { return -4 * x * std::numbers::inv_sqrtpi * std::exp(-x * x); }}},
      {"sigmoid", {logistic, logistic_slope, logistic_bend}},
      {"softplus", {[](double x) { return std::log1p(std::exp(x)); }, logistic, logistic_slope}},
      {"relu",
       {[](double x) { return x > 0 ? x : 0; }, [](double x) { return x > 0 ? 1.0 : 0; }, nothing}},
      {"leaky_relu",
       {[](double x) { return x > 0 ? x : 0.1 * x; }, [](double x) { return x > 0 ? 1 : 0.1; },
        nothing}},
      {"abs",
       {[](double x) { return std::abs(x); }, [](double x) { return x > 0 ? 1.0 : -1.0; },
        nothing}},
      {"gelu",
       {[](double x) { return x * normal_share(x); },
        [](double x) { return normal_share(x) + x * normal_density(x); },
        [](double x) { return (2 - x * x) * normal_density(x); }}},
      {"silu",
       {[](double x) { return x * logistic(x); },
        [](double x) { return logistic(x) + x * logistic_slope(x); },
        [](double x) { return 2 * logistic_slope(x) + x * logistic_bend(x); }}},
      {"clamp",
       {[](double x) { return x < -0.7  ? -0.7
                              : x > 1.1 ? 1.1
                                        : x; },
        [](double x) { return x > -0.7 && x < 1.1 ? 1.0 : 0; }, nothing}},
      {"indicator", {[](double x) { return x > -1 && x < 0.5 ? 1.0 : 0; }, nothing, nothing}},
      {"stop_gradient",
       {[](double x) { return x > 0 ? x : 0; }, [](double x) { return x > 0 ? 1.0 : 0; }, nothing}},
  };
}

/// f, its gradient by (a, b), and ∂²f/∂a², ∂²f/∂a∂b, ∂²f/∂b².
struct Jet {
  double value, by_a, by_b, by_aa, by_ab, by_bb;
};

/// For a, b > 0.
inline std::map<std::string, Jet (*)(double, double)> closed_forms_of_two() {
  return {
      {"add", [](double a, double b) { return Jet{a + b, 1, 1, 0, 0, 0}; }},
      {"subtract", [](double a, double b) { return Jet{a - b, 1, -1, 0, 0, 0}; }},
      {"multiply", [](double a, double b) { return Jet{a * b, b, a, 0, 1, 0}; }},
      {"divide",
       [](double a, double b) {
         return Jet{a / b, 1 / b, -a / (b * b), 0, -1 / (b * b), 2 * a / (b * b * b)};
       }},
      {"maximum",
       [](double a, double b) { return a > b ? Jet{a, 1, 0, 0, 0, 0} : Jet{b, 0, 1, 0, 0, 0}; }},
      {"minimum",
       [](double a, double b) { return a < b ? Jet{a, 1, 0, 0, 0, 0} : Jet{b, 0, 1, 0, 0, 0}; }},
      {"power",
       [](double a, double b) {
         const double l = std::log(a);
         return Jet{std::pow(a, b),
                    b * std::pow(a, b - 1),
                    l * std::pow(a, b),
                    b * (b - 1) * std::pow(a, b - 2),
                    (1 + b * l) * std::pow(a, b - 1),
                    l * l * std::pow(a, b)};
       }},
  };
}

}  // namespace thalweg::test
