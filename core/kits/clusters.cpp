// Long-tailed samples, k-means++ and scores.
#include "core/kits/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/data/digits.hpp"
#include "core/frame/convert.hpp"
#include "core/math/eigh.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::clusters {
namespace {

Matrix squared_distances(const Matrix& a, const Matrix& b) {
  Matrix out = -2 * a * b.transpose();
  out.colwise() += a.rowwise().squaredNorm();
  out.rowwise() += b.rowwise().squaredNorm().transpose();
  return out.cwiseMax(0);
}

int class_size(int largest_size, double imbalance, int k, int classes) {
  const double share = std::pow(imbalance, -static_cast<double>(k) / std::max(1, classes - 1));
  return std::max(1, static_cast<int>(std::lround(largest_size * share)));
}

Matrix blobs(int classes, double imbalance, Rng rng, std::vector<int>& label) {
  for (int k = 0; k < classes; ++k) {
    label.insert(label.end(), static_cast<std::size_t>(class_size(300, imbalance, k, classes)), k);
  }
  Matrix at(static_cast<Index>(label.size()), 2);
  for (Index i = 0; i < at.rows(); ++i) {
    const double angle = 2 * std::numbers::pi * label[static_cast<std::size_t>(i)] / classes;
    const double x = 4 * std::cos(angle) + rng.normal();
    at.row(i) << x, 4 * std::sin(angle) + rng.normal();
  }
  return at;
}

Matrix digits(double imbalance, std::vector<int>& label) {
  constexpr int classes = 10;
  std::vector<double> pixels;
  for (int k = 0; k < classes; ++k) {
    const int size = class_size(100, imbalance, k, classes);
    for (int i = 0; i < size; ++i) {
      label.push_back(k);
      for (const double grey : data::digit(k, i).pixels) pixels.push_back(grey / 16);
    }
  }
  return Eigen::Map<const Matrix>(pixels.data(), static_cast<Index>(label.size()), 64);
}

/// The `count` first principal components of the rows, the largest first.
Matrix principal(const Matrix& rows, Index count) {
  const Matrix centred = rows.rowwise() - rows.colwise().mean();
  const SymmetricEigen pairs = eigh(centred.transpose() * centred);
  return centred * pairs.vectors.rightCols(count).rowwise().reverse();
}

/// Gaussian of the distance over the mean distance to the tenth neighbour, scaled on both sides by
/// the roots of its row sums: as positive semi-definite as the Gaussian, eigenvalues up to 1.
Matrix similarity(const Matrix& at) {
  Matrix squared = squared_distances(at, at);
  const Index neighbour = std::min<Index>(10, at.rows() - 1);
  double width = 0;
  for (Index i = 0; i < at.rows(); ++i) {
    Vector row = squared.row(i);
    std::nth_element(row.begin(), row.begin() + neighbour, row.end());
    width += row[neighbour] / static_cast<double>(at.rows());
  }
  const Matrix kernel = (-squared.array() / (2 * std::max(width, 1e-12))).exp();
  const Vector root = kernel.rowwise().sum().cwiseSqrt();
  return (kernel.array().colwise() / root.array()).rowwise() / root.transpose().array();
}

/// Centres at samples, each drawn with a chance that grows with its squared distance from those
/// before (Arthur and Vassilvitskii 2007).
Matrix first_centres(const Matrix& at, int classes, Rng rng) {
  Matrix centres(classes, at.cols());
  Vector squared = Vector::Ones(at.rows());
  for (Index k = 0; k < classes; ++k) {
    double left = rng.uniform() * squared.sum();
    Index i = 0;
    while (i + 1 < at.rows() && (left -= squared[i]) > 0) ++i;
    centres.row(k) = at.row(i);
    const Vector now = (at.rowwise() - at.row(i)).rowwise().squaredNorm();
    squared = k == 0 ? now : squared.cwiseMin(now);
  }
  return centres;
}

/// Logits −‖x − c_k‖² / 2τ but for what all clusters share, τ the mean squared distance from the
/// nearest centre.
Vector head_of(const Matrix& at, const Matrix& centres) {
  const double spread = squared_distances(at, centres).rowwise().minCoeff().mean() + 1e-12;
  Matrix weights(at.cols() + 1, centres.rows());
  weights.topRows(at.cols()) = centres.transpose() / spread;
  weights.bottomRows(1) = -centres.rowwise().squaredNorm().transpose() / (2 * spread);
  return Eigen::Map<const Vector>(weights.data(), weights.size());
}

double entropy(const Vector& shares) {
  return -shares.dot(shares.array().max(1e-300).log().matrix());
}

}  // namespace

