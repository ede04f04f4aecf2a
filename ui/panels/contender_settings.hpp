// What opens under a contender's row: the settings of its own; and the menu that adds contenders.
#pragma once

#include <string>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

bool settings_open(const std::string& key);
void open_settings(const std::string& key);
void toggle_settings(const std::string& key);
/// Its method's settings, and the shared ones that it overrides, each with a way back.
void draw_own_settings(Workspace& workspace, const std::string& key, Column& column, float inset);
/// '+ Add contender' with every method that can solve this problem, and why the others cannot.
void draw_add_contender(Workspace& workspace, const Box& row, float inset);

}  // namespace thalweg::ui
