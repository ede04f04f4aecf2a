// Batch normalisation of covariance matrices: which geometry survives needles? Learning to
// normalize on the SPD manifold under Bures–Wasserstein geometry (CVPR 2025, arXiv:2504.00660).
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/text.hpp"
#include "core/data/minibatches.hpp"
#include "core/kits/covariances.hpp"
#include "core/kits/optimiser.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::gbw_batchnorm_spd {

using manifold::LabelledSpd;
using manifold::SpdMetric;
using manifold::SpdNetwork;
using manifold::SpdStatistics;
using manifold::SpdView;
using Points = std::vector<Matrix>;

enum class Data { needles, signals, digits };
enum class Deformation { identity, mean };

struct Params {
  Data data = Data::needles;
  int examples = 120, n = 2;
  double kappa = 1e3;
  std::int64_t seed = 1;
  double theta = 0.5;
  Deformation deformation = Deformation::identity;
  int mean_iterations = 1;
  double scale = 0.5, momentum = 0.1;
  bool learn = true;
  double lr = 0.01;
  int batch = 30;
};

void declare(Schema<Params>& s) {
  const auto is_not = [](const char* value) {
    return [value](const Settings& r) { return value_text(r.at("data")) != value; };
  };
  s.choice("data", &Params::data, "Covariances", "What is normalised and told apart.",
           {.choices = {{"needles", "needles"},
                        {"signals", "signals in n channels"},
                        {"digits", "regions of handwritten digits"}}});
  s.preset("data", "signals", {{"n", std::int64_t{8}}, {"examples", std::int64_t{300}}});
  s.preset("data", "digits", {{"examples", std::int64_t{300}}});
  s.count("examples", &Params::examples, "Examples", "Half are learnt from, half tested on.",
          {.lo = 12, .hi = 480, .min = 4, .probe_hi = 40});
  s.count("n", &Params::n, "Size n", "Rows of a covariance.",
          {.lo = 2, .hi = 16, .max = 32, .applies = is_not("digits"), .probe_hi = 5});
  s.real(
      "kappa", &Params::kappa, "Condition κ",
      "Largest over smallest eigenvalue that a needle may have.",
      {.lo = 1, .hi = 1e6, .max = 1e10, .log = true, .key = true, .applies = [](const Settings& r) {
         return value_text(r.at("data")) == "needles";
       }});
  s.seed("seed", &Params::seed, "Seed", "Of the examples and of the order of batches.",
         {.lo = 0, .hi = 1e6});
  s.real("theta", &Params::theta, "Power θ",
         "Matrices are taken to this power first, and back at the end. Small: almost logarithms.",
         {.lo = 0.1, .hi = 1.5, .min = 0.02, .max = 3, .when = When::live, .method = "gbw"});
  s.choice("deformation", &Params::deformation, "Matrix M",
           "What all matrices are measured against before their mean is taken.",
           {.choices = {{"identity", "identity"}, {"mean", "mean of the powers"}},
            .when = When::live,
            .method = "gbw",
            .more = true});
  const auto shared = [](double lo, double hi) {
    return RealSpec{.lo = lo, .hi = hi, .when = When::live, .scope = Scope::shared};
  };
  RealSpec scale = shared(0.05, 2), momentum = shared(0.01, 1), lr = shared(1e-4, 0.3);
  scale.key = true, scale.min = 1e-3, scale.max = 10, momentum.more = true;
  scale.log = lr.log = true, lr.min = 0, lr.max = 10, lr.min = 1e-9;
  CountSpec iterations = shared(1, 50), batch = shared(2, 120);
  batch.min = 1, batch.max = 480;
  s.count("mean_iterations", &Params::mean_iterations, "Iterations of the mean",
          "Fixed-point steps from the arithmetic mean to the geometry's own.", iterations);
  s.real("scale", &Params::scale, "Scale s",
         "Standard deviation after the layer; training goes on from it.", scale);
  s.real("momentum", &Params::momentum, "Memory of the mean",
         "Share of the batch in the running mean and variance, which tests use.", momentum);
  s.flag("learn", &Params::learn, "Learn bias and scale", "Else the bias stays the identity.",
         {.when = When::live, .scope = Scope::shared, .more = true});
  s.real("lr", &Params::lr, "Step length η", "Of Adam.", lr);
  s.count("batch", &Params::batch, "Batch", "Covariances a step sees.", batch);
}

