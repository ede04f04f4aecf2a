// Closed-form data: the same on every machine to the last printed digit.
#include "tests/figure/sample.hpp"

#include <cmath>
#include <limits>

namespace thalweg::sample {
namespace {

constexpr int side = 4, cells = side * side;

BufferPtr share(Buffer buffer) { return std::make_shared<const Buffer>(std::move(buffer)); }

PointsData pixels() {
  PointsData points;
  for (int i = 0; i < cells; ++i) {
    points.x.push_back(i % side);
    points.y.push_back(i / side);
    points.mass.push_back(1.0 / cells);
  }
  return points;
}

MatrixData banded() {
  MatrixData plan{cells, cells, std::vector<double>(cells * cells, 0.0)};
  for (int i = 0; i < cells; ++i) {
    plan.values[static_cast<std::size_t>(i * cells + i)] = 0.75 / cells;
    plan.values[static_cast<std::size_t>(i * cells + (i + 1) % cells)] = 0.25 / cells;
  }
  return plan;
}

SparseData newton() {
  SparseData m{2 * cells, 2 * cells, {}, {}, {}};
  for (int i = 0; i < 2 * cells; ++i) m.row.push_back(i), m.col.push_back(i);
  for (int i = 0; i < cells; ++i) {
    m.row.push_back(i), m.col.push_back(cells + i);
    m.row.push_back(cells + i), m.col.push_back(i);
  }
  return m;
}

FieldData bowl() {
  FieldData field;
  field.x = {"x", "", -2, 2}, field.y = {"y", "", -2, 2};
  field.rows = field.cols = 17;
  for (int i = 0; i < 17; ++i) {
    for (int j = 0; j < 17; ++j) {
      const double x = -2 + 0.25 * j, y = -2 + 0.25 * i;
      field.values.push_back(x * x + 2 * y * y);
    }
  }
  return field;
}

Competitor contender(int index) {
  static const char* keys[] = {"sns", "sinkhorn", "diverging"};
  static const char* names[] = {"Newton–Sparse", "Sinkhorn", "η-scaling"};
  static const Condition ends[] = {Condition::converged, Condition::progressing,
                                   Condition::diverged};
  auto frame = std::make_shared<Frame>();
  TraceRecorder error, seconds, work;
  const int last = index == 0 ? 15 : index == 1 ? 40 : 8;
  for (int k = 0; k <= last; ++k) {
    double value = index == 0   ? std::exp2(-k * k / 7.0)
                   : index == 1 ? 1.0 / (1 + k)
                                : 0.5 * std::exp2(k / 4.0);
    if (index == 2 && k == last) value = std::numeric_limits<double>::infinity();
    error.append(k, value);
    seconds.append(k, 0.001 * k * (index + 1));
    work.append(k, 2.0 * k);
  }
  frame->step = last;
  frame->traces = {{"error", error.trace()}, {"seconds", seconds.trace()}, {"work", work.trace()}};
  DisplacementData morph{pixels(), pixels(), banded(), side, side};
  CurveData potential, path;
  for (int i = 0; i <= 20; ++i) {
    potential.x.push_back(i), potential.y.push_back(0.1 * i * (index + 1) - 1);
    path.x.push_back(1.5 * std::exp2(-i / 4.0)),
        path.y.push_back(-1.0 * std::exp2(-i / (2.0 + index)));
  }
  frame->buffers = {{"plan", share(banded())},     {"morph", share(morph)},
                    {"kept", share(newton())},     {"f", share(potential)},
                    {"path", share(path)},         {"mass", share(ScalarData{0.9992})},
                    {"score", share(score(index))}};
  return {keys[index], names[index], index, false, ends[index], frame};
}

}  // namespace

FrameSet race() {
  FrameSet set;
  for (int i = 0; i < 3; ++i) set.contenders.push_back(contender(i));
  set.focus = "sns";
  set.tolerance = 1e-8;
  set.events.push_back({Event::Kind::stage, "Newton stage", "sns", {{"sns", 6}}});
  auto landscape = std::make_shared<Frame>(), problem = std::make_shared<Frame>();
  landscape->buffers["landscape"] = share(bowl());
  DisplacementData clouds{pixels(), pixels(), banded(), 0, 0};
  for (double& x : clouds.target.x) x += 6;
  ImagesData images{side, side, {{"one", clouds.source.mass}, {"two", clouds.source.x}}};
  problem->buffers = {{"clouds", share(clouds)},
                      {"source", share(clouds.source)},
                      {"target", share(clouds.target)},
                      {"images", share(images)}};
  problem->buffers.merge(kinds_data());
  set.others = {{"grid", landscape}, {"problem", problem}};
  return set;
}

ViewSpec error_view() { return trace("Marginal error", "*.error").log_y().with_tolerance(); }

Views every_view() {
  Views all{
      error_view(),
      curve("Potential", "*.f").labels("point", "potential"),
      heatmap("Transport plan", "plan").log_values(),
      sparsity("Newton system", "kept").with_numbers({{"mass", "mass", ReadOut::Format::percent}}),
      displacement("Interpolation", "morph"),
      displacement("Clouds", "clouds"),
      images("Images", "images"),
      points("Points", {"problem.source", "problem.target"}).drag("*"),
      plane("Paths on the plane", "landscape").paths("path").drag("start"),
      surface("Loss surface", "landscape").paths("path")};
  for (ViewSpec& view : kinds_views()) all.push_back(std::move(view));
  return all;
}

}  // namespace thalweg::sample
