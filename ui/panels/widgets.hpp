// Our own widgets on ImGui's primitives: flat, quiet, placed by rectangle, in the look of
// figures.md. Every one is noted in the layout dump under its name.
#pragma once

#include <imgui.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "ui/theme/look.hpp"

namespace thalweg::ui {

struct Box {
  ImVec2 min, max;
  float w() const { return max.x - min.x; }
  float h() const { return max.y - min.y; }
  ImVec2 centre() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
  bool contains(ImVec2 p) const {
    return p.x >= min.x && p.y >= min.y && p.x < max.x && p.y < max.y;
  }
  static Box at(ImVec2 corner, float w, float h) { return {corner, {corner.x + w, corner.y + h}}; }
};

// Text -------------------------------------------------------------------------------------
float text_width(Font font, std::string_view text);
float text_height(Font font);
void put_text(ImVec2 at, Font font, ImU32 colour, std::string_view text);
enum class Align { left, centre, right };
/// One line, centred vertically in the box, shortened with … when it does not fit.
void put_text(const Box& box, Align align, Font font, ImU32 colour, std::string_view text);
/// Several lines broken at words; returns the height used. Draws nothing when `draw` is false.
float put_paragraph(ImVec2 at, float width, Font font, ImU32 colour, std::string_view text,
                    bool draw = true);
/// `text` cut at the end with … so that it is at most `width` px.
std::string shortened(Font font, std::string_view text, float width);

// Interaction ------------------------------------------------------------------------------
struct Press {
  bool hovered = false, held = false, clicked = false, right_clicked = false;
  bool double_clicked = false, released = false;
  /// It has the keyboard · Enter was pressed on it (which is a click as well).
  bool focused = false, entered = false;
};
/// A hit area; `shown` goes into the layout dump. Takes part in the Tab order.
Press hit(const char* name, const Box& box, std::string_view shown = {});
/// Shows `text` after 400 ms over one widget, at once over the next ones.
void tip(const Press& press, std::string_view text);
/// Asks for a frame in so many seconds.
void wake_in(double seconds);
/// Seconds until a widget wants a frame (a tooltip, a text that ages); < 0 = none does.
double frame_due();
/// Moves the keyboard focus along the widgets of the last frame; `by` = ±1.
void move_focus(int by);
/// Gives the keyboard to a widget that was clicked, without a ring.
void focus_on(const std::string& name);
/// ↑ counts 1 and ↓ −1 on the widget that has the keyboard; Shift a tenth.
double arrow_notches(const Press& press);
/// Name of the widget that has the keyboard focus; empty = none.
const std::string& focused_widget();
/// Drops the keyboard focus; true when there was one.
bool drop_focus();

// Widgets ----------------------------------------------------------------------------------
enum class ButtonLook { flat, raised, accent };
/// A button with an icon, a label or both.
bool button(const char* name, const Box& box, std::string_view label,
            ButtonLook look = ButtonLook::flat, bool enabled = true, std::string_view tooltip = {},
            Font font = Font::body);
/// Width that button() wants for `label`.
float button_width(std::string_view label, Font font = Font::body);
/// One choice of several in a rounded frame; returns the index clicked, or −1.
int segmented(const char* name, const Box& box, const std::vector<std::string>& items,
              int selected);
/// A row of tabs with an underline under the present one; returns the index clicked, or −1.
int tabs(const char* name, const Box& box, const std::vector<std::string>& items, int selected);
/// A row that folds: chevron, label, count at the right. True when clicked.
bool group_row(const char* name, const Box& box, std::string_view label, int count, bool open);
/// A row of a list, with a bar at the left when selected.
Press list_row(const char* name, const Box& box, std::string_view label, bool selected,
               float indent);
/// A check box with its label.
bool check_box(const char* name, const Box& box, std::string_view label, bool on);
/// A field that opens a list; returns the index chosen, or −1.
int combo(const char* name, const Box& box, const std::vector<std::string>& items, int selected);
/// A field that opens a menu at `box`; draw items between true and end_menu().
bool begin_menu(const char* name, const Box& box, std::string_view label, ButtonLook look,
                Font font = Font::body);
/// A popup opened with ImGui::OpenPopup(name), in our look.
bool begin_popup(const char* name);
void end_menu();
/// Closes the open menu; false when there was none.
bool close_menu();
/// A line of a menu. `shortcut` stands at the right.
bool menu_item(const char* name, std::string_view label, std::string_view shortcut = {},
               bool enabled = true, bool checked = false);
void menu_line();
/// A field for text. `entered` is set on Enter.
bool text_field(const char* name, const Box& box, const char* hint, std::string& text,
                bool* entered = nullptr, bool take_focus = false);
/// Whether a field has asked for the keyboard and not got it yet: what is typed is meant for it.
bool text_awaited();
/// A pill with a muted text.
void chip(const char* name, const Box& box, std::string_view text, ImU32 colour);
/// A contender's dot; hollow when hidden.
void swatch(ImVec2 centre, int colour_index, bool hollow = false);
/// A contender's dash and marker, as patterns and exports draw them, across the box.
void line_sample(const Box& box, int colour_index, double alpha = 1);
void line(ImVec2 from, ImVec2 to, ImU32 colour, float thickness = 1);
/// A horizontal hairline in the colour of borders.
void hairline(float x0, float x1, float y);

// Sliders ----------------------------------------------------------------------------------
struct SliderRange {
  double lo = 0, hi = 1;
  bool logarithmic = false, whole = false;
};
/// What a slider did in this frame: a value while it is dragged (or moved by a key, whose gesture
/// has no end of its own), and the end of the drag.
struct SliderAnswer {
  bool moved = false, released = false, keyed = false;
  double value = 0;
};
/// Where `value` stands on the range, 0 … 1; and back.
double slider_position(const SliderRange& range, double value);
double slider_value(const SliderRange& range, double position);
/// `value` moved by so many per cent of the range; a whole number by 1 at least.
double nudged(const SliderRange& range, double value, double notches);
/// A 4 px track with a 14 px knob in `box`; marks (values) get a tick, NaN for none.
SliderAnswer slider(const char* name, const Box& box, const SliderRange& range, double value,
                    double mark, double second_mark = std::numeric_limits<double>::quiet_NaN());

// Forms ------------------------------------------------------------------------------------
/// Where the next row of a scrolling panel goes.
struct Column {
  float x, y, width;
  /// The box of the next `height` px (physical), and moves on.
  Box take(float height) {
    const Box box = Box::at({x, y}, width, height);
    y += height;
    return box;
  }
  void gap(float height) { y += height; }
};
/// Begins a scrolling child of `box`; the column starts at its top with `padding` at the sides.
Column begin_scroll(const char* name, const Box& box, float padding);
/// Ends it, with the column's extent as the content.
void end_scroll(const Column& column);

}  // namespace thalweg::ui
