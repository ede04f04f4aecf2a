// Every operation of the table: first and second derivatives against difference quotients in
// double, at two random shapes and with axes of size 1, and the same in float; those of numbers
// against their closed forms.
#include "core/autodiff/operations.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <regex>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/rng.hpp"
#include "tests/unit/autodiff/closed_forms.hpp"

namespace thalweg::autodiff {
namespace {

struct Sizes {
  Index n, m, k;
};

/// An argument: uniform in lo … hi, or (whole) numbers below hi that are not differentiated by.
struct Argument {
  Shape shape;
  double lo = -1, hi = 1;
  bool whole = false;
};

using Nodes = std::span<const Node>;

struct Case {
  std::function<std::vector<Argument>(const Sizes&)> arguments;
  std::function<Node(Nodes)> formula;
  bool of_numbers = false;  ///< entry by entry, so that there is a closed form
};

Case entrywise(Node (*formula)(Node), double lo = -2, double hi = 2) {
  return {[lo, hi](const Sizes& s) {
            return std::vector<Argument>{{{s.n, s.m}, lo, hi}};
          },
          [formula](Nodes x) { return formula(x[0]); }, true};
}

/// Of two tensors that are repeated along one axis each.
Case pairwise(std::function<Node(Node, Node)> formula) {
  return {[](const Sizes& s) {
            return std::vector<Argument>{{{s.n, s.m, 1}, 0.5, 2}, {{s.m, s.k}, 0.5, 2}};
          },
          [formula](Nodes x) { return formula(x[0], x[1]); }, true};
}

Case of(std::function<std::vector<Argument>(const Sizes&)> arguments,
        std::function<Node(Nodes)> formula) {
  return {std::move(arguments), std::move(formula), false};
}

std::vector<Argument> cube(const Sizes& s) { return {{{s.n, s.m, s.k}}}; }
std::vector<Argument> square_matrix(const Sizes& s) { return {{{s.n, s.n}}}; }
std::vector<Argument> images(const Sizes& s) { return {{{2, s.n, 4, 6}}}; }

Node eye(Graph& graph, Index n) {
  std::vector<double> entries(static_cast<std::size_t>(n * n), 0.0);
  for (Index i = 0; i < n; ++i) entries[static_cast<std::size_t>(i * (n + 1))] = 1;
  return graph.constant({n, n}, entries);
}

Node all_of(std::vector<Node> parts) { return flatten(parts); }

/// Entry i to the power of i.
Node powers_of(Node x) {
  std::vector<double> exponents(static_cast<std::size_t>(x.shape().size()));
  for (std::size_t i = 0; i < exponents.size(); ++i) exponents[i] = static_cast<double>(i);
  return power(x, exponents);
}

std::map<std::string, Case> arithmetic_cases() {
  return {
      {"add", pairwise([](Node a, Node b) { return a + b; })},
      {"subtract", pairwise([](Node a, Node b) { return a - b; })},
      {"multiply", pairwise([](Node a, Node b) { return a * b; })},
      {"divide", pairwise([](Node a, Node b) { return a / b; })},
      {"maximum", pairwise([](Node a, Node b) { return maximum(a, b); })},
      {"minimum", pairwise([](Node a, Node b) { return minimum(a, b); })},
      {"power", pairwise([](Node a, Node b) { return power(a, b); })},
      {"powers of numbers", of(
                                [](const Sizes& s) {
                                  return std::vector<Argument>{{{s.n, s.m}, 0.5, 2}};
                                },
                                [](Nodes x) { return power(x[0], 1.7) + powers_of(x[0]); })},
      {"scale and shift", entrywise([](Node x) { return 3 - 2 * x; })},
      {"reciprocal", entrywise([](Node x) { return 2 / x; }, 0.5)},
      {"square", entrywise(square)},
      {"sqrt", entrywise(sqrt, 0.5)},
      {"exp", entrywise(exp)},
      {"log", entrywise(log, 0.5)},
      {"sin", entrywise(sin)},
      {"cos", entrywise(cos)},
      {"tan", entrywise(tan, -1, 1)},
      {"tanh", entrywise(tanh)},
      {"erf", entrywise(erf)},
      {"sigmoid", entrywise(sigmoid)},
      {"softplus", entrywise(softplus)},
      {"relu", entrywise(relu)},
      {"leaky_relu", entrywise([](Node x) { return leaky_relu(x, 0.1); })},
      {"abs", entrywise(abs)},
      {"gelu", entrywise(gelu)},
      {"silu", entrywise(silu)},
      {"clamp", entrywise([](Node x) { return clamp(x, -0.7, 1.1); })},
      {"indicator", entrywise([](Node x) { return indicator(x, -1, 0.5); })},
      {"stop_gradient", entrywise([](Node x) { return x * stop_gradient(indicator(x, 0, 9)); })},
      {"top_k_mask", of(cube,
                        [](Nodes x) {
                          const Index k = std::min<Index>(2, x[0].shape()[-1]);
                          return x[0] * top_k_mask(x[0], k);
                        })},
  };
}

std::map<std::string, Case> reduction_cases() {
  return {
      {"sum", of(cube, [](Nodes x) { return sum(x[0], 1) + sum(x[0]); })},
      {"mean", of(cube, [](Nodes x) { return mean(x[0], 0) + mean(x[0]); })},
      {"dot", of(cube, [](Nodes x) { return dot(x[0], sin(x[0])); })},
      {"max", of(cube, [](Nodes x) { return max(x[0], 1, true) * max(x[0], -1, true); })},
      {"log_sum_exp",
       of(cube, [](Nodes x) { return log_sum_exp(x[0], 0, true) * log_sum_exp(x[0], 2, true); })},
      {"softmax", of(cube, [](Nodes x) { return softmax(x[0], 1) + softmax(x[0]); })},
      {"log_softmax", of(cube, [](Nodes x) { return log_softmax(x[0], 1) + log_softmax(x[0]); })},
      {"layer_norm", of(cube, [](Nodes x) { return layer_norm(x[0], 1e-2); })},
      {"batch_norm", of(images, [](Nodes x) { return batch_norm(x[0], 1e-2); })},
      {"average_pool", of(images,
                          [](Nodes x) {
                            return all_of({average_pool(x[0], 2), average_pool(x[0], 3, 1)});
                          })},
      {"max_pool", of(images,
                      [](Nodes x) {
                        return all_of({max_pool(x[0], 2), max_pool(x[0], 3, 1)});
                      })},
  };
}

std::map<std::string, Case> arranging_cases() {
  const auto rows = [](const Sizes& s) {
    return std::vector<Argument>{{{s.n, s.m}}, {{5}, 0, static_cast<double>(s.n), true}};
  };
  const auto spread = [](const Sizes& s) {
    return std::vector<Argument>{{{s.n, s.m}}, {{s.n}, 0, 4, true}};
  };
  return {
      {"reshape", of(cube,
                     [](Nodes x) {
                       return reshape(x[0], {x[0].shape().size(), 1});
                     })},
      {"broadcast", of(
                        [](const Sizes& s) {
                          return std::vector<Argument>{{{s.m, 1}}};
                        },
                        [](Nodes x) {
                          return broadcast(x[0], {3, x[0].shape()[0], 2});
                        })},
      {"sum_to", of(cube,
                    [](Nodes x) {
                      return sum_to(x[0], {x[0].shape()[1], 1});
                    })},
      {"permute", of(cube,
                     [](Nodes x) {
                       const int order[] = {2, 0, 1};
                       return permute(x[0], order);
                     })},
      {"transpose", of(cube, [](Nodes x) { return transpose(x[0]); })},
      {"slice",
       of(images,
          [](Nodes x) {
            return all_of({slice(x[0], 2, 1, 3), slice(x[0], 3, 5, 0, -2), slice(x[0], 0, 1, 2)});
          })},
      {"concatenate", of(
                          [](const Sizes& s) {
                            return std::vector<Argument>{{{2, s.n, 3}}, {{2, s.m, 3}}};
                          },
                          [](Nodes x) { return concatenate(x, 1); })},
      {"flatten", of(
                      [](const Sizes& s) {
                        return std::vector<Argument>{{{s.n, 3}}, {{s.m}}};
                      },
                      [](Nodes x) { return flatten(x); })},
      {"gather", of(rows, [](Nodes x) { return gather(x[0], x[1]); })},
      {"scatter_add", of(spread, [](Nodes x) { return scatter_add(x[0], x[1], 4); })},
      {"pad", of(images,
                 [](Nodes x) {
                   return all_of({pad(x[0], 2, 1, 2), pad(x[0], 2, 4, 3, Padding::circular),
                                  pad(x[0], 3, 5, 2, Padding::reflect)});
                 })},
  };
}

std::map<std::string, Case> algebra_cases() {
  const auto factors = [](const Sizes& s) {
    return std::vector<Argument>{{{2, s.n, s.k}}, {{2, s.k, s.m}}, {{s.k, s.m}}, {{3, s.n}}};
  };
  const auto layer = [](const Sizes& s) {
    return std::vector<Argument>{{{s.n, s.k}}, {{s.m, s.k}}, {{s.m}}};
  };
  const auto system = [](const Sizes& s) {
    return std::vector<Argument>{{{s.n, s.n}}, {{s.n, s.m}}};
  };
  const auto kernels = [](const Sizes& s) {
    return std::vector<Argument>{{{2, s.n, 5, 7}}, {{s.m, s.n, 3, 2}}};
  };
  const auto maps = [](const Sizes& s) {
    return std::vector<Argument>{{{2, s.n, 2, 3}}, {{s.n, s.m, 3, 2}}};
  };
  return {
      {"matmul", of(factors,
                    [](Nodes x) {
                      return all_of({matmul(x[0], x[1]), matmul(x[0], x[2]), matmul(x[3], x[0]),
                                     matmul(transpose(x[1]), transpose(x[0]))});
                    })},
      {"affine", of(layer, [](Nodes x) { return affine(x[0], x[1], x[2]); })},
      {"cholesky", of(square_matrix,
                      [](Nodes x) {
                        return cholesky(matmul(x[0], transpose(x[0])) +
                                        eye(x[0].graph(), x[0].shape()[0]));
                      })},
      {"triangular_solve",
       of(system,
          [](Nodes x) {
            const Node l = x[0] + 2 * eye(x[0].graph(), x[0].shape()[0]);
            return all_of({triangular_solve(l, x[1]), triangular_solve(l, x[1], true)});
          })},
      {"svd", of(
                  [](const Sizes& s) {
                    return std::vector<Argument>{{{s.n, s.m}, -3, 3}};
                  },
                  [](Nodes x) {
                    const Svd parts = svd(x[0]);
                    return all_of({parts.u, parts.values, parts.v});
                  })},
      {"convolution", of(kernels,
                         [](Nodes x) {
                           return all_of({convolution(x[0], x[1]), convolution(x[0], x[1], 2),
                                          convolution(x[0], x[1], 3, 1),
                                          convolution(x[0], x[1], 1, 3)});
                         })},
      {"convolution_transpose", of(maps,
                                   [](Nodes x) {
                                     return all_of({convolution_transpose(x[0], x[1], 6, 7, 2),
                                                    convolution_transpose(x[0], x[1], 4, 4, 2, 1)});
                                   })},
  };
}

std::map<std::string, Case> cases() {
  std::map<std::string, Case> all;
  for (auto&& some : {arithmetic_cases(), reduction_cases(), arranging_cases(), algebra_cases()}) {
    all.insert(some.begin(), some.end());
  }
  return all;
}

std::vector<Shape> shapes_of(const Case& posed, const Sizes& sizes) {
  std::vector<Shape> out;
  for (const Argument& argument : posed.arguments(sizes)) out.push_back(argument.shape);
  return out;
}

/// A case at one shape: x and v, what they are computed into, numbers for both.
class Trial {
 public:
  Trial(const Case& posed, const Sizes& sizes, Rng rng) {
    for (const Argument& argument : posed.arguments(sizes)) {
      const Node x = graph_.input(argument.shape);
      std::vector<double> numbers(static_cast<std::size_t>(argument.shape.size()));
      for (double& number : numbers) {
        number = rng.uniform(argument.lo, argument.hi);
        if (argument.whole) number = std::floor(number);
      }
      all_.push_back(x), all_at_.push_back(numbers);
      if (argument.whole) continue;
      xs_.push_back(x), vs_.push_back(graph_.input(argument.shape));
      for (double& number : numbers) number = rng.normal();
      direction_.push_back(numbers);
    }
    const Node y = posed.formula(all_);
    std::vector<double> weights(static_cast<std::size_t>(y.shape().size()));
    for (double& weight : weights) weight = rng.normal();
    loss_ = sum(graph_.constant(y.shape(), weights) * (y + 0.5 * square(y)));
    gradient_ = flatten(gradient(loss_, xs_));
    product_ = flatten(hessian_vector(loss_, xs_, vs_));
    moved_ = jacobian_vector({&loss_, 1}, xs_, vs_)[0];
  }

