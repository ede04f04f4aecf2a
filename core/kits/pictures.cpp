// Painted landscapes, and clusters of colours.
#include "core/kits/pictures.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace thalweg::pictures {
namespace {

using Colour = Eigen::RowVector3d;

double smooth(double from, double to, double x) {
  const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

Colour mixed(const Colour& a, const Colour& b, double share) { return a + share * (b - a); }

/// Sums of waves: hills, clouds, ripples.
double waves(double x, double pitch) {
  return 0.5 * std::sin(pitch * x) + 0.3 * std::sin(2.3 * pitch * x + 1) +
         0.2 * std::sin(5.1 * pitch * x + 2);
}

// x to the right and y down, both 0 … 1.

Colour sunset(double x, double y) {
  Colour at = mixed({0.25, 0.13, 0.38}, {0.93, 0.42, 0.22}, smooth(0, 0.55, y));
  at = mixed(at, {1.0, 0.82, 0.4}, smooth(0.35, 0.7, y));
  const double sun = std::hypot(1.5 * (x - 0.62), y - 0.52);
  at = mixed(at, {1.0, 0.9, 0.6}, 0.6 * std::exp(-8 * sun));
  at = mixed({1.0, 0.97, 0.8}, at, smooth(0.075, 0.09, sun));
  const double cloud = waves(x + 2.4 * y, 9) + waves(3 * y - x, 17);
  at = mixed(at, {0.75, 0.3, 0.4}, 0.55 * smooth(0.35, 0.9, cloud) * smooth(0.5, 0.2, y));
  at = mixed(at, {0.36, 0.16, 0.3}, smooth(0, 0.01, y - 0.68 - 0.05 * waves(x, 5)));
  return mixed(at, {0.11, 0.06, 0.13}, smooth(0, 0.01, y - 0.82 - 0.07 * waves(x + 0.4, 3.2)));
}

Colour sea(double x, double y) {
  Colour at = mixed({0.36, 0.64, 0.9}, {0.8, 0.92, 0.97}, smooth(0, 0.4, y));
  const double cloud = waves(x + 0.7 * y, 7) + waves(y + 0.2 * x, 23);
  at = mixed(at, {0.98, 0.99, 1.0}, smooth(0.2, 0.8, cloud) * smooth(0.4, 0.1, y));
  const double depth = smooth(0.4, 0.8, y);
  Colour water = mixed({0.04, 0.22, 0.45}, {0.15, 0.68, 0.68}, depth);
  const double ripple = waves(x + 0.3 * waves(y, 40), 12 - 6 * depth) + waves(y, 70);
  water = mixed(water, {0.75, 0.95, 0.93}, 0.5 * smooth(0.45, 1, ripple));
  at = mixed(at, water, smooth(0.39, 0.4, y));
  const double shore = y - 0.82 - 0.04 * waves(x, 6);
  at = mixed(at, {0.95, 0.98, 0.98}, smooth(-0.03, -0.01, shore));
  const Colour sand = mixed({0.93, 0.84, 0.62}, {0.8, 0.66, 0.42}, smooth(0.85, 1, y));
  return mixed(at, sand, smooth(0, 0.012, shore));
}

Colour meadow(double x, double y) {
  Colour at = mixed({0.55, 0.78, 0.95}, {0.9, 0.95, 0.85}, smooth(0, 0.45, y));
  at = mixed(at, {0.35, 0.55, 0.5}, smooth(0, 0.01, y - 0.4 - 0.07 * waves(x, 4)));
  const double grass = 0.5 + 0.5 * waves(x + 1.7 * y, 60);
  const Colour green = mixed({0.18, 0.42, 0.12}, {0.55, 0.75, 0.2}, grass * smooth(0.4, 1, y));
  at = mixed(at, green, smooth(0, 0.01, y - 0.52 - 0.04 * waves(x + 0.3, 5)));
  const double bloom =
      std::sin(61 * x + 13 * std::sin(9 * y)) * std::sin(53 * y + 7 * std::sin(8 * x));
  const Colour flower =
      std::sin(23 * x + 31 * y) > 0 ? Colour(0.9, 0.2, 0.3) : Colour(0.97, 0.85, 0.2);
  return mixed(at, flower, smooth(0.75, 0.9, bloom) * smooth(0.58, 0.7, y));
}

Colour colour(Scene scene, double x, double y) {
  switch (scene) {
    case Scene::sunset:
      return sunset(x, y);
    case Scene::sea:
      return sea(x, y);
    case Scene::meadow:
      break;
  }
  return meadow(x, y);
}

}  // namespace

Picture painted(Scene scene, Index rows, Index cols) {
  Picture out{rows, cols, Matrix(rows * cols, 3)};
  for (Index i = 0; i < out.pixels.rows(); ++i) {
    const double x = (static_cast<double>(i % cols) + 0.5) / static_cast<double>(cols);
    const double y = (static_cast<double>(i / cols) + 0.5) / static_cast<double>(rows);
    const Colour at = colour(scene, x, y);
    for (Index part = 0; part < 3; ++part) out.pixels(i, part) = at[part];
  }
  return out;
}

Picture given(const ImagesData& images, Index longest, const std::string& slot) {
  const std::size_t parts = images.images.size();
  if ((parts != 1 && parts != 3) || images.rows < 1 || images.cols < 1) {
    throw BadInput("It is neither one grey image nor red, green and blue", slot,
                   "Give a PNG, or an array of 1 or 3 tables.");
  }
  const Index stride = (std::max(images.rows, images.cols) + longest - 1) / longest;
  Picture out{
      std::max<Index>(1, images.rows / stride), std::max<Index>(1, images.cols / stride), {}};
  const Index height = std::min<Index>(stride, images.rows),
              width = std::min<Index>(stride, images.cols);
  out.pixels.resize(out.rows * out.cols, 3);
  for (Index part = 0; part < 3; ++part) {
    const auto& values = images.images[parts == 1 ? 0 : static_cast<std::size_t>(part)].values;
    const Eigen::Map<const Matrix> whole(values.data(), images.rows, images.cols);
    if (!whole.allFinite() || whole.minCoeff() < 0 || whole.maxCoeff() > 255) {
      throw BadInput("A colour is not within 0 … 255", slot, "Give values from 0 to 1 or to 255.");
    }
    for (Index i = 0; i < out.pixels.rows(); ++i) {
      out.pixels(i, part) =
          whole.block(i / out.cols * stride, i % out.cols * stride, height, width).mean();
    }
  }
  if (out.pixels.maxCoeff() > 1) out.pixels /= 255;
  return out;
}

ImagesData shown(const Picture& picture) {
  ImagesData out{picture.rows, picture.cols, {}};
  const char* const names[] = {"red", "green", "blue"};
  for (Index part = 0; part < 3; ++part) {
    const Vector values = picture.pixels.col(part);
    out.images.push_back({names[part], {values.begin(), values.end()}});
  }
  return out;
}

namespace {

std::vector<int> nearest(const Matrix& pixels, const Matrix& colours) {
  Matrix score = pixels * colours.transpose();
  score.rowwise() -= 0.5 * colours.rowwise().squaredNorm().transpose();
  std::vector<int> out(static_cast<std::size_t>(pixels.rows()));
  for (Index i = 0; i < pixels.rows(); ++i) {
    Index best = 0;
    score.row(i).maxCoeff(&best);
    out[static_cast<std::size_t>(i)] = static_cast<int>(best);
  }
  return out;
}

/// The mean of each cluster, without the empty ones; `share` as Palette has it.
Matrix means(const Matrix& pixels, const std::vector<int>& of, Index clusters, Vector& share) {
  Matrix sums = Matrix::Zero(clusters, 3);
  Vector count = Vector::Zero(clusters);
  for (std::size_t i = 0; i < of.size(); ++i) {
    sums.row(of[i]) += pixels.row(static_cast<Index>(i));
    count[of[i]] += 1;
  }
  std::vector<Index> kept;
  for (Index k = 0; k < clusters; ++k) {
    if (count[k] > 0) kept.push_back(k);
  }
  share = count(kept) / static_cast<double>(of.size());
  return sums(kept, Eigen::all).array().colwise() / count(kept).array();
}

}  // namespace

Palette palette(const Picture& picture, Index size, Rng rng) {
  constexpr Index most_sampled = 4000;
  constexpr int sweeps = 6;
  const auto order = rng.permutation(static_cast<std::uint32_t>(picture.pixels.rows()));
  const Index sampled = std::min(most_sampled, picture.pixels.rows());
  Matrix sample(sampled, 3);
  for (Index i = 0; i < sampled; ++i) {
    sample.row(i) = picture.pixels.row(order[static_cast<std::size_t>(i)]);
  }
  Palette out;
  out.colours = sample.topRows(std::min(size, sampled));
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    out.colours = means(sample, nearest(sample, out.colours), out.colours.rows(), out.share);
  }
  while (true) {  // as long as colours of no pixel are left out
    out.of = nearest(picture.pixels, out.colours);
    const Matrix colours = means(picture.pixels, out.of, out.colours.rows(), out.share);
    if (colours.rows() == out.colours.rows()) return out;
    out.colours = colours;
  }
}

}  // namespace thalweg::pictures
