// Latest value wins: the only way data crosses from workers to the interface.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace thalweg {

/// A pointer exchanged under a lock that is held for one swap only.
template <class T>
class Mailbox {
 public:
  void publish(std::shared_ptr<const T> value) {
    const std::scoped_lock lock(guard_);
    value_.swap(value);
  }  // the old value dies after the lock is gone: `value` outlives it
  std::shared_ptr<const T> latest() const {
    const std::scoped_lock lock(guard_);
    return value_;
  }

 private:
  mutable std::mutex guard_;
  std::shared_ptr<const T> value_;
};

}  // namespace thalweg
