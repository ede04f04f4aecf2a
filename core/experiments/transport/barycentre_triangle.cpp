// The average of shapes in the sense of transport: a point dragged in a triangle or a square weighs
// them. Iterated Bregman projections (Benamou, Carlier, Cuturi, Nenna, Peyré 2015), the debiased
// barycentre (Janati, Cuturi, Gramfort 2020) and the plain mean of grey values.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "core/kits/shapes.hpp"
#include "core/run/author.hpp"
#include "core/transport/barycentre.hpp"

namespace thalweg::experiments::barycentre_triangle {

using shapes::apex;
using shapes::Corners;
using shapes::corners_of;
using shapes::Shape;
using shapes::weights_at;
using transport::GridBarycentre;
using transport::GridKernel;

struct Params {
  Corners corners = Corners::triangle;
  Shape a = Shape::heart, b = Shape::cross, c = Shape::ring, d = Shape::star;
  int side = 64;
  double blur = 0.025;
  ParamPoint weights = {0.42, 0.3};
  double tol = 1e-3;
};

void declare(Schema<Params>& s) {
  s.choice("corners", &Params::corners, "Corners", "How many shapes are averaged.",
           {.choices = {{"triangle", "three: a triangle"}, {"square", "four: a square"}}});
  ChoiceSpec shape{.choices = shapes::shape_choices(), .when = When::live};
  s.choice("a", &Params::a, "Shape A", "The shape at the lower left.", shape);
  s.choice("b", &Params::b, "Shape B", "The shape at the lower right.", shape);
  s.choice("c", &Params::c, "Shape C", "The shape at the top, of the square at its left.", shape);
  shape.applies = [](const Settings& r) { return value_text(r.at("corners")) == "square"; };
  s.choice("d", &Params::d, "Shape D", "The shape at the upper right of the square.", shape);
  s.count("side", &Params::side, "Cells a side", "Every image has its square of cells.",
          {.lo = 16, .hi = 128, .min = 4, .max = 256, .probe_hi = 32});
  RealSpec blur{.lo = 0.008, .hi = 0.2, .min = 1e-3, .max = 2, .when = When::live};
  blur.log = blur.key = true;
  s.real(
      "blur", &Params::blur, "Blur √(ε/2)",
      "Standard deviation of the kernel, as a share of the picture's side. Small: sharp and slow.",
      blur);
  s.point("weights", &Params::weights, "Weights",
          "Drag it: the nearer a corner, the more its shape weighs.",
          {.lo = -0.25, .hi = 1.25, .scope = Scope::shared, .drag = "Weights"});
  RealSpec tol{.lo = 1e-8, .hi = 0.1, .min = 1e-12, .when = When::live, .scope = Scope::shared};
  tol.log = tol.more = true;
  s.real("tol", &Params::tol, "Tolerance",
         "Marginal error at which a barycentre is taken as found.", tol);
}

struct Problem {
  Corners corners = Corners::triangle;
  int side = 0;
  double blur = 0;
  Matrix images;  // a row of side² masses a corner
  std::shared_ptr<const GridKernel> kernel;
};

/// The kernel whose standard deviation is `blur` of a side of cells.
std::shared_ptr<const GridKernel> kernel_of(int side, double blur) {
  const double cells = blur * side;
  return std::make_shared<const GridKernel>(transport::Raster{side, side}, 1 / (2 * cells * cells));
}

Problem pose(const Params& p, const Inputs& inputs, Rng) {
  const std::vector<Shape> all = {p.a, p.b, p.c, p.d};
  Problem out{p.corners, p.side, p.blur, {}, kernel_of(p.side, p.blur)};
  out.images.resize(p.corners == Corners::triangle ? 3 : 4, Index{p.side} * p.side);
  for (Index k = 0; k < out.images.rows(); ++k) {
    const std::string slot = std::string("image_") + "abcd"[k];
    const auto* own = inputs.get<ImagesData>(slot);
    out.images.row(k) = own ? shapes::as_mass(*own, p.side, slot)
                            : shapes::drawn(all[static_cast<std::size_t>(k)], p.side);
  }
  return out;
}

/// Scaled to a largest value of 1, so that small and large shapes look alike side by side.
ImagesData::Image picture(const Vector& mass, std::string caption) {
  const Vector scaled = mass / std::max(mass.maxCoeff(), 1e-300);
  return {std::move(caption), {scaled.begin(), scaled.end()}};
}

void observe(const Problem& problem, FrameBuilder& out) {
  ImagesData images{problem.side, problem.side, {}};
  PointsData corners;
  for (Index k = 0; k < problem.images.rows(); ++k) {
    const ParamPoint at = corners_of(problem.corners)[static_cast<std::size_t>(k)];
    const std::string name(1, static_cast<char>('A' + k));
    corners.x.push_back(at[0]), corners.y.push_back(at[1]), corners.label.push_back(name);
    images.images.push_back(picture(problem.images.row(k), name));
  }
  out.put("shapes", std::move(images));
  out.put("corners", std::move(corners));
}

/// What every method shows of its barycentre, and for contrast the mean of grey values.
void show(const Params& p, const Problem& problem, const Vector& mean, FrameBuilder& out) {
  const double cells = std::exp(-(mean.array() * mean.array().max(1e-300).log()).sum());
  out.trace("cells", cells / static_cast<double>(mean.size()));
  if (out.wants("mean")) {
    const ImagesData::Image image{"", {mean.begin(), mean.end()}};
    out.put("mean", ImagesData{problem.side, problem.side, {image}});
  }
  if (out.wants("linear")) {
    const Vector faded = problem.images.transpose() * weights_at(problem.corners, p.weights);
    const ImagesData::Image image{"", {faded.begin(), faded.end()}};
    out.put("linear", ImagesData{problem.side, problem.side, {image}});
  }
  if (out.wants("cut")) {
    CurveData cut;
    for (Index col = 0; col < problem.side; ++col) {
      cut.x.push_back((static_cast<double>(col) + 0.5) / problem.side);
      cut.y.push_back(mean[Index{problem.side / 2} * problem.side + col] *
                      static_cast<double>(mean.size()));
    }
    out.put("cut", std::move(cut));
  }
  out.put("weights", PointsData{{p.weights[0]}, {p.weights[1]}, {}, {}, {}});
}

/// One sweep over all shapes a step.
template <GridBarycentre::Kind kind>
class Sweeps final : public Contender<Params, Problem> {
 public:
  explicit Sweeps(const Start<Params, Problem>& start)
      : Contender(start), solver_(problem().images, *problem().kernel, kind) {}
  Outcome step(const Params& p, StepScope& scope) override {
    solver_.step(weights_at(problem().corners, p.weights));
    const auto shapes = static_cast<double>(problem().images.rows());
    scope.add_work(2 * shapes + (kind == GridBarycentre::Kind::debiased ? 1 : 0));
    if (solver_.state().sweeps == patience && solver_.state().error > 10 * p.tol) advise(p, scope);
    return Outcome::proceed();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    if (solver_.state().sweeps > 0) out.trace("error", solver_.state().error);
    show(p, problem(), solver_.mean(), out);
  }
  void archive(Archive& a) override {
    GridBarycentre::State state = solver_.state();
    a.vector("log_v", state.log_v), a.vector("log_d", state.log_d);
    a.vector("log_mean", state.log_mean);
    a.value("sweeps", state.sweeps), a.value("error", state.error);
    if (a.loading()) solver_.restore(std::move(state));
  }
  bool adopt(const Params&, const Problem& moved) override {
    return solver_.adopt(moved.images, *moved.kernel);
  }

