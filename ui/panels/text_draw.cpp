// Text of the widgets: measuring, shortening, breaking into lines.
#include <algorithm>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

float width_of(ImFont* face, float size, std::string_view text) {
  if (text.empty()) return 0;  // the toolkit takes a null end for a null-terminated text
  return face->CalcTextSizeA(size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

/// How much of a line fits: up to the last blank, else as many characters as there is room for.
std::size_t line_length(Font which, std::string_view text, float width) {
  if (text_width(which, text) <= width) return text.size();
  std::size_t fits = 0;
  for (std::size_t blank = text.find(' '); blank != std::string_view::npos;
       blank = text.find(' ', blank + 1)) {
    if (text_width(which, text.substr(0, blank)) > width) break;
    fits = blank;
  }
  if (fits > 0) return fits;
  std::size_t end = 1;
  while (end < text.size()) {
    std::size_t next = end + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
    if (text_width(which, text.substr(0, next)) > width) break;
    end = next;
  }
  return end;
}

}  // namespace

float text_width(Font which, std::string_view text) {
  return width_of(font(which), font_px(which), text);
}

float text_height(Font which) { return font_px(which); }

void put_text(ImVec2 at, Font which, ImU32 tint, std::string_view text) {
  if (text.empty()) return;
  at = {snapped(at.x), snapped(at.y)};
  ImGui::GetWindowDrawList()->AddText(font(which), font_px(which), at, tint, text.data(),
                                      text.data() + text.size());
  if (!watches_texts()) return;
  note_text(text, at, {at.x + text_width(which, text), at.y + text_height(which)}, tint);
}

std::string shortened(Font which, std::string_view text, float width) {
  if (text.empty() || text_width(which, text) <= width) return std::string(text);
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
  const float pitch = snapped(font_px(which) * 1.28f);
  float y = at.y;
  while (!text.empty()) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    const std::size_t used = line_length(which, text.substr(0, newline), width);
    if (draw) put_text({at.x, y}, which, tint, text.substr(0, used));
    y += pitch;
    const bool whole = used == newline;
    text.remove_prefix(std::min(used + (whole ? 1 : 0), text.size()));
    while (!whole && text.starts_with(' ')) text.remove_prefix(1);
  }
  return y - at.y;
}

}  // namespace thalweg::ui
