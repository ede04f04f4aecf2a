// The 1 797 handwritten digits of the UCI repository (Alpaydin, Kaynak 1998), 8 × 8, embedded in
// the program.
#pragma once

#include <array>
#include <vector>

namespace thalweg::data {

/// 8 × 8 grey values 0 … 16, row-major, and what they show.
struct DigitImage {
  std::array<double, 64> pixels{};
  int label = 0;
};

/// All images in the order of the file.
const std::vector<DigitImage>& digits();
/// How many images show `label`; 0 for a label outside 0 … 9.
int digit_count(int label);
/// The index-th image that shows `label`. Throws BadInput when there is none.
const DigitImage& digit(int label, int index);

/// The image as side × side values: bilinear, pixel centres at half-integers, edges clamped.
/// `side` ≥ 1.
std::vector<double> upsample(const DigitImage& image, int side);

}  // namespace thalweg::data