 private:
  static constexpr std::int64_t patience = 300;
  void advise(const Params& p, StepScope& scope) const {
    const double wider = std::min(0.2, 1.6 * p.blur);
    scope.advise(
        {fmt::format("After {} sweeps the plans miss their shapes by {}: a kernel of {} cells "
                     "carries mass slowly. A wider one is quicker, and blurs.",
                     patience, real_text(solver_.state().error),
                     real_text(std::round(10 * p.blur * p.side) / 10)),
         {{.button = "Blur " + real_text(wider), .parameter = "blur", .value = wider}}});
  }
  GridBarycentre solver_;
};

/// Debiased barycentres at 5 × 5 places of the square, or 15 of the triangle, coarse: first with a
/// wide kernel, then with sharper ones down to the chosen one.
class Gallery final : public Analysis<Params, Problem> {
 public:
  explicit Gallery(std::shared_ptr<const Problem> posed)
      : Analysis(posed), side_(std::min(32, posed->side)), blur_(std::max(widest, posed->blur)) {
    images_.resize(posed->images.rows(), Index{side_} * side_);
    for (Index k = 0; k < images_.rows(); ++k) {
      images_.row(k) = shapes::resampled(posed->images.row(k), posed->side, side_);
      images_.row(k) /= images_.row(k).sum();
    }
    kernel_ = kernel_of(side_, blur_);
    for (int place = 0; place < across * across; ++place) {
      solvers_.emplace_back(images_, *kernel_, GridBarycentre::Kind::debiased);
    }
  }
  bool refine(const Params&, StepScope&) override {
    if (sweeps_ == sweeps_a_kernel) {
      if (blur_ <= problem().blur) return true;
      sharpen();
    }
    if (weighed(place_)) {
      for (int k = 0; k < sweeps_a_slice; ++k) solvers_[at(place_)].step(weights(place_));
    }
    if (++place_ == across * across) place_ = 0, sweeps_ += sweeps_a_slice;
    return false;
  }
  /// One picture of all places, a cell between them.
  void observe(const Params&, FrameBuilder& out) const override {
    const int pitch = side_ + 1, whole = across * pitch - 1;
    Matrix mosaic = Matrix::Zero(whole, whole);
    for (int place = 0; place < across * across; ++place) {
      if (!weighed(place)) continue;
      const Vector mean = solvers_[at(place)].mean();
      mosaic.block(place / across * pitch, place % across * pitch, side_, side_) =
          Eigen::Map<const Matrix>(mean.data(), side_, side_) / mean.maxCoeff();
    }
    out.put("mosaic",
            ImagesData{whole, whole, {{"", {mosaic.data(), mosaic.data() + mosaic.size()}}}});
  }

