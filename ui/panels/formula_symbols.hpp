// The commands of TeX that stand for one symbol or name.
#pragma once

#include <optional>
#include <string_view>

#include "ui/panels/formula_tree.hpp"

namespace thalweg::ui::formula {

struct Symbol {
  std::string_view text;
  Class role = Class::ordinary;
  Ink ink = Ink::upright;
  /// Scripts below and above in displays.
  bool limits = false;
};

/// Nothing when no symbol has that name.
std::optional<Symbol> find_symbol(std::string_view command);

}  // namespace thalweg::ui::formula
