// What TeX's commands of one symbol or name look like: Greek, operators, relations, arrows, names.
#pragma once

#include <string_view>

namespace thalweg {

/// The text of a command without its backslash: "eta" → "η", "argmin" → "arg min". Empty when no
/// command has that name.
std::string_view symbol_text(std::string_view command);

}  // namespace thalweg
