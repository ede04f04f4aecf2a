// The export sheet: view, format, size, theme, path; its preview is the picture of the file.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/figure/layout.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/sheets.hpp"
#include "ui/plot/imgui_painter.hpp"
#include "ui/shell/export_figure.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

namespace fs = std::filesystem;

/// What the sheet remembers between frames.
struct ExportState {
  std::string path, for_view, for_format;
  std::string done, error;
};

ExportState& state() {
  static ExportState held;
  return held;
}

void heading(Column& column, std::string_view text) {
  put_text(column.take(px(24)), Align::left, Font::title, colour(Role::muted), text);
}

void draw_view(Workspace& ws, Column& column, ExportRequest& request) {
  const Views& views = ws.run().experiment->views;
  std::vector<std::string> titles;
  int selected = -1;
  for (std::size_t i = 0; i < views.size(); ++i) {
    titles.push_back(views[i].title);
    if (views[i].id() == request.view) selected = static_cast<int>(i);
  }
  heading(column, "View");
  const int chosen = combo("export.view", column.take(px(28)), titles, selected);
  if (chosen >= 0) request.view = views[static_cast<std::size_t>(chosen)].id();
  column.gap(px(8));
}

bool is_data(const std::string& format) { return format == "csv" || format == "npy"; }

void draw_format(Column& column, ExportRequest& request) {
  static const std::vector<std::string> names{"SVG", "PDF", "PNG", "CSV", "NPY"};
  static const std::vector<std::string> formats{"svg", "pdf", "png", "csv", "npy"};
  const auto at = std::find(formats.begin(), formats.end(), request.format);
  heading(column, "Format");
  const int chosen = segmented("export.format", column.take(px(28)), names,
                               static_cast<int>(at - formats.begin()));
  if (chosen >= 0) request.format = formats[static_cast<std::size_t>(chosen)];
  column.gap(px(8));
}

struct PageSize {
  const char* name;
  double width, height;
};
constexpr std::array<PageSize, 4> page_sizes{
    {{"column", 360, 260}, {"page", 720, 480}, {"wide", 960, 540}, {"square", 560, 560}}};

void draw_size(Column& column, ExportRequest& request) {
  std::vector<std::string> names;
  int selected = -1;
  for (std::size_t i = 0; i < page_sizes.size(); ++i) {
    names.push_back(page_sizes[i].name);
    if (page_sizes[i].width == request.width && page_sizes[i].height == request.height) {
      selected = static_cast<int>(i);
    }
  }
  const Box head = column.take(px(24));
  put_text(head, Align::left, Font::title, colour(Role::muted), "Size");
  put_text(head, Align::right, Font::number, colour(Role::text),
           request.format == "png"
               ? fmt::format("{:.0f} × {:.0f} px", request.width * request.scale,
                             request.height * request.scale)
               : fmt::format("{:.0f} × {:.0f} px", request.width, request.height));
  const int chosen = segmented("export.size", column.take(px(28)), names, selected);
  if (chosen >= 0) {
    const PageSize& page = page_sizes[static_cast<std::size_t>(chosen)];
    request.width = page.width, request.height = page.height;
  }
  column.gap(px(6));
  const std::array<std::pair<const char*, double*>, 2> sides{
      {{"width", &request.width}, {"height", &request.height}}};
  for (const auto& [label, value] : sides) {
    const Box row = column.take(px(22));
    put_text(Box::at(row.min, px(56), row.h()), Align::left, Font::label, colour(Role::muted),
             label);
    const Box track{{row.min.x + px(60), row.min.y}, row.max};
    const SliderAnswer answer = slider((std::string("export.") + label).c_str(), track,
                                       {200, 1600, false, true}, *value, 720);
    if (answer.moved) *value = answer.value;
  }
  column.gap(px(6));
}

