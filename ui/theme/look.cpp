// Bakes the fonts, sets the toolkit's colours and sizes, and answers for both.
#include "ui/theme/look.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/io/fonts.hpp"
#include "ui/theme/font_file.hpp"

namespace thalweg::ui {
namespace {

struct Look {
  double scale = 1;
  Theme theme = dark_theme();
  std::array<ImFont*, font_count> fonts{};
};

Look& look() {
  static Look only;
  return only;
}

struct FontPlan {
  Face face;
  double em;
  bool italic = false, operators = false;
};

constexpr std::array<FontPlan, font_count> plans{{{Face::regular, 14},
                                                  {Face::semi_bold, 14},
                                                  {Face::semi_bold, 12.5},
                                                  {Face::regular, 11.5},
                                                  {Face::regular, 12.5},
                                                  {Face::mono, 12},
                                                  {Face::mono, 11},
                                                  {Face::regular, 14, true},
                                                  {Face::regular, 26, false, true}}};

// Latin with Greek, phonetic superscripts, punctuation, sub- and superscripts, letter-like signs,
// arrows, operators, technical signs, shapes, dingbats, angle brackets.
constexpr std::array<ImWchar, 29> text_ranges{
    0x20,   0x17f,  0x2b0,  0x2ff,  0x300,  0x36f,  0x370,  0x3ff,  0x1d2c, 0x1d6a,
    0x2000, 0x206f, 0x2070, 0x209c, 0x2100, 0x214f, 0x2190, 0x21ff, 0x2200, 0x22ff,
    0x2300, 0x23cf, 0x25a0, 0x25ff, 0x2605, 0x2717, 0x27e8, 0x27e9, 0};
// Letters with their Greek; ∏ ∑ ∩ ∪ ∫ ∮ ⊕ ⊗.
constexpr std::array<ImWchar, 5> letter_ranges{0x20, 0x7e, 0x370, 0x3ff, 0};
constexpr std::array<ImWchar, 9> operator_ranges{0x220f, 0x2211, 0x2229, 0x222b, 0x222e,
                                                 0x222e, 0x2295, 0x2297, 0};
constexpr std::array<ImWchar, 3> icon_ranges{0xf000, 0xf2e0, 0};

ImFont* add(const std::string& file, double em, double scale, const ImWchar* ranges, bool merge) {
  ImFontConfig config;
  config.MergeMode = merge;
  config.OversampleH = scale > 1.6 ? 2 : 3;
  config.OversampleV = 1;
  const auto height = static_cast<float>(em * scale * line_height_of(file));
  return ImGui::GetIO().Fonts->AddFontFromFileTTF(file.c_str(), height, &config, ranges);
}

ImFont* add_font(const FontPlan& plan, const FontFiles& files, const std::string& icons,
                 double scale) {
  std::vector<std::string> faces = files.of(plan.face);
  if (plan.italic && !faces.empty()) faces.insert(faces.begin(), italic_of(faces.front()));
  const ImWchar* ranges = plan.italic      ? letter_ranges.data()
                          : plan.operators ? operator_ranges.data()
                                           : text_ranges.data();
  ImFont* font = nullptr;
  if (faces.empty()) {
    ImFontConfig config;
    config.SizePixels = static_cast<float>(std::round(plan.em * scale));
    font = ImGui::GetIO().Fonts->AddFontDefault(&config);
  }
  for (const std::string& file : faces) {
    ImFont* added = add(file, plan.em, scale, ranges, font != nullptr);
    if (!font) font = added;
  }
  if (!icons.empty() && ranges == text_ranges.data())
    add(icons, plan.em, scale, icon_ranges.data(), true);
  return font;
}

void set_sizes(double scale) {
  ImGuiStyle style;
  style.WindowPadding = {0, 0};
  style.WindowRounding = 0, style.WindowBorderSize = 0, style.ChildBorderSize = 0;
  style.ChildRounding = 0, style.PopupRounding = 6, style.PopupBorderSize = 1;
  style.FramePadding = {8, 4}, style.FrameRounding = 5, style.FrameBorderSize = 0;
  style.ItemSpacing = {8, 6}, style.ItemInnerSpacing = {6, 4};
  style.ScrollbarSize = 10, style.ScrollbarRounding = 5;
  style.GrabMinSize = 14, style.GrabRounding = 7;
  style.IndentSpacing = 12;
  style.DisabledAlpha = 0.5f;
  style.ScaleAllSizes(static_cast<float>(scale));
  style.PopupBorderSize = 1;
  ImGui::GetStyle() = style;
}

void set_colours() {
  ImVec4* c = ImGui::GetStyle().Colors;
  c[ImGuiCol_Text] = colour4(Role::text);
  c[ImGuiCol_TextDisabled] = colour4(Role::muted);
  c[ImGuiCol_WindowBg] = colour4(Role::ground);
  c[ImGuiCol_ChildBg] = colour4(Role::ground, 0);
  c[ImGuiCol_PopupBg] = colour4(Role::raised);
  c[ImGuiCol_Border] = c[ImGuiCol_Separator] = colour4(Role::line);
  c[ImGuiCol_FrameBg] = colour4(Role::ground);
  c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_FrameBgActive] = colour4(Role::raised);
  c[ImGuiCol_Button] = colour4(Role::raised);
  c[ImGuiCol_ButtonHovered] = c[ImGuiCol_ButtonActive] = colour4(Role::line);
  c[ImGuiCol_Header] = colour4(Role::raised);
  c[ImGuiCol_HeaderHovered] = c[ImGuiCol_HeaderActive] = colour4(Role::line);
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = colour4(Role::accent);
  c[ImGuiCol_SliderGrabActive] = colour4(Role::accent);
  c[ImGuiCol_ScrollbarBg] = colour4(Role::panel, 0);
  c[ImGuiCol_ScrollbarGrab] = colour4(Role::line);
  c[ImGuiCol_ScrollbarGrabHovered] = c[ImGuiCol_ScrollbarGrabActive] = colour4(Role::dim);
  c[ImGuiCol_SeparatorHovered] = c[ImGuiCol_SeparatorActive] = colour4(Role::dim);
  c[ImGuiCol_Tab] = c[ImGuiCol_TabUnfocused] = colour4(Role::panel);
  c[ImGuiCol_TabHovered] = c[ImGuiCol_TabActive] = colour4(Role::raised);
  c[ImGuiCol_TextSelectedBg] = colour4(Role::accent, 0.25);
  c[ImGuiCol_NavHighlight] = colour4(Role::accent);
  c[ImGuiCol_TableHeaderBg] = colour4(Role::raised);
}

}  // namespace

