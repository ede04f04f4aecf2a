// Every optimiser of the table against the first steps computed elsewhere from the formulas of its
// source (optimiser_references.py), and what all promise; then closed forms of single methods.
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <fstream>
#include <map>
#include <sstream>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/optim/derivative_free.hpp"
#include "core/optim/first_order.hpp"
#include "core/optim/formula.hpp"
#include "core/optim/graph_objective.hpp"
#include "core/optim/least_squares.hpp"
#include "core/optim/quasi_newton.hpp"
#include "core/optim/second_order.hpp"
#include "core/optim/test_functions.hpp"
#include "tests/support/mallocs.hpp"

namespace thalweg::optim {
namespace {

Vector vector(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

/// ½ Σ r² of Rosenbrock's residuals.
std::shared_ptr<const Objective> residuals() {
  return GraphObjective::sum_of_squares(
      "r", {vector({-2, -2}), vector({2, 2})}, [](autodiff::Node p) {
        const autodiff::Node x = slice(p, 0, 0, 1);
        const autodiff::Node y = slice(p, 0, 1, 2);
        const autodiff::Node parts[] = {10 * (y - square(x)), 1 - x};
        return concatenate(parts, 0);
      });
}

struct Reference {
  std::map<std::string, double> settings;
  std::shared_ptr<const Objective> objective;
  std::vector<Vector> iterates;  // the start first
};

Reference parse_reference(std::istream& line) {
  Reference out;
  std::string settings, objective, points, word;
  std::getline(line, settings, '|');
  std::getline(line, objective, '|');
  std::istringstream words(settings);
  while (words >> word) {
    out.settings[word.substr(0, word.find('='))] = std::stod(word.substr(word.find('=') + 1));
  }
  if (objective.find("residuals") != std::string::npos) {
    out.objective = residuals();
  } else {
    const Formula formula(objective);
    out.objective =
        std::make_shared<GraphObjective>("f", Domain{vector({-1, -1}), vector({1, 1})},
                                         [&](autodiff::Node x) { return formula.build(x); });
  }
  while (std::getline(line, points, ',')) {
    std::istringstream numbers(points);
    double x = 0, y = 0;
    numbers >> x >> y;
    out.iterates.push_back(vector({x, y}));
  }
  return out;
}

std::multimap<std::string, Reference> references() {
  std::ifstream file(std::string(THALWEG_FIXTURES) + "/optimiser_references.txt");
  REQUIRE(file.good());
  std::multimap<std::string, Reference> out;
  std::string text, key;
  while (std::getline(file, text)) {
    std::istringstream line(text);
    std::getline(line, key, '|');
    out.emplace(key.substr(0, key.find(' ')), parse_reference(line));
  }
  return out;
}

std::unique_ptr<Optimiser> prepared(const std::string& key, const Reference& reference) {
  std::unique_ptr<Optimiser> out = make_optimiser(key);
  for (const auto& [name, value] : reference.settings) set_parameter(*out, name, value);
  return out;
}

TEST_CASE("Every optimiser takes the steps of its formulas", "[optim]") {
  const std::multimap<std::string, Reference> known = references();
  for (const OptimiserRow& row : optimisers()) {
    INFO("optimiser " << row.key);
    CHECK(known.count(row.key) >= 1);
  }
  for (const auto& [key, reference] : known) {
    INFO("optimiser " << key << " from " << reference.iterates[0].transpose());
    REQUIRE(reference.iterates.size() >= 3);
    const std::unique_ptr<Optimiser> optimiser = prepared(key, reference);
    Vector x = reference.iterates[0];
    for (std::size_t k = 1; k < reference.iterates.size(); ++k) {
      INFO("step " << k);
      optimiser->step(*reference.objective, x);
      CHECK((x - reference.iterates[k]).norm() <= 1e-9);
    }
  }
}

TEST_CASE("After the second step, rules that need one gradient allocate nothing", "[optim]") {
  const std::shared_ptr<const Objective> objective = test_function("rosenbrock", 30);
  const char* const rules[] = {"gd",   "momentum", "nesterov", "sgd",      "adagrad", "rmsprop",
                               "adam", "adamw",    "amsgrad",  "nadam",    "lion",    "lamb",
                               "sam",  "adamp",    "sgdp",     "diffgrad", "adamhd",  "adahessian"};
  for (const char* const key : rules) {
    INFO("optimiser " << key);
    const std::unique_ptr<Optimiser> optimiser = make_optimiser(key);
    set_parameter(*optimiser, "lr", 1e-4);
    Vector x = Vector::Constant(30, 0.5);
    for (int k = 0; k < 2; ++k) optimiser->step(*objective, x);
    const long before = test::mallocs();
    for (int k = 0; k < 3; ++k) optimiser->step(*objective, x);
    CHECK(test::mallocs() - before == 0);
  }
}

TEST_CASE("Once their memory is full, rules that search allocate nothing", "[optim]") {
  const std::shared_ptr<const Objective> objective = test_function("rosenbrock", 30);
  for (const char* const key : {"lbfgs", "ncg", "newton_cg", "trust_region"}) {
    INFO("optimiser " << key);
    const std::unique_ptr<Optimiser> optimiser = make_optimiser(key);
    Vector x = Vector::Constant(30, -0.5);
    for (int k = 0; k < 15; ++k) optimiser->step(*objective, x);
    const long before = test::mallocs();
    for (int k = 0; k < 10; ++k) optimiser->step(*objective, x);
    CHECK(test::mallocs() - before == 0);
  }
}

/// Copies all state out of an optimiser, or into another.
class Copy final : public StateVisitor {
 public:
  bool writing = false;
  void vector(const char* name, Vector& value) override { exchange(vectors_[name], value); }
  void number(const char* name, double& value) override { exchange(numbers_[name], value); }
  void count(const char* name, std::int64_t& value) override { exchange(counts_[name], value); }

 private:
  template <class V>
  void exchange(V& mine, V& theirs) {
    (writing ? theirs : mine) = writing ? mine : theirs;
  }
  std::map<std::string, Vector> vectors_;
  std::map<std::string, double> numbers_;
  std::map<std::string, std::int64_t> counts_;
};

TEST_CASE("State and settings reproduce every later step to the bit", "[optim]") {
  for (const auto& [key, reference] : references()) {
    INFO("optimiser " << key);
    const std::unique_ptr<Optimiser> first = prepared(key, reference);
    const std::unique_ptr<Optimiser> second = prepared(key, reference);
    Vector x = reference.iterates[0];
    for (int k = 0; k < 3; ++k) first->step(*reference.objective, x);
    Copy copy;
    first->state(copy);
    copy.writing = true;
    second->state(copy);
    Vector y = x;
    for (int k = 0; k < 4; ++k) {
      first->step(*reference.objective, x);
      second->step(*reference.objective, y);
      CHECK(x == y);
    }
  }
}

TEST_CASE("Hyper-parameters have names, ranges and sentences", "[optim]") {
  for (const OptimiserRow& row : optimisers()) {
    INFO("optimiser " << row.key);
    const std::unique_ptr<Optimiser> optimiser = row.make();
    for (const HyperParameter& parameter : optimiser->parameters()) {
      INFO("parameter " << parameter.name);
      CHECK(*parameter.value >= parameter.least);
      CHECK(*parameter.value <= parameter.most);
      CHECK(std::string(parameter.doc).back() == '.');
      set_parameter(*optimiser, parameter.name, parameter.least);
      CHECK(*parameter.value == parameter.least);
      CHECK_THROWS_AS(set_parameter(*optimiser, parameter.name, parameter.least - 1), BadInput);
    }
    CHECK_THROWS_AS(set_parameter(*optimiser, "no such", 1), BadInput);
  }
  CHECK_THROWS_WITH(make_optimiser("adan"), Catch::Contains("Did you mean 'adam'"));
}

TEST_CASE("Methods that use curvature or line searches find the minimum of a valley", "[optim]") {
  const auto rosenbrock = test_function("rosenbrock", 6);
  for (const char* key : {"lbfgs", "ncg", "newton", "newton_cg", "trust_region", "cubic"}) {
    INFO("optimiser " << key);
    const std::unique_ptr<Optimiser> optimiser = make_optimiser(key);
    Vector x = Vector::Constant(6, -0.5), g;
    for (int k = 0; k < 300; ++k) optimiser->step(*rosenbrock, x);
    rosenbrock->gradient(x, g);
    CHECK(g.norm() <= 1e-6);
  }
  LevenbergMarquardt rule;
  Vector x = vector({-1.2, 1});
  for (int k = 0; k < 60; ++k) rule.step(*residuals(), x);
  CHECK((x - vector({1, 1})).norm() <= 1e-8);
  NelderMead simplex;
  x = vector({-1.2, 1});
  for (int k = 0; k < 200; ++k) simplex.step(*test_function("rosenbrock"), x);
  CHECK((x - vector({1, 1})).norm() <= 1e-6);
}

TEST_CASE("Trust regions and cubic models leave a saddle", "[optim]") {
  const auto saddle = test_function("six_hump_camel");  // at the origin
  TrustRegion ball;
  CubicRegularisation cubic;
  for (Optimiser* optimiser : std::initializer_list<Optimiser*>{&ball, &cubic}) {
    Vector x = vector({1e-9, 1e-9});
    for (int k = 0; k < 40; ++k) optimiser->step(*saddle, x);
    CHECK((x - nearest_minimum(*saddle, x)->at).norm() <= 1e-7);
  }
}

TEST_CASE("A work count is what was asked", "[optim]") {
  class Counted final : public Objective {
   public:
    std::shared_ptr<const Objective> inner = test_function("himmelblau");
    mutable int values = 0, gradients = 0, products = 0;
    std::string name() const override { return "counted"; }
    Index dimension() const override { return 2; }
    Domain domain() const override { return inner->domain(); }
    double value(const Vector& x) const override { return ++values, inner->value(x); }
    void gradient(const Vector& x, Vector& out) const override {
      ++gradients, inner->gradient(x, out);
    }
    void hessian_times(const Vector& x, const Vector& v, Vector& out) const override {
      ++products, inner->hessian_times(x, v, out);
    }
  };
  for (const OptimiserRow& row : optimisers()) {
    if (std::string(row.key) == "levenberg_marquardt") continue;  // not a sum of squares
    INFO("optimiser " << row.key);
    const Counted f;
    const std::unique_ptr<Optimiser> optimiser = row.make();
    Vector x = vector({0.2, -1});
    Work sum;
    for (int k = 0; k < 5; ++k) {
      const Work work = optimiser->step(f, x);
      sum.values += work.values, sum.gradients += work.gradients, sum.products += work.products;
    }
    CHECK(sum.values == f.values);
    CHECK(sum.gradients == f.gradients);
    CHECK(sum.products == f.products);
  }
}

TEST_CASE("Gradient descent contracts each coordinate by 1 − η λ", "[optim]") {
  const auto f = quadratic(vector({1, 4, 10}));
  GradientDescent rule;
  rule.lr = 0.15;
  Vector x = vector({1, -2, 3});
  for (int k = 0; k < 7; ++k) rule.step(*f, x);
  CHECK(x[0] == Approx(std::pow(0.85, 7)));
  CHECK(x[1] == Approx(-2 * std::pow(0.4, 7)));
  CHECK(x[2] == Approx(3 * std::pow(-0.5, 7)));
}

TEST_CASE("Heavy-ball momentum follows its two-term recurrence", "[optim]") {
  // x₊ = (1 + β − η λ) x − β x₋, whose solution from x₀ = x₋₁ = 1 is a sum of two powers.
  const double lambda = 3, lr = 0.1, beta = 0.6;
  const auto f = quadratic(vector({lambda}));
  HeavyBall rule;
  rule.lr = lr, rule.momentum = beta;
  Vector x = vector({1});
  for (int k = 0; k < 12; ++k) rule.step(*f, x);
  const double trace = 1 + beta - lr * lambda;
  const std::complex<double> root = std::sqrt(std::complex<double>(trace * trace - 4 * beta));
  const std::complex<double> r1 = (trace + root) / 2.0, r2 = (trace - root) / 2.0;
  // a r₁⁻¹ + b r₂⁻¹ = 1 and a + b = 1.
  const std::complex<double> a = (1.0 - 1.0 / r2) / (1.0 / r1 - 1.0 / r2);
  const double expected = (a * std::pow(r1, 12) + (1.0 - a) * std::pow(r2, 12)).real();
  CHECK(x[0] == Approx(expected).epsilon(1e-12));
}

TEST_CASE("LAMB scales each tensor by its own norm", "[optim]") {
  const auto f = quadratic(vector({1, 1, 1}));
  Lamb rule;
  rule.lr = 0.1, rule.decay = 0, rule.epsilon = 0;
  rule.set_tensors({{1, 2}, {0, 1}});
  Vector x = vector({3, 4, -2});
  rule.step(*f, x);
  // Adam's first direction is the sign: of norm √2 in the first tensor and 1 in the second.
  CHECK((x - vector({3 - 0.5 / std::sqrt(2.0), 4 - 0.5 / std::sqrt(2.0), -1.8})).norm() <= 1e-14);
}

TEST_CASE("Rules that treat each tensor by itself are told of them by one interface", "[optim]") {
  const auto f = quadratic(vector({1, 2, 3}));
  for (const char* const key : {"lamb", "adamp", "sgdp", "adam"}) {
    INFO("optimiser " << key);
    const auto told = make_optimiser(key), whole = make_optimiser(key), wrong = make_optimiser(key);
    told->set_tensors({{1, 2}, {0, 1}});
    wrong->set_tensors({{2, 2}});
    Vector x = vector({3, 4, -2}), y = x, z = x;
    for (int k = 0; k < 3; ++k) told->step(*f, x), whole->step(*f, y);
    const bool alone = std::string(key) == "lamb";
    CHECK((x != y) == alone);  // the gradient is far from right angles: nothing is projected
    if (std::string(key) != "adam") CHECK_THROWS_AS(wrong->step(*f, z), Internal);
  }
}

TEST_CASE("SGD follows the gradient of its minibatch", "[optim]") {
  Matrix a(2, 1);
  a << 1, 3;
  const LeastSquares f(a, vector({2, 0}));
  Sgd rule;
  rule.lr = 0.1, rule.momentum = 0;
  Vector x = vector({1});
  const Index second = 1;
  rule.step(*f.on({&second, 1}), x);
  CHECK(x[0] == Approx(1 - 0.1 * 9));
}

TEST_CASE("Newton's step solves a convex quadratic at once", "[optim]") {
  Vector x = vector({-7, 3});
  Newton rule;
  rule.smallest = 1e-6;
  rule.step(*quadratic(vector({0.5, 80})), x);
  CHECK(x.norm() <= 1e-14);
}

TEST_CASE("Newton's step goes downhill where the curvature is negative", "[optim]") {
  Vector x = vector({1, 0.5});
  Newton rule;
  rule.smallest = 1e-3;
  rule.step(*quadratic(vector({2, -1})), x);
  CHECK(x[0] == Approx(0).margin(1e-15));
  CHECK(x[1] == Approx(1.0));  // away from the ridge by its full distance
  // Least curvature: a flat direction moves by gradient / smallest, not to infinity.
  x = vector({1, 0});
  Newton{}.step(*quadratic(vector({1e-9, 1})), x);
  CHECK(x[0] == Approx(1 - 1e-8));
  // Longest: the same direction, shortened.
  x = vector({3, 4});
  rule.longest = 2;
  rule.step(*quadratic(vector({1, 1})), x);
  CHECK(x[0] == Approx(1.8));
  CHECK(x[1] == Approx(2.4));
}

TEST_CASE("Newton's step stays where the function is not finite", "[optim]") {
  Vector x = vector({1e200, 1e200});
  const Vector before = x;
  Newton{}.step(*test_function("himmelblau"), x);
  CHECK(x == before);
}

}  // namespace
}  // namespace thalweg::optim
