// The part of TeX that labels understand, in the window and in exports alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/figure/text_metrics.hpp"

namespace thalweg {

/// Text on the base line (0), or a script above (1) or below it (−1).
struct TextRun {
  std::string text;
  int script = 0;
  bool operator==(const TextRun&) const = default;
};

/// The runs of a label: commands of symbol_text() (\eta, \le, \to …), and scripts of one character
/// or of a group (x_1, 10^{-3}, \lambda_{max}). What is nothing of these stays as it was typed:
/// names such as source_points keep their underscores, unknown commands their backslashes.
std::vector<TextRun> text_runs(std::string_view label);

/// The label as one line of plain text, for where there are no runs: scripts as the small
/// characters of Unicode when it has all of them, else behind _ or ^.
std::string plain_label(std::string_view label);

/// A run with its place: `x` px from the label's start, `rise` px above the base line.
struct PlacedRun {
  std::string text;
  TextStyle style;
  double x = 0, rise = 0;
};
struct PlacedLabel {
  std::vector<PlacedRun> runs;
  double width = 0;
};
/// Scripts are at 72 % of the size; one above and one below that follow each other share a place.
PlacedLabel placed_label(std::string_view label, TextStyle style, const TextMetrics& metrics);

}  // namespace thalweg
