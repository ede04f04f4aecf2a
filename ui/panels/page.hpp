// Sets a page of Markdown with formulas into a column of the window.
#pragma once

#include <string>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

/// Draws the page and moves the column on.
void draw_page(Column& column, const std::string& page);

}  // namespace thalweg::ui
