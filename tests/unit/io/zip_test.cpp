// Archives and arrays in memory.
#include "core/io/zip.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "core/base/error.hpp"
#include "core/io/npy_bytes.hpp"

using namespace thalweg;

TEST_CASE("A zip archive gives back its entries", "[zip]") {
  const ZipEntries entries{
      {"a.txt", "alpha"}, {"empty", ""}, {"folder/b.npy", std::string(100000, 'b')}};
  const std::string bytes = pack_zip(entries);
  CHECK(bytes.size() < 2000);
  CHECK(unpack_zip(bytes, "test") == entries);
  CHECK(pack_zip(entries) == bytes);
}

TEST_CASE("A zip archive beyond the limits is refused before it is unpacked", "[zip]") {
  const std::string bytes = pack_zip({{"a", std::string(5000, 'a')}, {"b", "b"}});
  CHECK_THROWS_AS(unpack_zip(bytes, "test", {1, 1 << 20}), BadFile);
  CHECK_THROWS_AS(unpack_zip(bytes, "test", {10, 4000}), BadFile);
  // The central directory claims 4 GiB for 'a'.
  std::string absurd = bytes;
  const auto directory = absurd.find("PK\1\2");
  std::memset(absurd.data() + directory + 24, 0xf0, 4);
  CHECK_THROWS_AS(unpack_zip(absurd, "test"), BadFile);
}

TEST_CASE("An NPY array gives back its numbers and shape", "[npy]") {
  const std::vector<double> values{1, -2.5, 1e300, std::nan(""), 0, 6};
  const std::string bytes = pack_npy({2, 3}, values);
  CHECK(bytes.size() == 128 + 48);
  const NpyNumbers read = unpack_npy(bytes, "test");
  CHECK(read.shape == std::vector<std::int64_t>{2, 3});
  CHECK(std::memcmp(read.values.data(), values.data(), 48) == 0);
  CHECK(unpack_npy(pack_npy({0, 2}, {}), "test").values.empty());
  const Blob blob{std::byte{1}, std::byte{255}};
  CHECK(unpack_npy_bytes(pack_npy_bytes(blob), "test") == blob);
}

TEST_CASE("NPY arrays in column order and of other types are read", "[npy]") {
  std::string bytes = pack_npy({2, 2}, std::vector<double>{1, 2, 3, 4});
  bytes.replace(bytes.find("False, 'sh"), 10, "True , 'sh");
  CHECK(unpack_npy(bytes, "test").values == std::vector<double>{1, 3, 2, 4});
  std::string small = pack_npy({1}, std::vector<double>{0});
  small.replace(small.find("<f8"), 3, "<i4")
      .replace(small.size() - 8, 8, std::string("\7\0\0\0", 4));
  CHECK(unpack_npy(small, "test").values == std::vector<double>{7});
}

TEST_CASE("NPY arrays that promise more than they hold are refused", "[npy]") {
  const std::string good = pack_npy({2, 3}, std::vector<double>(6));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string bytes = good;
    return bytes.replace(bytes.find(from), from.size(), to);
  };
  CHECK_THROWS_AS(unpack_npy(changed("(2, 3)", "(9, 3)"), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy(changed("(2, 3), }      ", "(99999999, 9)}"), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy(changed("<f8", "|O8"), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy(changed("'shape'", "'shope'"), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy(good.substr(0, 150), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy(good.substr(0, 40), "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy("\x93NUMPY", "t"), BadFile);
  CHECK_THROWS_AS(unpack_npy_bytes(good, "t"), BadFile);
}
