// Hands the panels to the shell.
#include "ui/panels/browse.hpp"
#include "ui/panels/catalogue.hpp"
#include "ui/panels/inspector.hpp"
#include "ui/panels/palette.hpp"
#include "ui/panels/rails.hpp"
#include "ui/panels/status_bar.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/top_bar.hpp"
#include "ui/shell/regions.hpp"

namespace thalweg::ui {

Panels panels() {
  Panels all;
  all.top_bar = draw_top_bar;
  all.catalogue = draw_catalogue;
  all.inspector = draw_inspector;
  all.timeline = draw_timeline;
  all.status_bar = draw_status_bar;
  all.left_rail = draw_left_rail;
  all.right_rail = draw_right_rail;
  all.strip = draw_strip;
  all.browse = draw_browse;
  all.palette = draw_palette;
  return all;
}

}  // namespace thalweg::ui