Samples make_samples(Source source, int classes, double imbalance, Rng rng) {
  Samples out;
  out.classes = source == Source::digits ? 10 : classes;
  Matrix at;
  if (source == Source::digits) {
    at = principal(digits(imbalance, out.label), 20);
    out.plane = at.leftCols(2);
  } else {
    at = out.plane = blobs(classes, imbalance, rng.split("blobs"), out.label);
  }
  out.similarity = similarity(at);
  out.centres = first_centres(at, out.classes, rng.split("centres"));
  out.start = head_of(at, out.centres);
  out.features.resize(at.rows(), at.cols() + 1);
  out.features << at, Vector::Ones(at.rows());
  return out;
}

Score score(const Samples& samples, const std::vector<int>& found) {
  const int classes = samples.classes;
  const auto n = static_cast<double>(found.size());
  Matrix joint = Matrix::Zero(classes, classes);
  for (std::size_t i = 0; i < found.size(); ++i) joint(found[i], samples.label[i]) += 1 / n;
  std::vector<int> renamed(static_cast<std::size_t>(classes));
  Score out;
  for (const auto& entry : transport::exact_plan(transport::from_cost(-joint)).entries) {
    if (entry.mass * classes < 0.5) continue;
    renamed[static_cast<std::size_t>(entry.row)] = entry.col;
    out.accuracy += joint(entry.row, entry.col);
  }
  for (const int k : found) out.matched.push_back(renamed[static_cast<std::size_t>(k)]);
  const double of_found = entropy(joint.rowwise().sum());
  const double of_classes = entropy(joint.colwise().sum().transpose());
  const Vector cells = Eigen::Map<const Vector>(joint.data(), joint.size());
  const double shared = of_found + of_classes - entropy(cells);
  out.information = shared / std::max(std::sqrt(of_found * of_classes), 1e-12);
  return out;
}

std::vector<int> largest(const Matrix& rows) {
  std::vector<int> out;
  for (Index i = 0; i < rows.rows(); ++i) {
    Index place = 0;
    rows.row(i).maxCoeff(&place);
    out.push_back(static_cast<int>(place));
  }
  return out;
}

std::vector<int> nearest(const Samples& samples, const Matrix& centres) {
  return largest(-squared_distances(samples.features.leftCols(centres.cols()), centres));
}

Matrix means(const Samples& samples, const std::vector<int>& found) {
  Matrix out = Matrix::Zero(samples.centres.rows(), samples.centres.cols());
  Vector count = Vector::Zero(out.rows());
  for (std::size_t i = 0; i < found.size(); ++i) {
    out.row(found[i]) += samples.features.row(static_cast<Index>(i)).head(out.cols());
    count[found[i]] += 1;
  }
  for (Index k = 0; k < out.rows(); ++k) {
    if (count[k] == 0) {
      out.row(k) = samples.centres.row(k);
    } else {
      out.row(k) /= count[k];
    }
  }
  return out;
}

CategoriesData sizes(const std::vector<int>& label, int classes) {
  CategoriesData out;
  for (int k = 0; k < classes; ++k) {
    out.label.push_back(fmt::format("{}", k + 1));
    out.value.push_back(static_cast<double>(std::count(label.begin(), label.end(), k)));
  }
  return out;
}

PointsData coloured(const Samples& samples, const std::vector<int>& label, const Vector& sure) {
  PointsData out =
      points_data(samples.plane, sure.size() > 0 ? sure : Vector::Ones(samples.plane.rows()));
  if (sure.size() == 0) out.mass.clear();
  for (const int k : label) out.value.push_back(k + 1);
  return out;
}

}  // namespace thalweg::clusters
