// Fonts, colours and sizes of the window: one look for panels, views and the shell.
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "core/figure/primitives.hpp"
#include "core/figure/text_metrics.hpp"
#include "core/figure/theme.hpp"

namespace thalweg::ui {

/// Sizes of figures.md. All hold the icons and the mathematical glyphs that their face lacks.
enum class Font {
  body,          // Inter 14
  strong,        // Inter semi-bold 14
  title,         // Inter semi-bold 12.5: view titles
  label,         // Inter 11.5: labels, groups
  row,           // Inter 12.5: names beside columns of numbers
  number,        // JetBrains Mono 12
  small_number,  // JetBrains Mono 11
  italic,        // Inter italic 14: letters of formulas
  large,         // DejaVu 26: large operators of formulas
};
inline constexpr int font_count = 9;

/// Glyphs of Font Awesome, as UTF-8 for any of the fonts.
namespace icon {
inline constexpr const char* play = "\uf04b";
inline constexpr const char* pause = "\uf04c";
inline constexpr const char* stop = "\uf04d";
inline constexpr const char* to_start = "\uf048";
inline constexpr const char* to_end = "\uf051";
inline constexpr const char* step_back = "\uf0d9";
inline constexpr const char* step = "\uf0da";
inline constexpr const char* restart = "\uf01e";
inline constexpr const char* reset = "\uf0e2";
inline constexpr const char* expand = "\uf065";
inline constexpr const char* compress = "\uf066";
inline constexpr const char* more = "\uf141";
inline constexpr const char* eye = "\uf06e";
inline constexpr const char* eye_off = "\uf070";
inline constexpr const char* pin = "\uf08d";
inline constexpr const char* branch = "\uf126";
inline constexpr const char* pencil = "\uf040";
inline constexpr const char* warning = "\uf071";
inline constexpr const char* search = "\uf002";
inline constexpr const char* down = "\uf0d7";
inline constexpr const char* right = "\uf0da";
inline constexpr const char* plus = "\uf067";
inline constexpr const char* close = "\uf00d";
inline constexpr const char* check = "\uf00c";
inline constexpr const char* folder = "\uf07b";
inline constexpr const char* file = "\uf15b";
inline constexpr const char* save = "\uf0c7";
inline constexpr const char* download = "\uf019";
inline constexpr const char* copy = "\uf0c5";
inline constexpr const char* swap = "\uf0ec";
inline constexpr const char* sliders = "\uf1de";
inline constexpr const char* keyboard = "\uf11c";
inline constexpr const char* info = "\uf05a";
inline constexpr const char* circle = "\uf111";
inline constexpr const char* circle_o = "\uf10c";
inline constexpr const char* star = "\uf005";
inline constexpr const char* star_o = "\uf006";
inline constexpr const char* dice = "\uf074";
inline constexpr const char* clock = "\uf017";
inline constexpr const char* key = "\uf084";
inline constexpr const char* list = "\uf03a";
inline constexpr const char* pictures = "\uf009";
inline constexpr const char* book = "\uf02d";
inline constexpr const char* table = "\uf0ce";
inline constexpr const char* flag = "\uf11e";
}  // namespace icon

/// Bakes the fonts for `scale` (0.75 … 2.5) into the present ImGui context and sets sizes. The
/// atlas' texture must be uploaded again. Returns one sentence a missing font, usually none.
std::vector<std::string> bake_fonts(double scale);
/// Colours of the present ImGui context and of everything that asks below.
void use_theme(const Theme& theme);

const Theme& theme();
/// Physical px per logical px.
float scale();
/// Logical px to the px of ImGui.
inline float px(double logical) { return static_cast<float>(logical) * scale(); }
/// Physical px on a whole pixel.
inline float snapped(float physical) {
  return static_cast<float>(static_cast<int>(physical + 0.5f));
}

ImFont* font(Font which);
/// The font for a style of the figures; sizes between the baked ones are drawn scaled.
ImFont* font_of(TextStyle style);
/// Size to give ImDrawList::AddText so that `which` has its natural size.
float font_px(Font which);
/// Size to give ImDrawList::AddText so that its em is `em` physical px.
float font_px(Font which, double em);

ImU32 to_u32(Rgba colour, double alpha = 1);
ImU32 colour(Role role, double alpha = 1);
ImVec4 colour4(Role role, double alpha = 1);
ImU32 contender_colour(int index, double alpha = 1);

/// Pushes a font for a scope.
class UseFont {
 public:
  explicit UseFont(Font which) { ImGui::PushFont(font(which)); }
  ~UseFont() { ImGui::PopFont(); }
  UseFont(const UseFont&) = delete;
  UseFont& operator=(const UseFont&) = delete;
};

/// The metrics that figures are laid out with, in logical px: those of the exports.
const TextMetrics& metrics();

}  // namespace thalweg::ui
