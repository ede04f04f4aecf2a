// IDX files, read as a whole; only the examples that were drawn become numbers.
#include "core/data/idx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/error.hpp"

namespace thalweg::data {
namespace {

namespace fs = std::filesystem;

const char* const whole_copy = "Take a whole copy, unpacked: 'gunzip' the file as it is offered.";

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw BadFile(what, path, whole_copy);
}

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, "The file cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The file by its usual name, or with the dot that some copies have.
std::string find(const std::string& folder, const std::string& stem, const std::string& kind) {
  for (const char* const between : {"-", "."}) {
    const fs::path path = fs::path(folder) / (stem + between + kind);
    if (fs::is_regular_file(path)) return path.string();
  }
  const fs::path expected = fs::path(folder) / (stem + "-" + kind);
  if (fs::exists(expected.string() + ".gz")) {
    throw BadFile("The file is still packed", expected.string() + ".gz",
                  "Unpack it with 'gunzip'.");
  }
  throw BadFile("There is no such file", expected.string(),
                "Choose the folder with train-images-idx3-ubyte and train-labels-idx1-ubyte.");
}

}  // namespace

IdxArray read_idx(const std::string& path) {
  std::vector<std::uint8_t> bytes = bytes_of(path);
  if (bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) {
    refuse(path, "The file is still packed");
  }
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0) {
    refuse(path, "This is not an IDX file: it does not begin with two zero bytes");
  }
  if (bytes[2] != 8)
    refuse(path, fmt::format("Its values are of type {}, not bytes (8)", bytes[2]));
  const std::size_t axes = bytes[3], header = 4 + 4 * axes;
  if (axes == 0 || bytes.size() < header) refuse(path, "The file ends within its header");
  IdxArray out;
  std::uint64_t count = 1;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size * 256 + bytes[4 + 4 * axis + i];
    out.sizes.push_back(static_cast<Index>(size));
    // More than the file has stays more; products of such sizes could wrap around.
    count = std::min<std::uint64_t>(count * size, std::uint64_t{1} << 31);
  }
  if (bytes.size() - header != count) {
    refuse(path, fmt::format("Its header promises {} values, and it has {}", count,
                             bytes.size() - header));
  }
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
  out.values = std::move(bytes);
  return out;
}

Dataset idx_images(const std::string& folder, int classes, Index count, Rng rng) {
  if (folder.empty()) {
    throw BadInput("No folder with images was named", "folder",
                   "Type the folder with train-images-idx3-ubyte and train-labels-idx1-ubyte.");
  }
  const std::string image_path = find(folder, "train-images", "idx3-ubyte");
  const std::string label_path = find(folder, "train-labels", "idx1-ubyte");
  const IdxArray images = read_idx(image_path), labels = read_idx(label_path);
  if (images.sizes.size() != 3) refuse(image_path, "It has no images: three axes are needed");
  if (labels.sizes.size() != 1) refuse(label_path, "It has no labels: one axis is needed");
  const Index n = images.sizes[0], pixels = images.sizes[1] * images.sizes[2];
  if (labels.sizes[0] != n) {
    refuse(label_path, fmt::format("It has {} labels for {} images", labels.sizes[0], n));
  }
  if (n == 0 || pixels == 0) refuse(image_path, "It has no images");
  const int most = *std::max_element(labels.values.begin(), labels.values.end());
  if (most < classes - 1) {
    throw BadInput(fmt::format("There are {} classes in this folder", most + 1), "classes",
                   fmt::format("Choose {} or fewer.", most + 1));
  }
  // Drawn by their places, so that few of many images become numbers.
  Dataset places{fs::path(folder).filename().string(),
                 Vector::LinSpaced(n, 0, static_cast<double>(n - 1)),
                 {},
                 {}};
  set_labels(places, {labels.values.begin(), labels.values.end()}, most + 1);
  Dataset out = subset(first_classes(places, classes), count, rng);
  const Vector chosen = out.inputs.col(0);
  out.inputs.resize(chosen.size(), pixels);
  for (Index i = 0; i < chosen.size(); ++i) {
    const std::uint8_t* const image =
        images.values.data() + static_cast<Index>(std::llround(chosen[i])) * pixels;
    for (Index j = 0; j < pixels; ++j) out.inputs(i, j) = image[j] / 255.0;
  }
  return out;
}

}  // namespace thalweg::data