std::vector<std::string> bake_fonts(double scale) {
  look().scale = std::clamp(scale, 0.75, 2.5);
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  atlas.TexDesiredWidth = look().scale > 1.3 ? 4096 : 2048;
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  const FontFiles files = find_fonts();
  const std::string icons = find_icon_font();
  for (std::size_t i = 0; i < plans.size(); ++i) {
    look().fonts[i] = add_font(plans[i], files, icons, look().scale);
  }
  ImGui::GetIO().FontDefault = look().fonts[0];
  atlas.Build();
  set_sizes(look().scale);
  set_colours();
  std::vector<std::string> notes = files.notes;
  if (icons.empty()) {
    notes.emplace_back(
        "Font Awesome is not installed; icons are missing. Install the package "
        "fonts-font-awesome.");
  }
  return notes;
}

void use_theme(const Theme& theme) {
  look().theme = theme;
  set_colours();
}

const Theme& theme() { return look().theme; }
float scale() { return static_cast<float>(look().scale); }

ImFont* font(Font which) { return look().fonts[static_cast<std::size_t>(which)]; }
float font_px(Font which) { return font(which)->FontSize; }
float font_px(Font which, double em) {
  const double baked = plans[static_cast<std::size_t>(which)].em * look().scale;
  return static_cast<float>(static_cast<double>(font_px(which)) * em / baked);
}

ImFont* font_of(TextStyle style) {
  if (style.face == Face::mono) return font(style.size > 11.5 ? Font::number : Font::small_number);
  if (style.face == Face::semi_bold) return font(style.size > 13.2 ? Font::strong : Font::title);
  return font(style.size > 12.7 ? Font::body : Font::label);
}

const TextMetrics& metrics() {
  static const FreeTypeMetrics only;
  return only;
}

ImU32 to_u32(Rgba colour, double alpha) {
  const double opacity = std::clamp(alpha, 0.0, 1.0) * colour.a;
  return IM_COL32(colour.r, colour.g, colour.b, static_cast<int>(opacity + 0.5));
}

ImU32 colour(Role role, double alpha) { return to_u32(theme()[role], alpha); }
ImVec4 colour4(Role role, double alpha) {
  return ImGui::ColorConvertU32ToFloat4(colour(role, alpha));
}
ImU32 contender_colour(int index, double alpha) {
  return to_u32(theme().resolve(Colour::of_contender(index)), alpha);
}

}  // namespace thalweg::ui
