// Data for every kind of figure: digits, a landscape, two gyres, springs, a chain, an oscillator,
// a drum, a torus, a rolled sheet, a knot.
#include "core/kits/specimens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "core/data/digits.hpp"

namespace thalweg::specimens {
namespace {

constexpr double pi = std::numbers::pi;

template <class F>
FieldData field_over(AxisInfo x, AxisInfo y, int rows, int cols, F value) {
  FieldData field{std::move(x), std::move(y), rows, cols, {}};
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      field.values.push_back(value(field.x.lo + (field.x.hi - field.x.lo) * j / (cols - 1),
                                   field.y.lo + (field.y.hi - field.y.lo) * i / (rows - 1)));
    }
  }
  return field;
}

FieldData hills() {
  return field_over({"x", "km", -3, 3}, {"y", "km", -3, 3}, 81, 81, [](double x, double y) {
    const auto hill = [&](double cx, double cy, double width) {
      return std::exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / width);
    };
    return 900 * hill(1.1, 0.8, 1.6) + 600 * hill(-1.2, -0.9, 0.9) + 300 * hill(-0.6, 1.7, 2.5);
  });
}

/// Two gyres that turn against each other.
VectorsData gyres() {
  VectorsData flow{{"x", "", 0, 2}, {"y", "", 0, 1}, 21, 41, {}, {}};
  for (int i = 0; i < 21; ++i) {
    for (int j = 0; j < 41; ++j) {
      const double x = j / 20.0, y = i / 20.0;
      flow.u.push_back(-pi * std::sin(pi * x) * std::cos(pi * y));
      flow.v.push_back(pi * std::cos(pi * x) * std::sin(pi * y));
    }
  }
  return flow;
}

