// Walls, ticks and titles of boxes in space, and what layouts of spaces share.
#include "core/figure/space_axes.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::parts {
namespace {

constexpr double tick_gap = 8;
constexpr double title_gap = 34;

double distance(Point2 a, Point2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Coordinates of the box's ends along one axis, by number.
struct Ends {
  double lo = -1, hi = 1;
  double far(double eye) const { return eye > 0 ? lo : hi; }
  double near(double eye) const { return eye > 0 ? hi : lo; }
  double at(double share) const { return lo + share * (hi - lo); }
};

/// The box's ends, and which of them lie behind.
struct Room {
  explicit Room(const SpaceDraft& made)
      : ends{Ends{-made.box.x, made.box.x}, Ends{-made.box.y, made.box.y},
             Ends{made.box.bottom, made.box.top}} {
    const Point3 towards = made.space.view.towards_eye();
    eye = {towards.x, towards.y, towards.z >= 0 ? 1.0 : -1.0};
  }
  double far(std::size_t axis) const { return ends[axis].far(eye[axis]); }
  double near(std::size_t axis) const { return ends[axis].near(eye[axis]); }

  std::array<Ends, 3> ends;
  std::array<double, 3> eye{};
};

Point3 point(const std::array<double, 3>& c) { return {c[0], c[1], c[2]}; }

/// The edge along `axis` whose other coordinates are given.
struct Edge {
  Point3 from, to;
};
Edge edge_along(const Room& room, std::size_t axis, std::array<double, 3> at) {
  Edge edge;
  at[axis] = room.ends[axis].lo, edge.from = point(at);
  at[axis] = room.ends[axis].hi, edge.to = point(at);
  return edge;
}

/// The upright edge farthest to the left that is not in front of the box.
Edge upright_edge(const Room& room, const Projection& view) {
  const Edge a = edge_along(room, 2, {room.near(0), room.far(1), 0});
  const Edge b = edge_along(room, 2, {room.far(0), room.near(1), 0});
  return view.to_px(a.from).x < view.to_px(b.from).x ? a : b;
}

double length_px(const Projection& view, const Edge& edge) {
  return distance(view.to_px(edge.from), view.to_px(edge.to));
}

std::array<Edge, 3> labelled_edges(const Room& room, const Projection& view) {
  return {edge_along(room, 0, {0, room.near(1), room.far(2)}),
          edge_along(room, 1, {room.near(0), 0, room.far(2)}), upright_edge(room, view)};
}

}  // namespace

std::string title_or(const std::string& title, const char* otherwise) {
  return title.empty() ? otherwise : title;
}

SpaceDraft::SpaceDraft(Draft& to, Placed& place, const Camera& camera, const Extent3& extent,
                       double beside, double below)
    : draft(to), at(place), box(extent) {
  const Rect inner{at.area.x + beside, at.area.y + 4, std::max(20.0, at.area.width - 2 * beside),
                   std::max(20.0, at.area.height - 4 - below)};
  space.view = Projection(camera, inner, box);
  const Rect clip = draft.clip ? *draft.clip : at.area;
  space.rect = {std::floor(clip.x), std::floor(clip.y), std::ceil(clip.width),
                std::ceil(clip.height)};
  space.moving = draft.figure.moving;
  draft.scene.panels.back().camera = inner;
  hits.panel = at.index;
}

void SpaceDraft::finish() {
  auto shared = std::make_shared<const scene::Space>(space);
  hits.picker = std::make_shared<const scene::SpacePicker>(shared);
  draft.scene.spaces.push_back(hits);
  draft.scene.primitives.emplace_back(std::move(shared));
}

double edge_strength(double side) { return std::clamp((side - 3) / 6, 0.0, 1.0); }

void cut_into_dashes(std::vector<Point3>& points, std::vector<std::uint32_t>& index,
                     const std::vector<double>& dash) {
  // A box in a view of the usual size has about so many world units a px.
  constexpr double unit_of_px = 0.005;
  if (dash.empty() || points.size() < 2) return;
  std::vector<Point3> cut;
  std::vector<std::uint32_t> kept;
  const double gap = std::nan("");
  std::size_t part = 0;
  double left = dash[0] * unit_of_px;
  const auto add = [&](Point3 p, std::size_t i) { cut.push_back(p), kept.push_back(index[i]); };
  add(points[0], 0);
  for (std::size_t i = 1; i < points.size(); ++i) {
    Point3 from = points[i - 1];
    double length = std::sqrt(dot(points[i] - from, points[i] - from));
    while (length > left) {
      from = from + (left / length) * (points[i] - from);
      length -= left;
      const bool on = part % 2 == 0;
      if (on) add(from, i), add({gap, gap, gap}, i);
      if (!on) add(from, i);
      part = (part + 1) % dash.size();
      left = std::max(1.0, dash[part]) * unit_of_px;
    }
    if (std::isfinite(length)) left -= length;
    if (part % 2 == 0 || !std::isfinite(length)) add(points[i], i);
  }
  points = std::move(cut);
  index = std::move(kept);
}

scene::Cloud head_of(Point3 at, const Colour& colour, bool ghost) {
  scene::Cloud head;
  head.at = {at};
  head.size = {ghost ? 5.0 : 8.0};
  head.fill = colour;
  head.outline = Colour::of(Role::ground);
  head.outline_width = 1;
  return scene::keyed(std::move(head));
}

std::vector<std::pair<double, std::string>> edge_ticks(Range range, double px) {
  const int most = std::clamp(static_cast<int>(px / 40), 2, 6);
  std::vector<std::pair<double, std::string>> list;
  for (const Tick& tick : ticks(range, Scale::linear, false, most)) {
    list.emplace_back((tick.value - range.lo) / (range.hi - range.lo), tick.label);
  }
  return list;
}

void draw_edge_labels(Draft& draft, const Projection& view, const EdgeLabels& edge) {
  const Point2 a = view.to_px(edge.from), b = view.to_px(edge.to);
  const double length = distance(a, b);
  if (length < 30) return;
  // At right angles to the edge, away from the inside.
  Point2 out{(a.y - b.y) / length, (b.x - a.x) / length};
  const Point2 middle{(a.x + b.x) / 2, (a.y + b.y) / 2}, inside = view.to_px(edge.inside);
  if ((middle.x - inside.x) * out.x + (middle.y - inside.y) * out.y < 0) out = {-out.x, -out.y};
  const auto anchor = out.x > 0.35    ? scene::Anchor::start
                      : out.x < -0.35 ? scene::Anchor::end
                                      : scene::Anchor::middle;
  double widest = 0;
  const auto put = [&](double share, double gap, TextStyle style, const std::string& words,
                       bool upright) {
    const Point2 p = view.to_px(edge.from + share * (edge.to - edge.from));
    const double down = upright ? 0 : drop(style) + 3 * std::abs(out.y);
    return draft.text({p.x + gap * out.x, p.y + gap * out.y + down},
                      upright ? scene::Anchor::middle : anchor, style, Colour::of(Role::muted),
                      words, upright);
  };
  for (const auto& [share, words] : edge.ticks) {
    if (share < 0.04 || share > 0.96) continue;
    if (put(share, tick_gap, number_style, words, false)) {
      widest = std::max(widest, draft.width(words, number_style));
    }
  }
  const bool upright = std::abs(out.x) > 0.95;
  const double gap =
      upright ? tick_gap + widest + 14
              : std::max(title_gap * std::abs(out.y), (tick_gap + widest + 8) * std::abs(out.x));
  put(0.5, gap, label_style, edge.title, upright);
}

void draw_walls(SpaceDraft& made, const mark::Space& space) {
  const Room room(made);
  const Projection& view = made.space.view;
  const auto edges = labelled_edges(room, view);
  const auto line = [&](const std::array<double, 3>& from, const std::array<double, 3>& to,
                        const Colour& colour) {
    made.draft.line(view.to_px(point(from)), view.to_px(point(to)), colour, 1);
  };
  const std::array<double, 3> far{room.far(0), room.far(1), room.far(2)};
  for (std::size_t wall = 0; wall < 3; ++wall) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (axis == wall) continue;
      const std::size_t along = 3 - wall - axis;
      std::array<double, 3> from = far, to = far;
      from[along] = room.ends[along].lo, to[along] = room.ends[along].hi;
      const auto at = [&](double place, const Colour& colour) {
        from[axis] = to[axis] = place;
        line(from, to, colour);
      };
      const bool grid = made.draft.figure.grid && !made.draft.figure.thumbnail;
      for (const auto& [share, words] :
           edge_ticks(space.ranges[axis], length_px(view, edges[axis]))) {
        if (grid && share > 0.001 && share < 0.999) {
          at(room.ends[axis].at(share), Colour::of(Role::line));
        }
      }
      for (const double end : {room.ends[axis].lo, room.ends[axis].hi}) {
        at(end, Colour::of(Role::dim, 0.55));
      }
    }
  }
}

