// Previews are laid out and painted by a worker; the figure is composed when something changed.
#include "ui/shell/export_preview.hpp"

#include <fmt/format.h>

#include <bit>
#include <mutex>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/io/figure_export.hpp"
#include "core/io/png_read.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/shell/export_figure.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// While a run goes on its picture changes all the time; this often it is drawn again.
constexpr double least_seconds = 0.3;
constexpr std::size_t most_lines = 14;

std::uint64_t key_of(Workspace& workspace, const ExportRequest& request, int pixels) {
  const OpenRun& run = workspace.run();
  const void* source = run.cursor && run.past ? static_cast<const void*>(run.past.get())
                                              : static_cast<const void*>(run.snapshot.get());
  std::string text = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", request.view, request.format,
                                 request.width, request.height, request.theme, pixels, source,
                                 run.focus, fingerprint(workspace.view_state(request.view)));
  for (const FrameSet* ghost : workspace.ghosts()) {
    text += fmt::format("|{}", static_cast<const void*>(ghost));
  }
  return hash_bytes(text);
}

std::string first_lines(const std::string& text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < most_lines && end != std::string::npos; ++i) {
    end = text.find('\n', end + (i > 0));
  }
  return end == std::string::npos ? text : text.substr(0, end) + "\n…";
}

std::string shapes(const Figure& figure) {
  std::string text;
  for (const NamedArray& array : arrays_of(figure)) {
    std::string shape;
    for (const std::int64_t n : array.shape) {
      shape += (shape.empty() ? "" : " × ") + std::to_string(n);
    }
    text += fmt::format("{}  {}\n", array.name, shape);
  }
  return text;
}

ExportPreview::Sheet made_of(const Figure& figure, const ExportRequest& request, int pixels) {
  ExportPreview::Sheet sheet;
  sheet.width = request.width, sheet.height = request.height;
  try {
    if (request.format == "csv") {
      sheet.text = first_lines(csv_of(figure));
    } else if (request.format == "npy") {
      sheet.text = shapes(figure);
    } else {
      const double scale = std::clamp(pixels / request.width, 0.25, 8.0);
      const PictureSettings settings{{request.width, request.height}, scale, request.theme};
      sheet.pixels =
          pixels_of_png(picture_bytes(figure, PictureFormat::png, settings, {}), "preview");
    }
  } catch (const Error& error) {
    sheet.problem = error.what();
  }
  return sheet;
}

}  // namespace

struct ExportPreview::Desk {
  std::mutex guard;
  std::unique_ptr<Sheet> made;
};

ExportPreview::ExportPreview(std::function<void()> wake)
    : desk_(std::make_shared<Desk>()), worker_(std::move(wake)) {}

const ExportPreview::Sheet* ExportPreview::show(Workspace& workspace, const ExportRequest& request,
                                                int pixels) {
  asked_ = key_of(workspace, request, pixels);
  const bool due = wall_seconds() - started_at_ >= least_seconds;
  if (!current() && due && !worker_.busy()) start(workspace, request, pixels);
  return sheet_.get();
}

void ExportPreview::start(Workspace& workspace, const ExportRequest& request, int pixels) {
  under_way_ = asked_;
  started_at_ = wall_seconds();
  auto figure = std::make_shared<Figure>();
  try {
    *figure = exported_figure(workspace, request.view);
  } catch (const Error& error) {
    sheet_ = std::make_unique<Sheet>();
    sheet_->problem = error.what();
    made_ = under_way_;
    return;
  }
  figure->cache = nullptr;  // it is the window's
  worker_.start([desk = desk_, figure, request, pixels](const std::stop_token&) {
    auto made = std::make_unique<Sheet>(made_of(*figure, request, pixels));
    const std::scoped_lock lock(desk->guard);
    desk->made = std::move(made);
  });
}

bool ExportPreview::tick() {
  if (worker_.busy()) return false;
  const std::scoped_lock lock(desk_->guard);
  if (!desk_->made) return false;
  sheet_ = std::move(desk_->made);
  made_ = under_way_;
  return true;
}

}  // namespace thalweg::ui
