// The Parameters tab: one field for every declared parameter, whatever the experiment.
#pragma once

#include <string>

#include "core/run/param.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
struct OpenRun;

/// What a parameter is called in edits: "eta", or "sns.kappa" for the focus (else the first
/// contender of its method). Empty when no contender has it.
std::string parameter_path(const OpenRun& run, const ParamSpec& spec);
/// Opens the Parameters tab at the field of `path`, ready for typing.
void reveal_parameter(Workspace& workspace, const std::string& path);
/// True once when a parameter was revealed: the inspector turns to its tab.
bool take_reveal_request();
/// Draws the sections into a scrolling column.
void draw_parameters(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
