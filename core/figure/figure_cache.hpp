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
  /// The T that `make` returns for this buffer. `kind` names T; `recipe` says all that it depends
  /// on besides the buffer.
  template <class T, class Make>
  std::shared_ptr<const T> get(const BufferPtr& buffer, const char* kind, const std::string& recipe,
                               Make make) {
    if (auto known = find(buffer, kind, recipe)) return std::static_pointer_cast<const T>(known);
    auto made = std::make_shared<const T>(make());
    keep(buffer, kind, recipe, made);
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
  void keep(const BufferPtr& buffer, const char* kind, const std::string& recipe, Thing thing);

  std::list<Entry> entries_;  // the newest first
};

/// Without a cache everything is made anew.
template <class T, class Make>
std::shared_ptr<const T> cached(FigureCache* cache, const BufferPtr& buffer, const char* kind,
                                const std::string& recipe, Make make) {
  return cache ? cache->get<T>(buffer, kind, recipe, make) : std::make_shared<const T>(make());
}

}  // namespace thalweg
