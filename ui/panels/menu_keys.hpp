// How menus take part in the keyboard; between widgets.cpp and interaction.cpp.
#pragma once

#include <string>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

/// The menu of `name` was opened by `opener`: with Enter, its first item has the keyboard next.
void enter_menu(const Press& opener, const std::string& name);
/// Around the items of an open menu: ↑ and ↓ walk over them.
void begin_menu_keys();
void end_menu_keys();
/// A place in the Tab order that is no hit area of ours; true when it has the keyboard.
bool join_focus(const char* name, const Box& box);

}  // namespace thalweg::ui
