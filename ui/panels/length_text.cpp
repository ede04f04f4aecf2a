// Lengths on paper; 1 px is 1/96 inch, as in SVG.
#include "ui/panels/length_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace thalweg::ui {

std::optional<double> length_px(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(number) || number <= 0) return std::nullopt;
  std::string unit(end);
  std::erase(unit, ' ');
  if (unit.empty() || unit == "px") return number;
  if (unit == "mm") return number * px_per_mm;
  if (unit == "cm") return number * 10 * px_per_mm;
  if (unit == "in") return number * 96;
  if (unit == "pt") return number * 96 / 72;
  return std::nullopt;
}

std::string length_text(double px) {
  if (std::abs(px - std::round(px)) < 1e-6) return fmt::format("{:.0f} px", px);
  return fmt::format("{:.4g} mm", px / px_per_mm);
}

}  // namespace thalweg::ui
