// Meshes, points and lines in space, in one box.
#include <algorithm>
#include <cmath>

#include "core/figure/colour_map.hpp"
#include "core/figure/compose_parts.hpp"

namespace thalweg::parts {
namespace {

using mark::Space;

bool consistent(const PointsData& p) {
  return p.x.size() == p.y.size() && p.x.size() == p.z.size();
}
bool consistent(const CurveData& c) { return c.x.size() == c.y.size() && c.x.size() == c.z.size(); }
bool consistent(const MeshData& m) { return m.x.size() == m.y.size() && m.x.size() == m.z.size(); }

/// Fewer px for many points, and fainter, so that dense places can be told apart.
double size_of(const Composer& c, std::size_t count) {
  if (c.spec.point_size > 0) return c.spec.point_size;
  return count > 20000 ? 2 : count > 2000 ? 3.5 : 6;
}
double alpha_of(std::size_t count) {
  return count > 5000 ? std::max(0.12, 5000 / static_cast<double>(count)) : 0.9;
}

/// Collects the parts of a box with what they reach.
class Collector {
 public:
  Collector(const Composer& c, Figure& figure, Space& space)
      : c_(c), figure_(figure), space_(space) {}

  void add_all(const FrameSet& frames, bool ghost) {
    for (std::size_t n = 0; n < c_.spec.names.size(); ++n) {
      for (const Found& at : found(frames, c_.state, c_.spec.names[n])) {
        const BufferPtr buffer = buffer_of(at);
        if (buffer) add(buffer, at, n, ghost);
      }
    }
  }

  void add(const BufferPtr& buffer, const Found& at, std::size_t n, bool ghost) {
    const bool every = c_.spec.names[n].starts_with('*');
    const bool own = at.who && (every || c_.spec.names.size() == 1);
    const std::string key = at.who ? at.who->key : "";
    const std::string label = every && at.who ? at.who->name : readable_name(at.local);
    const int place = own ? at.who->colour : static_cast<int>(n);
    if (const auto* mesh = std::get_if<MeshData>(buffer.get())) {
      if (ghost || !consistent(*mesh)) return;
      space_.solids.push_back({buffer, at.local});
      see(buffer, mesh->x, mesh->y, mesh->z, mesh->value);
      solid_ = true;
    } else if (const auto* points = std::get_if<PointsData>(buffer.get())) {
      if (!consistent(*points) || points->x.empty()) return;
      const double alpha = ghost ? 0.45 : alpha_of(points->x.size());
      space_.swarms.push_back({buffer, at.local, key, label, Colour::of_contender(place, alpha),
                               size_of(c_, points->x.size()), ghost});
      see(buffer, points->x, points->y, points->z, points->value);
    } else if (const auto* curve = std::get_if<CurveData>(buffer.get())) {
      if (!consistent(*curve) || curve->x.empty()) return;
      Space::Thread thread{buffer, at.local, key, label};
      thread.colour = Colour::of_contender(place, ghost ? 0.45 : 1);
      thread.width = ghost ? 1 : 1.75;
      if (c_.state.patterns) thread.dash = contender_dash(place);
      thread.ghost = ghost, thread.fading = c_.spec.fading;
      thread.head = every;
      space_.threads.push_back(std::move(thread));
      see(buffer, curve->x, curve->y, curve->z, {});
    } else {
      return;
    }
    if (ghost) return;
    figure_.buffers.push_back({key.empty() ? at.local : key + "." + at.local, buffer});
    figure_.non_finite += kept_non_finite(c_, buffer);
  }

  bool empty() const {
    return space_.solids.empty() && space_.swarms.empty() && space_.threads.empty();
  }
  bool valued() const { return !values_.empty(); }

  /// The box: one unit is as long on every axis, unless some side would be a sliver.
  void finish() {
    double most = 0;
    std::array<double, 3> length{};
    for (std::size_t k = 0; k < 3; ++k) {
      space_.ranges[k] = with_length(with_margin(seen_[k], solid_ ? 0.02 : 0.05), Scale::linear);
      length[k] = space_.ranges[k].hi - space_.ranges[k].lo;
      most = std::max(most, length[k]);
    }
    constexpr double sliver = 0.18, thin = 0.05;
    const double least = *std::min_element(length.begin(), length.end()) / most;
    for (std::size_t k = 0; k < 3; ++k) {
      space_.sides[k] = solid_           ? std::max(thin, length[k] / most)
                        : least < sliver ? 1
                                         : length[k] / most;
      if (solid_ && length[k] < thin * most) widen(space_.ranges[k], thin * most);
    }
    space_.mapping = mapping();
  }

 private:
  /// About its middle.
  static void widen(Range& range, double length) {
    const double middle = (range.lo + range.hi) / 2;
    range = {middle - length / 2, middle + length / 2};
  }

  void see(const BufferPtr& buffer, const std::vector<double>& x, const std::vector<double>& y,
           const std::vector<double>& z, const std::vector<double>& values) {
    std::int64_t ignored = 0;
    parts::see(*kept_summary(c_, buffer, x), Scale::linear, seen_[0], ignored);
    parts::see(*kept_summary(c_, buffer, y), Scale::linear, seen_[1], ignored);
    parts::see(*kept_summary(c_, buffer, z), Scale::linear, seen_[2], ignored);
    if (!values.empty()) values_.emplace_back(buffer, &values);
  }

  /// One mapping for the values of all.
  ColourMapping mapping() const {
    if (values_.empty()) return {};
    if (values_.size() == 1) return mapping_of(c_, values_[0].first, *values_[0].second);
    std::vector<double> all;
    for (const auto& [buffer, values] : values_)
      all.insert(all.end(), values->begin(), values->end());
    return mapping_for(all, summary_of(all), colour_scaling(c_), c_.state.colour_map);
  }

  const Composer& c_;
  Figure& figure_;
  Space& space_;
  std::array<Range, 3> seen_{nothing_seen, nothing_seen, nothing_seen};
  std::vector<std::pair<BufferPtr, const std::vector<double>*>> values_;
  bool solid_ = false;
};

}  // namespace

void compose_space(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.visible = panel.y.visible = false;
  Space space;
  Collector collector(c, figure, space);
  for (const FrameSet* ghost : c.ghosts) collector.add_all(*ghost, true);
  collector.add_all(c.frames, false);
  if (collector.empty()) {
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
    return;
  }
  collector.finish();
  space.titles = {c.spec.x_label, c.spec.y_label, c.spec.z_label};
  space.camera = c.state.camera;
  space.wire = c.state.wire;
  space.projections = c.spec.projections;
  if (collector.valued()) panel.bar = bar_of(space.mapping);
  const std::size_t told = space.swarms.size() + space.threads.size();
  if (told > 1) panel.legend = c.state.exporting ? LegendStyle::row : LegendStyle::box;
  panel.marks.emplace_back(std::move(space));
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
