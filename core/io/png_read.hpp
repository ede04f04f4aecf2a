// PNG files as pixels.
#pragma once

#include <string>

#include "core/figure/raster.hpp"

namespace thalweg {

/// The pixels of a PNG, alpha not premultiplied. BadFile when `bytes` are not one; `where` names
/// them.
Pixels pixels_of_png(const std::string& bytes, const std::string& where);

}  // namespace thalweg
