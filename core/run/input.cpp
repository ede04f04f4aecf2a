// Slots that a person fills.
#include "core/run/input.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace thalweg {

void Inputs::clear(std::string_view name) {
  const auto found = slots_.find(name);
  if (found != slots_.end()) slots_.erase(found);
}

const Buffer* Inputs::find(std::string_view name) const {
  const auto found = slots_.find(name);
  return found == slots_.end() ? nullptr : found->second.get();
}

void Inputs::wrong_kind(std::string_view name, const Buffer& content) {
  throw BadInput(fmt::format("It holds a {}, which does not fit", kind_name(content)),
                 fmt::format("input '{}'", name));
}

}  // namespace thalweg
