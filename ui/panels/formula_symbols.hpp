// The commands of TeX that stand for one symbol or name.
#pragma once

#include <string_view>

#include "ui/panels/formula_tree.hpp"

namespace thalweg::ui::formula {

struct Symbol {
  std::string_view command, text;
  Class role = Class::ordinary;
  Ink ink = Ink::upright;
  /// Scripts below and above in displays.
  bool limits = false;
};

/// Null when no symbol has that name.
const Symbol* find_symbol(std::string_view command);

}  // namespace thalweg::ui::formula
