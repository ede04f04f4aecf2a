// Exports of views: pictures and the data they show, with what they came from.
#include "ui/shell/export_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/figure/camera.hpp"
#include "core/figure/compose.hpp"
#include "core/io/caption.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/provenance_read.hpp"
#include "ui/shell/backstage.hpp"

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

void write_csv(const Figure& figure, const std::filesystem::path& path) {
  const std::string text = csv_of(figure);
  if (text.empty()) throw BadInput("The figure has no data yet", path.string());
  write_file(path.string(), text);
}

std::string numbers_text(std::initializer_list<double> numbers) {
  std::string text;
  for (const double number : numbers) text += (text.empty() ? "" : ",") + exact_text(number);
  return text;
}

/// How a view is looked at, as words of 'name=value': what brings zoom, scales and camera back.
std::string look_text(const ViewState& state) {
  std::string text = fmt::format("clock={}", static_cast<int>(state.clock));
  const auto add = [&](const char* name, const std::string& value) {
    text += fmt::format(" {}={}", name, value);
  };
  if (state.x_zoom) add("x", numbers_text({state.x_zoom->lo, state.x_zoom->hi}));
  if (state.y_zoom) add("y", numbers_text({state.y_zoom->lo, state.y_zoom->hi}));
  if (state.y_scale) add("y_scale", fmt::format("{}", static_cast<int>(*state.y_scale)));
  if (state.value_scaling) {
    add("values", fmt::format("{}", static_cast<int>(*state.value_scaling)));
  }
  add("camera", camera_text(state.camera));
  add("t", numbers_text({state.t}));
  return text;
}

/// Takes up what look_text() wrote; leaves alone what is not possible.
void read_look(const std::string& text, ViewState& state) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = word.substr(0, equals);
    std::vector<double> v;
    std::istringstream parts(word.substr(equals + 1));
    for (std::string part; std::getline(parts, part, ',');) {
      v.push_back(std::strtod(part.c_str(), nullptr));
    }
    if (v.empty() || !std::all_of(v.begin(), v.end(), [](double n) { return std::isfinite(n); })) {
      continue;
    }
    const bool range = v.size() == 2 && v[0] < v[1];
    if (name == "x" && range) state.x_zoom = {v[0], v[1]};
    if (name == "y" && range) state.y_zoom = {v[0], v[1]};
    if (name == "y_scale" && v[0] >= 0 && v[0] <= 2) state.y_scale = Scale(static_cast<int>(v[0]));
    if (name == "values" && v[0] >= 0 && v[0] <= 3) {
      state.value_scaling = ColourScaling(static_cast<int>(v[0]));
    }
    if (name == "camera") state.camera = camera_of(word.substr(equals + 1)).value_or(Camera{});
    if (name == "clock" && v[0] >= 0 && v[0] <= 2) state.clock = ClockKind(static_cast<int>(v[0]));
    if (name == "t") state.t = std::clamp(v[0], 0.0, 1.0);
  }
}

void write_view(Workspace& workspace, const ExportRequest& request, const std::string& view,
                const std::filesystem::path& path) {
  const Figure figure = exported_figure(workspace, view);
  if (path.has_parent_path()) make_folder(path.parent_path().string());
  if (request.format == "npy") return write_arrays(figure, path);
  if (request.format == "csv") return write_csv(figure, path);
  const PictureSettings settings{{request.width, request.height}, request.scale, request.theme};
  const RunSpec& spec = workspace.run().shown_spec();
  const FrameSet& frames = workspace.run().frames();
  Provenance provenance = provenance_of(spec, frames);
  provenance.emplace_back("view", view);
  provenance.emplace_back("look", look_text(workspace.view_state(view)));
  write_file(path.string(), picture_bytes(figure, picture_format("figure." + request.format),
                                          settings, provenance));
  std::filesystem::path beside = path;
  if (request.data) write_csv(figure, beside.replace_extension("csv"));
  if (request.caption) {
    write_file(beside.replace_extension("txt").string(), caption_of(figure, spec, frames));
  }
}

}  // namespace

Figure exported_figure(Workspace& workspace, const std::string& view) {
  const ViewSpec* spec = workspace.run().view(view);
  if (!spec) throw BadInput(fmt::format("There is no view '{}'", view));
  ViewState state = workspace.view_state(view);
  state.exporting = true;
  state.moving = false;
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

bool Workspace::film_view(const ExportRequest& request, const Range& range) {
  const ViewSpec* view = current_ ? current_->view(request.view) : nullptr;
  if (!view || !backstage || !current_->snapshot || !current_->snapshot->recording) return false;
  if (backstage->film.under_way()) {
    tell(Message::Kind::error, "A film is being written", "", "Wait for it or stop it below.");
    return false;
  }
  FilmOrder order;
  order.recording = current_->snapshot->recording;
  order.view = *view;
  order.state = view_state(request.view);
  order.focus = current_->focus;
  order.others = current_->frames().others;
  order.others.erase("problem");
  order.clock = to_clock(clock_);
  order.range = range;
  order.pictures = request.film;
  order.path = request.path.string();
  order.settings = {{request.width, request.height}, request.scale, request.theme};
  backstage->film.start(std::move(order));
  touch();
  return true;
}

bool Workspace::open_figure(const std::filesystem::path& path) {
  try {
    const Origin origin = origin_of(read_provenance(path.string()), path.string());
    start(origin.spec, "from " + path.filename().string());
    if (current_->view(origin.view)) {
      show_view(origin.view);
      set_active_view(origin.view);
      ViewState& state = view_state(origin.view);
      read_look(origin.look, state);
      set_clock(state.clock);
    }
    for (const std::string& input : origin.missing) {
      tell(Message::Kind::warning, fmt::format("The picture does not hold the data '{}'", input),
           path.string(), "The run uses the experiment's own; load yours on the Data tab.");
    }
    preferences.remember_file(path);
    if (origin.missing.empty()) {
      tell(Message::Kind::news, "Opened what " + path.filename().string() + " came from");
    }
    return true;
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
}

}  // namespace thalweg::ui
