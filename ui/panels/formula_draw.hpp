// Formulas in the window: how wide their text is, and drawing what was set.
#pragma once

#include <string>

#include "ui/panels/formula.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

/// Widths in the window's fonts; sizes are physical px.
formula::Measure formula_measure();
/// Draws `setting` with its origin at `at`, the left end of its base line.
void put_formula(const formula::Setting& setting, ImVec2 at, ImU32 tint);
/// The tree of a formula, read once; null when it is not understood.
const formula::Node* formula_tree(const std::string& tex);

}  // namespace thalweg::ui