void draw_box_labels(SpaceDraft& made, const mark::Space& space) {
  const Room room(made);
  const auto edges = labelled_edges(room, made.space.view);
  const Point3 middle{0, 0, (made.box.bottom + made.box.top) / 2};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto ticks = edge_ticks(space.ranges[axis], length_px(made.space.view, edges[axis]));
    draw_edge_labels(made.draft, made.space.view,
                     {edges[axis].from, edges[axis].to, middle, ticks, made.hits.titles[axis]});
  }
}

void draw_point_labels(SpaceDraft& made, const mark::Space& space) {
  const Projection& view = made.space.view;
  const scene::SpacePicker& picker = *made.draft.scene.spaces.back().picker;
  for (std::size_t s = 0; s < space.swarms.size(); ++s) {
    const scene::Cloud& cloud = *made.space.clouds[s];
    const std::vector<std::uint32_t>& index = made.hits.clouds[s].index;
    const auto& labels = std::get<PointsData>(*space.swarms[s].buffer).label;
    const auto named = std::count_if(labels.begin(), labels.end(),
                                     [](const std::string& label) { return !label.empty(); });
    // Beyond a few dozen, labels would only hide the points.
    const bool labelled = named > 0 && named <= 40 && made.at.detail.labels;
    const Panel& panel = made.at.panel;
    for (std::size_t i = 0; i < cloud.at.size(); ++i) {
      const auto element = static_cast<std::int64_t>(index[i]);
      const bool linked = [&] {
        for (const Link* link : {&panel.selected, &panel.hovered}) {
          if ((s == 0 && link->source == element) || (s == 1 && link->target == element))
            return true;
        }
        return false;
      }();
      const bool says = labelled && index[i] < labels.size() && !labels[index[i]].empty();
      if (!linked && !says) continue;
      const double size = cloud.size.size() == 1 ? cloud.size[0] : cloud.size[i];
      const Seen seen = view.see(cloud.at[i], scene::point_lift(view, size));
      if (!picker.visible(seen)) continue;
      if (linked) {
        scene::Markers ring;
        ring.at = {seen.at};
        ring.size = {15};
        ring.fill = Colour::of(Role::accent, 0), ring.outline = Colour::of(Role::accent);
        ring.outline_width = 1.5;
        made.draft.scene.primitives.emplace_back(std::move(ring));
      }
      if (!says) continue;
      const double gap = size / 2 + 5, width = made.draft.width(labels[index[i]], label_style);
      const double x = seen.at.x + gap;
      if (!made.draft.free({x, seen.at.y - 5, width, 11})) continue;
      made.draft.scene.primitives.emplace_back(
          scene::Box{{x - 3, seen.at.y - 8, width + 6, 16}, Colour::of(Role::ground, 0.55), 3});
      made.draft.text({x, seen.at.y + drop(label_style)}, scene::Anchor::start, label_style,
                      Colour::of(Role::text), labels[index[i]]);
    }
  }
}

}  // namespace thalweg::parts
