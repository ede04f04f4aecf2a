// Entries move between what is done and what is undone.
#include "ui/shell/undo_list.hpp"

#include <algorithm>

namespace thalweg::ui {
namespace {
constexpr std::size_t most_entries = 200;
}

void UndoList::remember(std::string name, Act undo, Act redo, std::vector<const OpenRun*> about) {
  if (busy_) return;
  done_.push_back({std::move(name), std::move(undo), std::move(redo), std::move(about)});
  if (done_.size() > most_entries) done_.erase(done_.begin());
  undone_.clear();
}

void UndoList::forget(const OpenRun* run) {
  const auto concerns = [run](const Entry& entry) {
    return std::find(entry.about.begin(), entry.about.end(), run) != entry.about.end();
  };
  std::erase_if(done_, concerns);
  std::erase_if(undone_, concerns);
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
