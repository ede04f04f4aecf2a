// Programs of a person's own: nothing starts that was not typed, and what starts is an objective.
#include "core/kits/program.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"

namespace thalweg::optim {
namespace {

using Catch::Contains;

TEST_CASE("A command is split at blanks outside quotes", "[kits]") {
  using Words = std::vector<std::string>;
  CHECK(words_of_command("") == Words{});
  CHECK(words_of_command("  python3  f.py ") == Words{"python3", "f.py"});
  CHECK(words_of_command("a 'b c' \"d 'e\" f'g'h ''") == Words{"a", "b c", "d 'e", "fgh", ""});
  CHECK_THROWS_AS(words_of_command("python3 'f.py"), BadInput);
}

TEST_CASE("A program starts only when its command was typed", "[kits]") {
  const test::TempDir dir;
  const std::string trace = dir.file("started"), command = "touch '" + trace + "'";
  CHECK_THROWS_WITH(program_objective(command), Contains("was not started"));
  CHECK_FALSE(std::filesystem::exists(trace));
  allow_program(command + " ");  // another command
  CHECK_THROWS_WITH(program_objective(command), Contains("was not started"));
  allow_program(command);
  CHECK_THROWS_AS(program_objective(command), BadInput);  // started, and ended without a greeting
  CHECK(std::filesystem::exists(trace));
}

TEST_CASE("The client for Python is an objective", "[kits]") {
  const std::string python = test::python_with("numpy");
  if (python.empty()) {
    WARN("skipped: no NumPy (python3-numpy)");
    return;
  }
  const test::TempDir dir;
  const auto serve = [&](const std::string& name, const std::string& rest) {
    std::ofstream(dir.file(name)) << "import sys\nsys.path.insert(0, '" THALWEG_ORACLE
                                     "')\nimport thalweg_oracle\n"
                                  << "thalweg_oracle.serve(lambda x: (x**2).sum(), " << rest
                                  << ")\n";
    const std::string command = python + " " + dir.file(name);
    allow_program(command);
    return command;
  };
  const auto f =
      program_objective(serve("whole.py", "2, gradient=lambda x: 2*x, hvp=lambda x, v: 2*v"));
  Vector x(2), out;
  x << 3, 4;
  CHECK(f->value(x) == 25);
  f->gradient(x, out);
  CHECK(out == 2 * x);
  CHECK_THROWS_WITH(program_objective(serve("bare.py", "2")), Contains("does not offer gradients"));
  CHECK_THROWS_WITH(program_objective(serve("line.py",
                                            "1, gradient=lambda x: 2*x, "
                                            "hvp=lambda x, v: 2*v")),
                    Contains("one coordinate"));
  CHECK_THROWS_AS(program_objective(""), BadInput);
}

}  // namespace
}  // namespace thalweg::optim
