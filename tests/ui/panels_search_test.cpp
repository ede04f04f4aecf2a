// What the filter and the palette find.
#include <catch2/catch.hpp>

#include "ui/panels/search.hpp"

namespace thalweg::ui {
namespace {

Experiment described(std::string family, std::string stem, std::string title) {
  Experiment experiment;
  experiment.family = std::move(family), experiment.stem = std::move(stem);
  experiment.title = std::move(title);
  return experiment;
}

std::vector<Experiment> some_experiments() {
  std::vector<Experiment> all{described("transport", "sns", "Sinkhorn–Newton–Sparse"),
                              described("landscapes", "valley", "Race down a valley"),
                              described("transport", "monge", "Monge gap")};
  all[0].paper = "arXiv:2401.12253";
  all[0].tags = {"start", "entropic"};
  return all;
}

TEST_CASE("The filter looks into title, paper and tags, and any dash is a hyphen", "[panels]") {
  const auto all = some_experiments();
  CHECK(matches("sinkhorn-newton", all[0]));
  CHECK(matches("2401.12253", all[0]));
  CHECK(matches("ENTROPIC newton", all[0]));
  CHECK_FALSE(matches("valley", all[0]));
  CHECK(matches("", all[1]));
}

TEST_CASE("Families are sorted and keep only what fits", "[panels]") {
  const auto all = some_experiments();
  const auto every = families(all, "");
  REQUIRE(every.size() == 2);
  CHECK(every[0].title == "Landscapes");
  CHECK(every[1].members.size() == 2);
  CHECK(every[1].members[0]->title == "Monge gap");
  CHECK(families(all, "gap").size() == 1);
  CHECK(families(all, "no such thing").empty());
}

TEST_CASE("Those tagged 'start' come first under Start here", "[panels]") {
  const auto all = some_experiments();
  const auto first = start_here(all, "");
  REQUIRE(first.size() == 3);
  CHECK(first[0]->stem == "sns");
}

TEST_CASE("The palette takes a value after a parameter's name", "[panels]") {
  using Kind = PaletteEntry::Kind;
  const std::vector<PaletteEntry> all{{Kind::parameter, "Sharpness η = 1/ε", "1200", "eta", {}},
                                      {Kind::parameter, "Tolerance", "1e-10", "tol", {}},
                                      {Kind::command, "Restart", "Ctrl R", "restart", {}}};
  const auto set = find_entries(all, "eta 800", 12);
  REQUIRE_FALSE(set.empty());
  CHECK(set[0].target == "eta");
  CHECK(set[0].value == "800");
  const auto named = find_entries(all, "rest", 12);
  REQUIRE(named.size() == 1);
  CHECK(named[0].target == "restart");
  CHECK(find_entries(all, "", 2).size() == 2);
  CHECK(find_entries(all, "tol=1e-6", 12)[0].value == "1e-6");
  const std::vector<PaletteEntry> step{{Kind::parameter, "Step length η", "0.003", "rate", {}}};
  REQUIRE(find_entries(step, "eta 0.06", 12).size() == 1);
  CHECK(find_entries(step, "eta 0.06", 12)[0].value == "0.06");
}

}  // namespace
}  // namespace thalweg::ui
