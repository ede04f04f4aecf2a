// What can be undone: named entries, one a gesture.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace thalweg::ui {

struct OpenRun;

class UndoList {
 public:
  using Act = std::function<void()>;
  /// Adds an entry `about` some runs and forgets what was undone. Ignored while an entry is being
  /// undone or redone.
  void remember(std::string name, Act undo, Act redo, std::vector<const OpenRun*> about);
  /// Takes the newest entry back (does it again); returns its name, empty when there is none.
  std::string undo() { return move_one(done_, undone_, &Entry::undo); }
  std::string redo() { return move_one(undone_, done_, &Entry::redo); }
  std::string undo_name() const { return done_.empty() ? "" : done_.back().name; }
  std::string redo_name() const { return undone_.empty() ? "" : undone_.back().name; }
  /// Drops the entries about a run that is gone, and what they hold of it.
  void forget(const OpenRun* run);

 private:
  struct Entry {
    std::string name;
    Act undo, redo;
    std::vector<const OpenRun*> about;
  };
  std::string move_one(std::vector<Entry>& from, std::vector<Entry>& to, Act Entry::*act);

  std::vector<Entry> done_, undone_;
  bool busy_ = false;
};

}  // namespace thalweg::ui
