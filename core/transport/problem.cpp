// Validation and completion of a transport problem.
#include "core/transport/problem.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace thalweg::transport {
namespace {

struct Side {
  const char* name;   // "source", "target"
  const char* title;  // the same at the start of a sentence
};
constexpr Side source_side{"source", "Source"};
constexpr Side target_side{"target", "Target"};

void check_size(Index count, const Side& side) {
  if (count < 1) {
    throw BadInput(fmt::format("the {} has no points", side.name), side.name,
                   "Give at least one point.");
  }
  if (count > largest_side) {
    throw BadInput(fmt::format("the {} has {} points; {} are the most", side.name,
                               count_text(count), count_text(largest_side)),
                   side.name, "Use fewer points or a coarser grid.");
  }
}

void check_cost(const Matrix& cost) {
  Index bad = 0, row = 0, col = 0;
  for (Index i = cost.rows(); i-- > 0;) {
    for (Index j = cost.cols(); j-- > 0;) {
      if (std::isfinite(cost(i, j))) continue;
      ++bad, row = i, col = j;
    }
  }
  if (bad == 0) return;
  throw BadInput(fmt::format("{} of {} costs are not finite; the first is in row {}, column {}",
                             count_text(bad), count_text(cost.size()), row + 1, col + 1),
                 "cost", "Replace them by numbers, for example a large cost.");
}

void check_masses(const Vector& masses, Index count, const Side& side) {
  if (masses.size() != count) {
    throw BadInput(fmt::format("{} masses for {} points", masses.size(), count), side.name,
                   "Give one mass per point.");
  }
  for (Index i = 0; i < count; ++i) {
    if (std::isfinite(masses[i]) && masses[i] >= 0) continue;
    throw BadInput(fmt::format("mass {} of the {} is {}", i + 1, side.name, exact_text(masses[i])),
                   side.name, "Masses are finite and at least 0.");
  }
  if (masses.sum() <= 0) {
    throw BadInput(fmt::format("the {} has no mass at all", side.name), side.name,
                   "Give at least one point a mass above 0.");
  }
}

void check_totals(double source, double target) {
  if (std::abs(source - target) <= 1e-6 * std::max(source, target)) return;
  std::string a = fmt::format("{:.3f}", source), b = fmt::format("{:.3f}", target);
  if (a == b) a = fmt::format("{:.9g}", source), b = fmt::format("{:.9g}", target);
  throw BadInput(fmt::format("Source sums to {}, target to {}. Balanced transport needs equal "
                             "totals.",
                             a, b),
                 "", fmt::format("Scale target by {:.5g}.", source / target));
}

// Says that totals beyond rounding apart were made equal.
void note_rescaling(double source, double target, std::vector<std::string>& notes) {
  if (std::abs(source - target) <= 1e-12 * std::max(source, target)) return;
  notes.push_back(fmt::format("Source sums to {:.12g}, target to {:.12g}: both are scaled to 1.",
                              source, target));
}

// Numbers of the points with mass; notes those left out.
std::vector<int> kept_points(const Vector& masses, const Side& side,
                             std::vector<std::string>& notes) {
  std::vector<int> kept;
  for (Index i = 0; i < masses.size(); ++i) {
    if (masses[i] > 0) kept.push_back(static_cast<int>(i));
  }
  const Index dropped = masses.size() - static_cast<Index>(kept.size());
  if (dropped > 0) {
    notes.push_back(fmt::format("{}: {} of {} points have no mass and are left out.", side.title,
                                count_text(dropped), count_text(masses.size())));
  }
  return kept;
}

Matrix rows_of(const Matrix& all, const std::vector<int>& kept) {
  if (all.size() == 0) return {};
  return all(kept, Eigen::all);
}

void check_points(const Matrix& points, Index count, const Side& side) {
  if (points.size() == 0) return;
  if (points.rows() != count) {
    throw BadInput(fmt::format("{} positions for {} points", points.rows(), count), side.name);
  }
  if (!points.allFinite()) {
    throw BadInput("a position is not finite", side.name, "Give finite coordinates.");
  }
}

void check(const ProblemParts& parts) {
  check_size(parts.cost.rows(), source_side);
  check_size(parts.cost.cols(), target_side);
  check_cost(parts.cost);
  check_masses(parts.source, parts.cost.rows(), source_side);
  check_masses(parts.target, parts.cost.cols(), target_side);
  check_points(parts.source_points, parts.cost.rows(), source_side);
  check_points(parts.target_points, parts.cost.cols(), target_side);
  check_totals(parts.source.sum(), parts.target.sum());
}

}  // namespace

Problem make_problem(ProblemParts parts) {
  const Index n = parts.cost.rows(), m = parts.cost.cols();
  if (parts.source.size() == 0 && n > 0) parts.source = Vector::Constant(n, 1.0 / double(n));
  if (parts.target.size() == 0 && m > 0) parts.target = Vector::Constant(m, 1.0 / double(m));
  check(parts);

  Problem p;
  p.original_sources = static_cast<int>(n);
  p.original_targets = static_cast<int>(m);
  p.source_index = kept_points(parts.source, source_side, p.notes);
  p.target_index = kept_points(parts.target, target_side, p.notes);
  p.source = parts.source(p.source_index) / parts.source.sum();
  p.target = parts.target(p.target_index) / parts.target.sum();
  note_rescaling(parts.source.sum(), parts.target.sum(), p.notes);
  p.log_source = p.source.array().log();
  p.log_target = p.target.array().log();
  p.source_points = rows_of(parts.source_points, p.source_index);
  p.target_points = rows_of(parts.target_points, p.target_index);
  p.source_raster = parts.source_raster;
  p.target_raster = parts.target_raster;
  p.cost = parts.cost(p.source_index, p.target_index);
  const double largest = p.cost.cwiseAbs().maxCoeff();
  if (parts.scale_cost && largest > 0) {
    p.cost /= largest;
    p.cost_scale = largest;
  }
  p.cost_transposed = p.cost.transpose();
  return p;
}

}  // namespace thalweg::transport
