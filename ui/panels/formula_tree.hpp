// TeX formulas as trees. Knows no sizes and no interface: tested as text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::ui::formula {

/// How a piece behaves between its neighbours, which decides the space around it.
enum class Class { ordinary, op, binary, relation, open, close, punctuation };

/// The face it is set in: letters lean, digits and names stand; large operators grow in displays.
enum class Ink { upright, italic, large };

struct Node {
  enum class Kind {
    row,       // children, side by side
    atom,      // text
    script,    // children: base; lower and upper may be null
    fraction,  // children: numerator, denominator
    root,      // children: radicand
    accent,    // children: base; text: the accent, or "-" for a bar as wide as the base
    fenced,    // children: body; text and closing: delimiters, "." for none
    grid,      // children: cells, row by row; columns each; text: the environment
    space      // width in em
  };
  Kind kind = Kind::row;
  Class role = Class::ordinary;
  Ink ink = Ink::upright;
  std::string text, closing;
  std::vector<std::unique_ptr<Node>> children;
  std::unique_ptr<Node> lower, upper;
  /// Scripts of ∑ or min stand below and above it in displays.
  bool limits = false;
  bool bar = true;  // of a fraction
  std::size_t columns = 1;
  double width = 0;
};
using NodePtr = std::unique_ptr<Node>;

/// The formula as a row; null when something in it is not understood.
NodePtr parse(std::string_view tex);

/// The tree as text for tests: "(frac 1 η)", "a_{i}^{2}".
std::string written(const Node& node);

}  // namespace thalweg::ui::formula
