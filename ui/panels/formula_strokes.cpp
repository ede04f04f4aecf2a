// Brackets and accents as polylines.
#include "ui/panels/formula_strokes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace thalweg::ui::formula {
namespace {

constexpr int pieces = 14;

/// A quadratic curve from `a` to `b` pulled towards `pull`.
void curve(std::vector<Point2>& points, Point2 a, Point2 pull, Point2 b) {
  for (int i = points.empty() ? 0 : 1; i <= pieces; ++i) {
    const double t = static_cast<double>(i) / pieces, s = 1 - t;
    points.push_back({s * s * a.x + 2 * s * t * pull.x + t * t * b.x,
                      s * s * a.y + 2 * s * t * pull.y + t * t * b.y});
  }
}

/// A left bracket; right ones are its mirror image.
std::vector<Stroke> left_bracket(const std::string& which, double half, double w, double line) {
  std::vector<Point2> p;
  if (which == "(") {
    curve(p, {0.86 * w, -half}, {-0.22 * w, 0}, {0.86 * w, half});
  } else if (which == "[") {
    p = {{0.85 * w, -half}, {0.35 * w, -half}, {0.35 * w, half}, {0.85 * w, half}};
  } else if (which == "⌈") {
    p = {{0.85 * w, -half}, {0.35 * w, -half}, {0.35 * w, half}};
  } else if (which == "⌊") {
    p = {{0.35 * w, -half}, {0.35 * w, half}, {0.85 * w, half}};
  } else if (which == "⟨") {
    p = {{0.8 * w, -half}, {0.25 * w, 0}, {0.8 * w, half}};
  } else if (which == "{") {
    curve(p, {0.9 * w, -half}, {0.5 * w, -half}, {0.5 * w, -0.75 * half});
    p.push_back({0.5 * w, -0.22 * half});
    curve(p, p.back(), {0.5 * w, 0}, {0.15 * w, 0});
    curve(p, {0.15 * w, 0}, {0.5 * w, 0}, {0.5 * w, 0.22 * half});
    p.push_back({0.5 * w, 0.75 * half});
    curve(p, p.back(), {0.5 * w, half}, {0.9 * w, half});
  } else {
    p = {{0.5 * w, -half}, {0.5 * w, half}};  // |
  }
  return {{std::move(p), line}};
}

std::string mirrored(const std::string& which) {
  if (which == ")") return "(";
  if (which == "]") return "[";
  if (which == "}") return "{";
  if (which == "⟩") return "⟨";
  if (which == "⌉") return "⌈";
  if (which == "⌋") return "⌊";
  return {};
}

}  // namespace

double line_of(double em) { return std::max(1.0, 0.075 * em); }

double bracket_width(const std::string& which, double em) {
  const bool bar = which == "|" || which == "∣";
  return (bar ? 0.3 : which == "‖" ? 0.44 : which == "{" || which == "}" ? 0.5 : 0.4) * em;
}

std::vector<Stroke> bracket_strokes(const std::string& which, double half, double em) {
  const double w = bracket_width(which, em), line = line_of(em);
  if (which == "‖") {
    return {{{{0.3 * w, -half}, {0.3 * w, half}}, line},
            {{{0.7 * w, -half}, {0.7 * w, half}}, line}};
  }
  const std::string left = mirrored(which);
  std::vector<Stroke> strokes = left_bracket(left.empty() ? which : left, half, w, line);
  if (left.empty()) return strokes;
  for (Stroke& stroke : strokes) {
    for (Point2& point : stroke.points) point.x = w - point.x;
  }
  return strokes;
}

std::vector<Stroke> accent_strokes(const std::string& which, double middle, double foot,
                                   double width, double em) {
  const double line = line_of(em), half = 0.17 * em, high = foot - 0.15 * em;
  const auto dot = [&](double x) {
    return Stroke{{{x - 0.04 * em, foot - 0.04 * em}, {x + 0.04 * em, foot - 0.04 * em}},
                  1.3 * line};
  };
  if (which == "-") {
    return {{{{0.06 * em, foot - 0.03 * em}, {width, foot - 0.03 * em}}, line}};
  }
  if (which == "^") return {{{{middle - half, foot}, {middle, high}, {middle + half, foot}}, line}};
  if (which == "v") return {{{{middle - half, high}, {middle, foot}, {middle + half, high}}, line}};
  if (which == ".") return {dot(middle)};
  if (which == "..") return {dot(middle - 0.1 * em), dot(middle + 0.1 * em)};
  if (which == "→") {
    const double y = foot - 0.06 * em, tip = middle + 1.3 * half;
    return {{{{middle - 1.3 * half, y}, {tip, y}}, line},
            {{{tip - 0.09 * em, y - 0.08 * em}, {tip, y}, {tip - 0.09 * em, y + 0.08 * em}}, line}};
  }
  Stroke wave{{}, line};  // ~
  for (int i = 0; i <= pieces; ++i) {
    const double t = static_cast<double>(i) / pieces;
    wave.points.push_back({middle + (2 * t - 1) * 1.1 * half,
                           foot - 0.06 * em - 0.055 * em * std::sin(2 * std::numbers::pi * t)});
  }
  return {std::move(wave)};
}

}  // namespace thalweg::ui::formula
