// Parameters: defaults, presets, ranges, rules, errors that name the cure.
#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/recording.hpp"
#include "core/run/schema.hpp"
#include "tests/support/toy_experiment.hpp"

using namespace thalweg;
using Catch::Matchers::Contains;

TEST_CASE("Settings resolve to defaults, then presets, then what was set by hand", "[run]") {
  const ParamSchema& schema = test::toy().schema;
  CHECK(std::get<double>(schema.resolve({}).at("tol")) == 1e-6);
  CHECK(std::get<double>(schema.resolve({{"size", std::int64_t{9}}}).at("tol")) == 1e-3);
  const Settings by_hand{{"size", std::int64_t{9}}, {"tol", 1e-4}};
  CHECK(std::get<double>(schema.resolve(by_hand).at("tol")) == 1e-4);
  CHECK(std::get<double>(schema.default_value(by_hand, "tol")) == 1e-3);
}

TEST_CASE("A value is accepted as typed, and refused with what is allowed", "[run]") {
  const ParamSchema& schema = test::toy().schema;
  CHECK(std::get<double>(schema.parse(schema.at("rate"), "2.5e-1")) == 0.25);
  CHECK(std::get<std::int64_t>(schema.parse(schema.at("size"), "7")) == 7);
  CHECK_THROWS_WITH(schema.parse(schema.at("size"), "2.5"), Contains("whole number"));
  CHECK_THROWS_WITH(schema.parse(schema.at("rate"), "fast"), Contains("not a number"));
  CHECK_THROWS_WITH(schema.parse(schema.at("rate"), "0"), Contains("0.01 … 10"));
  CHECK_THROWS_WITH(schema.parse(schema.at("rate"), "nan"), Contains("outside"));
  CHECK(std::get<double>(schema.parse(schema.at("rate"), "10")) == 10);  // beyond the slider
  CHECK_THROWS_WITH(schema.at("rat"), Contains("rate"));
}

TEST_CASE("A rule between parameters is checked for every contender", "[run]") {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("size", std::int64_t{1});
  spec.set("sleeper.rate", 5.0);
  CHECK_NOTHROW(spec.experiment->check(spec.resolved()));
  CHECK_THROWS_WITH(spec.experiment->check(spec.resolved(spec.contenders[1])),
                    Contains("rate ≤ size + 1"));
}

TEST_CASE("A contender's override touches nobody else", "[run]") {
  RunSpec spec = RunSpec::defaults(test::toy());
  CHECK(std::get<double>(spec.resolved(spec.contenders[1]).at("rate")) == 0.2);
  spec.set("rate", 0.5);
  CHECK(std::get<double>(spec.resolved(spec.contenders[0]).at("rate")) == 0.5);
  CHECK(std::get<double>(spec.resolved(spec.contenders[1]).at("rate")) == 0.2);
  CHECK_THROWS_WITH(spec.set("plain.size", std::int64_t{4}), Contains("all contenders share"));
  CHECK_THROWS_WITH(spec.set("nobody.rate", 0.3), Contains("plain, sleeper"));
}

TEST_CASE("A forgotten field is noticed", "[run]") {
  struct Two {
    double a = 0;
    ParamPoint b{};
  };
  STATIC_REQUIRE(field_count<Two>() == 2);
  CHECK(check_design(test::toy()).empty());
}

TEST_CASE("A table of numbers is one field with any number of settings", "[run]") {
  struct Table {
    int n = 3;
    NamedNumbers own;
  };
  Schema<Table> collected;
  collected.count("n", &Table::n, "n", "How many.", {.lo = 1, .hi = 9});
  RealSpec of_lion{.lo = 0, .hi = 1, .max = 5};
  of_lion.method = "lion";
  collected.entry("lion.decay", &Table::own, "Decay", "Pulls.", 0.25, of_lion);
  collected.entry("lion.memory", &Table::own, "Memory", "Of pairs.", 4, of_lion, true);
  CHECK(collected.fields() == field_count<Table>());
  const ParamSchema schema = std::move(collected).take();
  REQUIRE(schema.specs.size() == 3);
  Table table;
  schema.fill(schema.resolve({{"lion.decay", 0.5}}), &table);
  CHECK(table.own.at("lion.decay") == 0.5);
  CHECK(table.own.at("lion.memory") == 4);
  CHECK(&schema.at("decay", "lion") == schema.find("lion.decay"));
  CHECK(&schema.at("n", "lion") == schema.find("n"));
  CHECK_THROWS_WITH(schema.at("decay", "adam"), Contains("There is no parameter 'decay'"));
  CHECK(schema.at("lion.decay").own_name() == "decay");
  CHECK(schema.at("n").own_name() == "n");
  CHECK_THROWS_WITH(schema.parse(schema.at("memory", "lion"), "2.5"), Contains("whole number"));
}
