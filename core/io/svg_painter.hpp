// Scenes as SVG with text as text.
#pragma once

#include <string>

#include "core/io/cairo_painter.hpp"

namespace thalweg {

/// An SVG document. `<text>` elements are the scene's texts, in order; `<image>` stands only for
/// heat maps, images and surfaces of more than most_vector_triangles. Provenance is in <metadata>.
std::string svg_text(const Scene& scene, const Theme& theme, const std::string& title,
                     const Provenance& provenance);
/// & < > " ' replaced; control characters dropped.
std::string xml_escaped(const std::string& text);
std::string base64(const std::string& bytes);

}  // namespace thalweg
