// Composes, lays out and draws a view.
#include "ui/plot/figure_view.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/hash.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/imgui_painter.hpp"

namespace thalweg::ui {
namespace {

constexpr double play_bar_height = 34;
/// Only a wait that is longer than this pales the old figure.
constexpr double stand_in_seconds = 0.1;

/// Feeds numbers and texts into one hash.
class Digest {
 public:
  void add(double value) { mix(std::bit_cast<std::uint64_t>(value)); }
  void add(const std::string& text) { hash_ = hash_bytes(text, hash_), mix(text.size()); }
  void add(const std::optional<Range>& range) {
    mix(range.has_value());
    if (range) add(range->lo), add(range->hi);
  }
  /// The linked element; the linked moment is drawn over the figure.
  void add(const Link& link) {
    mix(static_cast<std::uint64_t>(link.source));
    mix(static_cast<std::uint64_t>(link.target));
    mix(static_cast<std::uint64_t>(link.image));
  }
  void mix(std::uint64_t value) {
    hash_ ^= value + 0x9e3779b97f4a7c15ULL + (hash_ << 6) + (hash_ >> 2);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0x5bd1e995;
};

}  // namespace

std::uint64_t fingerprint(const ViewState& state) {
  Digest digest;
  digest.add(state.x_zoom), digest.add(state.y_zoom), digest.add(state.legend_at);
  digest.mix(state.y_scale ? 1 + static_cast<std::uint64_t>(*state.y_scale) : 0);
  digest.mix(state.value_scaling ? 1 + static_cast<std::uint64_t>(*state.value_scaling) : 0);
  digest.add(state.colour_map), digest.add(state.solo);
  for (const std::string& key : state.hidden) digest.add(key);
  digest.mix(state.veiled.size());
  for (const std::string& key : state.veiled) digest.add(key);
  for (const std::string& key : state.order) digest.add(key);
  digest.mix(static_cast<std::uint64_t>(state.clock));
  digest.add(state.cursor.value_or(-1)), digest.add(state.t);
  const Camera& camera = state.camera;
  digest.add(camera.azimuth), digest.add(camera.elevation), digest.add(camera.zoom);
  digest.add(camera.pan_x), digest.add(camera.pan_y), digest.mix(camera.perspective);
  digest.add(state.hovered), digest.add(state.selected);
  digest.mix(static_cast<std::uint64_t>(state.patterns) |
             static_cast<std::uint64_t>(state.grid) << 1 |
             static_cast<std::uint64_t>(state.wire) << 2 |
             static_cast<std::uint64_t>(state.show_all) << 3 |
             static_cast<std::uint64_t>(state.ghost_only) << 4 |
             static_cast<std::uint64_t>(state.stale) << 5 |
             static_cast<std::uint64_t>(state.thumbnail) << 6 |
             static_cast<std::uint64_t>(state.moving) << 7);
  digest.add(state.pixel_ratio);
  // A new run or scale lets go of the kept limits, which must show at once.
  digest.mix(state.kept.x_hi.has_value() || state.kept.y.has_value());
  return digest.value();
}

Point2 FigureView::to_scene(ImVec2 at) const {
  return {(at.x - origin_.x) / static_cast<double>(scale()),
          (at.y - origin_.y) / static_cast<double>(scale())};
}

ImVec2 FigureView::to_screen(Point2 at) const {
  return {origin_.x + px(at.x), origin_.y + px(at.y)};
}

const PanelScene* FigureView::panel_under(Point2 at) const {
  const int index = panel_at(scene_, at);
  return index < 0 ? nullptr : &scene_.panels[static_cast<std::size_t>(index)];
}

std::uint64_t FigureView::seen_now(Workspace& workspace, Size2 size) const {
  const OpenRun& run = workspace.run();
  Digest digest;
  digest.mix(fingerprint(workspace.view_state(id_)));
  digest.add(size.width), digest.add(size.height);
  digest.add(run.focus);
  for (const FrameSet* ghost : workspace.ghosts()) {
    digest.mix(std::bit_cast<std::uint64_t>(ghost));
  }
  // In the past a path goes on to the head, which moves.
  const bool goes_on = figure_.kind == ViewKind::plane || figure_.kind == ViewKind::surface;
  if (goes_on) digest.mix(std::bit_cast<std::uint64_t>(run.snapshot.get()));
  return digest.value();
}

void FigureView::refresh(Workspace& workspace, Size2 size) {
  OpenRun& run = workspace.run();
  const ViewSpec* spec = run.view(id_);
  if (!spec) return;
  ViewState& state = workspace.view_state(id_);
  state.pixel_ratio = static_cast<double>(scale());
  const bool in_past = run.cursor && run.past;
  std::shared_ptr<const void> source = run.snapshot;
  if (in_past) source = run.past;
  const bool waits = stand_in_since_ >= 0 && !figure_.stale;
  if (source == source_ && seen_now(workspace, size) == seen_ && !waits) return;
  const FrameSet* head = in_past && run.snapshot ? &run.snapshot->frames : nullptr;
  take(workspace, compose(*spec, run.frames(), state, workspace.ghosts(), head), state.stale);
  scene_ = layout(figure_, size, metrics());
  ++compositions_;
  source_ = std::move(source);
  // compose() sets the kept limits: what was seen includes them.
  seen_ = seen_now(workspace, size);
}

/// While a problem is being posed the old figure stands in for one without data, paled after a
/// while.
void FigureView::take(Workspace& workspace, Figure fresh, bool stale) {
  const bool hollow = !fresh.empty_text.empty();
  const bool has_old = figure_.id == fresh.id && figure_.empty_text.empty() && compositions_ > 0;
  if (!stale || !hollow || !has_old) {
    stand_in_since_ = -1;
    figure_ = std::move(fresh);
    return;
  }
  const double now = ImGui::GetTime();
  if (stand_in_since_ < 0) stand_in_since_ = now;
  figure_.stale = now - stand_in_since_ >= stand_in_seconds;
  if (!figure_.stale) workspace.touch();
}

void FigureView::paint_scene(Textures& textures, ImDrawList& list) const {
  ImGuiPainter painter(list, textures, origin_, scale());
  thalweg::paint(scene_, painter, theme());
}

void FigureView::draw(Workspace& workspace, Textures& textures, ImVec2 min, ImVec2 max,
                      bool& hovered) {
  const ViewSpec* spec = workspace.run().view(id_);
  if (!spec) return;
  ImVec2 end = max;
  const bool plays = spec->kind == ViewKind::displacement && figure_.empty_text.empty();
  if (plays && !workspace.view_state(id_).thumbnail) {
    end.y -= px(play_bar_height);
    play_bar(workspace, {min.x, end.y}, max);
  }
  if (end.x - min.x < px(40) || end.y - min.y < px(40)) return;
  origin_ = min;
  const auto logical = [](float physical) { return static_cast<double>(physical / scale()); };
  refresh(workspace, {logical(end.x - min.x), logical(end.y - min.y)});

  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (workspace.view_state(id_).thumbnail) {
    list.PushClipRect(min, end, true);
    paint_scene(textures, list);
    list.PopClipRect();
    return;
  }
  ImGui::SetCursorScreenPos(min);
  ImGui::PushID(id_.c_str());
  ImGui::InvisibleButton("figure", {end.x - min.x, end.y - min.y},
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
  const bool over = ImGui::IsItemHovered() && !workspace.palette_open;
  const bool held = ImGui::IsItemActive();
  ease(workspace);
  pointer(workspace, over, held);
  note_moving(workspace);
  refresh(workspace, {logical(end.x - min.x), logical(end.y - min.y)});

  list.PushClipRect(min, end, true);
  paint_scene(textures, list);
  draw_linked_clock(workspace, list);
  draw_selection(list);
  note_handles();
  if (over && (drag_ == Drag::none || drag_ == Drag::press)) {
    hovered = true;
    draw_hover(workspace, list, min, end);
  }
  draw_gesture(list);
  list.PopClipRect();
  context_menu(workspace);
  coordinates_popup(workspace);
  limits_popup(workspace);
  take_copy(workspace);
  ImGui::PopID();
}

/// Play button and track for t, under the pictures.
void FigureView::play_bar(Workspace& workspace, ImVec2 min, ImVec2 max) {
  ViewState& state = workspace.view_state(id_);
  ImGui::PushID(id_.c_str());
  const float middle = (min.y + max.y) / 2 - px(3);
  const float width = std::min(max.x - min.x - px(60), px(420));
  const float left = (min.x + max.x - width) / 2;
  const Box play = Box::at({left - px(14), middle - px(12)}, px(24), px(24));
  const bool playing = workspace.run().playing_t == id_;
  if (button("play", play, playing ? icon::pause : icon::play, ButtonLook::flat, true,
             playing ? "Stop moving t" : "Move t from source to target", Font::label)) {
    workspace.toggle_play(id_);
  }
  const Box track = Box::at({left + px(22), middle - px(12)}, width - px(76), px(24));
  const SliderAnswer answer =
      slider("t", track, {0, 1, false, false}, state.t, std::numeric_limits<double>::quiet_NaN());
  if (answer.moved) {
    if (playing) workspace.toggle_play(id_);
    state.t = std::clamp(answer.value, 0.0, 1.0);
    workspace.touch();
  }
  char text[16];
  std::snprintf(text, sizeof text, "t %.2f", state.t);
  put_text(Box{{track.max.x + px(10), track.min.y}, {max.x, track.max.y}}, Align::left,
           Font::small_number, colour(Role::muted), text);
  ImGui::PopID();
}

}  // namespace thalweg::ui
