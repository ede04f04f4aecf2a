// Pictures and data of figures for other programs.
#pragma once

#include <filesystem>
#include <string>

#include "core/io/figure_export.hpp"

namespace thalweg::ui {

/// What a copy came to: text that goes into the clipboard (empty = it is there already), and what
/// there is to say.
struct Copied {
  std::string text, news;
};

/// Gives the picture to xclip or wl-copy where the session has one; else writes it to `folder` and
/// returns its path as the text. Takes a moment: call it beside the interface.
Copied copied_picture(const Figure& figure, const PictureSettings& settings,
                      const Provenance& provenance, const std::filesystem::path& folder);
/// The figure's data as CSV.
Copied copied_data(const Figure& figure);

}  // namespace thalweg::ui
