// Text of the widgets: measuring, shortening, breaking into lines.
#include <algorithm>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

float width_of(ImFont* face, float size, std::string_view text) {
  return face->CalcTextSizeA(size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

}  // namespace

float text_width(Font which, std::string_view text) {
  return width_of(font(which), font_px(which), text);
}

float text_height(Font which) { return font_px(which); }

void put_text(ImVec2 at, Font which, ImU32 tint, std::string_view text) {
  ImGui::GetWindowDrawList()->AddText(font(which), font_px(which), {snapped(at.x), snapped(at.y)},
                                      tint, text.data(), text.data() + text.size());
}

std::string shortened(Font which, std::string_view text, float width) {
  if (text_width(which, text) <= width) return std::string(text);
  const float room = width - text_width(which, "…");
  std::size_t end = text.size();
  while (end > 0 && text_width(which, text.substr(0, end)) > room) {
    do --end;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80);
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)) + "…";
}

void put_text(const Box& box, Align align, Font which, ImU32 tint, std::string_view text) {
  const std::string fitted = shortened(which, text, box.w() + 0.5f);
  const float slack = box.w() - text_width(which, fitted);
  const float shift = align == Align::left ? 0 : align == Align::right ? slack : slack / 2;
  put_text({box.min.x + shift, box.min.y + (box.h() - text_height(which)) / 2}, which, tint,
           fitted);
}

float put_paragraph(ImVec2 at, float width, Font which, ImU32 tint, std::string_view text,
                    bool draw) {
  ImFont* face = font(which);
  const float size = font_px(which), pitch = snapped(size * 1.28f);
  const char* const end = text.data() + text.size();
  float y = at.y;
  for (const char* from = text.data(); from < end;) {
    const char* newline = std::find(from, end, '\n');
    const char* stop = face->CalcWordWrapPositionA(size / face->FontSize, from, newline, width);
    if (stop == from) stop = std::min(from + 1, end);
    if (draw) put_text({at.x, y}, which, tint, {from, static_cast<std::size_t>(stop - from)});
    y += pitch;
    while (stop < newline && *stop == ' ') ++stop;
    from = stop == newline ? newline + 1 : stop;
  }
  return y - at.y;
}

}  // namespace thalweg::ui
