// Sizes and strides.
#include "core/autodiff/shape.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

}  // namespace

Shape::Shape(std::span<const Index> sizes) : rank_(static_cast<int>(sizes.size())) {
  if (rank_ > most) throw Internal(fmt::format("a tensor has at most {} axes", most));
  std::copy(sizes.begin(), sizes.end(), sizes_.begin());
  if (std::any_of(sizes.begin(), sizes.end(), [](Index n) { return n < 1; })) {
    throw Internal("a tensor has a size below 1: " + text());
  }
}

int Shape::axis(int given) const {
  const int counted = given < 0 ? given + rank_ : given;
  if (counted < 0 || counted >= rank_) {
    throw Internal(fmt::format("there is no axis {} in {}", given, text()));
  }
  return counted;
}

Index Shape::operator[](int given) const { return sizes_[at(axis(given))]; }

Index Shape::size() const {
  Index product = 1;
  for (const Index n : sizes()) product *= n;
  return product;
}

std::array<Index, Shape::most> Shape::strides() const {
  std::array<Index, most> out{};
  Index stride = 1;
  for (int i = rank_ - 1; i >= 0; --i) {
    out[at(i)] = stride;
    stride *= sizes_[at(i)];
  }
  return out;
}

Shape Shape::with(int given, Index size) const {
  Shape out = *this;
  out.sizes_[at(axis(given))] = size;
  return out;
}

Shape Shape::without(int given) const {
  Shape out = *this;
  std::copy(sizes_.begin() + axis(given) + 1, sizes_.end(), out.sizes_.begin() + axis(given));
  out.sizes_[at(--out.rank_)] = 0;
  return out;
}

Shape Shape::with_last(Index size) const {
  std::vector<Index> out(sizes().begin(), sizes().end());
  out.push_back(size);
  return Shape(out);
}

std::string Shape::text() const { return fmt::format("[{}]", fmt::join(sizes(), ", ")); }

Shape broadcast_shape(const Shape& a, const Shape& b, const char* what) {
  Shape out = a.rank() >= b.rank() ? a : b;
  for (int i = 1; i <= std::min(a.rank(), b.rank()); ++i) {
    const Index n = a[-i], m = b[-i];
    if (n != m && n != 1 && m != 1) {
      throw Internal(fmt::format("{} of {} and {}", what, a.text(), b.text()));
    }
    out = out.with(-i, std::max(n, m));
  }
  return out;
}

}  // namespace thalweg::autodiff
