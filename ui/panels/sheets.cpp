// Sheets: their frame, and those that only show text.
#include "ui/panels/sheets.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>

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

using Line = std::pair<const char*, const char*>;
constexpr std::array<Line, 42> shortcuts{{
    {"", "Time"},
    {"Space", "run or pause"},
    {"← →", "one step back or on; Shift: ten"},
    {"Home  End", "to start, to the head"},
    {"[  ]", "previous, next event"},
    {"B", "branch at the cursor"},
    {"P", "pin this run as a ghost"},
    {"Ctrl R", "restart"},
    {"X", "next clock"},
    {",  .", "slower, faster pace"},
    {"A", "show all of time"},
    {"", "Views"},
    {"1 … 6", "choose a view"},
    {"F", "fill the centre"},
    {"G", "grid lines"},
    {"L", "logarithmic scale"},
    {"wheel", "zoom; Shift x only, Ctrl y only"},
    {"drag", "pan; orbit a surface"},
    {"right drag", "zoom to a box"},
    {"double click", "fit"},
    {"click", "cursor goes there, run pauses"},
    {"", "Parameters"},
    {"drag", "change; live ones act at once"},
    {"double click", "type a value"},
    {"wheel", "over the number: 1 %; Shift: 0.1 %"},
    {"right click", "reset, copy as --set"},
    {"", "Contenders"},
    {"click", "focus"},
    {"Alt click", "show alone"},
    {"right click", "duplicate, remove"},
    {"", "Timeline"},
    {"drag", "scrub; snaps to events, Alt off"},
    {"", "Window"},
    {"Ctrl K", "find anything, or set: eta 800"},
    {"Ctrl E", "export the figure"},
    {"Ctrl S", "save the session"},
    {"Ctrl O", "open"},
    {"Ctrl Z", "undo; Shift Ctrl Z: redo"},
    {"Ctrl Q", "quit"},
    {"Tab", "next control; Enter presses it"},
    {"Esc", "closes what is open, one layer each"},
    {"?", "this list"},
}};

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

void draw_keys_sheet(Workspace&, Column& column) {
  for (const auto& [keys, effect] : shortcuts) {
    if (*keys == '\0') {
      column.gap(px(6));
      put_text(column.take(px(24)), Align::left, Font::title, colour(Role::muted), effect);
      continue;
    }
    const Box row = column.take(px(21));
    put_text(Box::at(row.min, px(92), row.h()), Align::left, Font::small_number, colour(Role::text),
             keys);
    put_text({{row.min.x + px(96), row.min.y}, row.max}, Align::left, Font::label,
             colour(Role::muted), effect);
  }
}

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
  for (auto message = ws.messages().rbegin(); message != ws.messages().rend(); ++message) {
    const Role role = message->kind == Message::Kind::error     ? Role::bad
                      : message->kind == Message::Kind::warning ? Role::warn
                                                                : Role::text;
    column.gap(put_paragraph({column.x, column.y}, column.width, Font::body, colour(role),
                             message->line()));
    column.gap(px(8));
  }
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
