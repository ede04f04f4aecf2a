// Weights in files: round trips, foreign types, damage.
#include "core/io/weights.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "tests/support/temp_dir.hpp"

using namespace thalweg;

namespace {

const std::vector<NamedArray> weights{{"hidden.bias", {2}, {0.5, -1e300}},
                                      {"hidden.weight", {2, 3}, {1, 2, 3, 4, 5, 1.0 / 3}},
                                      {"scale", {}, {7}}};

/// A safetensors file of one tensor with these bytes.
std::string one(const std::string& type, const std::string& shape, const std::string& data) {
  const std::string header = "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"" + type +
                             "\",\"shape\":" + shape + ",\"data_offsets\":[0," +
                             std::to_string(data.size()) + "]}}";
  std::string out(8, '\0');
  out[0] = static_cast<char>(header.size());
  return out + header + data;
}

}  // namespace

TEST_CASE("Weights come back from both formats as they went", "[weights]") {
  const test::TempDir folder;
  for (const char* name : {"w.npz", "w.safetensors"}) {
    const std::string path = folder.file(name);
    write_weights(path, weights);
    CHECK(read_weights(path) == weights);
  }
  CHECK_THROWS_AS(write_weights(folder.file("w.pt"), weights), BadInput);
  CHECK_THROWS_AS(read_weights(folder.file("w.pt")), BadInput);
}

TEST_CASE("Half precision, brain floats and whole numbers are read", "[weights]") {
  const auto values = [](const char* type, const char* shape, std::string data) {
    return unpack_safetensors(one(type, shape, data), "test").at(0).values;
  };
  // 1, −2, the largest half 65504, the smallest 2⁻²⁴.
  const std::string halves("\x00\x3c\x00\xc0\xff\x7b\x01\x00", 8);
  CHECK(values("F16", "[2,2]", halves) == std::vector<double>{1, -2, 65504, std::ldexp(1, -24)});
  CHECK(std::isinf(values("F16", "[1]", std::string("\x00\x7c", 2))[0]));
  CHECK(values("BF16", "[1]", std::string("\x40\xc0", 2)) == std::vector<double>{-3});
  CHECK(values("I32", "[1]", std::string("\xfe\xff\xff\xff", 4)) == std::vector<double>{-2});
  CHECK(values("F32", "[]", std::string("\x00\x00\x20\x41", 4)) == std::vector<double>{10});
}

TEST_CASE("Damaged safetensors are refused", "[weights]") {
  const auto refused = [](const std::string& bytes) {
    CHECK_THROWS_AS(unpack_safetensors(bytes, "test"), BadFile);
  };
  const std::string good = one("F64", "[1]", std::string(8, '\0'));
  CHECK(unpack_safetensors(good, "test").size() == 1);
  refused("");
  refused(good.substr(0, 20));
  refused(good.substr(0, good.size() - 1));
  refused(one("F64", "[2]", std::string(8, '\0')));
  refused(one("F64", "[-1]", std::string(8, '\0')));
  refused(one("F64", "[1099511627776,1099511627776]", std::string(8, '\0')));
  refused(one("C64", "[1]", std::string(8, '\0')));
  refused(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10));
}
