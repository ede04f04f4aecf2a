// The simplex that walks downhill.
#include "core/optim/derivative_free.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg::optim {

void NelderMead::begin(const Objective& f, const Vector& x) {
  const Index n = x.size();
  corners.resize((n + 1) * n), values.resize(n + 1);
  for (Index i = 0; i <= n; ++i) {
    Vector corner = x;
    if (i > 0) corner[i - 1] += size;
    corners.segment(i * n, n) = corner;
    values[i] = f.value(corner);
  }
  sort();
}

void NelderMead::sort() {
  const Index count = values.size(), n = count - 1;
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return values[a] < values[b]; });
  const Vector old_corners = corners, old_values = values;
  for (Index i = 0; i < count; ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    corners.segment(i * n, n) = old_corners.segment(from * n, n);
    values[i] = old_values[from];
  }
}

Work NelderMead::step(const Objective& f, Vector& x) {
  const Index n = x.size();
  Work work;
  if (corners.size() != (n + 1) * n || corners.head(n) != x) {
    begin(f, x);
    work.values += static_cast<int>(n) + 1;
  }
  const auto corner = [&](Index i) { return corners.segment(i * n, n); };
  Vector centre = Vector::Zero(n);
  for (Index i = 0; i < n; ++i) centre += corner(i);
  centre /= static_cast<double>(n);
  const auto place = [&](double t) { return Vector(centre + t * (corner(n) - centre)); };
  const auto value = [&](const Vector& at) { return ++work.values, f.value(at); };
  const auto replace = [&](const Vector& at, double found) { corner(n) = at, values[n] = found; };

  const Vector reflected = place(-1);
  const double at_reflected = value(reflected);
  const bool outside = at_reflected < values[n];
  if (at_reflected < values[0]) {
    const Vector expanded = place(-2);
    const double at_expanded = value(expanded);
    if (at_expanded < at_reflected) {
      replace(expanded, at_expanded);
    } else {
      replace(reflected, at_reflected);
    }
  } else if (at_reflected < values[n - 1]) {
    replace(reflected, at_reflected);
  } else {
    const Vector contracted = place(outside ? -0.5 : 0.5);
    const double at_contracted = value(contracted);
    if (outside ? at_contracted <= at_reflected : at_contracted < values[n]) {
      replace(contracted, at_contracted);
    } else {
      for (Index i = 1; i <= n; ++i) {
        corner(i) = (corner(0) + 0.5 * (corner(i) - corner(0))).eval();
        values[i] = value(corner(i));
      }
    }
  }
  sort();
  x = corner(0);
  return work;
}

std::vector<HyperParameter> NelderMead::parameters() {
  return {{"size", &size, 1e-300, 1e300, "Length of the edges of the first simplex."}};
}

void NelderMead::state(StateVisitor& v) {
  v.vector("corners", corners);
  v.vector("values", values);
}

}  // namespace thalweg::optim
