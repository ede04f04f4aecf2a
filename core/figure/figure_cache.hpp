// What layouts make of buffers (images, contour lines, projected surfaces), kept between frames.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "core/frame/frame.hpp"

namespace thalweg {

/// Keeps the newest few things of each kind while their buffers live. For one thread.
class FigureCache {
 public:
  /// Enough for a pin beside the run at two sizes; a turning camera must not fill the memory.
  static constexpr std::ptrdiff_t few = 4;
  /// For things of a few hundred bytes.
  static constexpr std::ptrdiff_t many = 256;

  /// The T that `make` returns for this buffer. `kind` names T; `recipe` says all that it depends
  /// on besides the buffer, `most` how many of the kind are kept.
  template <class T, class Make>
  std::shared_ptr<const T> get(const BufferPtr& buffer, const char* kind, const std::string& recipe,
                               Make make, std::ptrdiff_t most = few) {
    if (auto known = find(buffer, kind, recipe)) return std::static_pointer_cast<const T>(known);
    auto made = std::make_shared<const T>(make());
    keep(buffer, kind, recipe, made, most);
    return made;
  }
  std::size_t size() const { return entries_.size(); }

 private:
  using Thing = std::shared_ptr<const void>;
  struct Entry {
    std::weak_ptr<const Buffer> buffer;
    std::string kind, recipe;
    Thing thing;
  };
  Thing find(const BufferPtr& buffer, const char* kind, const std::string& recipe);
  void keep(const BufferPtr& buffer, const char* kind, const std::string& recipe, Thing thing,
            std::ptrdiff_t most);

  std::list<Entry> entries_;  // the newest first
};

/// Without a cache everything is made anew.
template <class T, class Make>
std::shared_ptr<const T> cached(FigureCache* cache, const BufferPtr& buffer, const char* kind,
                                const std::string& recipe, Make make,
                                std::ptrdiff_t most = FigureCache::few) {
  return cache ? cache->get<T>(buffer, kind, recipe, make, most)
               : std::make_shared<const T>(make());
}

}  // namespace thalweg
