// The table, and the minima: roots of the gradient to 20 digits where no closed form is known.
#include "core/optim/test_functions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/base/text.hpp"
#include "core/optim/formula.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

constexpr TestFunction table[] = {
    {"ackley",
     "Ackley",
     "20 + e - 20 exp(-0.2 sqrt(sum(i = 1..n, x[i]^2) / n)) - exp(sum(i = 1..n, cos(2 pi x[i])) / "
     "n)",
     0,
     {-5, -5},
     {5, 5}},
    {"beale",
     "Beale",
     "f(x, y) = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
     2,
     {-4.5, -4.5},
     {4.5, 4.5},
     {"1.5 - x + x y", "2.25 - x + x y^2", "2.625 - x + x y^3"}},
    {"booth",
     "Booth",
     "f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2",
     2,
     {-10, -10},
     {10, 10},
     {"x + 2y - 7", "2x + y - 5"}},
    {"branin",
     "Branin",
     "f(x, y) = (y - 5.1 x^2 / (4 pi^2) + 5 x / pi - 6)^2 + 10 (1 - 1 / (8 pi)) cos(x) + 10",
     2,
     {-5, 0},
     {10, 15}},
    {"goldstein_price",
     "Goldstein–Price",
     "f(x, y) = (1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6x y + 3y^2))"
     " (30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36x y + 27y^2))",
     2,
     {-2, -2},
     {2, 2}},
    {"griewank",
     "Griewank",
     "1 + sum(i = 1..n, x[i]^2) / 4000 - prod(i = 1..n, cos(x[i] / sqrt(i)))",
     0,
     {-10, -10},
     {10, 10}},
    {"himmelblau",
     "Himmelblau",
     "f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
     2,
     {-6, -6},
     {6, 6},
     {"x^2 + y - 11", "x + y^2 - 7"}},
    {"levy",
     "Levy",
     "sin(pi (x[1] + 3) / 4)^2"
     " + sum(i = 1..n - 1, ((x[i] - 1) / 4)^2 (1 + 10 sin(pi (x[i] + 3) / 4 + 1)^2))"
     " + ((x[n] - 1) / 4)^2 (1 + sin(2 pi (x[n] + 3) / 4)^2)",
     0,
     {-10, -10},
     {10, 10}},
    {"matyas", "Matyas", "f(x, y) = 0.26 (x^2 + y^2) - 0.48x y", 2, {-10, -10}, {10, 10}},
    {"mccormick",
     "McCormick",
     "f(x, y) = sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
     2,
     {-1.5, -3},
     {4, 4}},
    {"monkey_saddle", "Monkey saddle", "f(x, y) = x^3 - 3x y^2", 2, {-2, -2}, {2, 2}},
    {"rastrigin",
     "Rastrigin",
     "10n + sum(i = 1..n, x[i]^2 - 10 cos(2 pi x[i]))",
     0,
     {-5.12, -5.12},
     {5.12, 5.12}},
    {"rosenbrock",
     "Rosenbrock",
     "sum(i = 1..n - 1, 100 (x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)",
     0,
     {-2, -1},
     {2, 3},
     {"10 (y - x^2)", "1 - x"}},
    {"six_hump_camel",
     "Six-hump camel",
     "f(x, y) = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2",
     2,
     {-2, -1},
     {2, 1}},
    {"styblinski_tang",
     "Styblinski–Tang",
     "0.5 sum(i = 1..n, x[i]^4 - 16 x[i]^2 + 5 x[i])",
     0,
     {-5, -5},
     {5, 5}},
    {"three_hump_camel",
     "Three-hump camel",
     "f(x, y) = 2x^2 - 1.05x^4 + x^6 / 6 + x y + y^2",
     2,
     {-5, -5},
     {5, 5}},
    {"zakharov",
     "Zakharov",
     "sum(i = 1..n, x[i]^2) + sum(i = 1..n, 0.5 i x[i])^2 + sum(i = 1..n, 0.5 i x[i])^4",
     0,
     {-5, -5},
     {10, 10}},
};

Minimum at(double x, double y, double value) {
  Vector point(2);
  point << x, y;
  return {point, value};
}

/// The point and its mirror image by the origin.
void add_pair(std::vector<Minimum>& out, double x, double y, double value) {
  out.push_back(at(x, y, value)), out.push_back(at(-x, -y, value));
}

std::vector<Minimum> camel_minima() {
  std::vector<Minimum> out;
  add_pair(out, 0.089842013100318062, -0.71265640302073963, -1.0316284534898774);
  add_pair(out, 1.7036067149699808, -0.79608356867262512, -0.21546382438371764);
  add_pair(out, 1.6071047529201972, 0.56865145488413137, 2.1042503103112583);
  return out;
}

/// Where each coordinate is in one of the two minima of its term, roots of 2 x³ − 16 x + 2.5.
std::vector<Minimum> styblinski_tang_minima(Index n) {
  constexpr double deep = -2.903534027771177, deep_value = -39.16616570377142;
  constexpr double shallow = 2.746802770990837, shallow_value = -25.02944665528394;
  if (n > 2) return {{Vector::Constant(n, deep), static_cast<double>(n) * deep_value}};
  return {at(deep, deep, 2 * deep_value), at(deep, shallow, deep_value + shallow_value),
          at(shallow, deep, deep_value + shallow_value), at(shallow, shallow, 2 * shallow_value)};
}

