// What is open and how it is looked at: runs, undo, messages, focus, views, clock. Never changes
// what is computed; Workspace does. Knows no ImGui and no window.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ui/shell/open_run.hpp"
#include "ui/shell/undo_list.hpp"
#include "ui/shell/window_state.hpp"

namespace thalweg::ui {

class Stage : public WindowState {
 public:
  // Runs -----------------------------------------------------------------------------------
  bool has_run() const { return current_ != nullptr; }
  OpenRun& run() { return *current_; }
  const OpenRun& run() const { return *current_; }
  const std::vector<std::shared_ptr<OpenRun>>& runs() const { return runs_; }
  void toggle_pin();
  /// Gives a run its note: how Runs and the timeline call it.
  void name_run(const std::shared_ptr<OpenRun>& run, const std::string& name);
  /// A/B: while true every view shows the newest pin in place of the run.
  void show_ghosts_only(bool on);
  /// Frames of pinned runs of the same experiment, for the ghosts.
  std::vector<const FrameSet*> ghosts() const;

  // Contenders -----------------------------------------------------------------------------
  void set_focus(std::string_view key);
  void toggle_hidden(std::string_view key);
  void toggle_solo(std::string_view key);
  /// Hides name and curve until they are asked for.
  void toggle_veil(std::string_view key);
  /// Moves the contender to `place` (from 0) of the legend.
  void move_contender(std::string_view key, std::size_t place);

  // Views ----------------------------------------------------------------------------------
  void set_layout(Layout layout);
  void show_view(std::string_view id);
  /// The last view cannot be hidden.
  void hide_view(std::string_view id);
  void swap_views(std::string_view a, std::string_view b);
  /// Makes it the lead view.
  void bring_forward(std::string_view id);
  /// In a narrow window the lead view alone is on screen.
  void show_one_view(bool one);
  void toggle_fill(std::string_view id);
  /// Lets the time axis move with those of the other linked views.
  void toggle_link(std::string_view id);
  void toggle_table(std::string_view id);
  /// Between linear and log: the y axis of lines, the colours of grids.
  void toggle_log(std::string_view id);
  void toggle_grid(std::string_view id);
  /// Perspective or orthographic, and the edges of faces, of a view in space.
  void toggle_projection(std::string_view id);
  void toggle_edges(std::string_view id);
  ViewState& view_state(std::string_view id);
  /// The view that keys act on: under the pointer, else last clicked, else the lead.
  std::string active_view() const;
  void set_active_view(std::string_view id) { active_view_ = id; }
  void toggle_play(std::string_view view);
  void set_hover(const Link& link);
  void set_selected(const Link& link);
  void toggle_show_all();
  ClockKind clock() const { return clock_; }

  // Undo -----------------------------------------------------------------------------------
  /// Name of the entry that undo (redo) would take; empty = none.
  std::string undo_name() const { return history_.undo_name(); }
  std::string redo_name() const { return history_.redo_name(); }

  // Words ----------------------------------------------------------------------------------
  void tell(Message::Kind kind, std::string text, std::string where = {}, std::string cure = {});
  /// Newest last.
  const std::deque<Message>& messages() const { return messages_; }
  std::vector<Banner>& banners() { return banners_; }

  /// The window's state changed in a way that is worth a new frame.
  void touch() { touched_ = true; }

 protected:
  Stage() = default;
  ~Stage() = default;
  /// Tells the worker what is on screen, which decides what it computes.
  void attend();
  /// What all views of the run share goes into each view's state.
  void sync_views();
  /// A change of the arrangement, undoable.
  void change_look(std::string name, const std::function<void(OpenRun&)>& change);

  std::vector<std::shared_ptr<OpenRun>> runs_;
  std::shared_ptr<OpenRun> current_;
  ClockKind clock_ = ClockKind::iteration;
  UndoList history_;
  std::deque<Message> messages_;
  std::vector<Banner> banners_;
  std::string active_view_;
  bool ghosts_only_ = false;
  bool touched_ = true;
  /// Wakes the workers after something was asked of them.
  std::function<void()> poke_;
};

}  // namespace thalweg::ui
