// Where the system keeps the fonts of the window, and how tall a font's line is.
#pragma once

#include <string>
#include <vector>

namespace thalweg::ui {

/// Files of Debian's fonts-inter, fonts-jetbrains-mono, fonts-font-awesome, fonts-dejavu-core;
/// empty where a file is missing.
struct FontFiles {
  std::string regular, semi_bold, mono, icons, symbols;
  /// One sentence for each missing package.
  std::vector<std::string> missing;
};
FontFiles find_font_files();

/// (ascent − descent) / em of an OpenType or TrueType file, from its 'hhea' and 'head' tables: the
/// toolkit sizes fonts by line height, figures.md by em. 1 when the file cannot be read.
double line_height_of(const std::string& path);

}  // namespace thalweg::ui
