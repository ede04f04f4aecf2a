// Composes error texts: "where: what. cure".
#include "core/base/error.hpp"

#include <fmt/format.h>

namespace thalweg {
namespace {

std::string compose(const std::string& what, const std::string& where, const std::string& cure) {
  std::string text = where.empty() ? what : fmt::format("{}: {}", where, what);
  if (!text.empty() && text.back() != '.') text += '.';
  return cure.empty() ? text : fmt::format("{} {}", text, cure);
}

}  // namespace

Error::Error(std::string what, std::string where, std::string cure)
    : std::runtime_error(compose(what, where, cure)),
      problem_(std::move(what)),
      where_(std::move(where)),
      cure_(std::move(cure)) {}

BadInput::BadInput(std::string what, std::string where, std::string cure)
    : Error(std::move(what), std::move(where), std::move(cure)) {}

Internal::Internal(std::string what, std::string where)
    : Error(std::move(what), std::move(where), "This is a mistake in Thalweg.") {}

void assertion_failed(const char* condition, const char* file, int line) {
  throw Internal(fmt::format("'{}' does not hold", condition), fmt::format("{}:{}", file, line));
}

}  // namespace thalweg
