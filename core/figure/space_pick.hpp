// What of a space lies under the pointer.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/figure/space.hpp"

namespace thalweg::scene {

struct Pick {
  enum class Kind { mesh, curve, cloud };
  Kind kind = Kind::mesh;
  std::size_t set = 0, index = 0;  // number of the content of that kind, and vertex in it
  Point2 at;                       // px of the vertex
};

/// Projects on first use and keeps that. For one thread.
class SpacePicker {
 public:
  explicit SpacePicker(SharedSpace space) : space_(std::move(space)) {}
  /// The nearest point within `radius` px (or under the pointer, when it is larger), else the
  /// vertex nearest on a line within `radius`, else the nearest corner of the front face there;
  /// never what faces hide.
  std::optional<Pick> at(Point2 at, double radius) const;
  /// Whether no face hides what is seen there.
  bool visible(const Seen& seen) const;

 private:
  struct Face {
    double nearness = 0;
    std::size_t mesh = 0, corner = 0;  // number of its corner nearest to the pointer
  };
  std::optional<Face> front(Point2 at) const;
  std::optional<Pick> point(Point2 at, double radius) const;
  std::optional<Pick> on_curve(Point2 at, double radius) const;
  void project() const;

  SharedSpace space_;
  mutable bool ready_ = false;
  mutable std::vector<std::vector<Seen>> meshes_, curves_, clouds_;
};

}  // namespace thalweg::scene
