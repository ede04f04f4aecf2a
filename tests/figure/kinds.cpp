// Closed-form data and a view for every kind of series beside the lines of a race.
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/figure/sample.hpp"

namespace thalweg::sample {
namespace {

BufferPtr share(Buffer buffer) { return std::make_shared<const Buffer>(std::move(buffer)); }

CurveData measured() {
  CurveData curve;
  for (int i = 0; i <= 12; ++i) {
    const double y = 3.0 + i % 4 - 0.25 * i;
    curve.x.push_back(i), curve.y.push_back(y);
    curve.lo.push_back(y - 0.5 - 0.05 * i), curve.hi.push_back(y + 0.75);
  }
  return curve;
}

CurveData powers() {
  CurveData curve;
  for (int i = -4; i <= 4; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(i == 0 ? 0 : std::copysign(std::exp2(3.0 * std::abs(i)), i));
  }
  return curve;
}

/// Sums of three dice: each as often as it comes up.
CurveData dice() {
  CurveData curve;
  for (int i = 0; i < 216; ++i) {
    curve.x.push_back(i), curve.y.push_back(i % 6 + i / 6 % 6 + i / 36 + 3);
  }
  return curve;
}

MatrixData holes(bool mask) {
  MatrixData matrix{5, 6, {}};
  for (int i = 0; i < 30; ++i) {
    const bool upper = i % 6 > i / 6;
    matrix.values.push_back(mask ? (upper ? 0.0 : 1.0) : 0.5 * i - 6);
  }
  if (!mask) matrix.values[12] = std::numeric_limits<double>::quiet_NaN();
  return matrix;
}

VectorsData vortex() {
  VectorsData field{{"x", "", -2, 2}, {"y", "", -1, 1}, 9, 17, {}, {}};
  for (int i = 0; i < 9; ++i) {
    for (int j = 0; j < 17; ++j) {
      field.u.push_back(-(-1 + 0.25 * i)), field.v.push_back(-2 + 0.25 * j);
    }
  }
  return field;
}

GraphData chain() {
  GraphData graph;
  graph.nodes.x = {0, 2, 4, 2}, graph.nodes.y = {0, 1, 0, -1};
  graph.nodes.label = {"a", "b", "c", "d"};
  graph.from = {0, 1, 1, 2, 3, 3}, graph.to = {1, 0, 2, 3, 0, 3};
  graph.weight = {1, 0.5, 0.25, 1, 0.75, 0.1};
  return graph;
}

ColumnsData things() {
  ColumnsData columns{{"length", "mass", "age"}, {{}, {}, {}}};
  for (int i = 0; i < 8; ++i) {
    columns.values[0].push_back(i), columns.values[1].push_back(100 - i * i);
    columns.values[2].push_back(i % 3 * 0.01);
  }
  return columns;
}

TableData rows() {
  TableData table{{"method", "steps", "seconds", "remark"}, {}};
  table.rows = {{"Newton", "8", "0.012", "quadratic once near"},
                {"Gradient descent", "1204", "0.310", ""},
                {"Momentum", "212", "0.055", "overshoots twice"}};
  for (int i = 0; i < 20; ++i) table.rows.push_back({"again", std::to_string(i), "−1.5", "…"});
  return table;
}

PointsData valued() {
  PointsData points;
  for (int i = 0; i < 12; ++i) {
    points.x.push_back(std::exp2(i)), points.y.push_back(i % 5);
    points.mass.push_back(i + 1), points.value.push_back(i - 6);
  }
  points.label.resize(12);
  points.label[3] = "third";
  return points;
}

/// A ring of 12 × 6 quadrilaterals, halved; its value turns with the angle.
MeshData ring() {
  constexpr int around = 12, across = 6;
  MeshData mesh;
  for (int i = 0; i < around; ++i) {
    for (int j = 0; j < across; ++j) {
      const double u = 2 * std::numbers::pi * i / around, v = 2 * std::numbers::pi * j / across;
      mesh.x.push_back((2 + 0.75 * std::cos(v)) * std::cos(u));
      mesh.y.push_back((2 + 0.75 * std::cos(v)) * std::sin(u));
      mesh.z.push_back(0.75 * std::sin(v));
      mesh.value.push_back(std::sin(u));
      const auto at = [](int a, int b) { return a % around * across + b % across; };
      for (const int k :
           {at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j), at(i + 1, j + 1), at(i, j + 1)}) {
        mesh.corner.push_back(k);
      }
    }
  }
  return mesh;
}

/// A spiral stair of points.
PointsData stair() {
  PointsData points;
  for (int i = 0; i < 40; ++i) {
    points.x.push_back(std::cos(0.4 * i)), points.y.push_back(std::sin(0.4 * i));
    points.z.push_back(0.1 * i), points.value.push_back(i);
  }
  points.label.resize(40);
  points.label[39] = "top";
  return points;
}

/// A line that winds once more for each contender.
CurveData winding(int turns) {
  CurveData curve;
  for (int i = 0; i <= 60; ++i) {
    const double angle = 2 * std::numbers::pi * turns * i / 60;
    curve.x.push_back(std::cos(angle)), curve.y.push_back(std::sin(angle));
    curve.z.push_back(i / 30.0);
  }
  return curve;
}

}  // namespace

