// The export sheet: view, format, size, theme, what lies beside it, path. Its preview is the file.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/length_text.hpp"
#include "ui/panels/sheets.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/plot/textures.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

namespace fs = std::filesystem;

/// What the sheet remembers between frames.
struct ExportState {
  std::string path, for_view, for_format;
  std::string done, error;
  /// What is typed as width and height, and why it cannot be.
  std::string width, height, size_error;
  /// Where pictures went before, newest first.
  std::vector<std::string> folders;
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
  double width, height;  // px
};
/// One and two columns of a journal, a page of text, a slide.
constexpr std::array<PageSize, 4> page_sizes{{{"84 mm", 84 * px_per_mm, 60 * px_per_mm},
                                              {"174 mm", 174 * px_per_mm, 110 * px_per_mm},
                                              {"720 px", 720, 480},
                                              {"960 px", 960, 540}}};
constexpr double least_side = 40, most_side = 4000;

/// A field for one side that shows the length in force while nobody types in it.
void draw_side(const char* name, const Box& box, std::string& typed, double& side) {
  ExportState& s = state();
  bool entered = false;
  text_field(name, box, "84 mm", typed, &entered);
  const bool typing = ImGui::IsItemActive();
  if (entered || ImGui::IsItemDeactivatedAfterEdit()) {
    const auto length = length_px(typed);
    const bool fits = length && *length >= least_side && *length <= most_side;
    s.size_error =
        fits     ? ""
        : length ? fmt::format("{} is outside {:.0f} … {:.0f} px.", typed, least_side, most_side)
                 : fmt::format("\"{}\" is not a length: 84 mm, 3.3 in, 720 px.", typed);
    if (fits) side = *length;
  }
  if (!typing) typed = length_text(side);
}

void draw_size(Column& column, ExportRequest& request) {
  std::vector<std::string> names;
  int selected = -1;
  for (std::size_t i = 0; i < page_sizes.size(); ++i) {
    names.push_back(page_sizes[i].name);
    const bool same = std::abs(page_sizes[i].width - request.width) < 1e-6 &&
                      std::abs(page_sizes[i].height - request.height) < 1e-6;
    if (same) selected = static_cast<int>(i);
  }
  const Box head = column.take(px(24));
  put_text(head, Align::left, Font::title, colour(Role::muted), "Width × height");
  const double pixels = request.format == "png" ? request.scale : 1;
  put_text(head, Align::right, Font::number, colour(Role::text),
           fmt::format("{:.0f} × {:.0f} px", request.width * pixels, request.height * pixels));
  const int chosen = segmented("export.size", column.take(px(28)), names, selected);
  if (chosen >= 0) {
    const PageSize& page = page_sizes[static_cast<std::size_t>(chosen)];
    request.width = page.width, request.height = page.height;
    state().size_error.clear();
  }
  column.gap(px(6));
  const Box row = column.take(px(28));
  const float half = (row.w() - px(24)) / 2;
  const double width = request.width;
  draw_side("export.width", Box::at(row.min, half, row.h()), state().width, request.width);
  // A width is typed for the page's sake: the figure keeps its shape.
  if (request.width != width) {
    request.height = std::clamp(request.height * request.width / width, least_side, most_side);
  }
  put_text({{row.min.x + half, row.min.y}, {row.max.x - half, row.max.y}}, Align::centre,
           Font::body, colour(Role::muted), "×");
  draw_side("export.height", {{row.max.x - half, row.min.y}, row.max}, state().height,
            request.height);
  column.gap(px(4));
  if (!state().size_error.empty()) {
    const float height = put_paragraph({column.x, column.y}, column.width, Font::label,
                                       colour(Role::bad), state().size_error);
    note_widget("export.size_error", {column.x, column.y},
                {column.x + column.width, column.y + height}, state().size_error);
    column.gap(height);
  }
  column.gap(px(6));
}

