// What headless commands print.
#include "core/io/tables.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/io/docs.hpp"
#include "core/io/provenance.hpp"
#include "core/io/settings_json.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/race.hpp"

using namespace thalweg;
using nlohmann::json;

namespace {

const Experiment& toy() { return find_experiment("test/toy"); }

RunResult short_run() {
  RunSpec spec = RunSpec::defaults(toy());
  spec.set("rate", 0.5);
  spec.set("sleeper.rate", 2.0);  // from side to side for ever
  Race race(spec);
  race.run_to_end();
  RunResult result{race.spec(), race.record(), race.observe("plain", {}), {}};
  for (auto& [key, frame] : analyse(race.spec(), race.problem())) result.frames.others[key] = frame;
  return result;
}

}  // namespace

TEST_CASE("Columns align by characters, not bytes", "[tables]") {
  CHECK(aligned({{"name", "x"}, {"η-scaling", "1"}, {"a", ""}}) ==
        "name       x\nη-scaling  1\na\n");
}

TEST_CASE("The result as JSON keeps seconds under timing alone", "[tables]") {
  const RunResult result = short_run();
  json read = json::parse(result_json(result));
  CHECK(read["experiment"] == "test/toy");
  CHECK(read["settings"]["rate"] == 0.5);
  CHECK(read["contenders"][0]["condition"] == "converged");
  CHECK(read["contenders"][0]["measure"] <= 1e-6);
  CHECK(read["contenders"][1]["steps"] == 500);
  CHECK(read["contenders"][1]["condition"] == "exhausted");
  CHECK(read["reference"]["value"] == result.frames.number("reference.sum").value());
  CHECK(read["timing"]["contenders"].contains("sleeper"));
  read.erase("timing");
  CHECK(read.dump().find("second") == std::string::npos);
  const std::string table = result_table(result);
  CHECK(table.find("Relaxation  converged") != std::string::npos);
  CHECK(table.find("Sum: ") != std::string::npos);
}

TEST_CASE("Settings survive JSON, also numbers that JSON has no words for", "[settings]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(number_to_json(-infinity) == "-inf");
  CHECK(value_to_json(ParamPoint{1, 0.1}).dump() == "[1.0,0.1]");
  json unknown;
  const Settings given{{"rate", 0.1}, {"size", std::int64_t{4}}, {"pause_ms", std::int64_t{0}}};
  CHECK(settings_from_json(settings_to_json(given), toy().schema, "here", unknown) == given);
  CHECK(unknown.empty());
  const auto read = [&](const char* text) {
    return settings_from_json(json::parse(text), toy().schema, "here", unknown);
  };
  CHECK(read(R"({"other": [1, 2, 3]})").empty());
  CHECK(unknown.size() == 1);
  CHECK_THROWS_AS(read(R"({"rate": "inf"})"), BadFile);
  CHECK_THROWS_AS(read(R"({"rate": {}})"), BadFile);
  CHECK_THROWS_AS(read(R"({"size": 2.5})"), BadFile);
  CHECK_THROWS_AS(read(R"([1])"), BadFile);
}

TEST_CASE("A method page names parameters, contenders and presets", "[docs]") {
  const std::string page = method_page(toy());
  CHECK(page.find("# Toy\n\nDoes the host work?\n") == 0);
  CHECK(page.find("| `rate` Rate | 0.1 | 0.01 … 10 | live | Step length. |") != std::string::npos);
  CHECK(page.find("| `sleeper` | Sleeper |") != std::string::npos);
  CHECK(page.find("`size` = `9` brings `tol` = 0.001") != std::string::npos);
  CHECK(page.find("`--input target=FILE`") != std::string::npos);
}

TEST_CASE("Provenance holds the command that makes the run again", "[provenance]") {
  RunSpec spec = RunSpec::defaults(toy());
  spec.set("rate", 0.25);
  CHECK(command_line_of(spec) == "thalweg run test/toy --set rate=0.25 --set sleeper.rate=0.2");
  const Provenance made = provenance_of(spec, {});
  CHECK(made.front() == std::pair<std::string, std::string>{"experiment", "test/toy"});
  CHECK(made.back().second == command_line_of(spec));
}
