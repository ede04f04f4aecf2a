// Images in IDX files: what is read, and what is said of files that are something else.
#include "core/data/idx.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"
#include "tests/support/temp_dir.hpp"

namespace thalweg::data {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Catch::Contains;

Bytes idx(const std::vector<std::uint32_t>& sizes, const Bytes& values) {
  Bytes out{0, 0, 8, static_cast<std::uint8_t>(sizes.size())};
  for (const std::uint32_t size : sizes) {
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  out.insert(out.end(), values.begin(), values.end());
  return out;
}

/// Six images of 2 × 3 pixels, image i of which has the values 10 i, 10 i + 1, …; classes 0 … 2.
class Folder {
 public:
  Folder() {
    Bytes pixels;
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < 6; ++j) pixels.push_back(static_cast<std::uint8_t>(10 * i + j));
    }
    write("train-images-idx3-ubyte", idx({6, 2, 3}, pixels));
    write("train-labels-idx1-ubyte", idx({6}, {0, 1, 2, 0, 1, 2}));
  }
  std::string path(const std::string& name = {}) const { return dir_.file(name); }
  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(path(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  /// What is said when this is the file of images.
  std::string complaint(const Bytes& images) const {
    write("train-images-idx3-ubyte", images);
    try {
      idx_images(path(), 2, 4, Rng(1));
    } catch (const BadFile& bad) {
      CHECK_THAT(bad.where(), Contains("train-images"));
      CHECK(!bad.cure().empty());
      return bad.problem();
    }
    return "nothing";
  }

 private:
  test::TempDir dir_;
};

TEST_CASE("Images and labels of IDX files become examples", "[data]") {
  const Folder folder;
  const Dataset all = idx_images(folder.path(), 3, 100, Rng(1));
  REQUIRE(all.inputs.rows() == 6);
  REQUIRE(all.inputs.cols() == 6);
  CHECK(all.labels == std::vector<int>{0, 1, 2, 0, 1, 2});
  CHECK(all.targets(4, 1) == 1);
  for (Index i = 0; i < 6; ++i) {
    for (Index j = 0; j < 6; ++j) {
      CHECK(all.inputs(i, j) == static_cast<double>(10 * i + j) / 255);
    }
  }
  const Dataset some = idx_images(folder.path(), 2, 2, Rng(1));
  REQUIRE(some.inputs.rows() == 2);
  CHECK(some.targets.cols() == 2);
  CHECK(some.labels == std::vector<int>{0, 1});
  CHECK(some.inputs(0, 1) - some.inputs(0, 0) == Approx(1.0 / 255));
}

TEST_CASE("A file of images with a dot in its name is found", "[data]") {
  const Folder folder;
  std::filesystem::rename(folder.path("train-images-idx3-ubyte"),
                          folder.path("train-images.idx3-ubyte"));
  CHECK(idx_images(folder.path(), 3, 6, Rng(1)).size() == 6);
}

TEST_CASE("Files that are no IDX images are refused with what is wrong", "[data]") {
  const Folder folder;
  Bytes good = idx({6, 2, 3}, Bytes(36, 7));
  CHECK(folder.complaint(good) == "nothing");
  CHECK_THAT(folder.complaint({}), Contains("not an IDX file"));
  Bytes bad = good;
  bad[0] = 9;
  CHECK_THAT(folder.complaint(bad), Contains("not an IDX file"));
  bad = good, bad[2] = 13;
  CHECK_THAT(folder.complaint(bad), Contains("type 13"));
  CHECK_THAT(folder.complaint({good.begin(), good.begin() + 9}), Contains("header"));
  bad = good, bad.pop_back();
  CHECK_THAT(folder.complaint(bad), Contains("promises 36 values, and it has 35"));
  bad = good, bad.push_back(0);
  CHECK_THAT(folder.complaint(bad), Contains("has 37"));
  bad = good, bad[4] = bad[8] = bad[12] = 255;  // sizes whose product does not fit 64 bits
  CHECK_THAT(folder.complaint(bad), Contains("promises"));
  CHECK_THAT(folder.complaint({0x1f, 0x8b, 8, 0}), Contains("packed"));
  CHECK_THAT(folder.complaint(idx({6, 6}, Bytes(36, 7))), Contains("three axes"));
}

TEST_CASE("A folder that does not fit says why", "[data]") {
  const Folder folder;
  CHECK_THROWS_AS(idx_images("", 2, 4, Rng(1)), BadInput);
  CHECK_THROWS_WITH(idx_images(folder.path(), 4, 4, Rng(1)), Contains("3 classes"));
  folder.write("train-labels-idx1-ubyte", idx({5}, Bytes(5, 1)));
  CHECK_THROWS_WITH(idx_images(folder.path(), 2, 4, Rng(1)), Contains("5 labels for 6 images"));
  std::filesystem::remove(folder.path("train-labels-idx1-ubyte"));
  CHECK_THROWS_WITH(idx_images(folder.path(), 2, 4, Rng(1)), Contains("no such file"));
  folder.write("train-labels-idx1-ubyte.gz", {0x1f, 0x8b});
  CHECK_THROWS_WITH(idx_images(folder.path(), 2, 4, Rng(1)), Contains("packed"));
}

}  // namespace
}  // namespace thalweg::data
