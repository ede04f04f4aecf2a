// Tables of numbers from CSV text or NPY arrays.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thalweg {

/// Row-major numbers; several tables of one size when `layers` > 1.
struct NumberTable {
  std::int64_t layers = 1, rows = 0, cols = 0;
  std::vector<double> values;
  /// Column headings; empty without a heading line.
  std::vector<std::string> headings;
  /// Line of the first row in a text file, for messages; 0 for arrays.
  std::int64_t first_line = 0;

  double at(std::int64_t row, std::int64_t col) const {
    return values[static_cast<std::size_t>(row * cols + col)];
  }
};

/// Reads a file of either format, told by its first bytes. Text: numbers separated by commas,
/// semicolons, tabs or blanks, '#' starts a comment, a first line with words is the heading.
/// BadFile when a cell is no number, rows differ in length, or a number is not finite.
NumberTable read_number_table(const std::string& path);

}  // namespace thalweg
