// Hands the panels to the shell.
#include "ui/panels/catalogue.hpp"
#include "ui/panels/inspector.hpp"
#include "ui/panels/palette.hpp"
#include "ui/panels/status_bar.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/top_bar.hpp"
#include "ui/shell/regions.hpp"

namespace thalweg::ui {

Panels panels() {
  return {draw_top_bar,  draw_catalogue,  draw_inspector,
          draw_timeline, draw_status_bar, draw_palette};
}

}  // namespace thalweg::ui