std::vector<Minimum> minima_of(const std::string& key, Index n) {
  constexpr double pi = 3.141592653589793;
  if (key == "ackley") return {{Vector::Zero(n), 0, false}};
  if (key == "rosenbrock" || key == "levy") return {{Vector::Ones(n), 0}};
  if (key == "styblinski_tang") return styblinski_tang_minima(n);
  if (key == "beale") return {at(3, 0.5, 0)};
  if (key == "booth") return {at(1, 3, 0)};
  if (key == "branin") {
    constexpr double value = 0.39788735772973834;
    return {at(-pi, 12.275, value), at(pi, 2.275, value), at(3 * pi, 2.475, value)};
  }
  if (key == "goldstein_price") {
    return {at(0, -1, 3), at(-0.6, -0.4, 30), at(1.8, 0.2, 84), at(1.2, 0.8, 840)};
  }
  if (key == "himmelblau") {
    return {at(3, 2, 0), at(-2.805118086952744853, 3.131312518250572966, 0),
            at(-3.779310253377746891, -3.283185991286169412, 0),
            at(3.584428340330491743, -1.848126526964403553, 0)};
  }
  if (key == "mccormick")
    return {at(-0.54719755119659775, -1.5471975511965978, -1.9132229549810364)};
  if (key == "monkey_saddle") return {};
  if (key == "six_hump_camel") return camel_minima();
  if (key == "three_hump_camel") {
    std::vector<Minimum> out{at(0, 0, 0)};
    add_pair(out, 1.7475523458302889, -0.87377617291514445, 0.29863844223685976);
    return out;
  }
  return {{Vector::Zero(n), 0}};  // griewank, matyas, rastrigin, zakharov
}

/// The residuals [m] as one node.
autodiff::Node residuals_of(const TestFunction& row, autodiff::Node x) {
  std::vector<autodiff::Node> parts;
  for (const char* text : row.residuals) {
    if (text) parts.push_back(reshape(Formula(text).build(x), {1}));
  }
  return concatenate(parts, 0);
}

}  // namespace

std::span<const TestFunction> test_functions() { return table; }

std::shared_ptr<const Objective> test_function(const std::string& key, Index dimension) {
  const auto* const row = std::find_if(std::begin(table), std::end(table),
                                       [&](const TestFunction& f) { return f.key == key; });
  if (row == std::end(table)) {
    std::vector<std::string> known;
    for (const TestFunction& f : table) known.emplace_back(f.key);
    throw BadInput(fmt::format("There is no test function '{}'", key), "",
                   fmt::format("Known: {}.", fmt::join(known, ", ")));
  }
  const bool fits = row->dimension == 0 ? dimension >= 2 : dimension == row->dimension;
  if (!fits) throw BadInput(fmt::format("{} is not for {} coordinates", row->name, dimension));
  Domain domain{Vector::Constant(dimension, row->lo[0]), Vector::Constant(dimension, row->hi[0])};
  if (dimension == 2) domain.lo[1] = row->lo[1], domain.hi[1] = row->hi[1];
  if (dimension == 2 && row->residuals[0]) {
    return GraphObjective::sum_of_squares(
        row->name, std::move(domain), [row](autodiff::Node x) { return residuals_of(*row, x); },
        minima_of(key, dimension), 1);
  }
  const Formula formula(row->formula);
  return std::make_shared<GraphObjective>(
      row->name, std::move(domain), [&](autodiff::Node x) { return formula.build(x); },
      minima_of(key, dimension));
}

std::shared_ptr<const Objective> quadratic(const Vector& spectrum, std::uint64_t seed) {
  const Index n = spectrum.size();
  THALWEG_ASSERT(n >= 1);
  // Orthonormal directions: Gram–Schmidt, twice, on normal draws.
  Matrix q = Matrix::Identity(n, n);
  for (Index j = 0; seed != 0 && j < n; ++j) {
    for (Index i = 0; i < n; ++i) {
      q(i, j) = random_normal(seed, static_cast<std::uint64_t>(j * n + i));
    }
    for (int pass = 0; pass < 2; ++pass) {
      q.col(j) -= (q.leftCols(j) * (q.leftCols(j).transpose() * q.col(j))).eval();
      q.col(j) /= q.col(j).norm();
    }
  }
  const Matrix a = q * spectrum.asDiagonal() * q.transpose();
  const bool bowl = spectrum.minCoeff() > 0;
  std::vector<double> entries(a.data(), a.data() + a.size());
  return std::make_shared<GraphObjective>(
      "Quadratic", Domain{Vector::Constant(n, -1), Vector::Ones(n)},
      [&](autodiff::Node x) {
        const autodiff::Node row = reshape(x, {1, n});
        return 0.5 * dot(row, matmul(row, x.graph().constant({n, n}, std::move(entries))));
      },
      bowl ? std::vector<Minimum>{{Vector::Zero(n), 0}} : std::vector<Minimum>{});
}

}  // namespace thalweg::optim
