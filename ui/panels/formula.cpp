// Sets formulas: proportions follow the usual rules of mathematical typesetting, in em.
#include "ui/panels/formula.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ui/panels/formula_strokes.hpp"

namespace thalweg::ui::formula {
namespace {

constexpr double axis = 0.27;  // of fraction bars and minus signs above the base line
constexpr double thin = 0.17, medium = 0.22, thick = 0.28;

struct Style {
  double em;
  int level = 0;  // 1 in scripts, 2 in scripts of scripts
  bool display = false;
  double size() const {
    constexpr std::array<double, 3> sizes{1, 0.72, 0.58};
    return em * sizes[static_cast<std::size_t>(std::min(level, 2))];
  }
  Style script() const { return {em, level + 1, false}; }
};

/// Letters without an ascender, and those that reach below the line, by their first bytes.
bool is_low(std::string_view text) {
  constexpr std::string_view low = "acegmnopqrsuvwxyzαγεηικμνοπρστυφχψω+−=<>·×∼≈→←…";
  return text.size() <= 3 && low.find(text) != std::string_view::npos;
}
bool is_deep(std::string_view text) {
  constexpr std::string_view deep = "gjpqy()[]{}|‖⟨⟩βγημρφχψζξ,;";
  return text.size() <= 3 && deep.find(text) != std::string_view::npos;
}

Class role_of(const Node& node) {
  return node.kind == Node::Kind::atom || node.kind == Node::Kind::script ? node.role
                                                                          : Class::ordinary;
}

/// A binary sign without something on either side is a sign: −x.
bool binds(Class left) { return left == Class::ordinary || left == Class::close; }

double space_between(Class left, Class right, int level) {
  const auto either = [&](Class c) { return left == c || right == c; };
  if (left == Class::op && (right == Class::ordinary || right == Class::op)) return thin;
  if (right == Class::op && (left == Class::ordinary || left == Class::close)) return thin;
  if (level > 0) return 0;
  if (left == Class::open || right == Class::close) return 0;
  if (left == Class::punctuation) return thin;
  if (right == Class::punctuation) return 0;
  if (either(Class::relation)) return left == right ? 0 : thick;
  if (either(Class::binary)) return medium;
  return 0;
}

class Setter {
 public:
  explicit Setter(const Measure& measure) : measure_(measure) {}

  /// The children of a row with the space before each.
  std::vector<Part> row(const Node& node, const Style& style) {
    std::vector<Part> parts;
    Class before = Class::open;
    double space = 0;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = *node.children[i];
      if (child.kind == Node::Kind::space) {
        space += child.width * style.size();
        parts.push_back({{}, 0});
        continue;
      }
      Class role = role_of(child);
      if (role == Class::binary && (!binds(before) || i + 1 == node.children.size())) {
        role = Class::ordinary;
      }
      space += space_between(before, role, style.level) * style.size();
      parts.push_back({set(child, style), i == 0 ? 0 : space});
      space = 0, before = role;
    }
    return parts;
  }

  Setting joined(const std::vector<Part>& parts) {
    Setting whole;
    for (const Part& part : parts) {
      whole.add(part.setting, whole.width + part.space, 0);
      whole.width += part.space + part.setting.width;
    }
    return whole;
  }

  Setting set(const Node& node, const Style& style) {
    switch (node.kind) {
      case Node::Kind::row:
        return joined(row(node, style));
      case Node::Kind::atom:
        return atom(node, style);
      case Node::Kind::script:
        return script(node, style);
      case Node::Kind::fraction:
        return style.display ? stacked(node, style) : slashed(node, style);
      case Node::Kind::root:
        return root(node, style);
      case Node::Kind::accent:
        return accent(node, style);
      case Node::Kind::fenced:
        return fenced(node, style);
      case Node::Kind::grid:
        return grid(node, style);
      case Node::Kind::space:
        break;
    }
    Setting blank;
    blank.width = node.width * style.size();
    return blank;
  }

 private:
  Setting text(std::string_view text, Ink ink, double em) {
    Setting made;
    made.width = measure_(text, ink, em);
    made.ascent = (is_low(text) ? 0.55 : 0.74) * em;
    made.descent = (is_deep(text) ? 0.2 : 0.02) * em;
    made.glyphs.push_back({std::string(text), ink, em, {}});
    return made;
  }

  Setting atom(const Node& node, const Style& style) {
    if (node.ink != Ink::large) return text(node.text, node.ink, style.size());
    if (!style.display) return text(node.text, Ink::upright, style.size());
    // The glyph reaches from −0.2 to 0.76 em; its middle goes to the axis.
    const double em = 1.6 * style.size();
    const double drop = 0.28 * em - axis * style.size();
    Setting made = text(node.text, Ink::large, em);
    made.glyphs.front().at.y = drop;
    made.ascent = 0.76 * em - drop, made.descent = 0.2 * em + drop;
    return made;
  }

