// Named blocks of bytes, checked on the way back.
#include "core/run/archive.hpp"

#include <fmt/format.h>

#include <cstring>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace thalweg {
namespace {

struct Header {
  std::uint64_t name = 0;
  std::uint32_t element = 0;
  std::uint32_t reserved = 0;
  std::uint64_t count = 0;
};

constexpr std::string_view where = "saved state";
constexpr std::string_view cure =
    "It belongs to another version or is damaged; replay the session.";

[[noreturn]] void refuse(const std::string& what) {
  throw BadFile(what, std::string(where), std::string(cure));
}

}  // namespace

std::size_t Archive::block(std::string_view name, std::size_t element, std::size_t count) {
  Header header{hash_bytes(name), static_cast<std::uint32_t>(element), 0, count};
  if (!loading_) {
    const auto* raw = reinterpret_cast<const std::byte*>(&header);
    output_.insert(output_.end(), raw, raw + sizeof(header));
    return count;
  }
  if (input_.size() < sizeof(header)) refuse(fmt::format("'{}' is missing", name));
  Header found;
  std::memcpy(&found, input_.data(), sizeof(found));
  if (found.name != header.name || found.element != header.element) {
    refuse(fmt::format("'{}' is not where it should be", name));
  }
  input_ = input_.subspan(sizeof(found));
  if (found.count > input_.size() / element) refuse(fmt::format("'{}' is cut short", name));
  return found.count;
}

void Archive::bytes(std::span<std::byte> data) {
  if (!loading_) {
    output_.insert(output_.end(), data.begin(), data.end());
    return;
  }
  if (data.size() > input_.size()) refuse("it ends too early");
  if (!data.empty()) std::memcpy(data.data(), input_.data(), data.size());
  input_ = input_.subspan(data.size());
}

void Archive::value(std::string_view name, std::string& text) {
  std::vector<char> letters(text.begin(), text.end());
  vector(name, letters);
  text.assign(letters.begin(), letters.end());
}

void Archive::value(std::string_view name, Rng& rng) {
  std::vector<std::uint64_t> state{rng.seed(), rng.position()};
  vector(name, state);
  if (state.size() != 2) refuse(fmt::format("'{}' is not a random generator", name));
  rng.restore(state[0], state[1]);
}

void Archive::expect_end() const {
  if (!input_.empty()) refuse("it holds more than expected");
}

}  // namespace thalweg
