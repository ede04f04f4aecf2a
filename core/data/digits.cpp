// Reads the embedded digits.csv: 65 numbers a line, the last one the label.
#include "core/data/digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/base/error.hpp"

namespace thalweg::data {

extern const unsigned char digits_csv[];
extern const std::size_t digits_csv_size;

namespace {

constexpr int side_of_digit = 8;

std::vector<DigitImage> parse(std::string_view text) {
  std::vector<DigitImage> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    DigitImage image;
    for (std::size_t k = 0; k <= image.pixels.size(); ++k) {
      int value = 0;
      const auto [next, error] = std::from_chars(at, end, value);
      THALWEG_ASSERT(error == std::errc());
      if (k < image.pixels.size()) {
        image.pixels[k] = value;
      } else {
        image.label = value;
      }
      at = next;
      while (at < end && (*at == ',' || *at == '\r' || *at == '\n')) ++at;
    }
    out.push_back(image);
  }
  return out;
}

std::vector<std::vector<std::size_t>> by_label() {
  std::vector<std::vector<std::size_t>> out(10);
  for (std::size_t k = 0; k < digits().size(); ++k) {
    out.at(static_cast<std::size_t>(digits()[k].label)).push_back(k);
  }
  return out;
}

const std::vector<std::size_t>& images_of(int label) {
  static const std::vector<std::vector<std::size_t>> table = by_label();
  static const std::vector<std::size_t> none;
  return label >= 0 && label <= 9 ? table[static_cast<std::size_t>(label)] : none;
}

// Two neighbours on the 8-grid and the weight of the second.
struct Tap {
  std::size_t first, second;
  double weight;
};

Tap tap(int k, int side) {
  const double centre = (k + 0.5) * side_of_digit / side - 0.5;
  const double x = std::clamp(centre, 0.0, side_of_digit - 1.0);
  const double base = std::min(std::floor(x), side_of_digit - 2.0);
  const auto first = static_cast<std::size_t>(base);
  return {first, first + 1, x - base};
}

}  // namespace

const std::vector<DigitImage>& digits() {
  static const std::vector<DigitImage> images =
      parse({reinterpret_cast<const char*>(digits_csv), digits_csv_size});
  return images;
}

int digit_count(int label) { return static_cast<int>(images_of(label).size()); }

const DigitImage& digit(int label, int index) {
  const std::vector<std::size_t>& images = images_of(label);
  if (images.empty()) {
    throw BadInput(fmt::format("there is no digit {}", label), "digit", "Choose from 0 to 9.");
  }
  if (index < 0 || static_cast<std::size_t>(index) >= images.size()) {
    throw BadInput(fmt::format("there is no image {} of the digit {}", index, label), "digit",
                   fmt::format("Choose from 0 to {}.", images.size() - 1));
  }
  return digits()[images[static_cast<std::size_t>(index)]];
}

std::vector<double> upsample(const DigitImage& image, int side) {
  THALWEG_ASSERT(side >= 1);
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  const auto at = [&](std::size_t r, std::size_t c) { return image.pixels[r * side_of_digit + c]; };
  for (int r = 0; r < side; ++r) {
    const Tap v = tap(r, side);
    for (int c = 0; c < side; ++c) {
      const Tap h = tap(c, side);
      const double top = at(v.first, h.first) * (1 - h.weight) + at(v.first, h.second) * h.weight;
      const double low = at(v.second, h.first) * (1 - h.weight) + at(v.second, h.second) * h.weight;
      out.push_back(top * (1 - v.weight) + low * v.weight);
    }
  }
  return out;
}

}  // namespace thalweg::data
