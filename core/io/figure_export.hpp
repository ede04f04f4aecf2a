// Figures to files: pictures, and the data they show.
#pragma once

#include <string>
#include <vector>

#include "core/base/named_array.hpp"
#include "core/figure/figure.hpp"
#include "core/io/cairo_painter.hpp"

namespace thalweg {

enum class PictureFormat { svg, pdf, png };
/// From a path's extension. Throws BadInput with the known ones.
PictureFormat picture_format(const std::string& path);

/// Size in px as on screen; `scale` multiplies the pixels of a PNG (0.25 … 8).
struct PictureSettings {
  Size2 size{980, 780};
  double scale = 2;
  std::string theme = "light";
};

/// The picture's bytes. Compose the figure with `exporting` set to have title and legend. Throws
/// BadInput for sizes outside 40 … 20 000 px.
std::string picture_bytes(const Figure& figure, PictureFormat format,
                          const PictureSettings& settings, const Provenance& provenance);
/// Writes the picture beside `path`, then renames. Throws BadFile when it cannot be written.
void export_picture(const Figure& figure, const std::string& path, const PictureSettings& settings,
                    const Provenance& provenance);

/// The figure's data as CSV at full precision: series side by side over their common x (wide),
/// other kinds one row a value (long). Empty when there is no data.
std::string csv_of(const Figure& figure);
/// Arrays by name: one each for a series (n × 2: x, y) and a buffer.
std::vector<NamedArray> arrays_of(const Figure& figure);

/// Writes FOLDER/ID.csv, FOLDER/ID.NAME.npy and FOLDER/ID.meta.json (the provenance). Returns the
/// paths. Throws BadFile.
std::vector<std::string> export_data(const Figure& figure, const std::string& folder,
                                     const Provenance& provenance);

}  // namespace thalweg
