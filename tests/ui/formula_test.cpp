// Formulas: read as trees, set as boxes with a ruler of half an em a character.
#include "ui/panels/formula.hpp"

#include <catch2/catch.hpp>

namespace thalweg::ui::formula {
namespace {

std::string read(std::string_view tex) {
  const NodePtr tree = parse(tex);
  return tree ? written(*tree) : "?";
}

double half_em(std::string_view text, Ink, double em) {
  double count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return 0.5 * em * count;
}

Setting whole(std::string_view tex, bool display) {
  const NodePtr tree = parse(tex);
  REQUIRE(tree);
  const auto parts = set(*tree, {10, display, false}, half_em);
  Setting all;
  for (const Part& part : parts) {
    all.add(part.setting, all.width + part.space, 0);
    all.width += part.space + part.setting.width;
  }
  return all;
}

const Glyphs& glyph(const Setting& setting, std::string_view text) {
  for (const Glyphs& run : setting.glyphs) {
    if (run.text == text) return run;
  }
  FAIL("there is no " << text);
  throw 0;
}

TEST_CASE("Formulas are read as trees", "[formula]") {
  CHECK(read("\\eta = 1/\\varepsilon") == "η=1/ε");
  CHECK(read("P_{ij}^2") == "P_{ij}^{2}");
  CHECK(read("P^\\top 1 = c") == "P^{⊤}1=c");
  CHECK(read("\\frac{a+b}{2}") == "(frac a+b 2)");
  CHECK(read("\\sqrt{\\hat s_k} + 10^{-8}") == "(sqrt (accent ^ s)_{k})+10^{−8}");
  CHECK(read("\\left\\langle C, P\\right\\rangle") == "(fence ⟨ C,P ⟩)");
  CHECK(read("\\mathbb{R}^{n \\times m}") == "ℝ^{n×m}");
  CHECK(read("e^{\\eta (f_i - C_{ij})}") == "e^{η(f_{i}−C_{ij})}");
  CHECK(read("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}") == "(fence ( (grid 2 a b c d) ))");
  CHECK(read("\\|x\\|_2 \\le \\max_{i \\in I} |x_i|") == "‖x‖_{2}≤max_{i∈I}|x_{i}|");
  CHECK(read("f'^2") == "f^{′2}");
  CHECK(read("\\min_x \\text{ loss}") == "min_{x} loss");
}

TEST_CASE("What is not understood stays as written, and reading always ends", "[formula]") {
  for (const char* broken :
       {"\\unknown{x}", "a_{b", "a^", "\\frac{1}", "\\", "}", "a & b", "\\left( x",
        "\\begin{nothing} x \\end{nothing}", "\\begin{pmatrix} a"}) {
    INFO(broken);
    CHECK_FALSE(parse(broken));
  }
  CHECK_FALSE(parse(std::string(500, '{') + std::string(500, '}')));
  CHECK(parse(""));
}

TEST_CASE("Any text at all is read or refused", "[formula][fuzz]") {
  const std::string letters = "\\{}^_&$a1 +()frac sqrt left right begin end matrix |.,";
  std::uint32_t state = 7;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int k = 0; k < 24; ++k) {
      state = state * 1664525 + 1013904223;
      text += letters[(state >> 16) % letters.size()];
    }
    if (const NodePtr tree = parse(text)) {
      const auto lines = set_lines(*tree, 10, 80, half_em);
      for (const Setting& line : lines) CHECK(std::isfinite(line.width + line.ascent));
    }
  }
}

TEST_CASE("A displayed fraction stands on its bar, an inline one beside a slash", "[formula]") {
  const Setting display = whole("\\frac{a}{b}", true);
  CHECK(glyph(display, "a").at.y < 0);
  CHECK(glyph(display, "b").at.y > 0);
  REQUIRE(display.strokes.size() == 1);
  const Setting inline_one = whole("\\frac{a}{b}", false);
  CHECK(glyph(inline_one, "a").at.y == 0);
  CHECK(glyph(inline_one, "/").at.x > glyph(inline_one, "a").at.x);
  CHECK(inline_one.strokes.empty());
  CHECK(whole("\\frac{a+b}{2}", false).glyphs.front().text == "(");
}

