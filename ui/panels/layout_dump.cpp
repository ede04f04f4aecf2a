// Names and rectangles of everything that can be clicked or read, as drawn in the last frame.
// With THALWEG_LAYOUT_DUMP=file each change is written there, for tests with a real pointer.
#include "ui/panels/layout_dump.hpp"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace thalweg::ui {
namespace {

struct Dump {
  std::vector<DumpedWidget> now, last;
  std::vector<DumpedText> texts_now, texts_last;
  const char* const path = std::getenv("THALWEG_LAYOUT_DUMP");
  bool with_widgets = path && *path, with_texts = false;
  std::string written;
};

Dump& dump() {
  static Dump held;
  return held;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out + "\"";
}

/// One widget a line: {"name": …, "x": left, "y": top, "w": width, "h": height, "text": …}.
std::string as_json(const std::vector<DumpedWidget>& widgets) {
  std::string text = "[\n";
  for (std::size_t i = 0; i < widgets.size(); ++i) {
    const DumpedWidget& w = widgets[i];
    text += fmt::format(
        R"({{"name": {}, "x": {:.0f}, "y": {:.0f}, "w": {:.0f}, "h": {:.0f}, "text": {}}}{})",
        quoted(w.name), w.min.x, w.min.y, w.max.x - w.min.x, w.max.y - w.min.y, quoted(w.text),
        i + 1 < widgets.size() ? ",\n" : "\n");
  }
  return text + "]\n";
}

/// Written beside, then renamed, so that a reader never sees half of it.
void write_dump(const char* path, const std::string& text) {
  const std::string beside = std::string(path) + ".part";
  std::ofstream(beside) << text;
  std::rename(beside.c_str(), path);
}

}  // namespace

void note_widget(std::string_view name, ImVec2 min, ImVec2 max, std::string_view text,
                 bool target) {
  if (!watches_widgets() || !ImGui::IsRectVisible(min, max)) return;  // scrolled away
  dump().now.push_back({std::string(name), std::string(text), min, max, target});
}

void note_text(std::string_view text, ImVec2 min, ImVec2 max, ImU32 colour) {
  if ((colour & IM_COL32_A_MASK) == 0) return;
  const ImDrawList* list = ImGui::GetWindowDrawList();
  dump().texts_now.push_back({std::string(text), min, max, list->GetClipRectMin(),
                              list->GetClipRectMax(), colour, ImGui::GetCurrentWindowRead()->Name});
}

void watch_widgets(bool on) { dump().with_widgets = on; }

bool watches_widgets() { return dump().with_widgets; }

void watch_texts(bool on) { dump().with_texts = on; }

bool watches_texts() { return dump().with_texts; }

const std::vector<DumpedText>& last_texts() { return dump().texts_last; }

void end_widget_frame() {
  Dump& held = dump();
  held.last.swap(held.now);
  held.now.clear();
  held.texts_last.swap(held.texts_now);
  held.texts_now.clear();
  if (!held.path || !*held.path) return;
  std::string text = as_json(held.last);
  if (text == held.written) return;
  held.written = std::move(text);
  write_dump(held.path, held.written);
}

const std::vector<DumpedWidget>& last_widgets() { return dump().last; }

const DumpedWidget* last_widget(std::string_view name) {
  for (const DumpedWidget& widget : dump().last) {
    if (widget.name == name) return &widget;
  }
  return nullptr;
}

}  // namespace thalweg::ui
