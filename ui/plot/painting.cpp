// A curve painted by hand: its ordinates follow the pointer (interaction.md, 'Gestures').
#include <algorithm>
#include <memory>

#include "core/base/text.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/plot/point_edits.hpp"

namespace thalweg::ui {

/// The axes stand still under the brush.
void FigureView::begin_stroke(Workspace& workspace) {
  const OpenRun& run = workspace.run();
  painted_ = {};
  const Buffer* shown = run.frames().buffer("problem." + grabbed_.name);
  if (const auto* curve = shown ? std::get_if<CurveData>(shown) : nullptr) painted_ = *curve;
  brush_ = {grabbed_.x, grabbed_.y};
  const auto& slots = run.spec.inputs.slots();
  const auto given = slots.find(grabbed_.name);
  unpainted_ = given == slots.end() ? nullptr : given->second;
  ViewState& state = workspace.view_state(id_);
  state.x_zoom = axis_from_x_, state.y_zoom = axis_from_y_;
}

/// Live: every answer of the worker brings what was painted until then, the release all of it.
void FigureView::stroke(Workspace& workspace, Phase phase) {
  const PanelScene& panel = scene_.panels[static_cast<std::size_t>(grabbed_.panel)];
  const double x = panel.x.to_data(std::clamp(last_.x, panel.area.x, panel.area.right()));
  const double y = panel.y.to_data(std::clamp(last_.y, panel.area.y, panel.area.bottom()));
  paint(painted_, brush_.x, brush_.y, x, y);
  const bool moved = brush_.x != x || brush_.y != y || phase == Phase::release;
  brush_ = {x, y};
  if (phase == Phase::release) end_stroke(workspace);
  const bool waits = workspace.run().under_way.contains("input:" + grabbed_.name);
  if (painted_.x.empty() || !moved || (phase == Phase::drag && waits)) return;
  workspace.set_input(grabbed_.name, std::make_shared<const Buffer>(painted_), phase);
}

void FigureView::cancel_stroke(Workspace& workspace) {
  end_stroke(workspace);
  workspace.set_input(grabbed_.name, unpainted_, Phase::release);
}

void FigureView::end_stroke(Workspace& workspace) {
  ViewState& state = workspace.view_state(id_);
  state.x_zoom = zoom_from_.x, state.y_zoom = zoom_from_.y;
}

/// What the brush left, over the curve that follows when the solver answers.
void FigureView::draw_stroke(ImDrawList& list, const PanelScene& panel) const {
  std::vector<ImVec2> line;
  for (std::size_t i = 0; i < painted_.x.size(); ++i) {
    line.push_back(to_screen({panel.x.to_px(painted_.x[i]), panel.y.to_px(painted_.y[i])}));
  }
  list.PushClipRect(to_screen({panel.area.x, panel.area.y}),
                    to_screen({panel.area.right(), panel.area.bottom()}), true);
  list.AddPolyline(line.data(), static_cast<int>(line.size()), colour(Role::accent), 0, px(1.5));
  list.PopClipRect();
  draw_handle_halo(list, last_, real_text(brush_.y));
}

}  // namespace thalweg::ui