void draw_scale_and_theme(Column& column, ExportRequest& request) {
  if (request.format == "png") {
    const Box head = column.take(px(24));
    put_text(head, Align::left, Font::title, colour(Role::muted), "Pixels per px");
    put_text(head, Align::right, Font::number, colour(Role::text),
             fmt::format("{:.0f} dpi", 96 * request.scale));
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

/// A picture may lie beside its data and a draft of its caption.
void draw_beside(Column& column, ExportRequest& request) {
  const auto box = [&](const char* name, const char* label, bool& on) {
    if (check_box(name, column.take(px(26)), label, on)) on = !on;
  };
  box("export.data", "Its data beside it (.csv)", request.data);
  box("export.caption", "A draft of its caption (.txt)", request.caption);
  column.gap(px(8));
}

void remember_folder(const std::string& folder) {
  auto& folders = state().folders;
  std::erase(folders, folder);
  folders.insert(folders.begin(), folder);
  if (folders.size() > 3) folders.resize(3);
}

/// Numbered pictures instead of one, while a range of time is selected.
void draw_film(const Workspace& ws, Column& column, ExportRequest& request) {
  const auto range = selected_time(ws);
  if (!range || request.format != "png") {
    request.film = 0;
    return;
  }
  heading(column, "Film of the selected time");
  static const std::vector<std::string> names{"one picture", "30", "60", "120", "240"};
  constexpr std::array<int, 5> counts{0, 30, 60, 120, 240};
  const auto at = std::find(counts.begin(), counts.end(), request.film) - counts.begin();
  const int chosen = segmented("export.film", column.take(px(28)), names, static_cast<int>(at));
  if (chosen >= 0) request.film = counts[static_cast<std::size_t>(chosen)];
  column.gap(px(8));
}

void do_export(Workspace& ws, ExportRequest& request) {
  ExportState& s = state();
  request.path = s.path;
  s.done.clear(), s.error.clear();
  const auto range = selected_time(ws);
  if (request.film > 0 && range) {
    const bool started = ws.film_view(request, *range);
    (started ? s.done : s.error) = started ? fmt::format("{} pictures are being written: {} …",
                                                         request.film, film_path(s.path, 1))
                                           : "The film could not be begun.";
    return;
  }
  if (ws.export_view(request)) {
    s.done = "Written: " + s.path;
    if (!is_data(request.format) && request.data) s.done += ", .csv";
    if (!is_data(request.format) && request.caption) s.done += ", .txt";
    remember_folder(request.path.parent_path().string());
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
  column.gap(px(4));
  const fs::path path(s.path);
  for (std::size_t i = 0; i < s.folders.size(); ++i) {
    if (s.folders[i] == path.parent_path().string()) continue;
    const std::string name = "export.folder." + std::to_string(i);
    if (list_row(name.c_str(), column.take(px(24)), std::string(icon::folder) + "  " + s.folders[i],
                 false, px(8))
            .clicked) {
      s.path = (fs::path(s.folders[i]) / path.filename()).string();
    }
  }
  column.gap(px(4));
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

void draw_sentence(const Box& box, const std::string& text) {
  put_paragraph({box.min.x + px(8), box.min.y + px(7)}, box.w() - px(16), Font::label,
                colour(Role::muted), text);
}

/// Lines as they stand in the file, cut at the edge.
void draw_lines(const Box& box, const std::string& text) {
  const float pitch = snapped(text_height(Font::small_number) * 1.28f);
  std::istringstream lines(text);
  float y = box.min.y + px(7);
  for (std::string line; std::getline(lines, line) && y + pitch <= box.max.y; y += pitch) {
    put_text({{box.min.x + px(8), y}, {box.max.x - px(8), y + pitch}}, Align::left,
             Font::small_number, colour(Role::muted), line);
  }
}

/// The file's own picture (or first lines), made beside the window; the old one until then.
void draw_preview(Workspace& ws, Column& column, const ExportRequest& request) {
  if (!ws.run().view(request.view)) return;
  ExportPreview* preview = ws.backstage ? &ws.backstage->preview : nullptr;
  const auto* sheet =
      preview ? preview->show(ws, request, static_cast<int>(column.width)) : nullptr;
  const bool current = preview && preview->current();
  if (preview && !current && !preview->busy()) wake_in(0.1);
  // As high for every size, so that nothing below moves while a size is chosen.
  const Box box = column.take(snapped(column.width * 0.7f));
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::ground));
  if (!sheet) {
    draw_sentence(box, "The preview is being made.");
  } else if (!sheet->problem.empty()) {
    draw_sentence(box, sheet->problem);
  } else if (!sheet->pixels.rgba) {
    draw_lines(box, sheet->text);
  } else if (ws.textures) {
    scene::Image image;
    image.width = sheet->pixels.width, image.height = sheet->pixels.height;
    image.rgba = sheet->pixels.rgba, image.key = sheet->pixels.key;
    image.smooth = true;
    const auto aspect = static_cast<float>(sheet->height / sheet->width);
    const float width = std::min(box.w(), box.h() / aspect), height = width * aspect;
    const ImVec2 corner{snapped(box.centre().x - width / 2), snapped(box.centre().y - height / 2)};
    ImGui::GetWindowDrawList()->AddImage(ws.textures->of(image), corner,
                                         {corner.x + width, corner.y + height});
  }
  ImGui::GetWindowDrawList()->AddRect(box.min, box.max, colour(Role::line));
  note_widget("export.preview", box.min, box.max, current ? "current" : "older");
  column.gap(px(10));
}

}  // namespace

void draw_export_sheet(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  ExportRequest& request = ws.export_request;
  if (request.view.empty()) request.view = ws.active_view();
  draw_preview(ws, column, request);
  draw_view(ws, column, request);
  draw_format(column, request);
  if (!is_data(request.format)) {
    draw_size(column, request);
    draw_scale_and_theme(column, request);
    draw_beside(column, request);
    draw_film(ws, column, request);
  }
  suggest_path(ws, request);
  draw_path(ws, column, request);
}

}  // namespace thalweg::ui
