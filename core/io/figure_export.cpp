// Pictures and meta data to files.
#include "core/io/figure_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/figure/layout.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/svg_painter.hpp"

namespace thalweg {
namespace {

/// Safe in a file name everywhere.
std::string file_part(const std::string& name) {
  std::string part;
  for (const char c : name) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    part += plain ? c : '_';
  }
  return part.empty() ? "data" : part;
}

}  // namespace

PictureFormat picture_format(const std::string& path) {
  const auto dot = path.rfind('.');
  const std::string extension = dot == std::string::npos ? "" : path.substr(dot + 1);
  if (extension == "svg") return PictureFormat::svg;
  if (extension == "pdf") return PictureFormat::pdf;
  if (extension == "png") return PictureFormat::png;
  throw BadInput("'" + extension + "' is not a picture format.", path,
                 "End the name in .svg, .pdf or .png.");
}

std::string picture_bytes(const Figure& figure, PictureFormat format,
                          const PictureSettings& settings, const Provenance& provenance) {
  const auto [width, height] = settings.size;
  const double scale = format == PictureFormat::png ? settings.scale : 2;
  if (!(width >= 40 && height >= 40 && width * scale <= 20000 && height * scale <= 20000) ||
      !(scale >= 0.25 && scale <= 8)) {
    throw BadInput(
        fmt::format("A picture of {} × {} px at scale {} cannot be made.", width, height, scale),
        "export", "Choose 40 to 20 000 px and a scale from 0.25 to 8.");
  }
  Figure sharp = figure;
  sharp.pixel_ratio = scale;
  const Theme& theme = theme_named(settings.theme);
  const FreeTypeMetrics metrics;
  const Scene scene = layout(sharp, settings.size, metrics);
  if (format == PictureFormat::svg) return svg_text(scene, theme, figure.title, provenance);
  if (format == PictureFormat::pdf) {
    return pdf_bytes(scene, theme, metrics, figure.title, provenance);
  }
  return png_bytes(scene, theme, metrics, scale, provenance);
}

void export_picture(const Figure& figure, const std::string& path, const PictureSettings& settings,
                    const Provenance& provenance) {
  write_file(path, picture_bytes(figure, picture_format(path), settings, provenance));
}

std::vector<std::string> export_data(const Figure& figure, const std::string& folder,
                                     const Provenance& provenance) {
  make_folder(folder);
  const std::string stem = folder + "/" + file_part(figure.id);
  std::vector<std::string> paths;
  const auto write = [&](const std::string& path, const std::string& bytes) {
    write_file(path, bytes);
    paths.push_back(path);
  };
  if (const std::string csv = csv_of(figure); !csv.empty()) write(stem + ".csv", csv);
  for (const NamedArray& array : arrays_of(figure)) {
    write(stem + "." + file_part(array.name) + ".npy", pack_npy(array.shape, array.values));
  }
  nlohmann::ordered_json meta;
  meta["figure"] = figure.title;
  for (const auto& [key, value] : provenance) meta[key] = value;
  write(stem + ".meta.json",
        meta.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  return paths;
}

}  // namespace thalweg
