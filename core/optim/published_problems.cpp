// The table of published problems. Coordinates are counted from 0, the paper's from 1.
#include "core/optim/published_problems.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

using autodiff::Node;
using Nodes = std::vector<Node>;

Node joined(const Nodes& residuals) { return concatenate(residuals, 0); }

/// r(t₁), r(t₂), … of data given as a tensor [m].
Node data(const Nodes& x, const std::vector<double>& values) {
  return x[0].graph().constant({static_cast<Index>(values.size())}, values);
}

std::vector<double> sequence(int count, const std::function<double(double i)>& f) {
  std::vector<double> out;
  for (int i = 1; i <= count; ++i) out.push_back(f(i));
  return out;
}

Node freudenstein_roth(const Nodes& x) {
  return joined(
      {x[0] - 13 + ((5 - x[1]) * x[1] - 2) * x[1], x[0] - 29 + ((x[1] + 1) * x[1] - 14) * x[1]});
}

Node powell_badly_scaled(const Nodes& x) {
  return joined({1e4 * (x[0] * x[1]) - 1, exp(-x[0]) + exp(-x[1]) - 1.0001});
}

Node brown_badly_scaled(const Nodes& x) {
  return joined({x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2});
}

Node jennrich_sampson(const Nodes& x) {
  const Node i = data(x, sequence(10, [](double k) { return k; }));
  return 2 + 2 * i - (exp(i * x[0]) + exp(i * x[1]));
}

Node bard(const Nodes& x) {
  const Node y = data(x, {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96,
                          1.34, 2.10, 4.39});
  const Node u = data(x, sequence(15, [](double i) { return i; }));
  const Node v = data(x, sequence(15, [](double i) { return 16 - i; }));
  const Node w = data(x, sequence(15, [](double i) { return std::min(i, 16 - i); }));
  return y - (x[0] + u / (v * x[1] + w * x[2]));
}

Node gaussian(const Nodes& x) {
  const Node y = data(x, {0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521,
                          0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009});
  const Node t = data(x, sequence(15, [](double i) { return (8 - i) / 2; }));
  return x[0] * exp(-0.5 * (x[1] * square(t - x[2]))) - y;
}

Node box(const Nodes& x) {
  const Node t = data(x, sequence(10, [](double i) { return 0.1 * i; }));
  return exp(-(t * x[0])) - exp(-(t * x[1])) - x[2] * (exp(-t) - exp(-10 * t));
}

Node powell_singular(const Nodes& x) {
  return joined({x[0] + 10 * x[1], std::sqrt(5.0) * (x[2] - x[3]), square(x[1] - 2 * x[2]),
                 std::sqrt(10.0) * square(x[0] - x[3])});
}

Node wood(const Nodes& x) {
  return joined({10 * (x[1] - square(x[0])), 1 - x[0], std::sqrt(90.0) * (x[3] - square(x[2])),
                 1 - x[2], std::sqrt(10.0) * (x[1] + x[3] - 2), (x[1] - x[3]) / std::sqrt(10.0)});
}

Node kowalik_osborne(const Nodes& x) {
  const Node y = data(
      x, {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246});
  const Node u = data(x, {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625});
  return y - x[0] * (square(u) + u * x[1]) / (square(u) + u * x[2] + x[3]);
}

Node brown_dennis(const Nodes& x) {
  const Node t = data(x, sequence(20, [](double i) { return i / 5; }));
  return square(x[0] + t * x[1] - exp(t)) + square(x[2] + x[3] * sin(t) - cos(t));
}

Node biggs_exp6(const Nodes& x) {
  const Node t = data(x, sequence(13, [](double i) { return 0.1 * i; }));
  const Node y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
  return x[2] * exp(-(t * x[0])) - x[3] * exp(-(t * x[1])) + x[5] * exp(-(t * x[4])) - y;
}

Node watson(const Nodes& x) {
  const Node t = data(x, sequence(29, [](double i) { return i / 29; }));
  Node sum = 0 * t + x[0], slope = 0 * t,
       power = 0 * t + 1;  // of the polynomial and its derivative
  for (std::size_t j = 1; j < x.size(); ++j) {
    slope = slope + static_cast<double>(j) * (x[j] * power);
    power = power * t;
    sum = sum + x[j] * power;
  }
  return joined({slope - square(sum) - 1, x[0], x[1] - square(x[0]) - 1});
}

Node variably_dimensioned(const Nodes& x) {
  Nodes out;
  Node sum = 0 * x[0];
  for (std::size_t j = 0; j < x.size(); ++j) {
    out.push_back(x[j] - 1);
    sum = sum + static_cast<double>(j + 1) * (x[j] - 1);
  }
  out.push_back(sum), out.push_back(square(sum));
  return joined(out);
}

