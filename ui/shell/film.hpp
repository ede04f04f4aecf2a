// A film that is being written beside the window.
#pragma once

#include <memory>
#include <string>

#include "core/io/film.hpp"
#include "ui/shell/side_worker.hpp"

namespace thalweg::ui {

class Workspace;

class Film {
 public:
  explicit Film(std::function<void()> wake) : worker_(std::move(wake)) {}

  /// Needs !under_way().
  void start(FilmOrder order);
  void stop() { worker_.stop(); }
  bool under_way() const { return desk_ != nullptr; }
  int done() const;
  int total() const { return total_; }
  /// Tells the workspace once it has ended; true when it has.
  bool tick(Workspace& workspace);

 private:
  /// What the worker hands over; shared, since the worker may outlive this.
  struct Desk;
  std::shared_ptr<Desk> desk_;
  int total_ = 0;
  std::string path_;
  SideWorker worker_;
};

}  // namespace thalweg::ui
