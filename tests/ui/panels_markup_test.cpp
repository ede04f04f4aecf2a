// Method pages: Markdown blocks and formulas as runs.
#include <catch2/catch.hpp>

#include "ui/panels/markup.hpp"

namespace thalweg::ui {
namespace {

std::string flat(const std::vector<MarkupRun>& runs) {
  std::string text;
  for (const MarkupRun& run : runs) {
    text += run.level > 0   ? "^{" + run.text + "}"
            : run.level < 0 ? "_{" + run.text + "}"
                            : run.text;
  }
  return text;
}

TEST_CASE("Formulas become symbols with levels", "[panels]") {
  CHECK(flat(read_formula("\\eta = 1/\\varepsilon")) == "η = 1/ε");
  CHECK(flat(read_formula("P_{ij}")) == "P_{ij}");
  CHECK(flat(read_formula("P^\\top 1 = c")) == "P^{⊤} 1 = c");
  CHECK(flat(read_formula("\\frac{a+b}{2}")) == "(a+b)/2");
  CHECK(flat(read_formula("\\frac{1}{\\eta}")) == "1/η");
  CHECK(flat(read_formula("x^2 - y_1")) == "x^{2} − y_{1}");
  CHECK(flat(read_formula("\\langle C, P\\rangle")) == "⟨ C, P⟩");
  CHECK(flat(read_formula("\\mathbb{R}^n")) == "ℝ^{n}");
  CHECK(flat(read_formula("e^{\\eta (f_i - C_{ij})}")) == "e^{η (f_i − C_ij)}");
}

TEST_CASE("Broken formulas stay readable and end", "[panels]") {
  CHECK(flat(read_formula("\\unknown{x}")) == "\\unknownx");
  CHECK(flat(read_formula("a_{b")) == "a_{b}");
  CHECK(flat(read_formula("a^")) == "a");
  CHECK(flat(read_formula("\\frac{1}")) == "1/()");
  CHECK(flat(read_formula("\\")).empty());
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
  CHECK(flat(blocks[5].runs) == "∑_{i} P_{ij}");
  CHECK(blocks[6].kind == Kind::code);
}

TEST_CASE("A displayed formula may span lines", "[panels]") {
  const auto blocks = read_markup("is\n$$ \\eta \\left( P\n\\right) $$\nand");
  REQUIRE(blocks.size() == 3);
  CHECK(flat(blocks[1].runs) == "η ( P )");
  CHECK(flat(blocks[2].runs) == "and");
}

TEST_CASE("Inline marks without an end stay as written", "[panels]") {
  const auto blocks = read_markup("a * b costs $5 and `x` is **bold**");
  REQUIRE(blocks.size() == 1);
  CHECK(flat(blocks[0].runs) == "a * b costs $5 and x is bold");
}

}  // namespace
}  // namespace thalweg::ui