void draw_scale_and_theme(Column& column, ExportRequest& request) {
  if (request.format == "png") {
    heading(column, "Pixels per px");
    static const std::vector<std::string> names{"1", "2", "3", "4"};
    const int chosen =
        segmented("export.scale", column.take(px(28)), names, static_cast<int>(request.scale) - 1);
    if (chosen >= 0) request.scale = chosen + 1;
    column.gap(px(8));
  }
  heading(column, "Theme");
  static const std::vector<std::string> themes{"print", "light", "dark"};
  const auto at = std::find(themes.begin(), themes.end(), request.theme);
  const int chosen =
      segmented("export.theme", column.take(px(28)), themes, static_cast<int>(at - themes.begin()));
  if (chosen >= 0) request.theme = themes[static_cast<std::size_t>(chosen)];
  column.gap(px(8));
}

/// Keeps the typed path in step with view and format until a person changes its stem.
void suggest_path(const Workspace& ws, const ExportRequest& request) {
  ExportState& s = state();
  if (s.for_view == request.view && s.for_format == request.format && !s.path.empty()) return;
  std::error_code none;
  fs::path path(s.path);
  if (s.path.empty() || s.for_view != request.view) {
    const fs::path folder = s.path.empty() ? fs::current_path(none) : path.parent_path();
    path = folder / (ws.run().experiment->stem + "-" + request.view);
  }
  s.path = path.replace_extension(request.format).string();
  s.for_view = request.view, s.for_format = request.format;
  s.done.clear(), s.error.clear();
}

void do_export(Workspace& ws, ExportRequest& request) {
  ExportState& s = state();
  request.path = s.path;
  s.done.clear(), s.error.clear();
  if (ws.export_view(request)) {
    s.done = "Written: " + s.path;
    return;
  }
  s.error = "It could not be written.";
  for (auto m = ws.messages().rbegin(); m != ws.messages().rend(); ++m) {
    if (m->kind != Message::Kind::error) continue;
    s.error = m->line();
    break;
  }
}

void draw_path(Workspace& ws, Column& column, ExportRequest& request) {
  ExportState& s = state();
  heading(column, "File");
  bool entered = false;
  text_field("export.path", column.take(px(30)), "path", s.path, &entered);
  column.gap(px(8));
  const Box row = column.take(px(28));
  if (button("export.accept", Box::at(row.min, px(90), row.h()), "Export", ButtonLook::accent,
             !s.path.empty()) ||
      entered) {
    do_export(ws, request);
  }
  column.gap(px(8));
  const std::string& text = s.error.empty() ? s.done : s.error;
  if (text.empty()) return;
  const Role role = s.error.empty() ? Role::text : Role::bad;
  const float height =
      put_paragraph({column.x, column.y}, column.width, Font::label, colour(role), text);
  note_widget(s.error.empty() ? "export.done" : "export.error", {column.x, column.y},
              {column.x + column.width, column.y + height}, text);
  column.gap(height + px(8));
}

/// The scene that goes into the file, in its theme, as large as the column allows.
void draw_preview(Workspace& ws, Column& column, const ExportRequest& request) {
  if (!ws.textures || !ws.run().view(request.view)) return;
  const Scene scene =
      layout(exported_figure(ws, request.view), {request.width, request.height}, metrics());
  const Theme& paper = theme_named(request.theme);
  const float zoom = column.width / static_cast<float>(request.width);
  const Box box = column.take(static_cast<float>(request.height) * zoom);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.min, box.max, to_u32(paper[Role::panel]));
  list.PushClipRect(box.min, box.max, true);
  ImGuiPainter painter(list, *ws.textures, box.min, zoom);
  thalweg::paint(scene, painter, paper);
  list.PopClipRect();
  list.AddRect(box.min, box.max, colour(Role::line));
  note_widget("export.preview", box.min, box.max);
  column.gap(px(10));
}

}  // namespace

void draw_export_sheet(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  ExportRequest& request = ws.export_request;
  if (request.view.empty()) request.view = ws.active_view();
  if (!is_data(request.format)) draw_preview(ws, column, request);
  draw_view(ws, column, request);
  draw_format(column, request);
  if (!is_data(request.format)) {
    draw_size(column, request);
    draw_scale_and_theme(column, request);
  }
  suggest_path(ws, request);
  draw_path(ws, column, request);
}

}  // namespace thalweg::ui
