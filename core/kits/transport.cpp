// Posing the problems that transport experiments share.
#include "core/kits/transport.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/data/digits.hpp"
#include "core/frame/convert.hpp"
#include "core/kits/transport_exact.hpp"

namespace thalweg::transport {
namespace {

Matrix matrix_of(const MatrixData& data) {
  return Eigen::Map<const Matrix>(data.values.data(), data.rows, data.cols);
}

Vector vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Matrix positions_of(const PointsData& points) {
  Matrix at(static_cast<Eigen::Index>(points.x.size()), 2);
  at.col(0) = vector_of(points.x);
  at.col(1) = vector_of(points.y);
  return at;
}

/// Masses of a drawn or given cloud, scaled to a total of 1: a point added by hand takes its share
/// from the others. Empty (uniform) where none are given.
Vector cloud_masses(const PointsData* points) {
  if (!points || points->mass.empty()) return {};
  const Vector masses = vector_of(points->mass);
  const double total = masses.sum();
  return total > 0 ? Vector(masses / total) : masses;
}

Problem pose_own(const Inputs& inputs) {
  const auto* cost = inputs.get<MatrixData>("cost");
  if (!cost) {
    throw BadInput("There is no cost matrix yet", "problem 'own cost matrix'",
                   "Give one under Data, or as --input cost=FILE.");
  }
  const auto* source = inputs.get<CurveData>("source");
  const auto* target = inputs.get<CurveData>("target");
  Vector a = source ? vector_of(source->y) : Vector{};
  Vector b = target ? vector_of(target->y) : Vector{};
  // Where one side alone is given, the other is uniform with the same total.
  if (source && !target)
    b = Vector::Constant(cost->cols, a.sum() / static_cast<double>(cost->cols));
  if (target && !source)
    a = Vector::Constant(cost->rows, b.sum() / static_cast<double>(cost->rows));
  return from_cost(matrix_of(*cost), a, b);
}

}  // namespace

Problem pose_clouds(const Clouds& drawn, const Inputs& inputs) {
  const auto* source = inputs.get<PointsData>("source_points");
  const auto* target = inputs.get<PointsData>("target_points");
  return from_points(source ? positions_of(*source) : drawn.source,
                     target ? positions_of(*target) : drawn.target, GroundCost::squared,
                     cloud_masses(source), cloud_masses(target));
}

Problem pose_choice(const ProblemSettings& p, const Inputs& inputs, Rng rng) {
  switch (p.problem) {
    case ProblemChoice::digits_w2:
    case ProblemChoice::digits_w1: {
      const auto image = [&](int label) {
        return data::upsample(data::digit(label, p.sample), p.side);
      };
      return from_images(
          image(p.source_digit), image(p.target_digit), {p.side, p.side},
          p.problem == ProblemChoice::digits_w1 ? GroundCost::l1 : GroundCost::squared);
    }
    case ProblemChoice::random:
      return random_assignment(p.n, rng.seed());
    case ProblemChoice::densities:
      return example_densities(p.n);
    case ProblemChoice::mixtures:
      return example_blobs(p.side);
    case ProblemChoice::clouds:
      return pose_clouds(example_clouds(p.n, rng), inputs);
    case ProblemChoice::own:
      break;
  }
  return pose_own(inputs);
}

void observe_problem(const Problem& problem, FrameBuilder& out) {
  if (problem.source_points.cols() == 2 && problem.source_raster.rows == 0) {
    out.put("source_points", points_data(problem.source_points, problem.source));
    out.put("target_points", points_data(problem.target_points, problem.target));
  }
  put_notes(problem.notes, out);
}

std::vector<InputSpec> problem_inputs() {
  const Settings own{{"problem", "own"}};
  const Settings clouds{{"problem", "clouds"}};
  using Kind = InputSpec::Kind;
  return {
      {"cost", "Cost matrix", "n × m, any finite numbers.", Kind::matrix, When::restart, "", own},
      {"source", "Source masses", "n numbers ≥ 0.", Kind::masses, When::restart, "", own},
      {"target", "Target masses", "m numbers ≥ 0.", Kind::masses, When::restart, "", own},
      {"source_points", "Source points", "Rows x, y[, mass]; masses are scaled to a total of 1.",
       Kind::points, When::live, "Point clouds", clouds},
      {"target_points", "Target points", "Rows x, y[, mass]; masses are scaled to a total of 1.",
       Kind::points, When::live, "Point clouds", clouds}};
}

/// True when the chosen problem is one of `values`.
std::function<bool(const Settings&)> problem_is(std::vector<std::string> values) {
  return [values = std::move(values)](const Settings& resolved) {
    return std::find(values.begin(), values.end(), value_text(resolved.at("problem"))) !=
           values.end();
  };
}

Problem from_clouds(const PointsData& source, const PointsData& target) {
  return from_points(positions_of(source), positions_of(target), GroundCost::squared,
                     cloud_masses(&source), cloud_masses(&target));
}

std::vector<InputSpec> cloud_inputs(const std::string& title) {
  const auto slot = [&title](const char* name, const char* label) {
    return InputSpec{name,
                     label,
                     "Rows x, y[, mass]; masses are scaled to a total of 1.",
                     InputSpec::Kind::points,
                     When::live,
                     title,
                     {}};
  };
  return {slot("source", "Source points"), slot("target", "Target points")};
}

namespace {

// Points on each side of a problem that the settings alone give.
std::int64_t points_of(const Settings& resolved) {
  const bool on_grid = problem_is({"digits_w2", "digits_w1", "mixtures"})(resolved);
  const std::int64_t given = std::get<std::int64_t>(resolved.at(on_grid ? "side" : "n"));
  return on_grid ? given * given : given;
}

}  // namespace

std::string problem_size(const Settings& resolved) {
  if (problem_is({"own"})(resolved)) return "cost";
  return fmt::format("cost {0}×{0}", points_of(resolved));
}

Advice slow_sweeps(const Settings& resolved) {
  Cure scaling, newton;
  scaling.act = newton.act = Cure::Act::add;
  scaling.contender = "scaling", newton.contender = "sns";
  return {fmt::format("A sweep gains less the sharper the plan is (η = {}).",
                      real_text(std::get<double>(resolved.at("eta")))),
          {newton, scaling}};
}

double problem_memory(const Settings& resolved, std::size_t contenders) {
  if (problem_is({"own"})(resolved)) return 0;
  const double entries = std::pow(static_cast<double>(points_of(resolved)), 2);
  return sizeof(double) * entries * 2 * (1 + static_cast<double>(contenders));
}

void archive_tree(Archive& a, NetworkSimplex& simplex) {
  NetworkSimplex::State tree = simplex.state();
  a.vector("tree", tree.parent), a.value("next row", tree.next_row);
  a.value("pivots", tree.pivots), a.value("degenerate", tree.degenerate);
  if (a.loading() && !simplex.restore(tree)) {
    throw BadFile("The tree is not one of a plan of this size", "exact", "Start it again.");
  }
}

FieldData potential_field(const Problem& problem, double eta, const Vector& g) {
  constexpr Index side = 48;
  const Vector least = problem.source_points.colwise().minCoeff().cwiseMin(
      problem.target_points.colwise().minCoeff());
  const Vector most = problem.source_points.colwise().maxCoeff().cwiseMax(
      problem.target_points.colwise().maxCoeff());
  const double margin = 0.1 * (most - least).maxCoeff();
  FieldData field{{"x", "", least[0] - margin, most[0] + margin},
                  {"y", "", least[1] - margin, most[1] + margin},
                  side,
                  side,
                  {}};
  const auto sample = [](const AxisInfo& axis, Index k) {
    return axis.lo + (axis.hi - axis.lo) * static_cast<double>(k) / (side - 1);
  };
  for (Index row = 0; row < side; ++row) {
    for (Index col = 0; col < side; ++col) {
      const Vector at{{sample(field.x, col), sample(field.y, row)}};
      field.values.push_back(extended_potential(problem, eta, g, at));
    }
  }
  return field;
}

SparseData newton_pattern(const SparseMatrix& kept) {
  const auto n = static_cast<std::int32_t>(kept.rows());
  const auto all = n + static_cast<std::int32_t>(kept.cols());
  SparseData pattern{all, all, {}, {}, {}};
  const auto add = [&pattern](std::int32_t row, std::int32_t col) {
    pattern.row.push_back(row), pattern.col.push_back(col);
  };
  for (std::int32_t i = 0; i < all; ++i) add(i, i);
  for (int outer = 0; outer < kept.outerSize(); ++outer) {
    for (SparseMatrix::InnerIterator it(kept, outer); it; ++it) {
      const auto row = static_cast<std::int32_t>(it.row());
      const auto col = static_cast<std::int32_t>(n + it.col());
      add(row, col), add(col, row);
    }
  }
  return pattern;
}

std::string exact_obstacle(const ProblemPtr& problem, const Settings&) {
  const auto& posed = *static_cast<const Problem*>(problem.get());
  return std::max(posed.n(), posed.m()) > largest_exact
             ? fmt::format("The network simplex takes n ≤ {}.", count_text(largest_exact))
             : "";
}

std::string grid_obstacle(const ProblemPtr& problem, const Settings&) {
  return cell_cost(*static_cast<const Problem*>(problem.get()))
             ? ""
             : "It needs two pictures on one grid and squared distances.";
}

std::string dense_obstacle(const ProblemPtr& problem, const Settings&) {
  const auto& posed = *static_cast<const Problem*>(problem.get());
  return posed.m() > largest_dense
             ? fmt::format("It factors an m × m matrix: m ≤ {}.", count_text(largest_dense))
             : "";
}

}  // namespace thalweg::transport
