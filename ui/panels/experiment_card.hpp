// An experiment in brief: its picture, what it asks, what it costs here, where it comes from.
#pragma once

#include <string>

#include "core/run/experiment.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// The picture in `box` (16:10), or a sentence while there is none.
void draw_picture(Workspace& workspace, const Experiment& experiment, const Box& box);
/// "0.41 s to iteration 60 on this machine", or short "0.41 s to k 60"; empty while that is not
/// known.
std::string cost_text(Workspace& workspace, const Experiment& experiment, bool brief = false);
/// A glyph for claims that fall short or were not checked on this build; empty when all hold.
struct ClaimMark {
  const char* glyph = "";
  Role role = Role::dim;
  std::string text;
};
ClaimMark claim_mark(Workspace& workspace, const Experiment& experiment);
/// One line with what the query found in it emphasised, shortened with … where it does not fit.
void put_found(const Box& box, Font font, Font emphasis, ImU32 colour, std::string_view query,
               std::string_view text);
/// The card beside a list: its left upper corner at `at`, moved so that it lies in the window.
void draw_card(Workspace& workspace, const Experiment& experiment, ImVec2 at);

}  // namespace thalweg::ui