std::map<std::string, BufferPtr, std::less<>> kinds_data() {
  PointsData notes{{4, 9}, {2, 1.75}, {}, {}, {"a low", "the ninth"}};
  return {{"measured", share(measured())}, {"powers", share(powers())},
          {"dice", share(dice())},         {"holes", share(holes(false))},
          {"present", share(holes(true))}, {"vortex", share(vortex())},
          {"chain", share(chain())},       {"things", share(things())},
          {"valued", share(valued())},     {"notes", share(notes)},
          {"rows", share(rows())},         {"ring", share(ring())},
          {"stair", share(stair())},       {"winding", share(winding(2))},
          {"twisting", share(winding(3))}};
}

CategoriesData score(int contender) {
  const double c = contender;
  return {{"small", "middle", "large"},
          {4 - c, 2 + c, -1 + 0.5 * c},
          {3.5 - c, 1.5 + c, -1.5 + 0.5 * c},
          {4.5 - c, 2.5 + c, -0.5 + 0.5 * c}};
}

Views kinds_views() {
  return {
      curve("Steps", "measured").as(CurveStyle::steps).guide({false, 2, 2, "two", ""}),
      curve("Stems", "powers").as(CurveStyle::stems).symlog_y(),
      curve("Area", "measured")
          .as(CurveStyle::area)
          .guide({true, 3, 5, "span", ""})
          .guide({true, 8, 8, "here", ""})
          .noted("notes"),
      curve("Error bars", "measured").with_error_bars(),
      curve("Potentials apart", "*.f").small_multiples().labels("point", "potential"),
      bars("Scores", "*.score").labels("", "score"),
      histogram("Three dice", "dice").bins(16).labels("sum", ""),
      scatter("Valued points", {"valued"}).log_x().labels("size", "rest"),
      plane("Level lines", "landscape").with_level_labels(),
      heatmap("Holes", "holes").masked_by("present").with_cell_values().labels("j", "i"),
      vectors("Arrows", "vortex"),
      vectors("Streamlines", "vortex").as_streamlines(),
      graph("Chain", "chain"),
      parallel("Things", "things"),
      table("Rows", "rows"),
      curve("Threshold", "measured")
          .labels("\\lambda_{max}, t_1", "\\|w_k - w_{\\star}\\|^2")
          .guide({.lo = 1, .hi = 3, .label = "kept", .parameter = "low", .hi_parameter = "high"}),
      space("Ring", {"ring"}),
      space("Stair", {"stair"}).labels("across", "along", "up").with_projections(),
      space("Windings", {"winding", "twisting"}).fading_back()};
}

}  // namespace thalweg::sample
