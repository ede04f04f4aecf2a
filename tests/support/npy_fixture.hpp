// Reads the fixtures of tests/fixtures: NPY version 1, float64 or int64, C order, one or two
// dimensions.
#pragma once

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "core/math/dense.hpp"

namespace thalweg::test {

/// The array `name`.npy; a vector comes as one column.
inline Matrix fixture(const std::string& name) {
  std::ifstream file(std::string(THALWEG_FIXTURES) + "/" + name + ".npy", std::ios::binary);
  char magic[10] = {};
  file.read(magic, sizeof magic);
  INFO("fixture " << name);
  REQUIRE(file.good());
  const auto byte = [&](int at) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(magic[at]));
  };
  std::string header(byte(8) + 256 * byte(9), ' ');
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  const bool whole = header.find("'<i8'") != std::string::npos;
  REQUIRE((whole || header.find("'<f8'") != std::string::npos));
  long rows = 0, cols = 1;
  const int found = std::sscanf(header.c_str() + header.find('('), "(%ld, %ld", &rows, &cols);
  REQUIRE(found >= 1);
  Matrix out(rows, cols);
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size() * 8));
  REQUIRE(file.good());
  if (whole) {
    const auto as_double = [](double bits) {
      return static_cast<double>(std::bit_cast<std::int64_t>(bits));
    };
    std::transform(out.data(), out.data() + out.size(), out.data(), as_double);
  }
  return out;
}

}  // namespace thalweg::test
