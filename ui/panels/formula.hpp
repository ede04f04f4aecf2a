// TeX formulas set in two dimensions: glyphs and strokes around a base line, in px.
// No interface here: how wide text is comes from outside, so that tests can set formulas.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/figure/primitives.hpp"
#include "ui/panels/formula_tree.hpp"

namespace thalweg::ui::formula {

/// Width in px of `text` in a face of `em` px.
using Measure = std::function<double(std::string_view text, Ink ink, double em)>;

/// A run of text whose base line begins at `at` (y down).
struct Glyphs {
  std::string text;
  Ink ink = Ink::upright;
  double em = 0;
  Point2 at;
};

/// A thin line: fraction bars, roots, tall brackets, accents.
struct Stroke {
  std::vector<Point2> points;
  double thickness = 1;
};

/// Something set: its origin is the left end of its base line.
struct Setting {
  double width = 0, ascent = 0, descent = 0;
  std::vector<Glyphs> glyphs;
  std::vector<Stroke> strokes;

  /// Puts `other` with its origin at (x, y); grows in height, not in width.
  void add(const Setting& other, double x, double y);
};

/// A piece of a formula; a line may end before it, and then loses `space`.
struct Part {
  Setting setting;
  double space = 0;
};

struct Options {
  double em = 15;
  /// Fractions and limits stacked; otherwise all on one line.
  bool display = false;
  /// Lines may end before + and − too, not only before relations.
  bool break_at_operators = false;
  /// Also inside brackets.
  bool break_in_brackets = true;
};

/// The parts of a formula from left to right.
std::vector<Part> set(const Node& formula, const Options& options, const Measure& measure);
/// A displayed formula in lines of at most `width` px: broken before relations, then before
/// operators, then set smaller (down to 60 %). Later lines are indented.
std::vector<Setting> set_lines(const Node& formula, double em, double width,
                               const Measure& measure);

}  // namespace thalweg::ui::formula