TEST_CASE("Limits of a sum stand below and above it in displays, beside it in text", "[formula]") {
  const Setting display = whole("\\sum_{i=1}^n x_i", true);
  const Glyphs& sum = glyph(display, "∑");
  CHECK(sum.em > 14);
  CHECK(glyph(display, "n").at.y < -0.5 * sum.em);
  CHECK(glyph(display, "1").at.y > 5);
  CHECK(glyph(display, "n").at.x < sum.at.x + 0.5 * sum.em);
  const Setting text = whole("\\sum_{i=1}^n x_i", false);
  CHECK(glyph(text, "n").at.x >= glyph(text, "∑").at.x + 5);
}

TEST_CASE("Scripts shrink, and twice at most", "[formula]") {
  const Setting set = whole("x^{y^{z^{w}}}", true);
  const double x = glyph(set, "x").em, y = glyph(set, "y").em;
  CHECK(y < 0.8 * x);
  CHECK(glyph(set, "z").em < y);
  CHECK(glyph(set, "w").em == glyph(set, "z").em);
  CHECK(glyph(set, "z").at.y < glyph(set, "y").at.y);
}

TEST_CASE("Letters lean, digits and names stand", "[formula]") {
  const Setting set = whole("2x + \\log \\eta", true);
  CHECK(glyph(set, "x").ink == Ink::italic);
  CHECK(glyph(set, "η").ink == Ink::italic);
  CHECK(glyph(set, "2").ink == Ink::upright);
  CHECK(glyph(set, "log").ink == Ink::upright);
}

TEST_CASE("A minus before a number is closer than one between two", "[formula]") {
  const Setting sign = whole("-x", true), difference = whole("y-x", true);
  const double to_sign = glyph(sign, "x").at.x - glyph(sign, "−").at.x;
  const double to_other = glyph(difference, "x").at.x - glyph(difference, "−").at.x;
  CHECK(to_sign < to_other);
}

TEST_CASE("Brackets grow with what they hold", "[formula]") {
  CHECK(whole("\\left( x \\right)", true).strokes.empty());
  const Setting tall = whole("\\left( \\frac{a}{b} \\right)", true);
  REQUIRE(tall.strokes.size() == 3);
  double top = 0, bottom = 0;
  for (const Point2& p : tall.strokes.front().points) {
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  CHECK(-top >= tall.ascent - 1);
  CHECK(bottom >= tall.descent - 1);
}

TEST_CASE("A matrix sets its cells in columns and rows", "[formula]") {
  const Setting set = whole("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", true);
  CHECK(glyph(set, "a").at.x == Approx(glyph(set, "c").at.x));
  CHECK(glyph(set, "b").at.x == Approx(glyph(set, "d").at.x));
  CHECK(glyph(set, "a").at.y == Approx(glyph(set, "b").at.y));
  CHECK(glyph(set, "c").at.y > glyph(set, "a").at.y + 8);
}

TEST_CASE("A displayed formula too wide for the column is broken before relations", "[formula]") {
  const NodePtr tree = parse("aaaaaaaaaa = bbbbbbbbbb \\le cccccccccc");
  REQUIRE(tree);
  CHECK(set_lines(*tree, 10, 400, half_em).size() == 1);
  const auto lines = set_lines(*tree, 10, 90, half_em);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].glyphs.front().text == "=");
  CHECK(lines[2].glyphs.front().text == "≤");
  for (const Setting& line : lines) CHECK(line.width <= 90);
}

TEST_CASE("Lines end inside brackets only when they may", "[formula]") {
  const NodePtr tree = parse("(a - b, c + d) + e");
  Options options{10, false, true};
  CHECK(set(*tree, options, half_em).size() == 5);
  options.break_in_brackets = false;
  CHECK(set(*tree, options, half_em).size() == 2);
}

TEST_CASE("Then before operators, then it is set smaller", "[formula]") {
  const NodePtr sum = parse("aaaaaaaaaa + bbbbbbbbbb + cccccccccc");
  const auto lines = set_lines(*sum, 10, 90, half_em);
  CHECK(lines.size() == 3);
  const NodePtr solid = parse("aaaaaaaaaaaaaaaaaaaa");
  const auto smaller = set_lines(*solid, 10, 90, half_em);
  REQUIRE(smaller.size() == 1);
  CHECK(smaller[0].width <= 90);
}

}  // namespace
}  // namespace thalweg::ui::formula
