// Samples of unequal classes to be clustered, and how well a clustering finds the classes.
#pragma once

#include <vector>

#include "core/base/rng.hpp"
#include "core/frame/buffer.hpp"
#include "core/math/dense.hpp"

namespace thalweg::clusters {

enum class Source { blobs, digits };

struct Samples {
  Matrix features;         ///< N × (d + 1), the last column 1
  Matrix plane;            ///< N × 2 positions to draw
  std::vector<int> label;  ///< true class, sorted
  int classes = 0;
  Matrix similarity;  ///< N × N, symmetric, no eigenvalue below 0, the largest 1
  Matrix centres;     ///< K × d: drawn by k-means++
  Vector start;       ///< weights (d + 1) × K of a linear head that prefers the nearest centre
};

/// Classes of sizes n₀ r^(−k/(K−1)), k = 0 … K − 1. Blobs: K in the plane, on a circle of radius 4,
/// of unit spread, n₀ = 300. Digits: the first 20 principal components of ten classes, n₀ = 100.
Samples make_samples(Source source, int classes, double imbalance, Rng rng);

struct Score {
  std::vector<int> matched;  ///< the clusters renamed to the classes they match best
  double accuracy = 0;       ///< share of samples in the matched class
  double information = 0;    ///< mutual information / geometric mean of the entropies
};
Score score(const Samples& samples, const std::vector<int>& found);

/// The place of every row's largest entry.
std::vector<int> largest(const Matrix& rows);
/// The nearest of `centres` (K × d) of every sample, and the means (K × d) of clusters; an empty
/// cluster keeps its first centre.
std::vector<int> nearest(const Samples& samples, const Matrix& centres);
Matrix means(const Samples& samples, const std::vector<int>& found);

/// How many samples have each label.
CategoriesData sizes(const std::vector<int>& label, int classes);
/// Samples in the plane, coloured by label, as large as `sure` (N, or empty: all alike).
PointsData coloured(const Samples& samples, const std::vector<int>& label, const Vector& sure);

}  // namespace thalweg::clusters
