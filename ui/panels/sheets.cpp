// Sheets: their frame, and those that only show text.
#include "ui/panels/sheets.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/io/build_info.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

const char* title_of(Sheet sheet) {
  switch (sheet) {
    case Sheet::export_view:
      return "Export figure";
    case Sheet::settings:
      return "Settings";
    case Sheet::open:
      return "Open";
    case Sheet::save_as:
      return "Save as";
    case Sheet::keys:
      return "Keyboard and pointer";
    case Sheet::messages:
      return "Messages";
    case Sheet::about:
      return "About Thalweg";
    case Sheet::none:
      break;
  }
  return "";
}

void draw_content(Workspace& ws, Column& column) {
  switch (ws.sheet) {
    case Sheet::export_view:
      return draw_export_sheet(ws, column);
    case Sheet::settings:
      return draw_settings_sheet(ws, column);
    case Sheet::open:
      return draw_file_sheet(ws, column, false);
    case Sheet::save_as:
      return draw_file_sheet(ws, column, true);
    case Sheet::keys:
      return draw_keys_sheet(ws, column);
    case Sheet::messages:
      return draw_messages_sheet(ws, column);
    case Sheet::about:
      return draw_about_sheet(ws, column);
    case Sheet::none:
      break;
  }
}

}  // namespace

void draw_sheet(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  const float head = px(36), inset = px(14);
  const Box bar = Box::at(corner, size.x, head);
  put_text({{bar.min.x + inset, bar.min.y}, bar.max}, Align::left, Font::strong, colour(Role::text),
           title_of(ws.sheet));
  const Box cross{{bar.max.x - px(32), bar.min.y + px(6)}, {bar.max.x - px(8), bar.max.y - px(6)}};
  if (button("sheet.close", cross, icon::close, ButtonLook::flat, true, "Close (Esc)",
             Font::label)) {
    ws.sheet = Sheet::none, ws.touch();
  }
  hairline(bar.min.x, bar.max.x, bar.max.y - 1);
  note_widget("sheet", corner, {corner.x + size.x, corner.y + size.y}, title_of(ws.sheet));
  Column column = begin_scroll(
      "sheet.body", {{corner.x, bar.max.y}, {corner.x + size.x, corner.y + size.y}}, inset);
  column.gap(px(10));
  draw_content(ws, column);
  end_scroll(column);
}

namespace {

/// One message: a glyph for its kind, the text, how long ago. A click copies it.
void draw_message(Workspace& ws, Column& column, const Message& message, std::size_t index) {
  const bool error = message.kind == Message::Kind::error;
  const bool warning = message.kind == Message::Kind::warning;
  const char* glyph = error ? "✕" : warning ? icon::warning : "·";
  const float indent = px(20), top = column.y, inner = column.width - indent;
  const std::string line = message.line();
  const float text = put_paragraph({}, inner, Font::body, 0, line, false);
  const Box box{{column.x - px(6), top}, {column.x + column.width + px(6), top + text + px(24)}};
  const std::string name = "messages." + std::to_string(index);
  const Press press = hit(name.c_str(), box, line);
  if (press.hovered) {
    ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::raised), px(6));
  }
  put_text(Box::at({column.x, top + px(3)}, indent, text_height(Font::body)), Align::left,
           Font::label,
           colour(error     ? Role::bad
                  : warning ? Role::warn
                            : Role::muted),
           glyph);
  put_paragraph({column.x + indent, top + px(3)}, inner, Font::body, colour(Role::text), line);
  const double age = std::max(0.0, wall_seconds() - message.at);
  const std::string foot = press.hovered ? "Click to copy" : ago_text(age);
  put_text({column.x + indent, top + text + px(4)}, Font::label, colour(Role::dim), foot);
  column.gap(box.h() + px(4));
  if (!press.clicked) return;
  ImGui::SetClipboardText(line.c_str());
  ws.tell(Message::Kind::news, "Copied the message");
}

}  // namespace

void draw_messages_sheet(Workspace& ws, Column& column) {
  if (ws.messages().empty()) {
    put_text(column.take(px(24)), Align::left, Font::body, colour(Role::muted), "No messages.");
    return;
  }
  const Box copy = Box::at({column.x, column.y}, px(92), px(26));
  if (button("messages.copy", copy, "Copy all", ButtonLook::raised)) {
    std::string all;
    for (const Message& message : ws.messages()) all += message.line() + "\n";
    ImGui::SetClipboardText(all.c_str());
  }
  column.gap(px(34));
  const std::vector<Message> shown(ws.messages().rbegin(), ws.messages().rend());
  for (std::size_t i = 0; i < shown.size(); ++i) draw_message(ws, column, shown[i], i);
}

void draw_about_sheet(Workspace&, Column& column) {
  const BuildInfo& build = this_build();
  const auto paragraph = [&](Font which, Role role, const std::string& text) {
    column.gap(put_paragraph({column.x, column.y}, column.width, which, colour(role), text));
    column.gap(px(6));
  };
  paragraph(Font::strong, Role::text, "Thalweg " + build.version);
  paragraph(Font::body, Role::muted,
            "A laboratory for optimisation, curvature and optimal transport. A thalweg joins the "
            "lowest points of a valley: the way water finds down a landscape.");
  paragraph(Font::small_number, Role::muted, "build " + build.build + "\n" + build.cpu);
  paragraph(Font::label, Role::muted,
            "Handwritten digits: E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, "
            "CC BY 4.0.");
}

}  // namespace thalweg::ui
