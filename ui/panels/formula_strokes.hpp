// What formulas draw without a font: tall brackets and accents.
#pragma once

#include <string>
#include <vector>

#include "ui/panels/formula.hpp"

namespace thalweg::ui::formula {

/// Thickness of bars and brackets beside text of `em` px.
double line_of(double em);

/// Width of a tall bracket.
double bracket_width(const std::string& which, double em);
/// The bracket from −half to +half around y = 0, its left side at x = 0.
std::vector<Stroke> bracket_strokes(const std::string& which, double half, double em);

/// The accent above a base of `width` px: its foot at y = `foot`, its middle at x = `middle`.
std::vector<Stroke> accent_strokes(const std::string& which, double middle, double foot,
                                   double width, double em);

}  // namespace thalweg::ui::formula
