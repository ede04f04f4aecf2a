// The picture that an export would write, made beside the window as its settings change.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/figure/raster.hpp"
#include "ui/shell/side_worker.hpp"
#include "ui/shell/window_state.hpp"

namespace thalweg::ui {

class Workspace;

class ExportPreview {
 public:
  /// The newest one made: a picture, the first lines of a file of data, or why there is none.
  struct Sheet {
    Pixels pixels;
    std::string text, problem;
    /// Size in px that was asked for, which the pixels show at some scale.
    double width = 0, height = 0;
  };

  explicit ExportPreview(std::function<void()> wake);

  /// The newest sheet, null before the first. Asks for another one when something that it shows
  /// has changed: the file's own layout at `pixels` px across, by the painter that writes PNG.
  const Sheet* show(Workspace& workspace, const ExportRequest& request, int pixels);
  /// False while the sheet shown is older than what was asked for.
  bool current() const { return made_ == asked_; }
  /// Takes up what was made; true when there was something.
  bool tick();
  bool busy() const { return worker_.busy(); }

 private:
  struct Desk;
  void start(Workspace& workspace, const ExportRequest& request, int pixels);

  std::shared_ptr<Desk> desk_;
  std::unique_ptr<Sheet> sheet_;
  std::uint64_t asked_ = 0, under_way_ = 0, made_ = 0;
  double started_at_ = -1;
  SideWorker worker_;
};

}  // namespace thalweg::ui
