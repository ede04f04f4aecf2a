// What is open and how it is looked at: pins, focus, layout, hover and play, undo, messages.
#include "ui/shell/stage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.hpp"

namespace thalweg::ui {
namespace {

constexpr std::size_t most_messages = 500;

}  // namespace

void Stage::toggle_pin() {
  if (!current_) return;
  const auto target = current_;
  const auto flip = [this, target] {
    target->pinned = !target->pinned;
    touch();
  };
  flip();
  history_.remember(target->pinned ? "pin run" : "unpin run", flip, flip, {target.get()});
  tell(Message::Kind::news,
       target->pinned ? "Pinned: the next run shows it as a ghost" : "Unpinned");
}

void Stage::name_run(const std::shared_ptr<OpenRun>& run, const std::string& name) {
  if (run->note == name) return;
  const auto call = [this, run](const std::string& note) {
    run->note = note;
    touch();
  };
  const std::string before = run->note;
  call(name);
  history_.remember(
      "name run", [call, before] { call(before); }, [call, name] { call(name); }, {run.get()});
}

void Stage::show_ghosts_only(bool on) {
  if (!current_ || ghosts_only_ == on || (on && ghosts().empty())) return;
  ghosts_only_ = on;
  sync_views();
  touch();
}

std::vector<const FrameSet*> Stage::ghosts() const {
  std::vector<const FrameSet*> pinned;
  for (const auto& open : runs_) {
    const bool comparable = open->pinned && open != current_ && current_ &&
                            open->experiment == current_->experiment && open->snapshot;
    if (comparable) pinned.push_back(&open->snapshot->frames);
  }
  return pinned;
}

void Stage::set_focus(std::string_view key) {
  if (!current_ || current_->focus == key) return;
  current_->focus = key;
  // The shown moment is asked for again: other data is wanted of it.
  if (current_->cursor_moment) current_->run->show(current_->cursor_moment);
  attend();
  touch();
}

void Stage::toggle_hidden(std::string_view key) {
  if (!current_) return;
  const std::string name(key);
  if (current_->hidden.erase(name) == 0) current_->hidden.insert(name);
  if (current_->solo == name) current_->solo.clear();
  touch();
}

void Stage::toggle_solo(std::string_view key) {
  if (!current_) return;
  current_->solo = current_->solo == key ? "" : std::string(key);
  touch();
}

void Stage::toggle_veil(std::string_view key) {
  if (!current_) return;
  const std::string name(key);
  if (current_->veiled.erase(name) == 0) current_->veiled.insert(name);
  sync_views();
  touch();
}

void Stage::move_contender(std::string_view key, std::size_t place) {
  if (!current_) return;
  std::vector<std::string> keys = current_->legend();
  const auto from = std::find(keys.begin(), keys.end(), key);
  if (from == keys.end() || from - keys.begin() == static_cast<std::ptrdiff_t>(place)) return;
  keys.erase(from);
  place = std::min(place, keys.size());
  keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(place), std::string(key));
  change_look("order of contenders", [&](OpenRun& run) { run.order = keys; });
  sync_views();
}

void Stage::change_look(std::string name, const std::function<void(OpenRun&)>& change) {
  if (!current_) return;
  struct Arrangement {
    Layout layout;
    std::vector<std::string> shown, order;
    std::string filled;
  };
  const auto target = current_;
  const auto take = [target] {
    return Arrangement{target->layout, target->shown, target->order, target->filled};
  };
  const auto put = [this, target](const Arrangement& look) {
    target->layout = look.layout, target->shown = look.shown;
    target->order = look.order, target->filled = look.filled;
    touch();
  };
  const Arrangement before = take();
  change(*target);
  const Arrangement after = take();
  history_.remember(
      std::move(name), [put, before] { put(before); }, [put, after] { put(after); },
      {target.get()});
  attend();
  touch();
}

void Stage::set_layout(Layout layout) {
  change_look(fmt::format("layout {}", layout_name(layout)), [&](OpenRun& run) {
    run.layout = layout;
    run.filled.clear();
    for (const ViewSpec& view : run.experiment->views) {
      if (run.shown.size() >= capacity(layout)) break;
      const std::string id = view.id();
      if (std::find(run.shown.begin(), run.shown.end(), id) == run.shown.end()) {
        run.shown.push_back(id);
      }
    }
  });
}

void Stage::show_view(std::string_view id) {
  const ViewSpec* view = current_ ? current_->view(id) : nullptr;
  if (!view) return;
  const std::vector<std::string> visible = current_->visible();
  if (std::find(visible.begin(), visible.end(), id) != visible.end()) return;
  change_look("show " + view->title, [&](OpenRun& run) {
    const std::string name(id);
    run.filled.clear();
    std::erase(run.shown, name);
    if (run.shown.size() < capacity(run.layout)) {
      run.shown.push_back(name);
      return;
    }
    if (run.layout == Layout::one) {
      run.layout = Layout::one_three;
    } else if (run.layout != Layout::two_by_three) {
      run.layout = Layout::two_by_three;
    }
    const std::size_t room = capacity(run.layout);
    const std::size_t place = std::min(run.shown.size(), room - 1);
    run.shown.insert(run.shown.begin() + static_cast<std::ptrdiff_t>(place), name);
  });
}

void Stage::hide_view(std::string_view id) {
  if (!current_ || current_->visible().size() < 2) return;
  const ViewSpec* view = current_->view(id);
  if (!view) return;
  change_look("hide " + view->title, [&](OpenRun& run) { std::erase(run.shown, std::string(id)); });
}

