// Objects that serve one thread at a time, lent to as many as ask.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace thalweg {

template <class T>
class Pool {
 public:
  using Make = std::function<std::unique_ptr<T>()>;

  explicit Pool(Make make) : make_(std::move(make)) {}

  /// The object is given back when this ends.
  class Lease {
   public:
    Lease(const Pool& owner, std::unique_ptr<T> object)
        : owner_(owner), object_(std::move(object)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { owner_.take_back(std::move(object_)); }
    T* operator->() const { return object_.get(); }
    T& operator*() const { return *object_; }

   private:
    const Pool& owner_;
    std::unique_ptr<T> object_;
  };

  /// The object that was given back last, or a new one when all are lent.
  Lease lend() const {
    {
      const std::scoped_lock lock(guard_);
      if (!free_.empty()) {
        std::unique_ptr<T> object = std::move(free_.back());
        free_.pop_back();
        return Lease(*this, std::move(object));
      }
    }
    return Lease(*this, make_());
  }

 private:
  void take_back(std::unique_ptr<T> object) const {
    const std::scoped_lock lock(guard_);
    free_.push_back(std::move(object));
  }

  Make make_;
  mutable std::mutex guard_;
  mutable std::vector<std::unique_ptr<T>> free_;
};

}  // namespace thalweg
