// The number of a field: dragged, turned by the wheel, moved by arrows, typed; as itself or as its
// reciprocal. Between field.cpp and field_number.cpp.
#pragma once

#include "ui/panels/field.hpp"

namespace thalweg::ui {

/// The value at the right of `row`; returns the x at which it begins.
float draw_number_value(Workspace& workspace, const Field& field, const Box& row);
/// Its slider, with ticks at default and preset.
void draw_number_slider(Workspace& workspace, const Field& field, const Box& box);
bool is_typing(const Field& field);

/// Whether 1/value is shown (only for those that declare it), and its label.
bool shows_reciprocal(const ParamSpec& spec);
void toggle_reciprocal(const ParamSpec& spec);
std::string shown_label(const ParamSpec& spec);

}  // namespace thalweg::ui
