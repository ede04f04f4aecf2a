// One function saves, restores and validates a contender's state; the bytes are its fingerprint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/rng.hpp"

namespace thalweg {

using Blob = std::vector<std::byte>;
using BlobPtr = std::shared_ptr<const Blob>;

/// Visits named fields in a fixed order, writing them or reading them back. Reading throws BadFile
/// when a name, type or size is not what the reader expects.
class Archive {
 public:
  /// Writes.
  Archive() = default;
  /// Reads.
  explicit Archive(std::span<const std::byte> bytes) : input_(bytes), loading_(true) {}

  bool loading() const { return loading_; }

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void value(std::string_view name, T& field) {
    block(name, sizeof(T), 1);
    bytes(std::as_writable_bytes(std::span(&field, 1)));
  }
  void value(std::string_view name, std::string& text);
  void value(std::string_view name, Rng& rng);
  /// A contiguous, resizable array of numbers: std::vector or an Eigen vector.
  template <class V>
  requires requires(V& v) { v.data(), v.resize(v.size()); }
  void vector(std::string_view name, V& numbers) {
    using T = std::remove_reference_t<decltype(*numbers.data())>;
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t size = block(name, sizeof(T), static_cast<std::size_t>(numbers.size()));
    if (loading_) numbers.resize(static_cast<decltype(numbers.size())>(size));
    bytes(std::as_writable_bytes(std::span<T>(numbers.data(), size)));
  }

  Blob take() && { return std::move(output_); }
  /// After reading: throws BadFile unless everything was read.
  void expect_end() const;

 private:
  std::size_t block(std::string_view name, std::size_t element, std::size_t count);
  void bytes(std::span<std::byte> data);

  Blob output_;
  std::span<const std::byte> input_;
  bool loading_ = false;
};

}  // namespace thalweg