Node boundary_value(const Nodes& x) {
  const double h = 1 / static_cast<double>(x.size() + 1);
  Nodes out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double t = static_cast<double>(i + 1) * h;
    Node r = 2 * x[i] + 0.5 * h * h * power(x[i] + (t + 1), 3);
    if (i > 0) r = r - x[i - 1];
    if (i + 1 < x.size()) r = r - x[i + 1];
    out.push_back(r);
  }
  return joined(out);
}

Node broyden_tridiagonal(const Nodes& x) {
  Nodes out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Node r = (3 - 2 * x[i]) * x[i] + 1;
    if (i > 0) r = r - x[i - 1];
    if (i + 1 < x.size()) r = r - 2 * x[i + 1];
    out.push_back(r);
  }
  return joined(out);
}

const std::vector<PublishedProblem>& table() {
  static const std::vector<PublishedProblem> rows{
      {"freudenstein_roth",
       "Freudenstein and Roth",
       2,
       {0.5, -2},
       48.9842,
       {5, 4},
       freudenstein_roth},
      {"powell_badly_scaled", "Powell, badly scaled", 3, {0, 1}, 0, {}, powell_badly_scaled},
      {"brown_badly_scaled", "Brown, badly scaled", 4, {1, 1}, 0, {1e6, 2e-6}, brown_badly_scaled},
      {"jennrich_sampson", "Jennrich and Sampson", 6, {0.3, 0.4}, 124.362, {}, jennrich_sampson},
      {"bard", "Bard", 8, {1, 1, 1}, 8.21487e-3, {}, bard},
      {"gaussian", "Gaussian", 9, {0.4, 1, 0}, 1.12793e-8, {}, gaussian},
      {"box", "Box in three dimensions", 12, {0, 10, 20}, 0, {1, 10, 1}, box},
      {"powell_singular", "Powell, singular", 13, {3, -1, 0, 1}, 0, {0, 0, 0, 0}, powell_singular},
      {"wood", "Wood", 14, {-3, -1, -3, -1}, 0, {1, 1, 1, 1}, wood},
      {"kowalik_osborne",
       "Kowalik and Osborne",
       15,
       {0.25, 0.39, 0.415, 0.39},
       3.07505e-4,
       {},
       kowalik_osborne},
      {"brown_dennis", "Brown and Dennis", 16, {25, 5, -5, -1}, 85822.2, {}, brown_dennis},
      {"biggs_exp6", "Biggs EXP6", 18, {1, 2, 1, 1, 1, 1}, 0, {1, 10, 1, 5, 4, 3}, biggs_exp6},
      {"watson", "Watson", 20, std::vector<double>(6, 0), 2.28767e-3, {}, watson},
      {"variably_dimensioned", "Variably dimensioned", 25,
       sequence(10, [](double j) { return 1 - j / 10; }), 0, std::vector<double>(10, 1),
       variably_dimensioned},
      {"boundary_value",
       "Discrete boundary value",
       28,
       sequence(10, [](double i) { return i / 11 * (i / 11 - 1); }),
       0,
       {},
       boundary_value},
      {"broyden_tridiagonal",
       "Broyden, tridiagonal",
       30,
       std::vector<double>(10, -1),
       0,
       {},
       broyden_tridiagonal},
  };
  return rows;
}

/// The smallest box around the start, the minimum and the origin, half as wide again at each end.
Domain domain_of(const Vector& start, const Vector& minimum) {
  const Vector lo = start.cwiseMin(minimum).cwiseMin(0), hi = start.cwiseMax(minimum).cwiseMax(0);
  const Vector margin = (0.5 * (hi - lo)).cwiseMax(0.5);
  return {lo - margin, hi + margin};
}

}  // namespace

std::span<const PublishedProblem> published_problems() { return table(); }

std::shared_ptr<const Objective> published_problem(const std::string& key) {
  std::vector<std::string> known;
  for (const PublishedProblem& row : table()) {
    known.emplace_back(row.key);
    if (row.key != key) continue;
    const auto n = static_cast<Index>(row.start.size());
    const Vector start = Vector::Map(row.start.data(), n);
    const Vector minimum = row.minimum.empty() ? start : Vector(Vector::Map(row.minimum.data(), n));
    std::vector<Minimum> minima;
    if (!row.minimum.empty()) minima.push_back({minimum, 0});
    return GraphObjective::sum_of_squares(
        row.name, domain_of(start, minimum),
        [&](Node x) {
          Nodes coordinates;
          for (Index i = 0; i < n; ++i) coordinates.push_back(slice(x, 0, i, i + 1));
          return row.residuals(coordinates);
        },
        minima);
  }
  const std::vector<std::string> close = nearest(key, known, 1);
  throw BadInput(fmt::format("There is no problem '{}'", key), "",
                 close.empty() ? "" : fmt::format("Did you mean '{}'?", close[0]));
}

}  // namespace thalweg::optim
