// Scenes as PNG and PDF by cairo.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/figure/painter.hpp"
#include "core/io/fonts.hpp"

namespace thalweg {

/// What a figure came from, in this order: experiment, parameters, seed, step, version …
using Provenance = std::vector<std::pair<std::string, std::string>>;

/// Spaces with more triangles are a bitmap in vector formats, with so many pixels a px.
inline constexpr std::size_t most_vector_triangles = 20000;
inline constexpr double bitmap_scale = 2;

/// The bytes of a PNG with scale × the scene's size pixels on the theme's panel colour, and a text
/// chunk each of `provenance`.
std::string png_bytes(const Scene& scene, const Theme& theme, const FreeTypeMetrics& metrics,
                      double scale, const Provenance& provenance);
/// The bytes of a one-page PDF, 1 px = 0.75 pt; text is text; provenance is in the subject.
std::string pdf_bytes(const Scene& scene, const Theme& theme, const FreeTypeMetrics& metrics,
                      const std::string& title, const Provenance& provenance);

/// A PNG of raw pixels (4 bytes each, alpha not premultiplied), tinted.
std::string png_of_pixels(int width, int height, const std::vector<std::uint8_t>& rgba, Rgba tint);
/// The colour of a face's outline: its fill under the edge's opacity. Hides the seams.
Rgba outline_of(Rgba fill, Rgba edge);

/// `png` with one tEXt (ASCII) or iTXt (UTF-8) chunk a pair.
std::string with_png_text(const std::string& png, const Provenance& provenance);

}  // namespace thalweg
