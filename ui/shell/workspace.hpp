// The model of the window: what is open (Stage) and the verbs that change it: editing, running,
// time, files. Keys, buttons, menus and the palette share them. Knows no ImGui and no window.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ui/shell/stage.hpp"

namespace thalweg::ui {

class Workspace : public Stage {
 public:
  /// `wake` is called from workers when there is something new to draw.
  explicit Workspace(std::function<void()> wake);
  ~Workspace();

  // Once a frame ---------------------------------------------------------------------------
  /// Takes up what the workers published and moves what plays. True when something changed.
  bool update(double now);
  /// Seconds until update() has something to do by itself (autosave, play bar); < 0 = never.
  double next_due(double now) const;

  // Runs -----------------------------------------------------------------------------------
  /// Starts the experiment at its defaults; the present run stays under Runs, paused.
  void select_experiment(std::string_view id);
  void select_run(const std::shared_ptr<OpenRun>& run);
  void close_run(const std::shared_ptr<OpenRun>& run);

  // Parameters and inputs ------------------------------------------------------------------
  /// `path` is "eta" or "sns.kappa". Live: posted at once. Restart: applied on release, the old
  /// run is kept. In the past: prepares a branch. False when refused; see field_error().
  bool set_param(std::string_view path, const ParamValue& value, Phase phase = Phase::release);
  /// Reads `text` as a person types it ("1e3", "0.5,1.2") and sets it.
  bool set_param_text(std::string_view path, const std::string& text);
  bool reset_param(std::string_view path);
  /// The value shown: pending, at the cursor, or in force.
  ParamValue param(std::string_view path) const;
  ParamValue default_param(std::string_view path) const;
  bool is_changed(std::string_view path) const;
  /// Sent and not yet acknowledged, or waiting for the release that restarts.
  bool is_pending(std::string_view path) const;
  /// One line under the field; empty = none.
  std::string field_error(std::string_view path) const;
  bool set_input(std::string_view name, BufferPtr content, Phase phase = Phase::release);
  /// Reads files for input slots (CSV, NPY, …) and applies them as one edit.
  bool load_inputs(const std::map<std::string, std::filesystem::path>& files);

  /// Ends the gesture on a parameter that is still open: one entry for all its edits.
  void close_gesture();
  /// Takes the newest entry back (does it again); a gesture that is still open ends first.
  void undo();
  void redo();

  // Running --------------------------------------------------------------------------------
  void toggle_run();
  void resume();
  void pause();
  /// In the past: one (or n) moments on; at the head: posts steps.
  void step(std::int64_t count = 1);
  void step_back(std::int64_t count = 1);
  void restart();
  void cancel();
  /// After the limit: this many more steps.
  void extend(std::int64_t more);
  void seek(double clock_value);
  void follow_head();
  void to_start() { seek(0); }
  void previous_event();
  void next_event();
  /// Makes the branch of the cursor's moment (with prepared edits, if any) the current run.
  void make_branch();
  void drop_branch();
  bool running() const;
  /// Pins a note to the focus's shown step.
  void add_note(const std::string& text);
  /// Changes a note; an empty text takes it away.
  void change_note(const Event& note, const std::string& text);

  // Contenders -----------------------------------------------------------------------------
  bool add_contender(std::string_view method);
  bool duplicate_contender(std::string_view key);
  void remove_contender(std::string_view key);
  /// Why the method cannot run here; empty when it can.
  std::string obstacle(std::string_view method) const;
  void rename_contender(std::string_view key, const std::string& name);
  /// Does what the cure's button says: an edit, a contender, a branch, a look back or the page.
  void follow_cure(const Advice& advice, const Cure& cure);
  /// Times the contender without others beside it, three times; see Standing::alone_seconds.
  void time_alone(std::string_view key);

  // Clock and pace -------------------------------------------------------------------------
  void set_clock(ClockKind clock);
  void cycle_clock();
  const Pace& pace() const { return pace_; }
  void set_pace(Pace pace);
  /// −1 slower, +1 faster along 1 · 5 · 20 · 100 · max · auto.
  void shift_pace(int by);
  /// Slow at first, quicker where the experiment's story is longer.
  Pace automatic_pace() const;
  /// "auto", "20/s", "max".
  std::string pace_text() const;

  // Files ----------------------------------------------------------------------------------
  /// False, with a banner, when it could not be done; nothing that existed is damaged.
  bool save_session(const std::filesystem::path& path);
  bool open_session(const std::filesystem::path& path);
  /// Poses again what an exported picture shows, and looks at it in the same way.
  bool open_figure(const std::filesystem::path& path);
  /// Opens what a crash left behind and asks whether to keep it.
  bool recover(const std::filesystem::path& autosaved);
  bool export_view(const ExportRequest& request);
  /// Starts a film of the view through `range` of the clock; false and a message where it cannot.
  bool film_view(const ExportRequest& request, const Range& range);
  /// A file dropped on the window: an exported picture is opened, others go into the input that can
  /// hold them; a banner asks where there are several.
  void take_file(const std::filesystem::path& path);
  /// Where autosave writes; empty = off.
  void set_autosave(std::filesystem::path file) { autosave_ = std::move(file); }
  const std::filesystem::path& session_path() const { return session_path_; }
  /// wall_seconds() of the last save by hand or autosave; 0 = never.
  double saved_at() const { return saved_at_; }

 private:
  /// One gesture on one field: what it was before, and the number its edits share.
  struct Gesture {
    std::string path;
    std::int64_t number = 0;
    RunSpec before;
  };

  void adopt(std::shared_ptr<Run> run, const Experiment& experiment, const OpenRun* look,
             std::string note);
  void make_current(std::shared_ptr<OpenRun> run);
  void ask_for_slot(const std::filesystem::path& path, const std::vector<InputSpec>& fitting);
  /// Starts a run of its own; the present one stays under Runs, paused.
  void start(const RunSpec& spec, std::string note);
  /// One edit of a gesture: posted, or kept for a prepared branch; undoable once released.
  bool make_edit(Edit edit, const std::string& path, Phase phase);
  void post_edit(OpenRun& target, const Edit& edit, const std::string& path);
  bool prepare_branch(const Edit& edit, const std::string& path);
  void remember_edit(const std::string& path, const Edit& last);
  bool restart_by(const Edit& edit);
  bool restart_with(const RunSpec& spec, std::string note);
  void share_memory();
  void drop(const std::shared_ptr<OpenRun>& run);
  void post(OpenRun& target, Command command);
  void post(OpenRun& target, Command::Kind kind, std::int64_t count = 1);
  void step_to(std::int64_t step);
  /// Rests the cursor where the contender has taken `step` steps, if it has.
  bool seek_to(std::string_view contender, std::int64_t step);
  void exchange_note(const std::string& name, const std::optional<Event>& before,
                     const std::optional<Event>& after);
  void seek_event(bool forward);
  void go_beyond();
  void take_news(OpenRun& run);
  void play(double now);
  void autosave(double now);
  void refuse(const std::string& path, const std::exception& error);

  std::unique_ptr<Runner> runner_;
  Pace pace_;
  std::optional<Gesture> gesture_;
  std::int64_t gestures_ = 0;
  std::map<std::string, std::string> field_errors_;
  std::filesystem::path session_path_, autosave_;
  double saved_at_ = 0, autosaved_at_ = 0, played_at_ = 0;
  std::uint64_t saved_sequence_ = 0;
};

}  // namespace thalweg::ui
