// The sheets for opening and saving: a path, recent files, the present folder.
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "core/io/provenance_read.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/sheets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string name;
  bool folder = false;
};

/// What the sheet remembers: the folder shown, the path typed, the last error.
struct FileState {
  fs::path folder;
  std::string path, error;
  std::vector<Entry> entries;
  std::string listed;
};

FileState& state() {
  static FileState held;
  return held;
}

void list_folder() {
  FileState& s = state();
  if (s.folder.empty()) {
    std::error_code none;
    s.folder = fs::current_path(none);
  }
  if (s.listed == s.folder.string()) return;
  s.listed = s.folder.string();
  s.entries.clear();
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(s.folder, failed)) {
    const std::string name = entry.path().filename().string();
    std::error_code unknown;
    const bool folder = entry.is_directory(unknown);
    const bool offered = name.ends_with(".thalweg") || is_picture(name);
    if (name.starts_with(".") || (!folder && !offered)) continue;
    s.entries.push_back({name, folder});
  }
  s.error = failed ? s.folder.string() + ": " + failed.message() : "";
  // Folders, sessions, then pictures, which may be exports.
  const auto order = [](const Entry& e) { return e.folder ? 0 : is_picture(e.name) ? 2 : 1; };
  std::sort(s.entries.begin(), s.entries.end(), [&](const Entry& a, const Entry& b) {
    return order(a) != order(b) ? order(a) < order(b) : a.name < b.name;
  });
}

void go_to(const fs::path& folder) {
  state().folder = folder;
  state().listed.clear();
}

void close(Workspace& ws) {
  state().error.clear();
  state().listed.clear();
  ws.sheet = Sheet::none;
  ws.touch();
}

/// What went wrong last, which the sheet keeps as text.
std::string last_error(const Workspace& ws) {
  for (auto m = ws.messages().rbegin(); m != ws.messages().rend(); ++m) {
    if (m->kind == Message::Kind::error) return m->line();
  }
  return "The file could not be used.";
}

void open_path(Workspace& ws, const fs::path& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) return go_to(path);
  const bool opened = is_picture(path.string()) ? ws.open_figure(path) : ws.open_session(path);
  if (opened) return close(ws);
  state().error = last_error(ws);
}

void save_path(Workspace& ws, fs::path path) {
  if (path.extension() != ".thalweg") path += ".thalweg";
  if (ws.save_session(path)) return close(ws);
  state().error = last_error(ws);
}

void draw_path(Workspace& ws, Column& column, bool saving) {
  FileState& s = state();
  if (s.path.empty() && saving && ws.has_run()) {
    s.path = (s.folder / (ws.run().experiment->stem + ".thalweg")).string();
  }
  bool entered = false;
  text_field("file.path", column.take(px(30)),
             saving ? "path of a .thalweg file" : "session, or exported picture", s.path, &entered);
  column.gap(px(8));
  const Box row = column.take(px(28));
  const bool can = !s.path.empty();
  if (button("file.accept", Box::at(row.min, px(90), row.h()), saving ? "Save" : "Open",
             ButtonLook::accent, can) ||
      (entered && can)) {
    const fs::path path = fs::path(s.path).is_absolute() ? fs::path(s.path) : s.folder / s.path;
    if (saving) {
      save_path(ws, path);
    } else {
      open_path(ws, path);
    }
  }
  column.gap(px(8));
  if (s.error.empty()) return;
  const float height =
      put_paragraph({column.x, column.y}, column.width, Font::label, colour(Role::bad), s.error);
  note_widget("file.error", {column.x, column.y}, {column.x + column.width, column.y + height},
              s.error);
  column.gap(height + px(8));
}

void heading(Column& column, std::string_view text) {
  put_text(column.take(px(26)), Align::left, Font::title, colour(Role::muted), text);
}

void draw_recent(Workspace& ws, Column& column) {
  if (ws.preferences.recent.empty()) return;
  heading(column, "Recent");
  const std::vector<std::string> recent = ws.preferences.recent;
  for (std::size_t i = 0; i < recent.size(); ++i) {
    const std::string name = "file.recent." + std::to_string(i);
    const Press press = list_row(name.c_str(), column.take(px(26)),
                                 fs::path(recent[i]).filename().string(), false, px(8));
    tip(press, recent[i]);
    if (press.clicked) open_path(ws, recent[i]);
  }
  column.gap(px(8));
}

void draw_folder(Workspace& ws, Column& column, bool saving) {
  FileState& s = state();
  heading(column, "Folder");
  column.gap(put_paragraph({column.x, column.y}, column.width, Font::small_number,
                           colour(Role::muted), s.folder.string()));
  column.gap(px(4));
  if (list_row("file.up", column.take(px(26)), std::string(icon::folder) + "  ..", false, px(8))
          .clicked) {
    go_to(s.folder.parent_path());
    return;
  }
  for (std::size_t i = 0; i < s.entries.size(); ++i) {
    const Entry entry = s.entries[i];
    const std::string name = "file.entry." + std::to_string(i);
    const std::string label = std::string(entry.folder             ? icon::folder
                                          : is_picture(entry.name) ? icon::pictures
                                                                   : icon::file) +
                              "  " + entry.name;
    if (saving && is_picture(entry.name)) continue;
    if (!list_row(name.c_str(), column.take(px(26)), label, false, px(8)).clicked) continue;
    if (entry.folder) return go_to(s.folder / entry.name);
    if (!saving) return open_path(ws, s.folder / entry.name);
    s.path = (s.folder / entry.name).string();
  }
}

}  // namespace

void draw_file_sheet(Workspace& ws, Column& column, bool saving) {
  list_folder();
  draw_path(ws, column, saving);
  if (!saving) draw_recent(ws, column);
  draw_folder(ws, column, saving);
}

}  // namespace thalweg::ui
