// Tables, examples by formula, minibatches.
#include "core/data/dataset.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <set>

#include "core/base/error.hpp"
#include "core/data/digits.hpp"
#include "core/data/minibatches.hpp"
#include "core/data/synthetic.hpp"

namespace thalweg::data {
namespace {

TEST_CASE("The tables have the sizes and first rows of their sources", "[data]") {
  const Dataset iris = table("iris");
  CHECK((iris.size() == 150 && iris.inputs.cols() == 4 && iris.targets.cols() == 3));
  CHECK(iris.inputs.row(0) == Eigen::RowVector4d(5.1, 3.5, 1.4, 0.2));
  CHECK(iris.inputs.row(34) == Eigen::RowVector4d(4.9, 3.1, 1.5, 0.2));  // as Fisher printed it
  CHECK(iris.targets.colwise().sum() == Eigen::RowVector3d(50, 50, 50));
  CHECK(iris.inputs.col(0).mean() == Approx(5.843333));  // known means of the four columns
  CHECK(iris.inputs.col(2).mean() == Approx(3.758));
  const Dataset wine = table("wine");
  CHECK((wine.size() == 178 && wine.inputs.cols() == 13));
  CHECK(wine.targets.colwise().sum() == Eigen::RowVector3d(59, 71, 48));
  const Dataset cancer = table("breast_cancer");
  CHECK((cancer.size() == 569 && cancer.inputs.cols() == 30));
  CHECK(cancer.targets.colwise().sum() == Eigen::RowVector2d(212, 357));
  const Dataset diabetes = table("diabetes");
  CHECK((diabetes.size() == 442 && diabetes.inputs.cols() == 10 && diabetes.targets.cols() == 1));
  CHECK(diabetes.labels.empty());
  CHECK(diabetes.targets.mean() == Approx(152.133484));
  const Dataset all = table("digits");
  CHECK((all.size() == 1797 && all.inputs.cols() == 64 && all.targets.cols() == 10));
  CHECK(all.inputs.maxCoeff() == 1);
  CHECK(all.labels[5] == digits()[5].label);
  CHECK_THROWS_AS(table("irises"), BadInput);
}

TEST_CASE("Standardised columns have mean 0 and variance 1", "[data]") {
  Dataset wine = table("wine");
  wine.inputs.col(4).setConstant(3);
  standardise(wine);
  for (Index j = 0; j < 13; ++j) {
    CHECK(std::abs(wine.inputs.col(j).mean()) < 1e-12);
    CHECK(wine.inputs.col(j).squaredNorm() / 178 == Approx(j == 4 ? 0 : 1).margin(1e-12));
  }
}

TEST_CASE("A subset has as many of each class as possible", "[data]") {
  const Dataset some = subset(table("digits"), 95, Rng(1));
  REQUIRE(some.size() == 95);
  for (Index c = 0; c < 10; ++c) CHECK(std::abs(some.targets.col(c).sum() - 9.5) == 0.5);
  CHECK(subset(table("digits"), 95, Rng(1)).inputs == some.inputs);
  CHECK(subset(table("iris"), 1000, Rng(1)).inputs == table("iris").inputs);
  CHECK(subset(table("diabetes"), 7, Rng(1)).size() == 7);
  const Dataset two = first_classes(table("iris"), 2);
  CHECK((two.size() == 100 && two.targets.cols() == 2));
}

TEST_CASE("Label noise changes exactly the share asked for", "[data]") {
  Dataset noisy = table("digits");
  corrupt_labels(noisy, 0.25, Rng(2));
  const std::vector<int> clean = table("digits").labels;
  int changed = 0;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    changed += noisy.labels[i] != clean[i] ? 1 : 0;
    CHECK(noisy.targets(static_cast<Index>(i), noisy.labels[i]) == 1);
  }
  CHECK(changed == 449);
}

TEST_CASE("Examples by formula lie where their formulas say", "[data]") {
  const Dataset rings = circles(40, 0.5, 0, Rng(1));
  for (Index i = 0; i < 40; ++i) CHECK(rings.inputs.row(i).norm() == Approx(i % 2 == 0 ? 1 : 0.5));
  const Dataset pair = moons(50, 0, Rng(1));
  for (Index i = 0; i < 50; ++i) {
    const double x = pair.inputs(i, 0), y = pair.inputs(i, 1);
    const bool upper = i % 2 == 0;
    CHECK(std::hypot(upper ? x : 1 - x, upper ? y : 0.5 - y) == Approx(1));
    CHECK((upper ? y >= 0 : y <= 0.5));
  }
  const Dataset arms = spirals(60, 3, 1.5, 0, Rng(4));
  for (Index i = 0; i < 60; ++i) {
    const double t = arms.inputs.row(i).norm();
    const double angle = 2 * std::numbers::pi * (1.5 * t + static_cast<double>(i % 3) / 3);
    CHECK(arms.inputs(i, 0) == Approx(t * std::cos(angle)).margin(1e-12));
  }
  const Dataset roll = swiss_roll(30, 0, Rng(1)), bent = s_curve(30, 0, Rng(1));
  for (Index i = 0; i < 30; ++i) {
    CHECK(std::hypot(roll.inputs(i, 0), roll.inputs(i, 2)) == Approx(roll.targets(i, 0)));
    const double side = bent.targets(i, 0) < 0 ? 1 : -1;
    CHECK(std::hypot(bent.inputs(i, 0), bent.inputs(i, 2) - side) == Approx(1));
  }
  const Dataset clouds = blobs(4000, 20, 4, 3, 0.3, Rng(6));
  Vector centre = Vector::Zero(20);
  for (Index i = 0; i < 4000; i += 4) centre += clouds.inputs.row(i).transpose() / 1000;
  CHECK(centre.norm() == Approx(3).epsilon(0.01));
}

TEST_CASE("Rules of labels hold: sums modulo p, parities, teachers, mixtures", "[data]") {
  const Dataset sums = modular_addition(5);
  REQUIRE(sums.size() == 25);
  CHECK(sums.labels[3 * 5 + 4] == 2);
  CHECK((sums.inputs(19, 3) == 1 && sums.inputs(19, 9) == 1 && sums.inputs.row(19).sum() == 2));
  const Dataset odd = parity(200, 6, 3, Rng(1));
  for (Index i = 0; i < 200; ++i) {
    const double sign = odd.inputs(i, 0) * odd.inputs(i, 1) * odd.inputs(i, 2);
    CHECK(odd.labels[static_cast<std::size_t>(i)] == (sign < 0 ? 1 : 0));
  }
  const Dataset taught = teacher_student(5000, 8, 4, Rng(9));
  CHECK(std::abs(taught.targets.mean()) < 0.05);
  CHECK(taught.targets.maxCoeff() < 2 * 4);
  CHECK(teacher_student(20, 8, 4, Rng(9)).targets.col(0) != taught.targets.col(0).head(20));
  Matrix means(2, 1);
  means << -5, 5;
  const Dataset two = mixture(4000, means, Eigen::Vector2d(1, 3), 0.5, Rng(2));
  CHECK(two.targets.col(1).mean() == Approx(0.75).epsilon(0.03));
  CHECK(two.inputs.mean() == Approx(2.5).epsilon(0.05));
}

TEST_CASE("An epoch of minibatches sees every example once, from any step on", "[data]") {
  const Minibatches batches(23, 5, 7);
  CHECK(batches.per_epoch() == 5);
  std::multiset<Index> seen;
  for (std::int64_t step = 5; step < 10; ++step) {
    const std::vector<Index> batch = batches.at(step);
    CHECK(batch.size() == (step == 9 ? 3U : 5U));
    CHECK(std::is_sorted(batch.begin(), batch.end()));
    seen.insert(batch.begin(), batch.end());
  }
  CHECK(seen.size() == 23);
  CHECK(std::set<Index>(seen.begin(), seen.end()).size() == 23);
  CHECK(batches.at(3) == Minibatches(23, 5, 7).at(3));
  CHECK(batches.at(0) != batches.at(5));
  CHECK(batches.at(0) != Minibatches(23, 5, 8).at(0));
  CHECK(Minibatches(3, 100, 1).at(4) == std::vector<Index>{0, 1, 2});
}

TEST_CASE("Data that cannot be are refused", "[data]") {
  using Catch::Contains;
  CHECK_THROWS_WITH(spirals(10, 0, 1, 0, Rng(1)), Contains("no spirals with 0 arms"));
  CHECK_THROWS_WITH(blobs(10, 2, 0, 1, 0, Rng(1)), Contains("no 0 blobs"));
  CHECK_THROWS_AS(blobs(10, 0, 2, 1, 0, Rng(1)), BadInput);
  CHECK_THROWS_AS(moons(0, 0, Rng(1)), BadInput);
  CHECK_THROWS_WITH(moons(10, -1, Rng(1)), Contains("noise of -1"));
  CHECK_THROWS_AS(modular_addition(0), BadInput);
  CHECK_THROWS_AS(parity(10, 3, 4, Rng(1)), BadInput);
  CHECK_THROWS_AS(teacher_student(10, 3, 0, Rng(1)), BadInput);
  CHECK_THROWS_AS(mixture(5, Matrix::Ones(2, 1), Eigen::Vector2d(0, 0), 1, Rng(1)), BadInput);
  Dataset digits = table("digits"), numbers = table("diabetes");
  for (const double share : {-0.1, 1.5, std::nan("")}) {
    CHECK_THROWS_AS(corrupt_labels(digits, share, Rng(1)), BadInput);
  }
  CHECK_THROWS_WITH(corrupt_labels(numbers, 0.1, Rng(1)), Contains("diabetes have no labels"));
  CHECK_THROWS_AS(first_classes(numbers, 2), BadInput);
  CHECK_THROWS_AS(first_classes(digits, 0), BadInput);
  Dataset single = first_classes(digits, 1);
  CHECK_THROWS_WITH(corrupt_labels(single, 0.1, Rng(1)), Contains("one class"));
  CHECK_THROWS_AS(subset(digits, -1, Rng(1)), BadInput);
  CHECK_THROWS_AS(Minibatches(5, 2, 1).at(-1), Internal);
}

}  // namespace
}  // namespace thalweg::data