 private:
  static constexpr int across = 5, sweeps_a_slice = 4, sweeps_a_kernel = 24;
  static constexpr double widest = 0.1;

  static std::size_t at(int place) { return static_cast<std::size_t>(place); }
  /// Whether the place lies in the triangle: row r of it holds r + 1 places.
  bool weighed(int place) const {
    return problem().corners == Corners::square || place % across <= place / across;
  }
  Vector weights(int place) const {
    const int row = place / across, col = place % across;
    const double up = 1 - static_cast<double>(row) / (across - 1);
    if (problem().corners == Corners::square) {
      return weights_at(Corners::square, {static_cast<double>(col) / (across - 1), up});
    }
    const double right = row == 0 ? 0 : (1 - up) * col / row;
    return weights_at(Corners::triangle, {right + up / 2, up * apex});
  }
  void sharpen() {
    blur_ = std::max(problem().blur, blur_ / 2);
    const std::shared_ptr<const GridKernel> sharper = kernel_of(side_, blur_);
    for (GridBarycentre& solver : solvers_) solver.adopt(images_, *sharper);
    kernel_ = sharper;
    sweeps_ = 0;
  }

  int side_;
  double blur_;
  Matrix images_;
  std::shared_ptr<const GridKernel> kernel_;
  std::vector<GridBarycentre> solvers_;
  int place_ = 0, sweeps_ = 0;
};

Views views() {
  return {images("Barycentre", "mean"),
          points("Weights", {"corners", "weights"}).subtitled("drag the point").drag("weights"),
          images("Between the shapes", "gallery.mosaic")
              .subtitled("from blurred to sharp")
              .when_empty("being computed"),
          images("Linear mean", "linear").subtitled("shapes only fade"),
          images("Bregman projections", "bregman.mean").subtitled("blurred"),
          images("Debiased", "debiased.mean"),
          curve("Cut through the middle", "*.cut").labels("x", "mass / uniform mass"),
          trace("Marginal error", "*.error").subtitled("Σ w ‖P1 − a‖₁").log_y().with_tolerance(),
          trace("Area covered", "*.cells")
              .subtitled("e to the entropy, as a share of the picture")
              .labels("", "share"),
          images("Shapes", "shapes")};
}

Vector mean_of(const FrameSet& end, const std::string& key) {
  const auto& image = std::get<ImagesData>(*end.buffer(key + ".mean")).images.front().values;
  const Vector mass = Eigen::Map<const Vector>(image.data(), static_cast<Index>(image.size()));
  return mass / mass.sum();
}

/// Variance of a picture along x, as a share of its side squared.
double variance(const Vector& mass, int side) {
  double sum = 0;
  for (Index i = 0; i < mass.size(); ++i) {
    const double x = (static_cast<double>(i % side) + 0.5) / side - 0.5;
    sum += mass[i] * x * x;
  }
  return sum;
}

void width_of_bumps(ClaimScope& scope) {
  const Settings settings{{"a", "bump"},  {"b", "bump"}, {"c", "bump"}, {"side", std::int64_t{48}},
                          {"blur", 0.05}, {"tol", 1e-9}};
  const FrameSet end = scope.race(settings, {"bregman", "debiased"}, 300);
  const double own = variance(shapes::drawn(Shape::bump, 48), 48);
  scope.at_most("debiased: variance against the bump's, deviation",
                std::abs(variance(mean_of(end, "debiased"), 48) / own - 1), 0.01);
  scope.at_most("Bregman: variance against the bump's plus the kernel's, deviation",
                std::abs(variance(mean_of(end, "bregman"), 48) / (own + 0.05 * 0.05) - 1), 0.01);
}

void corner_is_the_shape(ClaimScope& scope) {
  const Settings settings{{"weights", ParamPoint{0, 0}}, {"side", std::int64_t{32}}, {"tol", 1e-9}};
  const FrameSet end = scope.race(settings, {"bregman", "debiased"}, 1000);
  const Vector heart = shapes::drawn(Shape::heart, 32);
  scope.at_most("debiased: L1 distance from the heart in its corner",
                (mean_of(end, "debiased") - heart).lpNorm<1>(), 0.02);
  scope.at_least("Bregman: L1 distance from the heart in its corner",
                 (mean_of(end, "bregman") - heart).lpNorm<1>(), 0.05);
}

const char* const method_page = R"md(
## What it does
The barycentre of images $a_1 \dots a_N$ with weights $w_k$ minimises $\sum_k w_k \operatorname{OT}(a_k, p)$:
mass is moved to meet between the shapes, where the mean of grey values only fades one into the other.
With entropy each plan is $\operatorname{diag}(u_k)\, K \operatorname{diag}(v_k)$ and one sweep is
$$ u_k = a_k / K v_k, \qquad p = \prod_k (K u_k)^{w_k}, \qquad v_k = p / K u_k $$
(*Bregman projections*). The kernel $K = e^{-\|x - y\|^2/\varepsilon}$ blurs: even the barycentre of
one image is that image convolved with $K$. The *debiased* barycentre minimises the Sinkhorn divergence
instead; the only change is a factor $d$ with
$$ p = d \prod_k (K u_k)^{w_k}, \qquad d \leftarrow \sqrt{d\, p / K d} $$

On a grid $K$ is a product of two small matrices, so that it is applied along rows, then along columns:
$64 \times 64$ cells cost 0.5 million multiplications instead of 17 million. All is done in logarithms:
a sharp kernel moves mass slowly, but never loses it.

## What to look at
- Drag the point along an edge: the *linear mean* shows both shapes at once, the others one in between.
- Move into a corner: the debiased picture is the shape, that of Bregman projections is soft.
- Halve the blur: sharper, and more sweeps. Four discs and a disc: mass splits.

Own images (*Data*: PNG or tables of grey values) are padded to squares. Work counts products with the
kernel: two an image and sweep, one more for debiasing.

## What the claim check measures
Three equal bumps: the variance of their barycentre. In a corner: the L1 distance from its shape.

## Sources
- arXiv:1412.5154: iterated Bregman projections.
- arXiv:2006.02575: debiased Sinkhorn barycentres.
- Solomon et al., ACM Trans. Graph. 34 (2015): kernels applied along rows and columns.
)md";

