// One film at a time; the window is told when it is finished, stopped or failed.
#include "ui/shell/film.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

struct Film::Desk {
  std::mutex guard;
  int done = 0;
  std::string problem, where, cure;
};

void Film::start(FilmOrder order) {
  desk_ = std::make_shared<Desk>();
  total_ = order.pictures;
  path_ = order.path;
  worker_.start([desk = desk_, order = std::move(order)](const std::stop_token& stop) {
    try {
      write_film(
          order, [&stop] { return stop.stop_requested(); },
          [&desk](int done) {
            const std::scoped_lock lock(desk->guard);
            desk->done = done;
          });
    } catch (const Error& error) {
      const std::scoped_lock lock(desk->guard);
      desk->problem = error.problem(), desk->where = error.where(), desk->cure = error.cure();
    }
  });
}

int Film::done() const {
  if (!desk_) return 0;
  const std::scoped_lock lock(desk_->guard);
  return desk_->done;
}

bool Film::tick(Workspace& workspace) {
  if (!desk_ || worker_.busy()) return false;
  const std::shared_ptr<Desk> desk = std::exchange(desk_, nullptr);
  const std::scoped_lock lock(desk->guard);
  if (!desk->problem.empty()) {
    workspace.tell(Message::Kind::error, desk->problem, desk->where, desk->cure);
  } else {
    workspace.tell(Message::Kind::news,
                   fmt::format("{}{} pictures: {} …", desk->done < total_ ? "Film stopped, " : "",
                               count_text(desk->done), film_path(path_, 1)));
  }
  return true;
}

}  // namespace thalweg::ui