/// Correlation of the eight pixels in the fifth row over all digits: undefined where a pixel never
/// changes.
MatrixData correlation() {
  constexpr std::size_t row = 4;
  MatrixData result{8, 8, {}};
  const auto mean = [&](auto value) {
    double sum = 0;
    for (const data::DigitImage& image : data::digits()) sum += value(&image.pixels[8 * row]);
    return sum / static_cast<double>(data::digits().size());
  };
  for (int i = 0; i < 8; ++i) {
    for (int j = 0; j < 8; ++j) {
      const double a = mean([&](const double* p) { return p[i]; });
      const double b = mean([&](const double* p) { return p[j]; });
      const auto about = [&](int k, int l, double m, double n) {
        return mean([&](const double* p) { return (p[k] - m) * (p[l] - n); });
      };
      const double variance = about(i, i, a, a) * about(j, j, b, b);
      result.values.push_back(variance > 0 ? about(i, j, a, b) / std::sqrt(variance)
                                           : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return result;
}

MatrixData lower_triangle() {
  MatrixData mask{8, 8, {}};
  for (int k = 0; k < 64; ++k) mask.values.push_back(k % 8 <= k / 8 ? 1 : 0);
  return mask;
}

/// Squared distances between the digits, thirty of each.
MatrixData distances() {
  std::vector<const data::DigitImage*> chosen;
  for (int label = 0; label < 10; ++label) {
    for (int k = 0; k < 30; ++k) chosen.push_back(&data::digit(label, k));
  }
  MatrixData result{300, 300, {}};
  for (const auto* a : chosen) {
    for (const auto* b : chosen) {
      double sum = 0;
      for (std::size_t k = 0; k < 64; ++k) {
        sum += (a->pixels[k] - b->pixels[k]) * (a->pixels[k] - b->pixels[k]);
      }
      result.values.push_back(sum);
    }
  }
  return result;
}

ImagesData ten_digits() {
  ImagesData images{8, 8, {}};
  for (int label = 0; label < 10; ++label) {
    const auto& pixels = data::digit(label, 3).pixels;
    images.images.push_back({"a " + std::to_string(label), {pixels.begin(), pixels.end()}});
  }
  return images;
}

/// The five-point Laplacian on a 12 × 12 grid.
SparseData laplacian() {
  constexpr int side = 12;
  SparseData matrix{side * side, side * side, {}, {}, {}};
  const auto entry = [&](int i, int j, double value) {
    matrix.row.push_back(i), matrix.col.push_back(j), matrix.value.push_back(value);
  };
  for (int i = 0; i < side * side; ++i) {
    entry(i, i, 4);
    if (i % side > 0) entry(i, i - 1, -1);
    if (i % side < side - 1) entry(i, i + 1, -1);
    if (i >= side) entry(i, i - side, -1);
    if (i < side * (side - 1)) entry(i, i + side, -1);
  }
  return matrix;
}

/// A week's weather as a Markov chain: where it goes on from each state, and how often it is there.
GraphData weather() {
  GraphData graph;
  graph.nodes.label = {"sun", "cloud", "rain", "storm", "fog"};
  graph.nodes.mass = {0.36, 0.28, 0.21, 0.06, 0.09};
  for (int i = 0; i < 5; ++i) {
    graph.nodes.x.push_back(std::sin(2 * pi * i / 5)),
        graph.nodes.y.push_back(std::cos(2 * pi * i / 5));
  }
  graph.from = {0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 0};
  graph.to = {1, 0, 0, 2, 4, 1, 3, 2, 1, 0, 1, 4};
  graph.weight = {0.3, 0.6, 0.4, 0.35, 0.1, 0.5, 0.2, 0.7, 0.3, 0.55, 0.45, 0.1};
  return graph;
}

struct Spring {
  double wire, coil, turns, stiffness, mass;  // mm, mm, –, N/mm, g
};

/// Steel springs drawn at random: k = G d⁴ / (8 D³ n).
std::vector<Spring> springs(Rng rng) {
  std::vector<Spring> list;
  for (int i = 0; i < 80; ++i) {
    Spring s{};
    s.wire = rng.uniform(1, 4), s.coil = s.wire * rng.uniform(4, 12);
    s.turns = std::floor(rng.uniform(4, 15));
    s.stiffness = 79300 * std::pow(s.wire, 4) / (8 * std::pow(s.coil, 3) * s.turns);
    s.mass = 7.85e-3 * pi * pi * s.coil * s.turns * s.wire * s.wire / 4;
    list.push_back(s);
  }
  return list;
}

/// The same as text, the softest first.
TableData table_of(std::vector<Spring> list) {
  std::sort(list.begin(), list.end(),
            [](const Spring& a, const Spring& b) { return a.stiffness < b.stiffness; });
  TableData table{{"rate k (N/mm)", "wire d (mm)", "coil D (mm)", "turns n", "D/d", "kind"}, {}};
  for (const Spring& s : list) {
    const double index = s.coil / s.wire;
    table.rows.push_back({fmt::format("{:.3f}", s.stiffness), fmt::format("{:.2f}", s.wire),
                          fmt::format("{:.1f}", s.coil), fmt::format("{:.0f}", s.turns),
                          fmt::format("{:.1f}", index),
                          index < 5    ? "hard to wind"
                          : index > 11 ? "buckles early"
                                       : ""});
  }
  return table;
}

ColumnsData columns_of(const std::vector<Spring>& list) {
  ColumnsData columns{{"wire (mm)", "coil (mm)", "turns", "rate (N/mm)", "mass (g)"}, {}};
  columns.values.resize(5);
  for (const Spring& s : list) {
    const double values[] = {s.wire, s.coil, s.turns, s.stiffness, s.mass};
    for (std::size_t k = 0; k < 5; ++k) columns.values[k].push_back(values[k]);
  }
  return columns;
}

PointsData points_of(const std::vector<Spring>& list) {
  PointsData points;
  for (const Spring& s : list) {
    points.x.push_back(s.stiffness), points.y.push_back(s.mass);
    points.mass.push_back(s.wire), points.value.push_back(s.turns);
  }
  points.label.resize(list.size());
  const auto stiffest = std::max_element(points.x.begin(), points.x.end()) - points.x.begin();
  const auto heaviest = std::max_element(points.y.begin(), points.y.end()) - points.y.begin();
  points.label[static_cast<std::size_t>(stiffest)] = "stiffest";
  points.label[static_cast<std::size_t>(heaviest)] = "heaviest";
  return points;
}

/// Amplitude of a driven oscillator over the frequency; its peak lies near 1.
CurveData resonance(double damping) {
  CurveData curve;
  for (int i = 0; i <= 400; ++i) {
    const double w = std::pow(10, -1 + i / 200.0);
    curve.x.push_back(w);
    curve.y.push_back(1 / std::abs(std::complex<double>(1 - w * w, 2 * damping * w)));
  }
  return curve;
}

/// B₂ₙ = (−1)ⁿ⁺¹ 2 (2n)! ζ(2n) / (2π)²ⁿ.
CurveData bernoulli() {
  CurveData curve;
  for (int n = 1; n <= 14; ++n) {
    double zeta = 0;
    for (int k = 60; k > 0; --k) zeta += std::pow(k, -2.0 * n);
    const double size = 2 * std::exp(std::lgamma(2.0 * n + 1) - 2 * n * std::log(2 * pi)) * zeta;
    curve.x.push_back(2 * n), curve.y.push_back(n % 2 == 1 ? size : -size);
  }
  return curve;
}

CurveData bell(double centre, double width) {
  CurveData curve;
  for (int i = 0; i <= 200; ++i) {
    const double x = -4 + 0.04 * i, z = (x - centre) / width;
    curve.x.push_back(x), curve.y.push_back(std::exp(-z * z / 2) / (width * std::sqrt(2 * pi)));
  }
  return curve;
}

/// A ring moves onto a cross; mass i goes to the i-th point and half of it to the next.
DisplacementData morph() {
  DisplacementData result;
  constexpr int n = 24;
  result.plan = {n, n, std::vector<double>(n * n, 0.0)};
  for (int i = 0; i < n; ++i) {
    const double angle = 2 * pi * i / n, along = (i % 6 + 1) / 6.0;
    result.source.x.push_back(std::cos(angle)), result.source.y.push_back(std::sin(angle));
    const int arm = i / 6;
    result.target.x.push_back(4 + (arm == 0 ? along : arm == 2 ? -along : 0));
    result.target.y.push_back(arm == 1 ? along : arm == 3 ? -along : 0);
    result.plan.values[static_cast<std::size_t>(i * n + i)] = 0.5 / n;
    result.plan.values[static_cast<std::size_t>(i * n + (i + 1) % n)] = 0.5 / n;
  }
  result.source.mass = result.target.mass = std::vector<double>(n, 1.0 / n);
  return result;
}

/// Waves on a drum: 200 × 200 samples.
FieldData ripples() {
  return field_over({"x", "", -10, 10}, {"y", "", -10, 10}, 200, 200, [](double x, double y) {
    const double r = std::hypot(x, y);
    return r > 0 ? std::sin(r) / r : 1;
  });
}

/// A torus with its Gaussian curvature cos v / (r (R + r cos v)).
MeshData torus() {
  constexpr int around = 72, across = 32;
  constexpr double big = 2, small = 0.8;
  MeshData mesh;
  for (int i = 0; i < around; ++i) {
    for (int j = 0; j < across; ++j) {
      const double u = 2 * pi * i / around, v = 2 * pi * j / across;
      const double out = big + small * std::cos(v);
      mesh.x.push_back(out * std::cos(u)), mesh.y.push_back(out * std::sin(u));
      mesh.z.push_back(small * std::sin(v));
      mesh.value.push_back(std::cos(v) / (small * out));
      const auto at = [](int a, int b) { return a % around * across + b % across; };
      for (const int k :
           {at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j), at(i + 1, j + 1), at(i, j + 1)}) {
        mesh.corner.push_back(k);
      }
    }
  }
  return mesh;
}

/// A sheet that is rolled up, coloured by the length of its spiral r = a up to the point.
PointsData swiss_roll(Rng rng) {
  PointsData points;
  for (int i = 0; i < 3000; ++i) {
    const double a = 1.5 * pi * (1 + 2 * rng.uniform());
    points.x.push_back(a * std::cos(a)), points.y.push_back(21 * rng.uniform());
    points.z.push_back(a * std::sin(a));
    points.value.push_back((a * std::sqrt(1 + a * a) + std::asinh(a)) / 2);
  }
  return points;
}

/// The torus knot that winds p times around and q times through.
CurveData knot(int p, int q) {
  CurveData curve;
  for (int i = 0; i <= 400; ++i) {
    const double t = 2 * pi * i / 400, out = 2 + std::cos(q * t);
    curve.x.push_back(out * std::cos(p * t)), curve.y.push_back(out * std::sin(p * t));
    curve.z.push_back(std::sin(q * t));
  }
  return curve;
}

}  // namespace

std::map<std::string, Buffer> all(Rng rng) {
  const std::vector<Spring> list = springs(rng.split("springs"));
  return {{"hills", hills()},
          {"gyres", gyres()},
          {"correlation", correlation()},
          {"lower", lower_triangle()},
          {"distances", distances()},
          {"digits", ten_digits()},
          {"laplacian", laplacian()},
          {"weather", weather()},
          {"morph", morph()},
          {"designs", columns_of(list)},
          {"catalogue", table_of(list)},
          {"springs", points_of(list)},
          {"weak_damping", resonance(0.04)},
          {"strong_damping", resonance(0.3)},
          {"bernoulli", bernoulli()},
          {"before", bell(-1.2, 0.9)},
          {"after", bell(0.9, 0.55)},
          {"ripples", ripples()},
          {"torus", torus()},
          {"swiss_roll", swiss_roll(rng.split("swiss roll"))},
          {"trefoil", knot(2, 3)},
          {"remarks", PointsData{{0.9992, 0.83}, {12.49, 1.75}, {}, {}, {"resonance", "damped"}}}};
}

}  // namespace thalweg::specimens
