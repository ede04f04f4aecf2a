// NPY arrays in memory: what sessions store and what a person hands in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/run/archive.hpp"

namespace thalweg {

/// Numbers in row-major order with the lengths of their axes.
struct NpyNumbers {
  std::vector<std::int64_t> shape;
  std::vector<double> values;
};

/// NPY version 1.0, little-endian doubles. The product of `shape` must be the size of `values`.
std::string pack_npy(const std::vector<std::int64_t>& shape, std::span<const double> values);
/// One axis of bytes.
std::string pack_npy_bytes(std::span<const std::byte> bytes);
/// Reads real numbers in little-endian order: floating of 2, 4 or 8 bytes, whole of 1 to 8, truth
/// values. BadFile says what is wrong with `where`, as for other types and orders; nothing is
/// allocated beyond the size of the numbers as doubles.
NpyNumbers unpack_npy(const std::string& bytes, const std::string& where);
/// Reads one axis of bytes.
Blob unpack_npy_bytes(const std::string& bytes, const std::string& where);

}  // namespace thalweg
