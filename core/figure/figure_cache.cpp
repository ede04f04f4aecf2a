// A short list, searched from the newest entry.
#include "core/figure/figure_cache.hpp"

#include <algorithm>

namespace thalweg {

FigureCache::Thing FigureCache::find(const BufferPtr& buffer, const char* kind,
                                     const std::string& recipe) {
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->kind != kind || entry->recipe != recipe || entry->buffer.lock() != buffer) continue;
    entries_.splice(entries_.begin(), entries_, entry);
    return entries_.front().thing;
  }
  return nullptr;
}

void FigureCache::keep(const BufferPtr& buffer, const char* kind, const std::string& recipe,
                       Thing thing, std::ptrdiff_t most) {
  entries_.remove_if([](const Entry& entry) { return entry.buffer.expired(); });
  const auto same = [&](const Entry& entry) { return entry.kind == kind; };
  if (std::count_if(entries_.begin(), entries_.end(), same) >= most) {
    const auto oldest = std::find_if(entries_.rbegin(), entries_.rend(), same);
    entries_.erase(std::next(oldest).base());
  }
  entries_.push_front({buffer, kind, recipe, std::move(thing)});
}

}  // namespace thalweg
