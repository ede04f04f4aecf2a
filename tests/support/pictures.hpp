// Stored pictures that tests compare new ones with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thalweg::test {

/// A PNG of row-major pixels of red, green, blue and a byte that is not read.
std::string png_of(const std::vector<std::uint8_t>& rgbx, int width, int height);

/// Share of pixels of two PNGs that differ by more than 16 of 255 in a channel, once each pixel is
/// the mean of the 3 × 3 around it; 1 when the sizes differ or `stored` cannot be read.
double difference(const std::string& png, const std::string& stored_path);

/// With THALWEG_UPDATE_GOLDEN set, stored files are rewritten and their difference is reviewed.
bool updating_golden();
/// Writes `bytes` there when updating; makes the folder.
void update_golden(const std::string& path, const std::string& bytes);

}  // namespace thalweg::test
