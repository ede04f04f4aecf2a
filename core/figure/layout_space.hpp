// What layouts of surfaces and of boxes in space share. Internal to core/figure.
#pragma once

#include <string>
#include <vector>

#include "core/figure/layout_parts.hpp"
#include "core/figure/space_pick.hpp"

namespace thalweg::parts {

/// A space being laid out in a panel: what the camera sees, and what the pointer can find.
struct SpaceDraft {
  SpaceDraft(Draft& draft, Placed& at, const Camera& camera, const Extent3& box, double beside,
             double below);
  /// Adds the space to the scene.
  void finish();

  Draft& draft;
  Placed& at;
  Extent3 box;
  scene::Space space;
  HitSpace hits;
};

/// `title`, or what stands in where it is empty.
std::string title_or(const std::string& title, const char* otherwise);
/// Black edges of this many px a side; they fade before they cover the faces.
double edge_strength(double side);
/// Cuts a curve into dashes of about these lengths in px; `index` says what each point stands for.
void cut_into_dashes(std::vector<Point3>& points, std::vector<std::uint32_t>& index,
                     const std::vector<double>& dash);
/// The point at a line's end.
scene::Cloud head_of(Point3 at, const Colour& colour, bool ghost);

/// Texts along an edge of the box: numbers at places in space, then a title in the middle.
struct EdgeLabels {
  Point3 from, to;
  Point3 inside;  // the labels stand on the other side of the edge
  std::vector<std::pair<double, std::string>> ticks;  // share of the way, and what it says
  std::string title;
};
void draw_edge_labels(Draft& draft, const Projection& view, const EdgeLabels& edge);
/// Ticks for an edge this long, with their shares of the way.
std::vector<std::pair<double, std::string>> edge_ticks(Range range, double px);

}  // namespace thalweg::parts
