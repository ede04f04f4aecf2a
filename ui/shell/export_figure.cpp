// Exports of views: pictures and the data they show, with what they came from.
#include "ui/shell/export_figure.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/provenance.hpp"

namespace thalweg::ui {
namespace {

void write_arrays(const Figure& figure, const std::filesystem::path& path) {
  const std::vector<NamedArray> arrays = arrays_of(figure);
  if (arrays.empty()) throw BadInput("The figure has no data yet", path.string());
  for (const NamedArray& array : arrays) {
    std::filesystem::path file = path;
    if (arrays.size() > 1) {
      std::string name = array.name;
      for (char& c : name) {
        if (c == '/' || c == ' ') c = '_';
      }
      file.replace_filename(path.stem().string() + "." + name + ".npy");
    }
    write_file(file.string(), pack_npy(array.shape, array.values));
  }
}

void write_view(Workspace& workspace, const ExportRequest& request, const std::string& view,
                const std::filesystem::path& path) {
  const Figure figure = exported_figure(workspace, view);
  if (path.has_parent_path()) make_folder(path.parent_path().string());
  if (request.format == "npy") return write_arrays(figure, path);
  if (request.format == "csv") {
    const std::string text = csv_of(figure);
    if (text.empty()) throw BadInput("The figure has no data yet", path.string());
    return write_file(path.string(), text);
  }
  const PictureSettings settings{{request.width, request.height}, request.scale, request.theme};
  const std::string bytes =
      picture_bytes(figure, picture_format("figure." + request.format), settings,
                    provenance_of(workspace.run().shown_spec(), workspace.run().frames()));
  write_file(path.string(), bytes);
}

}  // namespace

Figure exported_figure(Workspace& workspace, const std::string& view) {
  const ViewSpec* spec = workspace.run().view(view);
  if (!spec) throw BadInput(fmt::format("There is no view '{}'", view));
  ViewState state = workspace.view_state(view);
  state.exporting = true;
  state.hovered = {};
  return compose(*spec, workspace.run().frames(), state, workspace.ghosts());
}

bool Workspace::export_view(const ExportRequest& request) {
  if (!current_) return false;
  try {
    if (!request.view.empty()) {
      write_view(*this, request, request.view, request.path);
      tell(Message::Kind::news, "Exported " + request.path.filename().string());
      return true;
    }
    for (const std::string& view : current_->visible()) {
      write_view(*this, request, view, request.path / (view + "." + request.format));
    }
    tell(Message::Kind::news, "Exported to " + request.path.string());
    return true;
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
}

}  // namespace thalweg::ui
