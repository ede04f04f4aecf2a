// The NPY format, versions 1 to 3 (numpy.lib.format): a magic word, a Python literal, raw numbers.
#include "core/io/npy_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr const char* cure =
    "Save it again, for example with numpy.save(file, array.astype(float)).";

struct Header {
  std::string type;  // "<f8"
  bool fortran = false;
  std::vector<std::int64_t> shape;
  std::size_t data = 0;  // where the numbers start
};

[[noreturn]] void refuse(const std::string& what, const std::string& where) {
  throw BadFile(what, where, cure);
}

std::string with_header(const char* type, const std::vector<std::int64_t>& shape,
                        std::string_view data) {
  std::string literal = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                    type, fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  literal.append(63 - (magic.size() + 4 + literal.size()) % 64, ' ');
  literal += '\n';
  std::string bytes(magic);
  bytes += {'\1', '\0', static_cast<char>(literal.size() & 0xff),
            static_cast<char>(literal.size() >> 8)};
  return bytes.append(literal).append(data);
}

/// The text after `'key':` in the header's literal.
std::string_view after_key(std::string_view literal, std::string_view key,
                           const std::string& where) {
  const auto at = literal.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) refuse(fmt::format("Its header lacks '{}'", key), where);
  literal.remove_prefix(at + key.size() + 3);
  literal.remove_prefix(std::min(literal.find_first_not_of(' '), literal.size()));
  return literal;
}

std::vector<std::int64_t> read_shape(std::string_view text, const std::string& where) {
  std::vector<std::int64_t> shape;
  if (!text.starts_with('(')) refuse("Its shape is not a list", where);
  std::int64_t number = -1;
  for (const char letter : text.substr(1)) {
    if (letter >= '0' && letter <= '9') {
      number = std::max<std::int64_t>(number, 0) * 10 + (letter - '0');
      if (number > std::int64_t{1} << 40) refuse("Its shape is absurd", where);
    } else if (letter == ',' || letter == ')') {
      if (number >= 0) shape.push_back(number);
      number = -1;
      if (letter == ')') return shape;
    } else if (letter != ' ') {
      break;
    }
  }
  refuse("Its shape cannot be read", where);
}

Header read_header(const std::string& bytes, const std::string& where) {
  if (bytes.size() < 10 || !bytes.starts_with(magic)) refuse("It is not an NPY file", where);
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const bool is_short = byte(6) == 1;
  if (byte(6) < 1 || byte(6) > 3 || bytes.size() < 12) refuse("Its NPY version is unknown", where);
  const std::size_t start = is_short ? 10 : 12;
  std::size_t length = byte(8) + (byte(9) << 8);
  if (!is_short) length += (byte(10) << 16) + (byte(11) << 24);
  if (length > bytes.size() - start) refuse("It is cut short", where);
  const std::string_view literal = std::string_view(bytes).substr(start, length);
  Header header;
  header.data = start + length;
  const std::string_view type = after_key(literal, "descr", where);
  if (!type.starts_with('\'')) refuse("It holds records, not numbers", where);
  header.type = type.substr(1, type.substr(1).find('\''));
  header.fortran = after_key(literal, "fortran_order", where).starts_with("True");
  header.shape = read_shape(after_key(literal, "shape", where), where);
  return header;
}

template <class T>
double number_at(const char* raw) {
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return static_cast<double>(value);
}

/// IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction.
double half_at(const char* raw) {
  const auto bits = static_cast<unsigned>(number_at<std::uint16_t>(raw));
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  const int exponent = static_cast<int>(bits >> 10 & 31U),
            fraction = static_cast<int>(bits & 1023U);
  if (exponent == 31) {
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  }
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

struct NumberType {
  std::string_view name;
  std::size_t size;
  double (*read)(const char*);
};

constexpr NumberType number_types[] = {{"<f8", 8, number_at<double>},
                                       {"<f4", 4, number_at<float>},
                                       {"<f2", 2, half_at},
                                       {"<i8", 8, number_at<std::int64_t>},
                                       {"<i4", 4, number_at<std::int32_t>},
                                       {"<i2", 2, number_at<std::int16_t>},
                                       {"|i1", 1, number_at<std::int8_t>},
                                       {"<u8", 8, number_at<std::uint64_t>},
                                       {"<u4", 4, number_at<std::uint32_t>},
                                       {"<u2", 2, number_at<std::uint16_t>},
                                       {"|u1", 1, number_at<std::uint8_t>},
                                       {"|b1", 1, number_at<std::uint8_t>}};

const NumberType& type_of(const Header& header, const std::string& where) {
  for (const NumberType& type : number_types) {
    if (type.name == header.type) return type;
  }
  refuse(fmt::format("Its numbers are of type '{}', which is not read", header.type), where);
}

/// Number of elements, checked against the bytes that are there.
std::size_t element_count(const Header& header, std::size_t size, const std::string& bytes,
                          const std::string& where) {
  const std::size_t there = (bytes.size() - header.data) / size;
  std::size_t count = 1;
  for (const std::int64_t length : header.shape) {
    const auto axis = static_cast<std::size_t>(length);
    if (axis != 0 && count > there / axis) {
      refuse(fmt::format("Its header promises {} numbers, more than it holds",
                         fmt::join(header.shape, " × ")),
             where);
    }
    count *= axis;
  }
  if (count * size != bytes.size() - header.data) {
    refuse(fmt::format("It holds {} numbers, its header promises {}", there, count), where);
  }
  return count;
}

/// Column-major to row-major.
std::vector<double> reordered(const std::vector<double>& values,
                              const std::vector<std::int64_t>& shape) {
  std::vector<double> result(values.size());
  std::vector<std::int64_t> index(shape.size(), 0);
  for (double& target : result) {
    std::size_t from = 0;
    for (std::size_t axis = shape.size(); axis > 0; --axis) {
      from = from * static_cast<std::size_t>(shape[axis - 1]) +
             static_cast<std::size_t>(index[axis - 1]);
    }
    target = values[from];
    for (std::size_t axis = shape.size(); axis > 0 && ++index[axis - 1] == shape[axis - 1];
         --axis) {
      index[axis - 1] = 0;
    }
  }
  return result;
}

}  // namespace

static_assert(std::endian::native == std::endian::little, "NPY files are written as they lie here");

std::string pack_npy(const std::vector<std::int64_t>& shape, std::span<const double> values) {
  return with_header("<f8", shape,
                     {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string pack_npy_bytes(std::span<const std::byte> bytes) {
  return with_header("|u1", {static_cast<std::int64_t>(bytes.size())},
                     {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

NpyNumbers unpack_npy(const std::string& bytes, const std::string& where) {
  const Header header = read_header(bytes, where);
  const NumberType& type = type_of(header, where);
  const std::size_t count = element_count(header, type.size, bytes, where);
  NpyNumbers numbers{header.shape, std::vector<double>(count)};
  const char* raw = bytes.data() + header.data;
  for (std::size_t i = 0; i < count; ++i) numbers.values[i] = type.read(raw + i * type.size);
  if (header.fortran) numbers.values = reordered(numbers.values, numbers.shape);
  return numbers;
}

Blob unpack_npy_bytes(const std::string& bytes, const std::string& where) {
  const Header header = read_header(bytes, where);
  if (header.type != "|u1" || header.shape.size() != 1) refuse("It does not hold bytes", where);
  const std::size_t count = element_count(header, 1, bytes, where);
  Blob blob(count);
  if (count > 0) std::memcpy(blob.data(), bytes.data() + header.data, count);
  return blob;
}

}  // namespace thalweg