struct Problem {
  Points train, test;
  std::vector<int> train_labels, test_labels;
  int classes = 2;
  std::uint64_t seed = 0;
  Index n() const { return train[0].rows(); }
};

Problem pose(const Params& p, const Inputs&, Rng rng) {
  const LabelledSpd all =
      p.data == Data::needles   ? manifold::needles(p.examples, p.n, p.kappa, rng.split("needles"))
      : p.data == Data::signals ? manifold::signals(p.examples, p.n, rng.split("signals"))
                                : manifold::digit_regions(p.examples);
  Problem out;
  out.classes = all.classes, out.seed = rng.seed();
  const std::size_t half = all.points.size() / 2;
  for (std::size_t i = 0; i < all.points.size(); ++i) {
    (i < half ? out.train : out.test).push_back(all.points[i]);
    (i < half ? out.train_labels : out.test_labels).push_back(all.labels[i]);
  }
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  manifold::observe_cone(problem.train, problem.train_labels, out);
}

// ---- The contenders

class Training final : public Contender<Params, Problem> {
 public:
  explicit Training(const Start<Params, Problem>& start)
      : Contender(start), method_(start.method), optimiser_(optim::make_optimiser("adam")) {
    theta_ = network(start.params).start();
    running_ = {Matrix::Identity(problem().n(), problem().n()), 1};
  }

  Outcome step(const Params& p, StepScope& scope) override {
    const data::Minibatches batches(static_cast<Index>(problem().train.size()), p.batch,
                                    problem().seed);
    Points points;
    std::vector<int> labels;
    for (const Index i : batches.at(steps_)) {
      points.push_back(problem().train[static_cast<std::size_t>(i)]);
      labels.push_back(problem().train_labels[static_cast<std::size_t>(i)]);
    }
    const SpdNetwork network = this->network(p);
    Points inputs = points;
    if (network.normalises) inputs = normalised(p, network, points, scope);
    const manifold::BatchLoss loss(network, inputs, labels);
    loss_ = loss.value(theta_);
    if (!std::isfinite(loss_)) return Outcome::diverged("the loss left finite numbers");
    optim::set_parameter(*optimiser_, "lr", p.lr);
    optimiser_->step(loss, theta_);
    scope.add_work(static_cast<double>(points.size()));
    ++steps_;
    return Outcome::proceed();
  }

  void observe(const Params& p, FrameBuilder& out) const override {
    const SpdNetwork network = this->network(p);
    if (steps_ > 0) {
      out.trace("loss", loss_);
      const bool has_edge = network.view.metric == SpdMetric::bures_wasserstein;
      if (network.normalises && has_edge) out.trace("margin", margin_);
    }
    if (out.due("accuracy") && steps_ > 0) {
      out.trace("accuracy", network.accuracy(inputs_of(network, problem().test),
                                             problem().test_labels, theta_));
    }
    if (network.normalises && out.wants("residual")) {
      out.put("residual", manifold::mean_residuals(network.view, problem().train));
    }
    if (out.wants("layer")) {
      out.put("layer", manifold::layer_picture(network, running(network.view), theta_,
                                               problem().train, problem().train_labels));
    }
    if (network.normalises && out.wants("shift")) {
      out.put("shift", manifold::needle_shift(network.view, problem().train));
    }
    if (out.wants("condition")) {
      Points leaving = inputs_of(network, problem().test);
      for (Matrix& x : leaving) x = network.output(x, theta_);
      out.put("condition", manifold::condition_bars(problem().test, leaving));
    }
    if (out.wants("spectrum") && network.normalises && steps_ > 0) {
      out.put("spectrum", manifold::spectrum_curve(running_.mean));
    }
  }

