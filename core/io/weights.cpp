// NPZ by the readers of sessions; safetensors: the length of a JSON header, the header, the numbers
// (format of github.com/huggingface/safetensors, version 0.4).
#include "core/io/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/io/json_node.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/zip.hpp"

namespace thalweg {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::int64_t many = std::int64_t{1} << 40;

template <class T>
double as_double(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

/// The upper half of a float.
double from_bfloat(const char* bytes) {
  std::uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16));
}

/// IEEE 754 binary16: one sign bit, five of exponent, ten of fraction.
double from_half(const char* bytes) {
  std::uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const double sign = half >> 15 ? -1 : 1;
  if (exponent == 31) {
    return fraction ? std::nan("") : sign * std::numeric_limits<double>::infinity();
  }
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

struct Type {
  const char* name;
  std::size_t bytes;
  double (*read)(const char*);
};
constexpr Type types[] = {{"F64", 8, as_double<double>},
                          {"F32", 4, as_double<float>},
                          {"F16", 2, from_half},
                          {"BF16", 2, from_bfloat},
                          {"I64", 8, as_double<std::int64_t>},
                          {"I32", 4, as_double<std::int32_t>},
                          {"I16", 2, as_double<std::int16_t>},
                          {"I8", 1, as_double<std::int8_t>},
                          {"U8", 1, as_double<std::uint8_t>},
                          {"BOOL", 1, as_double<std::uint8_t>}};

const Type& type_of(const JsonNode& entry) {
  const std::string name = entry.at("dtype").text();
  for (const Type& type : types) {
    if (name == type.name) return type;
  }
  entry.refuse(fmt::format("The type {} is not read", name));
}

NamedArray read_tensor(const std::string& name, const JsonNode& entry, std::string_view data) {
  const Type& type = type_of(entry);
  NamedArray out{name, {}, {}};
  std::int64_t count = 1;
  for (const JsonNode& axis : entry.at("shape").items()) {
    const std::int64_t length = axis.whole(0, many);
    if (length > 0 && count > many / length) entry.refuse("Its shape is absurd");
    out.shape.push_back(length);
    count *= length;
  }
  const std::vector<JsonNode> ends = entry.at("data_offsets").items();
  const auto size = static_cast<std::int64_t>(data.size());
  if (ends.size() != 2) entry.refuse("Its data_offsets are not two numbers");
  const std::int64_t begin = ends[0].whole(0, size), end = ends[1].whole(begin, size);
  if (end - begin != count * static_cast<std::int64_t>(type.bytes)) {
    entry.refuse("Its numbers do not fill its shape");
  }
  const char* at = data.data() + begin;
  for (std::int64_t i = 0; i < count; ++i, at += type.bytes) out.values.push_back(type.read(at));
  return out;
}

bool ends_with(const std::string& path, std::string_view ending) {
  return path.size() > ending.size() && path.ends_with(ending);
}

[[noreturn]] void refuse_ending(const std::string& path) {
  throw BadInput("Weights are kept in .npz and .safetensors files", path,
                 "Give the file one of these endings.");
}

}  // namespace

std::vector<NamedArray> unpack_safetensors(const std::string& bytes, const std::string& where) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) {
    throw BadFile("It is too short to be a safetensors file", where, "Save it again.");
  }
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length) {
    throw BadFile("Its header is longer than the file", where, "Save it again.");
  }
  const auto header_size = static_cast<std::size_t>(length);
  const nlohmann::json header = parse_json(bytes.substr(sizeof length, header_size), where);
  const std::string_view data = std::string_view(bytes).substr(sizeof length + header_size);
  std::vector<NamedArray> out;
  for (const auto& [name, entry] : JsonNode(header, where).members()) {
    if (name != "__metadata__") out.push_back(read_tensor(name, entry, data));
  }
  std::sort(out.begin(), out.end(),
            [](const NamedArray& a, const NamedArray& b) { return a.name < b.name; });
  return out;
}

std::string pack_safetensors(const std::vector<NamedArray>& arrays) {
  nlohmann::json header = nlohmann::json::object();
  std::string data;
  for (const NamedArray& array : arrays) {
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(array.values.data()),
                array.values.size() * sizeof(double));
    header[array.name] = {
        {"dtype", "F64"}, {"shape", array.shape}, {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.append(7 - (text.size() + 7) % 8, ' ');  // the numbers begin at a multiple of 8
  const std::uint64_t length = text.size();
  std::string out(sizeof length, '\0');
  std::memcpy(out.data(), &length, sizeof length);
  return out + text + data;
}

std::vector<NamedArray> read_weights(const std::string& path) {
  if (ends_with(path, ".safetensors")) return unpack_safetensors(read_file(path), path);
  if (!ends_with(path, ".npz")) refuse_ending(path);
  std::vector<NamedArray> out;
  for (const auto& [entry, bytes] : unpack_zip(read_file(path), path)) {
    if (!ends_with(entry, ".npy")) continue;
    NpyNumbers numbers = unpack_npy(bytes, path + ", " + entry);
    out.push_back({entry.substr(0, entry.size() - 4), numbers.shape, std::move(numbers.values)});
  }
  return out;
}

void write_weights(const std::string& path, const std::vector<NamedArray>& arrays) {
  if (ends_with(path, ".safetensors")) return write_file(path, pack_safetensors(arrays));
  if (!ends_with(path, ".npz")) refuse_ending(path);
  ZipEntries entries;
  for (const NamedArray& array : arrays) {
    entries[array.name + ".npy"] = pack_npy(array.shape, array.values);
  }
  write_file(path, pack_zip(entries));
}

}  // namespace thalweg
