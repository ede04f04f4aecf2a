// Weights of networks in files: NPZ (a zip archive of NPY arrays) and safetensors.
#pragma once

#include <string>
#include <vector>

#include "core/base/named_array.hpp"

namespace thalweg {

/// Reads floating-point and whole-number arrays, by the ending .npz or .safetensors, sorted by
/// name. BadFile says what is wrong with which array.
std::vector<NamedArray> read_weights(const std::string& path);
/// Writes double precision in the format that the ending names; BadInput for another ending.
void write_weights(const std::string& path, const std::vector<NamedArray>& arrays);

/// The same in memory; `where` names the file in messages.
std::vector<NamedArray> unpack_safetensors(const std::string& bytes, const std::string& where);
std::string pack_safetensors(const std::vector<NamedArray>& arrays);

}  // namespace thalweg