  void archive(Archive& a) override {
    const Index size = theta_.size(), entries = running_.mean.size();
    Vector mean = Eigen::Map<const Vector>(running_.mean.data(), entries);
    a.vector("theta", theta_), a.vector("mean", mean);
    a.value("variance", running_.variance);
    a.value("steps", steps_), a.value("loss", loss_), a.value("margin", margin_);
    a.value("seen", seen_), a.value("left", left_);
    optim::archive_state(*optimiser_, a);
    if (theta_.size() != size || mean.size() != entries || steps_ < 0) {
      throw BadFile("The state is of another network", "", "Start the run again.");
    }
    running_.mean = Eigen::Map<const Matrix>(mean.data(), problem().n(), problem().n());
  }

 private:
  SpdNetwork network(const Params& p) const {
    SpdNetwork out;
    out.normalises = method_ != "none";
    if (method_ == "lem") out.view.metric = SpdMetric::log_euclidean;
    if (method_ == "aim") out.view.metric = SpdMetric::affine_invariant;
    if (method_ == "gbw") out.view = deformed_view(p);
    out.n = problem().n(), out.classes = problem().classes;
    out.extra_scale = p.scale, out.learns_layer = p.learn;
    return out;
  }
  SpdView deformed_view(const Params& p) const {
    SpdView out{SpdMetric::bures_wasserstein, p.theta, {}};
    if (p.deformation == Deformation::identity) return out;
    Matrix sum = Matrix::Zero(problem().n(), problem().n());
    for (const Matrix& power : manifold::deformed(out, problem().train)) sum += power;
    out.m = sum / static_cast<double>(problem().train.size());
    return out;
  }

  /// Tangents of a batch, centred by its own statistics (one alone: by the running ones).
  Points normalised(const Params& p, const SpdNetwork& network, const Points& points,
                    StepScope& scope) {
    const Points seen = manifold::deformed(network.view, points);
    SpdStatistics batch = running(network.view);
    if (seen.size() > 1) {
      const SpdStatistics before = batch;
      batch = manifold::batch_statistics(network.view, seen, p.mean_iterations).statistics;
      const double share = seen_ ? p.momentum : 1;
      running_ = manifold::moved_towards(network.view, before, batch, share);
      running_.mean = manifold::undeformed(network.view, running_.mean);
      seen_ = true;
    }
    Points inputs = network.unit_tangents(seen, batch);
    const double s = p.scale * theta_[theta_.size() - 1];
    margin_ = 1;
    for (const Matrix& v : inputs) {
      margin_ = std::min(margin_, manifold::cone_margin(network.view.metric, s * v));
    }
    if (margin_ < 0 && !left_) {
      left_ = true;
      scope.event(Event::Kind::note, "I + V/2 is not positive: the cone is left");
    }
    return inputs;
  }

  /// The running statistics as this view sees them: they outlive a change of θ.
  SpdStatistics running(const SpdView& view) const {
    return {manifold::deformed(view, {running_.mean})[0], running_.variance};
  }
  Points inputs_of(const SpdNetwork& network, const Points& points) const {
    if (!network.normalises) return points;
    return network.unit_tangents(manifold::deformed(network.view, points), running(network.view));
  }

  std::string method_;
  std::unique_ptr<optim::Optimiser> optimiser_;
  Vector theta_;
  SpdStatistics running_;  // the mean in the coordinates of the data
  std::int64_t steps_ = 0;
  double loss_ = 0, margin_ = 1;
  bool seen_ = false, left_ = false;
};

