// The right column: tabs over contenders, with a splitter between; or the open sheet.
#include "ui/panels/inspector.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ui/panels/contenders.hpp"
#include "ui/panels/data_tab.hpp"
#include "ui/panels/field.hpp"
#include "ui/panels/method_tab.hpp"
#include "ui/panels/parameters.hpp"
#include "ui/panels/sheets.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double tab_height = 36;

/// How much of the height the lower part has (logical px; 0 = what it needs).
struct InspectorState {
  double lower = 0;
};

InspectorState& state() {
  static InspectorState held;
  return held;
}

void draw_head(Workspace& ws, const Box& box) {
  static const std::vector<std::string> names{"Parameters", "Method", "Data"};
  if (take_reveal_request()) ws.inspector_tab = 0;
  const int chosen = tabs("inspector", box, names, ws.inspector_tab);
  if (chosen >= 0) ws.inspector_tab = chosen;
  const std::string label = "↻ Restart";
  const float width = text_width(Font::body, label) + px(14);
  const Box restart{{box.max.x - width - px(6), box.min.y + px(5)},
                    {box.max.x - px(6), box.max.y - px(5)}};
  if (button("inspector.restart", restart, label, ButtonLook::flat, ws.has_run(),
             "Start again with these settings (Ctrl+R). This run stays under Runs.")) {
    ws.restart();
  }
  hairline(box.min.x, box.max.x, box.max.y - 1);
}

void draw_upper(Workspace& ws, const Box& box) {
  Column column = begin_scroll("inspector.tab", box, px(14));
  if (ws.inspector_tab == 0) draw_parameters(ws, column);
  if (ws.inspector_tab == 1) draw_method(ws, column);
  if (ws.inspector_tab == 2) draw_data(ws, column);
  end_scroll(column);
}

void draw_lower(Workspace& ws, const Box& box) {
  Column column = begin_scroll("inspector.contenders", box, 0);
  draw_contenders(ws, column);
  end_scroll(column);
}

/// A line to drag; double click returns to what the lower part needs.
void draw_splitter(const Box& box, float y, float lower) {
  const Box handle{{box.min.x, y - px(4)}, {box.max.x, y + px(4)}};
  const Press press = hit("inspector.splitter", handle, {});
  if (press.hovered || press.held) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  if (press.held && ImGui::GetIO().MouseDelta.y != 0) {
    state().lower = static_cast<double>((lower - ImGui::GetIO().MouseDelta.y) / scale());
  }
  if (press.double_clicked) state().lower = 0;
  hairline(box.min.x, box.max.x, y);
}

}  // namespace

void draw_inspector(Workspace& ws, ImVec2 size) {
  settle_fields(ws);
  if (ws.sheet != Sheet::none) return draw_sheet(ws, size);
  const ImVec2 corner = ImGui::GetWindowPos();
  const Box all = Box::at(corner, size.x, size.y);
  const float head = px(tab_height);
  draw_head(ws, {all.min, {all.max.x, all.min.y + head}});
  const float room = size.y - head;
  float lower =
      state().lower > 0 ? px(state().lower) : std::min(contenders_height(ws), room * 0.56f);
  lower = std::clamp(lower, std::min(px(120), room / 2), std::max(px(120), room - px(120)));
  const float split = snapped(all.max.y - lower);
  draw_upper(ws, {{all.min.x, all.min.y + head}, {all.max.x, split - px(4)}});
  draw_lower(ws, {{all.min.x, split + px(1)}, all.max});
  draw_splitter(all, split, lower);
}

}  // namespace thalweg::ui
