// What lies under the pointer in space, and what it says.
#include "core/figure/scene_space.hpp"

#include <optional>

#include "core/base/text.hpp"
#include "core/figure/space_pick.hpp"

namespace thalweg {
namespace {

using scene::Pick;

struct Found {
  const HitSpace* space = nullptr;
  const HitSpace::Set* set = nullptr;
  Pick pick;
  std::size_t index = 0;  // of the data
};

std::optional<Found> found(const Scene& scene, int panel, Point2 at, double radius) {
  for (const HitSpace& space : scene.spaces) {
    if (space.panel != panel) continue;
    const auto pick = space.picker->at(at, radius);
    if (!pick) continue;
    const auto& sets = pick->kind == Pick::Kind::mesh    ? space.meshes
                       : pick->kind == Pick::Kind::curve ? space.curves
                                                         : space.clouds;
    if (pick->set >= sets.size()) continue;
    const HitSpace::Set& set = sets[pick->set];
    return Found{&space, &set, *pick, set.index.empty() ? pick->index : set.index[pick->index]};
  }
  return std::nullopt;
}

/// Rows x, y, z and value of one element of a buffer.
struct Reader {
  std::size_t i;
  const std::array<std::string, 3>& titles;
  std::vector<std::pair<std::string, double>> rows = {};

  void add(const std::string& label, double value) { rows.emplace_back(label, value); }
  void place(const std::vector<double>& x, const std::vector<double>& y,
             const std::vector<double>& z) {
    const std::vector<double>* all[] = {&x, &y, &z};
    for (std::size_t k = 0; k < 3; ++k) {
      if (i < all[k]->size()) add(titles[k], (*all[k])[i]);
    }
  }

  void read(const Series& line) {
    add(titles[0], line.x(i));
    add(titles[1], line.y(i));
  }
  void operator()(const FieldData& f) {
    const auto cols = static_cast<std::size_t>(f.cols);
    const auto at = [](const AxisInfo& axis, std::size_t k, std::int64_t n) {
      return axis.lo + (axis.hi - axis.lo) * static_cast<double>(k) / static_cast<double>(n - 1);
    };
    add(titles[0], at(f.x, i % cols, f.cols));
    add(titles[1], at(f.y, i / cols, f.rows));
    add("value", f.values[i]);
  }
  void operator()(const MeshData& m) {
    place(m.x, m.y, m.z);
    if (m.value.size() == m.x.size()) add("value", m.value[i]);
  }
  void operator()(const PointsData& p) {
    place(p.x, p.y, p.z);
    if (i < p.value.size()) add("value", p.value[i]);
    if (i < p.mass.size()) add("mass", p.mass[i]);
  }
  void operator()(const CurveData& c) { place(c.x, c.y, c.z); }
  template <class Other>
  void operator()(const Other&) {}
};

}  // namespace

bool hit_space(const Scene& scene, int index, Point2 at, double radius, Hit& hit) {
  const auto under = found(scene, index, at, radius);
  if (!under) return false;
  const bool curve = under->pick.kind == Pick::Kind::curve;
  hit.kind = curve ? Hit::Kind::series : Hit::Kind::point;
  hit.panel = index;
  hit.name = curve ? under->set->key : under->set->name;
  hit.index = static_cast<std::int64_t>(under->index);
  hit.at = under->pick.at;
  return true;
}

Hover hover_space(const Scene& scene, int index, Point2 at, double radius) {
  Hover hover;
  const auto under = found(scene, index, at, radius);
  if (!under) return hover;
  Reader reader{under->index, under->space->titles};
  const Buffer* buffer = under->set->buffer.get();
  if (buffer) std::visit(reader, *buffer);
  if (!buffer) reader.read(under->set->series);
  const bool field = buffer && std::holds_alternative<FieldData>(*buffer);
  const auto number = static_cast<std::int64_t>(under->index);
  if (!field) hover.title = under->set->label + " " + count_text(number);
  const auto* points = buffer ? std::get_if<PointsData>(buffer) : nullptr;
  if (points && under->index < points->label.size() && !points->label[under->index].empty()) {
    hover.title = points->label[under->index];
  }
  for (const auto& [label, value] : reader.rows) {
    hover.rows.push_back({label, exact_text(value), Colour::of(Role::muted), under->pick.at});
  }
  if (under->pick.kind == Pick::Kind::cloud && under->pick.set == 0) hover.link.source = number;
  if (under->pick.kind == Pick::Kind::cloud && under->pick.set == 1) hover.link.target = number;
  return hover;
}

}  // namespace thalweg