std::vector<InputSpec> image_inputs() {
  std::vector<InputSpec> out;
  for (const char* letter = "abcd"; *letter; ++letter) {
    const std::string upper(1, static_cast<char>(*letter - 'a' + 'A'));
    out.push_back({std::string("image_") + *letter, "Image " + upper,
                   "Grey values ≥ 0 in place of shape " + upper + ".", InputSpec::Kind::image});
  }
  return out;
}

}  // namespace thalweg::experiments::barycentre_triangle

THALWEG_EXPERIMENT(
    barycentre_triangle,
    {.title = "Barycentre triangle",
     .paper = "arXiv:2006.02575",
     .authors = "Janati, Cuturi, Gramfort",
     .question = "What lies between a heart, a cross and a ring?",
     .try_this = "Drag the point from corner to corner, then halve the blur.",
     .tags = {"optimal transport", "barycentre", "Sinkhorn", "debiased", "images"},
     .step_unit = "sweep",
     .work_unit = "kernel products",
     .limit = 1000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .read_outs = {{"error", "marginal error"},
                   {"cells", "area covered", ReadOut::Format::percent}},
     .inputs = image_inputs(),
     .contenders = {contender<Sweeps<GridBarycentre::Kind::debiased>>("debiased", "Debiased"),
                    contender<Sweeps<GridBarycentre::Kind::blurred>>("bregman",
                                                                     "Bregman projections")},
     .analyses = {analysis<Gallery>("gallery", "Between the shapes")},
     .claims = {{"Debiased, a barycentre keeps the width of its shapes", width_of_bumps},
                {"In a corner the debiased barycentre is the shape itself", corner_is_the_shape}},
     .method = method_page})