Views views() {
  ViewSpec paths = space("Shortest ways", {"examples", "affine_path", "log_path", "bures_path"})
                       .subtitled("covariances [a b; b c] and ways between two of them")
                       .labels("a", "c", "b")
                       .sized(5);
  return {images("Through the layer", "layer").subtitled("ellipses of channels 1 and 2"),
          trace("Accuracy", "*.accuracy").subtitled("on the other half").labels("", "share right"),
          curve("One needle thinner", "*.shift")
              .subtitled("how far the mean of ten moves, as log of a ratio")
              .log_x()
              .labels("times thinner", "shift of the mean"),
          trace("Inside the cone", "*.margin")
              .subtitled("least eigenvalue of I + V/2 in the batch")
              .labels("", "margin")
              .guide({.label = "edge"}),
          std::move(paths),
          curve("Mean by fixed point", "*.residual")
              .subtitled("of the first 30 covariances")
              .log_y()
              .labels("iterations", "‖mean tangent‖"),
          trace("Loss", "*.loss").subtitled("of the batch").log_y().labels("", "cross-entropy"),
          bars("Condition", "*.condition").labels("", "log₁₀ of the median κ"),
          curve("Spectrum of the mean", "*.spectrum").log_y().labels("rank", "eigenvalue")};
}

// ---- Claims

/// Plain Bures–Wasserstein with the mean iterated 50 times, for κ = 10 and κ = 1e6.
void exact_inside_the_cone(ClaimScope& scope) {
  const SpdView view{SpdMetric::bures_wasserstein, 1, {}};
  for (const double condition : {10.0, 1e6}) {
    const Points points = manifold::random_covariances(30, 4, condition, Rng(3));
    const SpdStatistics before = manifold::batch_statistics(view, points, 50).statistics;
    double margin = 1;
    Points centred, scaled;
    for (const Matrix& v : manifold::scaled_tangents(view, points, {before.mean, 1}, 1, 0)) {
      margin = std::min(margin, manifold::cone_margin(view.metric, v));
      centred.push_back(manifold::from_identity(view.metric, v));
    }
    for (const Matrix& v : manifold::scaled_tangents(view, points, before, 1, 0)) {
      scaled.push_back(manifold::from_identity(view.metric, v));
    }
    const SpdStatistics after = manifold::batch_statistics(view, centred, 50).statistics;
    const double off = (after.mean - Matrix::Identity(4, 4)).norm();
    if (condition > 10) {
      scope.at_most("κ = 1e6: least eigenvalue of I + V/2", margin, 0);
      scope.at_least("κ = 1e6: ‖mean after centring − I‖", off, 0.1);
      continue;
    }
    const double end = manifold::batch_statistics(view, scaled, 50).statistics.variance;
    scope.at_least("κ = 10: least eigenvalue of I + V/2", margin, 1e-6);
    scope.at_most("κ = 10: ‖mean after centring − I‖", off, 1e-10);
    scope.at_most("κ = 10: change of the variance by centring",
                  std::abs(after.variance / before.variance - 1), 1e-10);
    scope.at_most("κ = 10: |variance after scaling − 1|", std::abs(end - 1), 1e-9);
  }
}

void one_needle_moves_the_logarithmic_means(ClaimScope& scope) {
  const auto log_entry = [](SpdMetric metric, double thin) {
    Points points(10, Matrix::Identity(3, 3));
    points[0](0, 0) = thin;
    return std::log(manifold::frechet_mean(metric, points, 50).mean(0, 0));
  };
  const auto move = [&](SpdMetric metric) {
    return log_entry(metric, 1e-6) - log_entry(metric, 1e-7);
  };
  const double affine = move(SpdMetric::affine_invariant);
  const double bures = move(SpdMetric::bures_wasserstein);
  scope.at_most("affine-invariant mean: deviation from ln(10)/10",
                std::abs(affine / (std::log(10.0) / 10) - 1), 0.01);
  scope.at_most("Bures–Wasserstein mean: deviation from 1.52e-4", std::abs(bures / 1.52e-4 - 1),
                0.01);
}

void normalised_networks_learn(ClaimScope& scope) {
  const FrameSet end = scope.race({{"data", "signals"}}, {"gbw"}, 100);
  scope.at_least("accuracy of GBW on other trials after 100 steps",
                 scope.number_of(end, "gbw.accuracy"), 0.9);
}

