// Lengths on paper as a person types them: "84 mm", "8.4 cm", "3.3 in", "720", "720 px".
#pragma once

#include <optional>
#include <string>

namespace thalweg::ui {

inline constexpr double px_per_mm = 96 / 25.4;

/// In px; a number without a unit is in px too. Empty when it is no length above zero.
std::optional<double> length_px(const std::string& text);
/// "720 px" for whole px, else "84 mm".
std::string length_text(double px);

}  // namespace thalweg::ui
