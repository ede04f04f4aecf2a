// The Method tab: the experiment's page with its formulas, its paper and its claims.
#pragma once

#include <string>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// Sets a page of Markdown into the column.
void draw_page(Column& column, const std::string& page);
void draw_method(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
