// Objectives in a child process: answers, and every way in which a child can fail.
#include "core/optim/external.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/child_process.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/optim/test_functions.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"

namespace thalweg::optim {
namespace {

const std::string tests = std::string(THALWEG_FIXTURES) + "/..";

ExternalOptions child(const std::string& mode) {
  return {.command = {"python3", tests + "/support/child_oracle.py", mode},
          .start_seconds = 20,
          .answer_seconds = 20};
}

Vector three(double a, double b, double c) {
  Vector out(3);
  out << a, b, c;
  return out;
}

TEST_CASE("A child answers values, gradients and products", "[optim]") {
  const ExternalObjective f(child("good"));
  CHECK(f.name() == "Three");
  REQUIRE(f.dimension() == 3);
  CHECK(f.domain().lo == Vector::Constant(3, -2));
  CHECK(f.domain().hi == Vector::Constant(3, 2));
  const Vector x = three(1, -2, 0.1);
  CHECK(f.value(x) == 0.5 * (1 + 2 * 4 + 3 * (0.1 * 0.1)));
  Vector out;
  f.gradient(x, out);
  CHECK(out == three(1, -4, 3 * 0.1));
  f.hessian_times(x, three(1, 1, 2), out);
  CHECK(out == three(1, 2, 6));
}

TEST_CASE("A child is asked about the minibatch of each objective", "[optim]") {
  const ExternalObjective f(child("good"));
  CHECK(f.examples() == 4);
  const Index first[] = {0, 2}, second[] = {1, 2, 3};
  const std::unique_ptr<Objective> two = f.on(first), other = f.on(second);
  const Vector x = three(1, 0, 0);  // the child weighs by the number of examples
  CHECK(two->value(x) == 1);
  CHECK(other->value(x) == 1.5);
  CHECK(f.value(x) == 0.5);
  CHECK(two->value(x) == 1);
  const Index beyond[] = {4};
  CHECK_THROWS_AS(f.on(beyond), Internal);
}

TEST_CASE("What a child does not offer is said before it is asked", "[optim]") {
  const ExternalObjective f(child("values only"));
  Vector out;
  CHECK(f.value(three(0, 0, 1)) == 1.5);
  CHECK_FALSE(f.has_gradient());
  CHECK_THROWS_WITH(f.gradient(three(0, 0, 0), out), Catch::Contains("no gradient"));
  CHECK_THROWS_WITH(f.hessian_times(three(0, 0, 0), three(0, 0, 0), out),
                    Catch::Contains("no products"));
  CHECK(f.examples() == 0);
}

TEST_CASE("A child that cannot start is an error that says why", "[optim]") {
  CHECK_THROWS_WITH(ExternalObjective({.command = {"thalweg-no-such-program"}}),
                    Catch::Contains("thalweg-no-such-program") && Catch::Contains("No such file"));
  CHECK_THROWS_AS(ExternalObjective(ExternalOptions{}), BadInput);
  CHECK_THROWS_WITH(ExternalObjective(child("stillborn")),
                    Catch::Contains("exit status 3") && Catch::Contains("no such module"));
  CHECK_THROWS_WITH(ExternalObjective(child("babbles")),
                    Catch::Contains("does not speak the protocol") && Catch::Contains("Hello, I"));
  CHECK_THROWS_WITH(ExternalObjective(child("empty")), Catch::Contains("0 dimensions"));
  CHECK_THROWS_WITH(ExternalObjective(child("vast")), Catch::Contains("134217729 dimensions") &&
                                                          Catch::Contains("At most 134217728"));
  CHECK_THROWS_WITH(ExternalObjective(child("crowd")), Catch::Contains("examples"));
  CHECK_THROWS_WITH(ExternalObjective(child("flat")), Catch::Contains("domain is empty"));
  ExternalOptions silent = child("silent");
  silent.start_seconds = 0.3;
  CHECK_THROWS_WITH(ExternalObjective(silent), Catch::Contains("not answered within 0.3 s"));
}

/// The complaint about the first value.
void check_failure(const std::string& mode, const std::string& complaint, double patience = 20) {
  INFO(mode);
  ExternalOptions options = child(mode);
  options.answer_seconds = patience;
  const ExternalObjective f(options);
  CHECK_THROWS_WITH(f.value(Vector::Ones(f.dimension())), Catch::Contains(complaint));
  CHECK_THROWS_AS(f.value(Vector::Ones(f.dimension())), BadInput);  // of a second child as well
}

TEST_CASE("A child that fails is an error, never a hang", "[optim]") {
  check_failure("dies", "exit status 7");
  check_failure("dies", "out of luck");
  check_failure("killed", "signal 11");
  check_failure("hangs", "not answered within 0.2 s", 0.2);
  check_failure("half", "not answered within 0.2 s", 0.2);
  check_failure("deaf", "not answered within 0.2 s", 0.2);
  check_failure("nan", "'value' with NaN (number 1 of 1)");
  check_failure("long", "'value' with 2 numbers in place of 1");
  check_failure("short", "'value' with 0 numbers in place of 1");
  check_failure("rude", "could not answer 'value': the reactor is cold");
}

TEST_CASE("A child may say much on standard error, and answer infinity", "[optim]") {
  CHECK(ExternalObjective(child("chatty")).value(three(0, 0, 1)) == 1.5);
  CHECK(std::isinf(ExternalObjective(child("infinite")).value(three(0, 0, 0))));
}

TEST_CASE("After a failure another child is started", "[optim]") {
  const test::TempDir dir;
  ExternalOptions options = child("nan once");
  options.command.push_back(dir.file("failed"));
  const ExternalObjective f(options);
  CHECK_THROWS_AS(f.value(three(0, 0, 1)), BadInput);
  CHECK(f.value(three(0, 0, 1)) == 1.5);
}

TEST_CASE("A cancelled question is given up within 100 ms", "[optim]") {
  std::atomic<bool> cancelled = false;
  ExternalOptions options = child("hangs");
  options.stop = [&] { return cancelled.load(); };
  const ExternalObjective f(options);
  double asked = 0, given_up[2] = {};
  std::vector<std::jthread> askers;  // one waits for the child, the other for its turn
  for (double& when : given_up) {
    askers.emplace_back([&] {
      CHECK_THROWS_AS(f.value(three(0, 0, 0)), BadInput);
      when = wall_seconds();
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  asked = wall_seconds();
  cancelled = true;
  askers.clear();
  for (const double when : given_up) CHECK(when - asked < 0.1);
}

/// Whether a process does something still; one that has ended may wait for its parent's attention.
bool is_alive(int id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string number, name, state;
  return file >> number >> name >> state && state != "Z";
}

TEST_CASE("A child and what it has started end with the objective", "[optim]") {
  int ids[2] = {};
  {
    ChildProcess shell({"sh", "-c", "sleep 100 & printf '%8d' $!; wait"});
    std::string grandchild(8, ' ');
    shell.read(std::as_writable_bytes(std::span(grandchild)), {.seconds = 20, .stop = {}});
    ids[0] = shell.id(), ids[1] = std::stoi(grandchild);
    for (const int id : ids) REQUIRE(is_alive(id));
  }
  for (const int id : ids) {
    for (int k = 0; k < 200 && is_alive(id); ++k) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK_FALSE(is_alive(id));
  }
}

void check_derivatives(const Objective& f, const Vector& x, const Vector& v) {
  const double h = 1e-5;
  Vector gradient, product, after, before;
  f.gradient(x, gradient);
  f.hessian_times(x, v, product);
  CHECK(v.dot(gradient) ==
        Approx((f.value(x + h * v) - f.value(x - h * v)) / (2 * h)).epsilon(1e-7).margin(1e-8));
  f.gradient(x + h * v, after), f.gradient(x - h * v, before);
  CHECK((product - (after - before) / (2 * h)).norm() <= 1e-6 * product.norm());
}

TEST_CASE("The NumPy client computes Rosenbrock's function as we do", "[optim]") {
  const std::string python = test::python_with("numpy");
  if (python.empty()) {
    WARN("skipped: no NumPy (python3-numpy)");
    return;
  }
  const ExternalObjective f(
      {.command = {python, tests + "/../assets/oracle/thalweg_oracle.py", "5"}});
  const std::shared_ptr<const Objective> ours = test_function("rosenbrock", 5);
  Vector x(5), v(5), out, expected;
  x << 0.3, -1, 0.5, 2, 0.7;
  v << 1, 2, -1, 0.5, 0.1;
  CHECK(f.value(x) == Approx(ours->value(x)));
  f.gradient(x, out), ours->gradient(x, expected);
  CHECK((out - expected).norm() <= 1e-13 * expected.norm());
  f.hessian_times(x, v, out), ours->hessian_times(x, v, expected);
  CHECK((out - expected).norm() <= 1e-13 * expected.norm());
  CHECK(f.name() == "Rosenbrock in Python");
}

TEST_CASE("The PyTorch client wraps a module", "[optim]") {
  const std::string python = test::python_with("torch");
  if (python.empty()) {
    WARN("skipped: no PyTorch (python3-torch)");
    return;
  }
  const ExternalObjective f({.command = {python, tests + "/../assets/oracle/thalweg_torch.py"},
                             .start_seconds = 120,
                             .answer_seconds = 60});
  REQUIRE(f.dimension() == 2 * 8 + 8 + 8 * 2 + 2);
  CHECK(f.examples() == 200);
  const Vector x = Vector::LinSpaced(42, -1, 1), v = x.array().sin();
  check_derivatives(f, x, v);
  const Index one[] = {7};
  const std::unique_ptr<Objective> single = f.on(one);
  check_derivatives(*single, x, v);
  CHECK(single->value(x) != f.value(x));
}

}  // namespace
}  // namespace thalweg::optim
