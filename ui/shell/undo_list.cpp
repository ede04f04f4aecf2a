// Entries move between what is done and what is undone.
#include "ui/shell/undo_list.hpp"

namespace thalweg::ui {
namespace {
constexpr std::size_t most_entries = 200;
}

void UndoList::remember(std::string name, Act undo, Act redo) {
  if (busy_) return;
  done_.push_back({std::move(name), std::move(undo), std::move(redo)});
  if (done_.size() > most_entries) done_.erase(done_.begin());
  undone_.clear();
}

std::string UndoList::move_one(std::vector<Entry>& from, std::vector<Entry>& to, Act Entry::*act) {
  if (from.empty()) return {};
  Entry entry = std::move(from.back());
  from.pop_back();
  busy_ = true;
  (entry.*act)();
  busy_ = false;
  to.push_back(std::move(entry));
  return to.back().name;
}

}  // namespace thalweg::ui
