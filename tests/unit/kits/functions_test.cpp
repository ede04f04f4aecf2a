// The choice of a function.
#include "core/kits/functions.hpp"

#include <catch2/catch.hpp>

#include "core/math/eigh.hpp"

using namespace thalweg;
using namespace thalweg::optim;

TEST_CASE("The quadratic on offer has the condition number asked for", "[kits]") {
  const auto f = chosen_function(function_choice("quadratic"), "", "", 3, 400);
  Matrix hessian;
  f->hessian(Vector::Zero(3), hessian);
  const Vector values = eigh(hessian).values;
  CHECK(values[2] == Approx(1));
  CHECK(values[1] == Approx(0.05));
  CHECK(values[0] == Approx(1 / 400.0));
  CHECK(std::abs(hessian(0, 1)) > 1e-3);  // its directions are not those of the axes
}

TEST_CASE("Every domain of the table is within the widest", "[kits]") {
  CHECK(widest_domain() == 15);
}