void Stage::swap_views(std::string_view a, std::string_view b) {
  if (!current_) return;
  change_look("swap views", [&](OpenRun& run) {
    const auto first = std::find(run.shown.begin(), run.shown.end(), a);
    const auto second = std::find(run.shown.begin(), run.shown.end(), b);
    if (first != run.shown.end() && second != run.shown.end()) std::iter_swap(first, second);
  });
}

void Stage::bring_forward(std::string_view id) {
  if (!current_ || current_->shown.empty() || current_->shown.front() == id) return;
  swap_views(current_->shown.front(), id);
}

void Stage::show_one_view(bool one) {
  if (!current_ || current_->one_view == one) return;
  current_->one_view = one;
  attend();
  touch();
}

void Stage::toggle_fill(std::string_view id) {
  change_look("fill",
              [&](OpenRun& run) { run.filled = run.filled.empty() ? std::string(id) : ""; });
}

void Stage::toggle_link(std::string_view id) {
  if (!current_) return;
  const std::string name(id);
  if (current_->linked.erase(name) == 0) current_->linked.insert(name);
  sync_views();
  touch();
}

void Stage::toggle_table(std::string_view id) {
  if (!current_) return;
  const std::string name(id);
  if (current_->as_table.erase(name) == 0) current_->as_table.insert(name);
  touch();
}

void Stage::toggle_log(std::string_view id) {
  const ViewSpec* view = current_ ? current_->view(id) : nullptr;
  if (!view) return;
  ViewState& state = view_state(id);
  if (view->kind == ViewKind::trace || view->kind == ViewKind::curve) {
    const Scale now = state.y_scale.value_or(view->y_scale);
    state.y_scale = now == Scale::log ? Scale::linear : Scale::log;
    state.y_zoom.reset();
    state.kept = {};
  } else {
    const ColourScaling declared =
        view->value_scale == Scale::log ? ColourScaling::log : ColourScaling::linear;
    const bool log = state.value_scaling.value_or(declared) == ColourScaling::log;
    state.value_scaling = log ? ColourScaling::linear : ColourScaling::log;
  }
  touch();
}

void Stage::toggle_grid(std::string_view id) {
  ViewState& state = view_state(id);
  state.grid = !state.grid;
  touch();
}

void Stage::toggle_projection(std::string_view id) {
  Camera& camera = view_state(id).camera;
  camera.perspective = !camera.perspective;
  touch();
}

void Stage::toggle_edges(std::string_view id) {
  ViewState& state = view_state(id);
  state.wire = !state.wire;
  touch();
}

ViewState& Stage::view_state(std::string_view id) {
  static ViewState nothing;
  if (!current_) return nothing;
  const auto known = current_->views.find(id);
  return known != current_->views.end() ? known->second : current_->views[std::string(id)];
}

std::string Stage::active_view() const {
  if (!current_) return "";
  const std::vector<std::string> visible = current_->visible();
  const bool there = std::find(visible.begin(), visible.end(), active_view_) != visible.end();
  return there ? active_view_ : visible.empty() ? "" : visible.front();
}

void Stage::toggle_play(std::string_view view) {
  if (!current_) return;
  current_->playing_t = current_->playing_t == view ? "" : std::string(view);
  touch();
}

void Stage::set_hover(const Link& link) {
  if (!current_ || current_->hovered == link) return;
  current_->hovered = link;
  sync_views();
  touch();
}

void Stage::set_selected(const Link& link) {
  if (!current_ || current_->selected == link) return;
  current_->selected = link;
  sync_views();
  touch();
}

void Stage::toggle_show_all() {
  if (!current_) return;
  const bool all = !view_state(active_view()).show_all;
  for (auto& [id, state] : current_->views) {
    state.show_all = all;
    state.kept = {};
    state.x_zoom.reset();
  }
  touch();
}

void Stage::attend() {
  Attention attention;
  attention.focus = current_->focus;
  for (const std::string& id : current_->visible()) {
    if (const ViewSpec* view = current_->view(id)) attention.views.push_back(*view);
  }
  if (attention == current_->told) return;
  current_->told = attention;
  current_->run->attend(std::move(attention));
  poke_();
}

void Stage::sync_views() {
  // A linked view that was moved takes the others along.
  for (const std::string& id : current_->linked) {
    const std::optional<Range>& zoom = current_->views[id].x_zoom;
    if (zoom == current_->linked_x) continue;
    current_->linked_x = zoom;
    break;
  }
  for (const std::string& id : current_->linked) current_->views[id].x_zoom = current_->linked_x;
  for (const ViewSpec& view : current_->experiment->views) {
    ViewState& state = current_->views[view.id()];
    state.hidden = current_->hidden;
    state.solo = current_->solo;
    state.veiled = current_->veiled;
    state.order = current_->order;
    if (state.clock != clock_) {
      state.clock = clock_;
      state.kept = {};
      state.x_zoom.reset();
    }
    state.cursor = current_->cursor;
    state.hovered = current_->hovered;
    state.selected = current_->selected;
    state.ghost_only = ghosts_only_;
    const RunState now = current_->state();
    state.stale = now == RunState::failed || now == RunState::posing;
    state.patterns = preferences.patterns;
    state.iteration_title = current_->experiment->step_unit + " k";
    state.work_title = current_->experiment->work_unit;
  }
}

void Stage::tell(Message::Kind kind, std::string text, std::string where, std::string cure) {
  messages_.push_back({kind, std::move(text), std::move(where), std::move(cure), wall_seconds()});
  if (messages_.size() > most_messages) messages_.pop_front();
  if (kind == Message::Kind::error) banners_.push_back({messages_.back(), {}});
  touch();
}

}  // namespace thalweg::ui
