// The field of one declared parameter: glyph for time, label, value, control. In the Parameters
// tab, under a contender's row, and in the strip of key controls.
#pragma once

#include <string>

#include "core/run/param.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
struct OpenRun;

/// A parameter with what is needed to draw it. `path` is "eta" or "sns.kappa"; `place` tells the
/// same parameter in two places apart: "param.", "own.", "key.".
struct Field {
  const ParamSpec& spec;
  std::string path, place;
  ParamValue value, fallback;
  /// Differs from its default, or is a contender's own in place of the shared one.
  bool changed = false;
  std::string id(const char* part = "") const { return place + path + part; }
};

Field field_of(const Workspace& workspace, const ParamSpec& spec, const std::string& path,
               const std::string& place);
/// What can be changed in place: a number, a choice, a flag.
void draw_field(Workspace& workspace, const Field& field, Column& column);
/// The same on one line of 24 px, without a slider: the number itself is dragged.
void draw_short_field(Workspace& workspace, const Field& field, Column& column);
/// Label and number over a slider, 44 px high.
void draw_key_field(Workspace& workspace, const Field& field, const Box& box);

/// Opens the field for typing, wherever it is drawn first.
void start_typing(const Workspace& workspace, const std::string& path, const std::string& place);
/// Ends the gesture of wheel and arrow keys, which have no release, after a rest; once a frame.
void settle_fields(Workspace& workspace);

}  // namespace thalweg::ui
