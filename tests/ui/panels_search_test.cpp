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

TEST_CASE("The filter says where it found what is not in the title", "[panels]") {
  auto all = some_experiments();
  all[0].authors = "Tang, Ying";
  all[0].contenders.push_back({"sinkhorn", "Sinkhorn, log", "", {}, true, {}, {}});
  CHECK(matched_in("sinkhorn", all[0]).empty());
  CHECK(matched_in("ying", all[0]) == "author");
  CHECK(matched_in("2401", all[0]) == "paper");
  CHECK(matched_in("entropic", all[0]) == "tag");
  CHECK(matched_in("sparse log", all[0]) == "method");
}

std::string emphasised(std::string_view query, std::string_view text) {
  std::string out;
  for (const Piece& piece : pieces(query, text)) {
    out += piece.found ? "[" + piece.text + "]" : piece.text;
  }
  return out;
}

TEST_CASE("What was found is emphasised, also where it is spelled differently", "[panels]") {
  CHECK(emphasised("newt", "Sinkhorn–Newton–Sparse") == "Sinkhorn–[Newt]on–Sparse");
  CHECK(emphasised("sparse newton", "Sinkhorn–Newton–Sparse") == "Sinkhorn–[Newton]–[Sparse]");
  CHECK(emphasised("eta", "Sharpness η = 1/ε") == "Sharpness [η] = 1/ε");
  CHECK(emphasised("n-n", "Sinkhorn–Newton") == "Sinkhor[n–N]ewton");
  CHECK(emphasised("", "Monge gap") == "Monge gap");
  CHECK(emphasised("xyz", "Monge gap") == "Monge gap");
}

TEST_CASE("The nearest experiments are those with the likeliest words", "[panels]") {
  const auto all = some_experiments();
  CHECK(nearest_experiments(all, "mong gap")[0]->stem == "monge");
  CHECK(nearest_experiments(all, "sinkorn")[0]->stem == "sns");
  CHECK(nearest_experiments(all, "valey race")[0]->stem == "valley");
  CHECK(nearest_experiments(all, "zzz", 2).size() == 2);
}

TEST_CASE("Favourites and recent ones keep their order and drop what is gone", "[panels]") {
  const auto all = some_experiments();
  const auto found = listed(all, {"transport/monge", "gone/away", "transport/sns"}, "");
  REQUIRE(found.size() == 2);
  CHECK(found[0]->stem == "monge");
  CHECK(listed(all, {"transport/monge", "transport/sns"}, "sparse").size() == 1);
}

using Kind = PaletteEntry::Kind;

std::vector<PaletteEntry> some_entries() {
  return {{Kind::parameter, "Sharpness η = 1/ε", "1200", "eta", {}, {}, true},
          {Kind::parameter, "Entries kept per row κ", "15", "sns.kappa", {}, {}, true},
          {Kind::parameter, "Tolerance", "1e-10", "tol", {}, {}, true},
          {Kind::command, "Restart", "Ctrl R", "restart"},
          {Kind::contender, "Focus Sinkhorn, log", "contender", "focus sinkhorn"},
          {Kind::look, "Theme light", "", "theme light", {}, "light"},
          {Kind::look, "Interface scale", "100 %", "scale", {}, "scale zoom", true},
          {Kind::experiment, "Light Schrödinger bridge", "experiment", "transport/light"}};
}

TEST_CASE("The palette takes a value after a parameter's name", "[panels]") {
  const auto all = some_entries();
  const auto first = [&](const char* query) {
    const auto found = find_entries(all, query, 12);
    REQUIRE_FALSE(found.empty());
    return found[0];
  };
  CHECK(first("eta 800").target == "eta");
  CHECK(first("eta 800").value == "800");
  CHECK(first("kappa 15").target == "sns.kappa");
  CHECK(first("tol=1e-6").value == "1e-6");
  CHECK(first("scale 150").target == "scale");
  CHECK(first("scale 150").value == "150");
  CHECK(first("sharpness 3").target == "eta");
}

TEST_CASE("The palette puts what is called so before what contains it", "[panels]") {
  const auto all = some_entries();
  const auto light = find_entries(all, "light", 12);
  REQUIRE(light.size() == 2);
  CHECK(light[0].target == "theme light");
  CHECK(light[1].kind == Kind::experiment);
  const auto restart = find_entries(all, "rest", 12);
  REQUIRE(restart.size() == 1);
  CHECK(restart[0].target == "restart");
  CHECK(find_entries(all, "focus sinkhorn", 12)[0].kind == Kind::contender);
  CHECK(find_entries(all, "", 2).size() == 2);
  CHECK(find_entries(all, "no such thing", 12).empty());
}

}  // namespace
}  // namespace thalweg::ui
