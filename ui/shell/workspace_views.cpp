// Looking: focus, visibility, layout, which view stands where, hover and play.
#include <fmt/format.h>

#include <algorithm>

#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

void Workspace::set_focus(std::string_view key) {
  if (!current_ || current_->focus == key) return;
  current_->focus = key;
  // The shown moment is asked for again: other data is wanted of it.
  if (current_->cursor_moment) current_->run->show(current_->cursor_moment);
  attend();
  touch();
}

void Workspace::toggle_hidden(std::string_view key) {
  if (!current_) return;
  const std::string name(key);
  if (current_->hidden.erase(name) == 0) current_->hidden.insert(name);
  if (current_->solo == name) current_->solo.clear();
  touch();
}

void Workspace::toggle_solo(std::string_view key) {
  if (!current_) return;
  current_->solo = current_->solo == key ? "" : std::string(key);
  touch();
}

void Workspace::change_look(std::string name, const std::function<void(OpenRun&)>& change) {
  if (!current_) return;
  struct Arrangement {
    Layout layout;
    std::vector<std::string> shown;
    std::string filled;
  };
  const auto target = current_;
  const auto take = [target] { return Arrangement{target->layout, target->shown, target->filled}; };
  const auto put = [this, target](const Arrangement& look) {
    target->layout = look.layout, target->shown = look.shown, target->filled = look.filled;
    touch();
  };
  const Arrangement before = take();
  change(*target);
  const Arrangement after = take();
  history_.remember(
      std::move(name), [put, before] { put(before); }, [put, after] { put(after); });
  attend();
  touch();
}

void Workspace::set_layout(Layout layout) {
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

void Workspace::show_view(std::string_view id) {
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

void Workspace::hide_view(std::string_view id) {
  if (!current_ || current_->visible().size() < 2) return;
  const ViewSpec* view = current_->view(id);
  if (!view) return;
  change_look("hide " + view->title, [&](OpenRun& run) { std::erase(run.shown, std::string(id)); });
}

void Workspace::swap_views(std::string_view a, std::string_view b) {
  if (!current_) return;
  change_look("swap views", [&](OpenRun& run) {
    const auto first = std::find(run.shown.begin(), run.shown.end(), a);
    const auto second = std::find(run.shown.begin(), run.shown.end(), b);
    if (first != run.shown.end() && second != run.shown.end()) std::iter_swap(first, second);
  });
}

void Workspace::toggle_fill(std::string_view id) {
  change_look("fill",
              [&](OpenRun& run) { run.filled = run.filled.empty() ? std::string(id) : ""; });
}

ViewState& Workspace::view_state(std::string_view id) {
  static ViewState nothing;
  return current_ ? current_->views[std::string(id)] : nothing;
}

std::string Workspace::active_view() const {
  if (!current_) return "";
  const std::vector<std::string> visible = current_->visible();
  const bool there = std::find(visible.begin(), visible.end(), active_view_) != visible.end();
  return there ? active_view_ : visible.empty() ? "" : visible.front();
}

void Workspace::toggle_play(std::string_view view) {
  if (!current_) return;
  current_->playing_t = current_->playing_t == view ? "" : std::string(view);
  touch();
}

void Workspace::set_hover(const Link& link) {
  if (!current_ || current_->hovered == link) return;
  current_->hovered = link;
  sync_views();
  touch();
}

void Workspace::set_selected(const Link& link) {
  if (!current_ || current_->selected == link) return;
  current_->selected = link;
  sync_views();
  touch();
}

void Workspace::toggle_show_all() {
  if (!current_) return;
  const bool all = !view_state(active_view()).show_all;
  for (auto& [id, state] : current_->views) {
    state.show_all = all;
    state.kept = {};
    state.x_zoom.reset();
  }
  touch();
}

}  // namespace thalweg::ui