  Setting script(const Node& node, const Style& style) {
    Setting base = set(*node.children.front(), style);
    Setting lower, upper;
    if (node.lower) lower = set(*node.lower, style.script());
    if (node.upper) upper = set(*node.upper, style.script());
    if (node.limits && style.display) return limits(base, lower, upper, style);
    const double em = style.size(), small = style.script().size();
    double up = std::max(0.36 * em, base.ascent - 0.42 * small);
    double down = std::max(0.17 * em, base.descent + 0.02 * em);
    if (node.lower && node.upper) {
      const double gap = (up - upper.descent) + (down - lower.ascent);
      if (gap < 0.12 * em) down += 0.12 * em - gap;
    }
    const double x = base.width + 0.04 * em;
    if (node.lower) base.add(lower, x, down);
    if (node.upper) base.add(upper, x, -up);
    const double widest = std::max(node.lower ? lower.width : 0, node.upper ? upper.width : 0);
    base.width = x + widest + 0.04 * em;
    return base;
  }

  static Setting limits(const Setting& base, const Setting& lower, const Setting& upper,
                        const Style& style) {
    Setting made;
    made.width = std::max({base.width, lower.width, upper.width});
    made.add(base, (made.width - base.width) / 2, 0);
    const double gap = 0.12 * style.size();
    if (upper.width > 0) {
      made.add(upper, (made.width - upper.width) / 2, -(base.ascent + gap + upper.descent));
    }
    if (lower.width > 0) {
      made.add(lower, (made.width - lower.width) / 2, base.descent + gap + lower.ascent);
    }
    return made;
  }

  Setting stacked(const Node& node, const Style& style) {
    const Style inner{0.94 * style.em, style.level, true};
    const Setting top = set(*node.children[0], inner), bottom = set(*node.children[1], inner);
    const double em = style.size(), gap = 0.17 * em, pad = 0.1 * em;
    Setting made;
    made.width = std::max(top.width, bottom.width) + 2 * pad;
    made.add(top, (made.width - top.width) / 2, -(axis * em + gap + top.descent));
    made.add(bottom, (made.width - bottom.width) / 2, gap + bottom.ascent - axis * em);
    if (node.bar) {
      made.strokes.push_back(
          {{{0.03 * em, -axis * em}, {made.width - 0.03 * em, -axis * em}}, line_of(em)});
    }
    return made;
  }

  Setting slashed(const Node& node, const Style& style) {
    const auto part = [&](const Node& child) {
      const bool single = child.kind == Node::Kind::row && child.children.size() <= 1;
      Setting inner = set(child, style);
      return single ? inner : bracketed("(", inner, ")", style);
    };
    return joined({{part(*node.children[0]), 0},
                   {text("/", Ink::upright, style.size()), 0},
                   {part(*node.children[1]), 0}});
  }

  Setting root(const Node& node, const Style& style) {
    const Setting inner = set(*node.children.front(), style);
    const double em = style.size(), left = 0.6 * em;
    const double top = -(inner.ascent + 0.14 * em), foot = inner.descent + 0.04 * em;
    Setting made;
    made.width = left + inner.width + 0.08 * em;
    made.add(inner, left + 0.02 * em, 0);
    made.strokes.push_back({{{0.05 * em, -0.28 * em},
                             {0.16 * em, -0.36 * em},
                             {0.36 * em, foot},
                             {left - 0.04 * em, top},
                             {made.width, top}},
                            line_of(em)});
    made.ascent = -top + line_of(em), made.descent = std::max(made.descent, foot);
    return made;
  }

  Setting accent(const Node& node, const Style& style) {
    Setting made = set(*node.children.front(), style);
    const double em = style.size();
    const double middle = made.width / 2 + 0.05 * em;  // letters lean
    const double foot = -(made.ascent + 0.07 * em);
    for (Stroke& stroke : accent_strokes(node.text, middle, foot, made.width, em)) {
      made.strokes.push_back(std::move(stroke));
    }
    made.ascent += 0.26 * em;
    return made;
  }

  Setting fenced(const Node& node, const Style& style) {
    return bracketed(node.text, set(*node.children.front(), style), node.closing, style);
  }

  Setting bracketed(const std::string& open, const Setting& inner, const std::string& close,
                    const Style& style) {
    const double em = style.size();
    const double half = std::max(inner.ascent - axis * em, inner.descent + axis * em);
    const auto side = [&](const std::string& which) {
      if (which == ".") return Setting{};
      if (half < 0.62 * em) return text(which, Ink::upright, em);
      return tall(which, half + 0.06 * em, em);
    };
    const double pad = half < 0.62 * em ? 0 : 0.08 * em;
    return joined({{side(open), 0}, {inner, pad}, {side(close), pad}});
  }

  /// A bracket drawn by strokes, `half` px above and below the axis.
  static Setting tall(const std::string& which, double half, double em) {
    Setting made;
    made.width = bracket_width(which, em);
    for (Stroke stroke : bracket_strokes(which, half, em)) {
      for (Point2& point : stroke.points) point.y -= axis * em;
      made.strokes.push_back(std::move(stroke));
    }
    made.ascent = half + axis * em, made.descent = half - axis * em;
    return made;
  }

