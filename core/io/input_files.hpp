// Turning a person's CSV and NPY files into the contents of input slots.
#pragma once

#include <string>

#include "core/run/input.hpp"

namespace thalweg {

/// Reads `path` as what `slot` wants. Points: columns x, y, optionally z and mass (by heading, else
/// in this order, three columns being x, y, mass). Matrix: any table. Masses: one row or column.
/// Image: a table of 2 × 2 or more, a stack of them (NPY), or a PNG as its red, green and blue
/// (0 … 1). BadFile names row and column of the first number that is missing, not finite or, for
/// masses, negative.
BufferPtr read_input(const InputSpec& slot, const std::string& path);

}  // namespace thalweg