  struct Numbers {
    double loss = 0, moved = 0;
    Vector gradient, product;
  };
  /// Everything at x + t v, or at x + t along entry `along` alone.
  template <class T>
  Numbers at(double t, Index along = -1) const {
    const Node outputs[] = {loss_, gradient_, product_, moved_};
    Evaluator<T> evaluator(outputs);
    Index entry = 0;
    for (std::size_t i = 0, d = 0; i < all_.size(); ++i) {
      std::vector<double> x = all_at_[i];
      if (d < xs_.size() && all_[i] == xs_[d]) {
        for (std::size_t j = 0; j < x.size(); ++j, ++entry) {
          x[j] += t * (along < 0 ? direction_[d][j] : along == entry ? 1.0 : 0.0);
        }
        evaluator.set(vs_[d], std::span<const double>(direction_[d]));
        ++d;
      }
      evaluator.set(all_[i], std::span<const double>(x));
    }
    const auto vector = [&](Node node) {
      const std::span<const T> value = evaluator.value(node);
      return Vector(Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(
                        value.data(), static_cast<Index>(value.size()))
                        .template cast<double>());
    };
    return {evaluator.number(loss_), evaluator.number(moved_), vector(gradient_), vector(product_)};
  }

 private:
  Graph graph_;
  std::vector<Node> all_, xs_, vs_;
  std::vector<std::vector<double>> all_at_, direction_;
  Node loss_, gradient_, product_, moved_;
};

void check_trial(const Trial& trial) {
  const double h = 1e-5;
  const Trial::Numbers here = trial.at<double>(0);
  REQUIRE(here.gradient.allFinite());
  REQUIRE(here.product.allFinite());
  Vector quotient(here.gradient.size());
  for (Index i = 0; i < quotient.size(); ++i) {
    quotient[i] = (trial.at<double>(h, i).loss - trial.at<double>(-h, i).loss) / (2 * h);
  }
  CHECK((here.gradient - quotient).norm() <= 1e-7 * (1 + quotient.norm()));
  const Trial::Numbers after = trial.at<double>(h), before = trial.at<double>(-h);
  const Vector second = (after.gradient - before.gradient) / (2 * h);
  CHECK((here.product - second).norm() <= 1e-6 * (1 + second.norm()));
  CHECK(here.moved == Approx((after.loss - before.loss) / (2 * h)).epsilon(1e-6).margin(1e-6));
  const Trial::Numbers single = trial.at<float>(0);
  CHECK((single.gradient - here.gradient).norm() <= 1e-4 * (1 + here.gradient.norm()));
  CHECK((single.product - here.product).norm() <= 1e-3 * (1 + here.product.norm()));
  CHECK(std::abs(single.moved - here.moved) <= 1e-4 * (1 + std::abs(here.moved)));
}

TEST_CASE("Every operation has exact first and second derivatives", "[autodiff]") {
  const std::map<std::string, Case> known = cases();
  for (const char* name : operation_names()) {
    INFO("operation " << name);
    REQUIRE(known.count(name) == 1);
    Rng draw = Rng(5).split(name);
    const auto size = [&] { return 2 + static_cast<Index>(draw.below(3)); };
    const Sizes first{size(), size(), size()};
    const Sizes second{2 + (first.n - 1) % 3, 2 + (first.m - 1) % 3, 2 + (first.k - 1) % 3};
    CHECK(shapes_of(known.at(name), first) != shapes_of(known.at(name), second));
    for (const Sizes& sizes : {first, second, Sizes{1, 2, 1}, Sizes{3, 1, 2}}) {
      INFO("sizes " << sizes.n << ", " << sizes.m << ", " << sizes.k);
      check_trial(Trial(known.at(name), sizes, draw.split(fmt::format("{}", sizes.n))));
    }
  }
  CHECK(known.size() == operation_names().size() + 1);  // and powers of numbers
}

/// y, ∇ Σ y and ∇² Σ y v for a formula of the entries of xs at these numbers, v being ones.
struct Evaluated {
  std::vector<double> value;
  std::vector<std::vector<double>> gradient, product;
};

Evaluated evaluated(const Case& posed, const std::vector<std::vector<double>>& at) {
  Graph graph;
  std::vector<Node> xs, ones;
  const Shape shape{static_cast<Index>(at[0].size())};
  for (std::size_t i = 0; i < at.size(); ++i) {
    xs.push_back(graph.input(shape));
    ones.push_back(broadcast(graph.constant(1), shape));
  }
  const Node y = posed.formula(xs);
  std::vector<Node> outputs{y};
  for (const Node& node : gradient(sum(y), xs)) outputs.push_back(node);
  for (const Node& node : hessian_vector(sum(y), xs, ones)) outputs.push_back(node);
  Evaluator<double> evaluator(outputs);
  for (std::size_t i = 0; i < xs.size(); ++i) evaluator.set(xs[i], std::span<const double>(at[i]));
  std::vector<std::vector<double>> found;
  for (const Node& node : outputs) {
    const std::span<const double> value = evaluator.value(node);
    found.emplace_back(value.begin(), value.end());
  }
  const auto middle = found.begin() + 1 + static_cast<std::ptrdiff_t>(xs.size());
  return {found[0], {found.begin() + 1, middle}, {middle, found.end()}};
}

Approx exactly(double value) { return Approx(value).epsilon(2e-14).margin(2e-14); }

TEST_CASE("Derivatives of functions of numbers are their closed forms", "[autodiff]") {
  const auto of_one = test::closed_forms();
  const auto of_two = test::closed_forms_of_two();
  std::size_t found = 0;
  for (const auto& [name, posed] : cases()) {
    if (!posed.of_numbers) continue;
    INFO("operation " << name);
    REQUIRE(of_one.count(name) + of_two.count(name) == 1);
    ++found;
    const std::vector<Argument> range = posed.arguments({1, 1, 1});
    std::vector<std::vector<double>> at(range.size());
    for (std::size_t i = 0; i < 41; ++i) {
      at[0].push_back(range[0].lo +
                      (range[0].hi - range[0].lo) * (static_cast<double>(i) + 0.3) / 41);
      if (range.size() == 2) at[1].push_back(0.6 + 0.03 * static_cast<double>(i * i % 41));
    }
    const Evaluated here = evaluated(posed, at);
    for (std::size_t i = 0; i < at[0].size(); ++i) {
      INFO("at " << at[0][i]);
      if (of_two.count(name) == 1) {
        const test::Jet jet = of_two.at(name)(at[0][i], at[1][i]);
        CHECK(here.value[i] == exactly(jet.value));
        CHECK(here.gradient[0][i] == exactly(jet.by_a));
        CHECK(here.gradient[1][i] == exactly(jet.by_b));
        CHECK(here.product[0][i] == exactly(jet.by_aa + jet.by_ab));
        CHECK(here.product[1][i] == exactly(jet.by_ab + jet.by_bb));
        continue;
      }
      const test::ClosedForm& form = of_one.at(name);
      CHECK(here.value[i] == exactly(form.value(at[0][i])));
      CHECK(here.gradient[0][i] == exactly(form.first(at[0][i])));
      CHECK(here.product[0][i] == exactly(form.second(at[0][i])));
    }
  }
  CHECK(found == of_one.size() + of_two.size());
}

TEST_CASE("Every formula that operations.hpp declares is in the table", "[autodiff]") {
  std::ifstream header(std::string(THALWEG_FIXTURES) + "/../../core/autodiff/operations.hpp");
  REQUIRE(header.good());
  const std::span<const char* const> names = operation_names();
  const std::regex declaration("(Node|Svd) ([a-z_]+)\\(.*");
  std::string line;
  int found = 0;
  while (std::getline(header, line)) {
    std::smatch match;
    if (!std::regex_match(line, match, declaration)) continue;
    INFO(match[2]);
    CHECK(std::count(names.begin(), names.end(), match[2].str()) == 1);
    ++found;
  }
  CHECK(found > 40);
}

}  // namespace
}  // namespace thalweg::autodiff