  Setting grid(const Node& node, const Style& style) {
    const Style inner{style.em, style.level, false};
    const double em = style.size();
    const std::size_t columns = std::max<std::size_t>(1, node.columns);
    const std::size_t rows = node.children.size() / columns;
    std::vector<Setting> cells;
    std::vector<double> widths(columns, 0), ascents(rows, 0.7 * em), descents(rows, 0.2 * em);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      cells.push_back(set(*node.children[i], inner));
      widths[i % columns] = std::max(widths[i % columns], cells[i].width);
      ascents[i / columns] = std::max(ascents[i / columns], cells[i].ascent);
      descents[i / columns] = std::max(descents[i / columns], cells[i].descent);
    }
    const bool aligned = node.text.starts_with("align");
    const double gap = aligned ? 0.25 * em : 0.9 * em, leading = 0.3 * em;
    double height = leading * static_cast<double>(rows - 1);
    for (std::size_t r = 0; r < rows; ++r) height += ascents[r] + descents[r];
    Setting made;
    double y = -height / 2 - axis * em;
    for (std::size_t r = 0; r < rows; ++r) {
      double x = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        const Setting& cell = cells[r * columns + c];
        const double slack = widths[c] - cell.width;
        const double share = aligned ? (c % 2 == 0 ? 1 : 0) : node.text == "cases" ? 0 : 0.5;
        made.add(cell, x + share * slack, y + ascents[r]);
        x += widths[c] + gap;
      }
      made.width = x - gap;
      y += ascents[r] + descents[r] + leading;
    }
    return made;
  }

  const Measure& measure_;
};

/// Whether a line may end before this child of a formula's row.
bool breaks_before(const Node& row, std::size_t i, bool at_operators) {
  const Node& child = *row.children[i];
  const Class role = role_of(child);
  if (role == Class::relation) return true;
  const Node& previous = *row.children[i - 1];
  if (previous.kind == Node::Kind::space && previous.width >= 1) return true;
  if (!at_operators) return false;
  return (role == Class::binary && binds(role_of(previous))) ||
         role_of(previous) == Class::punctuation;
}

}  // namespace

void Setting::add(const Setting& other, double x, double y) {
  for (Glyphs run : other.glyphs) {
    run.at.x += x, run.at.y += y;
    glyphs.push_back(std::move(run));
  }
  for (Stroke stroke : other.strokes) {
    for (Point2& point : stroke.points) point.x += x, point.y += y;
    strokes.push_back(std::move(stroke));
  }
  ascent = std::max(ascent, other.ascent - y);
  descent = std::max(descent, other.descent + y);
}

std::vector<Part> set(const Node& formula, const Options& options, const Measure& measure) {
  Setter setter(measure);
  const Style style{options.em, 0, options.display};
  if (formula.kind != Node::Kind::row) return {{setter.set(formula, style), 0}};
  std::vector<Part> pieces = setter.row(formula, style);
  std::vector<Part> parts;
  int depth = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Class role = role_of(*formula.children[i]);
    if (role == Class::close && depth > 0) --depth;
    const bool may = depth == 0 || options.break_in_brackets;
    const bool first = i == 0 || (may && breaks_before(formula, i, options.break_at_operators));
    if (role == Class::open) ++depth;
    if (first) {
      parts.push_back(std::move(pieces[i]));
      continue;
    }
    Setting& whole = parts.back().setting;
    whole.add(pieces[i].setting, whole.width + pieces[i].space, 0);
    whole.width += pieces[i].space + pieces[i].setting.width;
  }
  return parts;
}

std::vector<Setting> set_lines(const Node& formula, double em, double width,
                               const Measure& measure) {
  const double indent = 1.2 * em;
  const auto widest = [&](const std::vector<Part>& parts) {
    double most = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      most = std::max(most, parts[i].setting.width + (i == 0 ? 0 : indent));
    }
    return most;
  };
  Options options{em, true, false};
  std::vector<Part> parts = set(formula, options, measure);
  if (widest(parts) > width) {
    options.break_at_operators = true;
    parts = set(formula, options, measure);
  }
  if (const double need = widest(parts); need > width) {
    options.em *= std::max(0.6, width / need);
    parts = set(formula, options, measure);
  }
  std::vector<Setting> lines(1);
  for (const Part& part : parts) {
    Setting* line = &lines.back();
    const bool empty = line->width == 0;
    if (!empty && line->width + part.space + part.setting.width > width) {
      lines.emplace_back();
      line = &lines.back();
      line->width = indent;
    } else if (!empty) {
      line->width += part.space;
    }
    line->add(part.setting, line->width, 0);
    line->width += part.setting.width;
  }
  return lines;
}

}  // namespace thalweg::ui::formula
