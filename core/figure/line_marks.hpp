// Marks of figures over two axes, in data units: lines and what stands with them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/figure/series.hpp"
#include "core/figure/theme.hpp"
#include "core/figure/view_spec.hpp"

namespace thalweg::mark {

/// ■ converged, ▣ at its limit, □ stopped, ✕ diverged.
enum class LineEnd { none, square, framed, hollow, cross };

struct Line {
  Series series;
  std::string key, label;  // contender key; text at the line's end or in the legend
  Colour colour;
  double width = 1.75;
  std::vector<double> dash;
  LineEnd end = LineEnd::none;
  bool labelled = true, ghost = false;
  double casing = 0;
  std::optional<MarkerShape> markers;   // sparse markers when patterns are on
  std::string end_note;                 // second line of the end label: "k 30 · 7.3e-12"
  std::string caption;                  // beside the middle of a line without label
  CurveStyle style = CurveStyle::line;  // an area's filling is a Band of its own
  std::string handle;                   // masses input that a person paints here; empty = none
};

/// A filled strip between two curves; down to zero, or to the axis' lower end, without `lo`.
struct Band {
  std::shared_ptr<const std::vector<double>> x, lo, hi;
  Colour colour;
  bool steps = false;
};

/// Upright whiskers from lo to hi.
struct ErrorBars {
  std::shared_ptr<const std::vector<double>> x, lo, hi;
  Colour colour;
};

/// Bars `width` units wide from zero, or from the axis' lower end, to each value.
struct Bars {
  std::shared_ptr<const std::vector<double>> x, value;
  double width = 1;
  std::string key, label;  // contender key; text in the legend
  Colour colour;
  bool hatched = false;  // lines across, at an angle by the colour's number
};

/// What a person sets by dragging a rule: a parameter, to the place or to a function of it.
struct RuleHandle {
  std::string parameter;  // empty: the rule stays where it is
  double (*to_parameter)(double place) = nullptr;
};

/// A straight line across the panel at `value` of one axis, with a label.
struct Rule {
  bool vertical = true;
  double value = 0;
  std::string label;
  Colour colour = Colour::of(Role::dim);
  double width = 1;
  std::vector<double> dash;
  RuleHandle handle = {};
};

/// What happened at moments of the clock. Those closer than 8 px are drawn as one.
struct Events {
  struct One {
    double value = 0;
    std::string glyph, text;
    Colour colour = Colour::of(Role::dim);
  };
  std::vector<One> list;
};

/// A strip across the panel, from `lo` to `hi` of one axis (infinite: to the panel's edge).
struct Span {
  bool vertical = false;
  double lo = 0, hi = 0;
  std::string label;
  Colour fill;
};

/// Texts beside points, with leaders.
struct Notes {
  std::shared_ptr<const std::vector<double>> x, y;
  std::vector<std::string> text;
};

}  // namespace thalweg::mark
