// What the toolkit needs to know of font files beyond core/io/fonts.hpp.
#pragma once

#include <string>

namespace thalweg::ui {

/// The file of Debian's fonts-font-awesome; empty when it is not installed.
std::string find_icon_font();

/// (ascent − descent) / em of an OpenType or TrueType file, from its 'hhea' and 'head' tables: the
/// toolkit sizes fonts by line height, figures.md by em. 1 when the file cannot be read.
double line_height_of(const std::string& path);

/// The italic beside an upright font ("Inter-Regular.otf"); the font itself when there is none.
std::string italic_of(const std::string& file);

}  // namespace thalweg::ui