const char* const method_page = R"md(
Covariances $P_i$ are points of a curved cone: their arithmetic mean is not in their middle. The
layer finds the mean $B$ *in a geometry*, carries it to the identity, rescales the spread, and moves
it to a learnt bias $G$.

- **Affine-invariant** and **log-Euclidean** geometry work with logarithms: a needle with an
  eigenvalue of $10^{-6}$ counts as $\log 10^{-6}$ and dominates mean and tangents.
- **Bures–Wasserstein** is the transport distance between Gaussians,
  $d^2(A, B) = \operatorname{tr} A + \operatorname{tr} B - 2 \operatorname{tr} (A^{1/2} B A^{1/2})^{1/2}$.
  It works with roots, for which $10^{-6}$ and 0 are the same. Its exponential
  $(I + V/2)^2$ is honest only while $I + V/2$ is positive definite: *Inside the cone* shows the margin,
  and eigenvalues below $10^{-6}$ are raised.
- **GBW** takes matrices to a power $\theta$ first, $X = M^{-1/2} P^\theta M^{-1/2}$, and divides
  distances by $\theta$. Small $\theta$ tends to log-Euclidean.

Means come from the fixed point $B \leftarrow B^{-1/2} (\frac1N \sum_i (B^{1/2} X_i B^{1/2})^{1/2})^2 B^{-1/2}$
started at the arithmetic mean; one iteration is usual. Running means follow the geodesic. The network is *normalisation, logarithm, softmax*, trained by Adam. $G = e^S$ and $s$ have exact
gradients; $M$ is chosen, not learnt: its gradient, and a BiMap layer before this one, are left out. $s$ is
0.5 and not 1, to stay *Inside the cone*; of 120 examples, not 40, half are kept to judge.

## What the check measures
For round covariances ($\kappa = 10$) centring brings the mean to $I$ and keeps the variance, scaling
makes it 1; for needles ($\kappa = 10^6$) the cone is left and the mean missed. A diagonal entry of
$10^{-6}$ that becomes $10^{-7}$ moves the affine-invariant mean by $\ln(10)/10$ and the
Bures–Wasserstein one by $1.5 \cdot 10^{-4}$. On signals the network learns.

## Sources
- R. Wang, S. Jin, Z. Chen, X. Luo, X.-J. Wu, arXiv:2504.00660.
- P. Álvarez-Esteban et al., J. Math. Anal. Appl. 441 (2016) (the fixed point).
)md";

}  // namespace thalweg::experiments::gbw_batchnorm_spd

THALWEG_EXPERIMENT(
    gbw_batchnorm_spd,
    {.title = "Normalising covariances",
     .paper = "arXiv:2504.00660",
     .authors = "Wang, Jin, Chen, Luo, Wu",
     .question = "What is the middle of a bundle of needles, and what does it do to a network?",
     .try_this =
         "Drag κ up: logarithmic means chase the thinnest needle, the transport mean stays.",
     .tags = {"covariance", "SPD", "Bures", "Wasserstein", "batch normalisation", "geodesic"},
     .step_unit = "step",
     .work_unit = "covariances",
     .limit = 400,
     .story = 60,
     .measure = "loss",
     .sampled = {"accuracy"},
     .read_outs = {{"accuracy", "accuracy", ReadOut::Format::percent},
                   {"margin", "least eigenvalue of I + V/2"},
                   {"loss", "loss"}},
     .contenders = {contender<Training>("gbw", "Bures–Wasserstein, power θ"),
                    contender<Training>("bw", "Bures–Wasserstein"),
                    contender<Training>("aim", "Affine-invariant"),
                    contender<Training>("lem", "Log-Euclidean"),
                    contender<Training>("none", "No normalisation")},
     .claims = {{"Centring and scaling are exact inside the cone", exact_inside_the_cone},
                {"One needle moves logarithmic means, not the transport mean",
                 one_needle_moves_the_logarithmic_means},
                {"Networks learn behind the layer", normalised_networks_learn}},
     .method = method_page})
