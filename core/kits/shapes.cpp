// Drawings as indicator functions on [−1, 1]², averaged over each cell.
#include "core/kits/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/data/digits.hpp"

namespace thalweg::shapes {
namespace {

constexpr double pi = std::numbers::pi;

bool in_star(double x, double y) {
  constexpr double outer = 0.85, inner = 0.34;
  const double turn = std::atan2(x, y) / (2 * pi) * 5;
  const double along = 2 * std::abs(turn - std::round(turn));  // 0 at a tip, 1 between tips
  // The straight edge from (outer, 0) to the inner corner at 36 degrees.
  const double angle = along * pi / 5;
  const double reach = outer * inner * std::sin(pi / 5) /
                       (outer * std::sin(angle) + inner * std::sin(pi / 5 - angle));
  return std::hypot(x, y) < reach;
}

bool in_heart(double x, double y) {
  x *= 1.5, y = 1.5 * y + 0.12;
  const double round = x * x + y * y - 1;
  return round * round * round < x * x * y * y * y;
}

bool in_spiral(double x, double y) {
  const double radius = std::hypot(x, y);
  const double turns = radius / 0.34 - std::atan2(y, x) / (2 * pi);
  return radius > 0.1 && radius < 0.85 && turns - std::floor(turns) < 0.45;
}

/// Density at (x right, y up).
double density(Shape shape, double x, double y) {
  const double radius = std::hypot(x, y);
  switch (shape) {
    case Shape::disc:
      return radius < 0.7;
    case Shape::ring:
      return radius < 0.8 && radius > 0.55;
    case Shape::cross:
      return std::max(std::abs(x), std::abs(y)) < 0.8 && std::min(std::abs(x), std::abs(y)) < 0.2;
    case Shape::heart:
      return in_heart(x, y);
    case Shape::star:
      return in_star(x, y);
    case Shape::moon:
      return radius < 0.8 && std::hypot(x - 0.35, y - 0.15) > 0.62;
    case Shape::discs:
      return std::hypot(std::abs(x) - 0.5, std::abs(y) - 0.5) < 0.28;
    case Shape::spiral:
      return in_spiral(x, y);
    case Shape::bump:
    case Shape::digit_two:
    case Shape::digit_five:
      break;
  }
  return std::exp(-radius * radius / (2 * 0.15 * 0.15));
}

Vector of_sum_one(Vector mass) { return mass / mass.sum(); }

Vector drawn_digit(int label, int side) {
  const std::vector<double> values = data::upsample(data::digit(label, 0), side);
  return of_sum_one(Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size())));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> shape_choices() {
  return {{"disc", "disc"},
          {"ring", "ring"},
          {"cross", "cross"},
          {"heart", "heart"},
          {"star", "star"},
          {"moon", "moon"},
          {"discs", "four discs"},
          {"spiral", "spiral"},
          {"bump", "Gaussian bump"},
          {"digit_two", "the digit 2"},
          {"digit_five", "the digit 5"}};
}

Vector drawn(Shape shape, int side) {
  if (shape == Shape::digit_two) return drawn_digit(2, side);
  if (shape == Shape::digit_five) return drawn_digit(5, side);
  constexpr int fine = 4;  // samples a cell along each axis
  Vector mass = Vector::Zero(Index{side} * side);
  for (int row = 0; row < side * fine; ++row) {
    for (int col = 0; col < side * fine; ++col) {
      const double x = (2 * col + 1.0) / (side * fine) - 1, y = 1 - (2 * row + 1.0) / (side * fine);
      mass[Index{row / fine} * side + col / fine] += density(shape, x, y);
    }
  }
  return of_sum_one(mass);
}

Vector resampled(const Vector& image, int from, int side) {
  // Overlap of cell k of `side` with cell i of `from`, in units of the latter.
  Matrix overlap(side, from);
  for (Index k = 0; k < side; ++k) {
    const double lo = static_cast<double>(k * from) / side;
    const double hi = static_cast<double>((k + 1) * from) / side;
    for (Index i = 0; i < from; ++i) {
      const auto at = static_cast<double>(i);
      overlap(k, i) = std::max(0.0, std::min(hi, at + 1) - std::max(lo, at));
    }
  }
  const Eigen::Map<const Matrix> whole(image.data(), from, from);
  const Matrix means = overlap * whole * overlap.transpose();
  return Eigen::Map<const Vector>(means.data(), means.size());
}

Vector as_mass(const ImagesData& images, int side, const std::string& slot) {
  if (images.images.empty() || images.rows < 1 || images.cols < 1) {
    throw BadInput("There is no image", slot, "Give a table of grey values.");
  }
  Matrix given = Matrix::Zero(images.rows, images.cols);
  for (const ImagesData::Image& image : images.images) {
    given += Eigen::Map<const Matrix>(image.values.data(), images.rows, images.cols);
  }
  if (!given.allFinite() || given.minCoeff() < 0) {
    throw BadInput("A grey value is negative or not finite", slot, "Give values of at least 0.");
  }
  if (!(given.sum() > 0)) throw BadInput("The image is empty", slot, "Give it some mass.");
  const Index longer = std::max(given.rows(), given.cols());
  Matrix square = Matrix::Zero(longer, longer);
  square.block((longer - given.rows()) / 2, (longer - given.cols()) / 2, given.rows(),
               given.cols()) = given;
  const Vector all = Eigen::Map<const Vector>(square.data(), square.size());
  return of_sum_one(resampled(all, static_cast<int>(longer), side));
}

Matrix points_drawn(const Vector& mass, int side, Index n, Rng rng) {
  Matrix out(n, 2);
  for (Index i = 0; i < n; ++i) {
    // Spread over the mass: one draw in each n-th of it.
    double left = (static_cast<double>(i) + rng.uniform()) / static_cast<double>(n) * mass.sum();
    Index cell = 0;
    while (cell + 1 < mass.size() && left >= mass[cell]) left -= mass[cell++];
    out(i, 0) = (static_cast<double>(cell % side) + rng.uniform()) / side;
    out(i, 1) = 1 - (static_cast<double>(cell / side) + rng.uniform()) / side;
  }
  return out;
}

const double apex = std::sqrt(0.75);

std::vector<Place> corners_of(Corners corners) {
  if (corners == Corners::square) return {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
  return {{0, 0}, {1, 0}, {0.5, apex}};
}

Vector weights_at(Corners corners, Place at) {
  if (corners == Corners::square) {
    const double x = std::clamp(at[0], 0.0, 1.0), y = std::clamp(at[1], 0.0, 1.0);
    return Eigen::Vector4d((1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y);
  }
  const double top = at[1] / apex, right = at[0] - top / 2;
  Vector weights = Eigen::Vector3d(1 - top - right, right, top).cwiseMax(0);
  return weights / weights.sum();
}

}  // namespace thalweg::shapes
