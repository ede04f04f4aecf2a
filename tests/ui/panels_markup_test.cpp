// Method pages: Markdown blocks, and the formulas in them as trees.
#include <catch2/catch.hpp>

#include "ui/panels/markup.hpp"

namespace thalweg::ui {
namespace {

std::string flat(const std::vector<MarkupRun>& runs) {
  std::string text;
  for (const MarkupRun& run : runs) {
    text += run.style == MarkupRun::Style::formula ? "<" + run.text + ">" : run.text;
  }
  return text;
}

TEST_CASE("A page is read as headings, paragraphs, lists and formulas", "[panels]") {
  const auto blocks = read_markup(
      "# Method\n\nEntropic transport is\nsmooth.\n\n- one *first*\n- two\n  1. deep\n\n"
      "$$\n\\sum_i P_{ij}\n$$\n\n```\ncode\n```\n");
  using Kind = MarkupBlock::Kind;
  REQUIRE(blocks.size() == 7);
  CHECK(blocks[0].kind == Kind::heading);
  CHECK(flat(blocks[1].runs) == "Entropic transport is smooth.");
  CHECK(blocks[2].kind == Kind::item);
  CHECK(blocks[2].runs.size() == 2);
  CHECK(blocks[2].runs[1].style == MarkupRun::Style::emphasis);
  CHECK(blocks[4].label == "1.");
  CHECK(blocks[4].level == 1);
  CHECK(blocks[5].kind == Kind::formula);
  CHECK(flat(blocks[5].runs) == "<\\sum_i P_{ij}>");
  CHECK(blocks[6].kind == Kind::code);
}

TEST_CASE("A displayed formula may span lines", "[panels]") {
  const auto blocks = read_markup("is\n$$ \\eta \\left( P\n\\right) $$\nand");
  REQUIRE(blocks.size() == 3);
  CHECK(flat(blocks[1].runs) == "<\\eta \\left( P \\right)>");
  CHECK(flat(blocks[2].runs) == "and");
}

TEST_CASE("Two formulas beside one another stay two", "[panels]") {
  const auto blocks = read_markup("from $f$ and $g$$h$ on");
  REQUIRE(blocks.size() == 1);
  CHECK(flat(blocks[0].runs) == "from <f> and <g><h> on");
}

TEST_CASE("Inline marks without an end stay as written", "[panels]") {
  const auto blocks = read_markup("a * b costs $5 and `x` is **bold**");
  REQUIRE(blocks.size() == 1);
  CHECK(flat(blocks[0].runs) == "a * b costs $5 and x is bold");
}

}  // namespace
}  // namespace thalweg::ui
