// Clustering by pseudo-labels that are a transport plan: of a growing share of the samples, to
// clusters of free size, similar samples together. SP²OT (Zhang, Ren, He 2024, arXiv:2404.03446).
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/frame/convert.hpp"
#include "core/kits/clusters.hpp"
#include "core/kits/optimiser.hpp"
#include "core/run/author.hpp"
#include "core/transport/partial.hpp"

namespace thalweg::experiments::sp2ot {

using transport::PartialAssignment;
using transport::PartialAssignmentSettings;
using Problem = clusters::Samples;

struct Params {
  clusters::Source data = clusters::Source::blobs;
  int classes = 5;
  double imbalance = 10;
  std::int64_t seed = 1;
  double share = 0.1;
  int ramp = 60;
  double lambda = 0.1, semantic = 0.5, epsilon = 0.1;
  int majorisations = 10, head_steps = 10;
  double lr = 0.05, tol = 1e-8;
};

void declare(Schema<Params>& s) {
  s.choice("data", &Params::data, "Samples", "What is clustered.",
           {.choices = {{"blobs", "blobs in the plane"}, {"digits", "handwritten digits"}}});
  s.count("classes", &Params::classes, "Classes K", "Blobs on a circle.",
          {.lo = 2, .hi = 8, .applies = [](const Settings& r) {
             return value_text(r.at("data")) == "blobs";
           }});
  s.real("imbalance", &Params::imbalance, "Imbalance r",
         "The largest class is this many times the smallest.", {.lo = 1, .hi = 100, .log = true});
  s.seed("seed", &Params::seed, "Seed", "Of samples and first centres.", {.lo = 0, .hi = 1e6});
  RealSpec live{.lo = 0.01, .hi = 1, .when = When::live, .scope = Scope::shared};
  live.key = true;
  s.real("share", &Params::share, "Share at first ρ₀",
         "Part of the samples that is labelled in the first epoch.", live);
  live.key = false, live.log = true;
  CountSpec count{.lo = 1, .hi = 100, .when = When::live, .scope = Scope::shared};
  s.count("ramp", &Params::ramp, "Ramp", "Epochs until all samples are labelled.", count);
  live.hi = 100, live.min = 1e-6, live.max = 1e9;
  s.real("lambda", &Params::lambda, "Size price λ₂",
         "Price of unequal clusters. Large: all equal. Tiny: one may swallow the rest.", live);
  live.lo = 0.01, live.hi = 1, live.min = 1e-3, live.max = 100;
  s.real("epsilon", &Params::epsilon, "Entropy ε", "Large: undecided labels.", live);
  RealSpec semantic{.lo = 0, .hi = 5, .max = 50, .when = When::live, .method = "sp2ot"};
  semantic.key = true;
  s.real("semantic", &Params::semantic, "Similarity λ₁",
         "Reward for giving similar samples one label.", semantic);
  count.hi = 50, count.method = "sp2ot";
  s.count("majorisations", &Params::majorisations, "Majorisations",
          "Most linearised problems solved for the labels of an epoch.", count);
  count.method = "", count.more = live.more = true;
  s.count("head_steps", &Params::head_steps, "Head steps", "Steps of Adam an epoch.", count);
  live.lo = live.min = 1e-4, live.hi = live.max = 1;
  s.real("lr", &Params::lr, "Head step length", "Of Adam.", live);
  live.lo = live.min = 1e-9, live.hi = live.max = 0.1;
  s.real("tol", &Params::tol, "Tolerance", "Mass whose label may change in an epoch once settled.",
         live);
}

Problem pose(const Params& p, const Inputs&, Rng rng) {
  return clusters::make_samples(p.data, p.classes, p.imbalance, rng);
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("true_sizes", clusters::sizes(problem.label, problem.classes));
  out.put("classes", clusters::coloured(problem, problem.label, {}));
}

/// The linear head: log-probabilities of all samples (N × K) at the weights, (d + 1) × K.
Matrix log_probabilities(const Problem& problem, const Vector& weights) {
  const Eigen::Map<const Matrix> w(weights.data(), problem.features.cols(), problem.classes);
  Matrix logits = problem.features * w;
  logits.colwise() -= logits.rowwise().maxCoeff().eval();
  const Vector sums = logits.array().exp().rowwise().sum().log();
  return logits.colwise() - sums;
}

/// −Σ (labels) log p, labels of total mass 1 or less.
class CrossEntropy final : public optim::Objective {
 public:
  CrossEntropy(const Problem& problem, const Matrix& labels) : problem_(problem), labels_(labels) {}
  std::string name() const override { return "cross-entropy"; }
  Index dimension() const override { return problem_.features.cols() * problem_.classes; }
  optim::Domain domain() const override {
    return {Vector::Constant(dimension(), -1), Vector::Ones(dimension())};
  }
  double value(const Vector& x) const override {
    return -labels_.cwiseProduct(log_probabilities(problem_, x)).sum();
  }
  void gradient(const Vector& x, Vector& out) const override {
    Matrix error = log_probabilities(problem_, x).array().exp();
    error.array().colwise() *= labels_.rowwise().sum().array();
    const Matrix gradient = problem_.features.transpose() * (error - labels_);
    out = Eigen::Map<const Vector>(gradient.data(), gradient.size());
  }
  void hessian_times(const Vector&, const Vector&, Vector&) const override {
    throw Internal("the head is trained by first-order steps", name());
  }

 private:
  const Problem& problem_;
  const Matrix& labels_;
};

/// What every method shows, from a label for each sample and how sure it is of it.
void show(const Problem& problem, const std::vector<int>& found, const Vector& sure,
          FrameBuilder& out) {
  const clusters::Score score = clusters::score(problem, found);
  out.trace("accuracy", score.accuracy);
  out.trace("information", score.information);
  out.put("sizes", clusters::sizes(score.matched, problem.classes));
  if (out.wants("samples")) out.put("samples", clusters::coloured(problem, score.matched, sure));
}

/// One epoch a step: labels by transport from the head's probabilities, then the head by labels.
class Clustering final : public Contender<Params, Problem> {
 public:
  explicit Clustering(const Start<Params, Problem>& start)
      : Contender(start),
        method_(start.method),
        weights_(problem().start),
        solver_(problem().classes),
        labels_(Matrix::Zero(problem().features.rows(), problem().classes)),
        found_(present()) {}

  Outcome step(const Params& p, StepScope& scope) override {
    share_ = scheduled_share(p);
    const Matrix cost = -log_probabilities(problem(), weights_);
    objectives_ = {};
    const Matrix before = labels_;
    if (!label(p, cost, scope)) return Outcome::proceed();
    changed_ = 0.5 * (labels_ - before).cwiseAbs().sum();
    optim::set_parameter(*rule_, "lr", p.lr);
    const CrossEntropy entropy(problem(), labels_);
    for (int k = 0; k < p.head_steps; ++k) rule_->step(entropy, weights_);
    ++epoch_;
    found_ = present();
    // All heads are trained for as long as the share rises.
    const bool rising = share_ < 1 || epoch_ < p.ramp;
    return rising ? Outcome::provisional() : Outcome::proceed();
  }
  void observe(const Params&, FrameBuilder& out) const override {
    show(problem(), found_, labels_.rowwise().sum() * static_cast<double>(labels_.rows()), out);
    if (epoch_ == 0) return;
    out.trace("changed", changed_);
    out.trace("share", share_);
    out.trace("mass", labels_.sum());
    out.put("objective", objectives_);
    if (!objectives_.y.empty()) out.trace("value", objectives_.y.back());
    out.put("labels", matrix_data(Matrix(labels_ * static_cast<double>(labels_.rows()))));
  }
  void archive(Archive& a) override {
    Vector potentials = solver_.state(), labels = labels_.reshaped<Eigen::RowMajor>();
    const Index sizes[] = {weights_.size(), potentials.size(), labels.size()};
    a.vector("weights", weights_), a.vector("potentials", potentials), a.vector("labels", labels);
    a.value("epoch", epoch_), a.value("share", share_), a.value("changed", changed_);
    a.vector("objectives", objectives_.y);
    optim::archive_state(*rule_, a);
    if (!a.loading()) return;
    if (sizes[0] != weights_.size() || sizes[1] != potentials.size() || sizes[2] != labels.size()) {
      throw BadFile("The state is that of other samples", method_, "Start it again.");
    }
    solver_.restore(potentials);
    labels_ = labels.reshaped<Eigen::RowMajor>(labels_.rows(), labels_.cols());
    found_ = present();
    number(objectives_);
  }

 private:
  /// Sigmoid ramp from ρ₀ to 1; the baselines label all samples from the start.
  double scheduled_share(const Params& p) const {
    const double left = std::max(0.0, 1 - static_cast<double>(epoch_) / p.ramp);
    if (method_ == "balanced" || method_ == "unbalanced" || left == 0) return 1;
    return p.share + (1 - p.share) * std::exp(-5 * left * left);
  }
  /// Labels of this epoch; false when asked to stop. With a reward for similarity the concave part
  /// is linearised at the last labels, again and again: the value cannot rise.
  bool label(const Params& p, const Matrix& cost, StepScope& scope) {
    PartialAssignmentSettings settings{share_, p.lambda, p.epsilon};
    if (method_ == "balanced") settings.lambda = std::numeric_limits<double>::infinity();
    const double reward = method_ == "sp2ot" ? (1 - share_) * p.semantic : 0;
    const auto n = static_cast<double>(cost.rows());
    if (reward > 0) labels_.setConstant(share_ / static_cast<double>(cost.size()));
    for (int k = 0; k < (reward > 0 ? p.majorisations : 1); ++k) {
      if (scope.stop_requested()) return false;
      Matrix linearised = cost;
      if (reward > 0) linearised -= 2 * reward * n * (problem().similarity * labels_);
      scope.add_work(solver_.solve(linearised, settings, scope.stop()));
      if (scope.stop_requested()) return false;
      labels_ = solver_.assignment();
      const double alike = labels_.cwiseProduct(problem().similarity * labels_).sum();
      objectives_.y.push_back(transport::partial_assignment_value(cost, settings, labels_) -
                              reward * n * alike);
      const std::size_t last = objectives_.y.size() - 1;
      if (last > 0 && objectives_.y[last - 1] - objectives_.y[last] < 1e-6) break;
    }
    number(objectives_);
    return true;
  }
  static void number(CurveData& curve) {
    curve.x.resize(curve.y.size());
    for (std::size_t i = 0; i < curve.x.size(); ++i) curve.x[i] = static_cast<double>(i + 1);
  }
  std::vector<int> present() const {
    return clusters::largest(log_probabilities(problem(), weights_));
  }

  std::string method_;
  Vector weights_;
  PartialAssignment solver_;
  Matrix labels_;  // Q
  std::unique_ptr<optim::Optimiser> rule_ = optim::make_optimiser("adam");
  std::vector<int> found_;
  CurveData objectives_;
  int epoch_ = 0;
  double share_ = 0, changed_ = 1;
};

/// Lloyd's iteration from the same first centres.
class KMeans final : public Contender<Params, Problem> {
 public:
  explicit KMeans(const Start<Params, Problem>& start)
      : Contender(start), found_(clusters::nearest(problem(), problem().centres)) {}
  Outcome step(const Params&, StepScope& scope) override {
    const std::vector<int> next = clusters::nearest(problem(), clusters::means(problem(), found_));
    scope.add_work(1);
    changed_ = 0;
    for (std::size_t i = 0; i < next.size(); ++i) changed_ += next[i] != found_[i];
    changed_ /= static_cast<double>(next.size());
    found_ = next;
    return changed_ == 0 ? Outcome::converged("no sample changes its cluster") : Outcome::proceed();
  }
  void observe(const Params&, FrameBuilder& out) const override {
    out.trace("changed", changed_);
    show(problem(), found_, Vector::Ones(static_cast<Index>(found_.size())), out);
  }
  void archive(Archive& a) override {
    const std::size_t size = found_.size();
    a.vector("found", found_), a.value("changed", changed_);
    const auto within = [&](int k) { return k >= 0 && k < problem().classes; };
    if (found_.size() != size || !std::all_of(found_.begin(), found_.end(), within)) {
      throw BadFile("The clusters are those of other samples", "kmeans", "Start it again.");
    }
  }

 private:
  std::vector<int> found_;
  double changed_ = 1;
};

Views views() {
  ViewSpec sizes = bars("Cluster sizes", "*.sizes").subtitled("matched to the classes");
  sizes.names.emplace_back("true_sizes");
  return {scatter("Samples", {"samples"})
              .subtitled("colour: matched cluster, size: mass transported")
              .labels("x", "y"),
          trace("Accuracy", "*.accuracy").labels("epoch", "share of samples"),
          std::move(sizes).labels("class", "samples"),
          trace("Share transported", "*.share").subtitled("ρ").labels("epoch", "ρ"),
          heatmap("Labels N Q", "labels").labels("cluster", "sample, by class"),
          curve("Value within the epoch", "objective")
              .labels("majorisation", "value")
              .when_empty("appears after the first epoch"),
          trace("Normalised mutual information", "*.information").labels("epoch", "NMI"),
          trace("Labels that change", "*.changed")
              .subtitled("share of the mass")
              .log_y()
              .with_tolerance(),
          scatter("True classes", {"classes"}).labels("x", "y")};
}

void keeps_its_share(ClaimScope& scope) {
  for (const std::int64_t epochs : {1, 20, 40}) {
    const FrameSet end = scope.race({}, {"sp2ot", "p2ot"}, epochs);
    for (const std::string key : {"sp2ot", "p2ot"}) {
      const std::string which = ", " + key + ", epoch " + std::to_string(epochs);
      const double share = scope.number_of(end, key + ".share");
      scope.at_most("|mass − ρ|" + which, std::abs(scope.number_of(end, key + ".mass") - share),
                    1e-6);
      const auto& labels = std::get<MatrixData>(*end.buffer(key + ".labels"));
      double most = 0;
      for (std::int64_t i = 0; i < labels.rows; ++i) {
        double sum = 0;
        for (std::int64_t k = 0; k < labels.cols; ++k) sum += labels.at(i, k);
        most = std::max(most, sum);
      }
      scope.at_most("largest weight of a sample" + which, most, 1 + 1e-9);
    }
  }
}

void value_never_rises(ClaimScope& scope) {
  double rise = -1, fall = 0;
  for (const std::int64_t epochs : {1, 10, 20, 30, 40}) {
    const FrameSet end = scope.race({}, {"sp2ot"}, epochs);
    const auto& value = std::get<CurveData>(*end.buffer("sp2ot.objective")).y;
    for (std::size_t k = 1; k < value.size(); ++k) rise = std::max(rise, value[k] - value[k - 1]);
    fall = std::max(fall, value.front() - value.back());
  }
  scope.at_most("largest rise of the value in a majorisation", rise, 1e-9);
  scope.at_least("largest fall in an epoch", fall, 1e-4);
}

void finds_the_long_tail(ClaimScope& scope) {
  for (const std::int64_t seed : {1, 2}) {
    const FrameSet end = scope.race({{"seed", seed}}, {"sp2ot", "balanced"}, 120);
    const double with = scope.number_of(end, "sp2ot.accuracy");
    const std::string which = ", seed " + std::to_string(seed);
    scope.at_least("accuracy of SP²OT" + which, with, 0.95);
    scope.at_least("its margin over balanced labels" + which,
                   with - scope.number_of(end, "balanced.accuracy"), 0.1);
  }
}

const char* const method_page = R"md(
## What it does
A linear head gives each of $N$ samples probabilities $p_{ik}$ of $K$ clusters; its own training labels
are a transport plan $Q$ with cost $-\log p$:
$$ \min_Q\; \langle Q, C \rangle - \lambda_1 N \langle S, Q Q^T \rangle
   + \lambda_2 \operatorname{KL}(Q^T 1 \,|\, \tfrac{\rho}{K} 1) - \varepsilon H(Q), \qquad
   Q 1 \le \tfrac{1}{N} 1,\quad 1^T Q 1 = \rho $$
- **Partial**: only the share $\rho$ of the mass is labelled, the surest samples first;
  $\rho = \rho_0 + (1 - \rho_0) e^{-5 (1 - t/T)^2}$ rises to 1 over $T$ epochs.
- **Clusters of free size**: unequal clusters cost $\lambda_2$ KL instead of being forbidden.
- **Similar samples together**: $S$ is a Gaussian kernel of the features. The reward is concave, so it
  is linearised at the last $Q$ and solved again; the value cannot rise. Its weight is
  $(1 - \rho)\, \lambda_1$.

In each linearised problem a virtual cluster of cost 0 takes what is not labelled. The papers scale rows
and columns in turn, hundreds of times; here Newton's method climbs the dual in the $K + 1$ clusters'
potentials, to the same plan in a few steps.

## What to look at
- *Balanced* labels (all clusters equal, the usual trick) split the large class and merge small ones.
- $\lambda_2$ large: SP²OT does the same. $\lambda_2$ tiny: one cluster swallows the rest.
- Seed 0 starts two centres in one class: the smallest class is lost, and no labels bring it back; seed 1
  is the default. $\lambda_2 = 0.1$ instead of 1 lets sizes float on this small problem, and the ramp is 60 epochs.
- The value within an epoch falls with every majorisation, as $S$ has no negative eigenvalue: it is
  dense for that, where nearest neighbours would break the proof.

## Work
Newton steps on $N \times (K + 1)$ numbers; one of Lloyd's counts one.

## What the claim check measures
Mass and weights at several epochs; the largest rise of the value; accuracy (clusters matched to classes)
after 120 epochs against balanced labels.

## Sources
- arXiv:2404.03446 (SP²OT), arXiv:2401.09266 (P²OT). The entropy counts the slack, as the virtual
  cluster makes it.
)md";

}  // namespace thalweg::experiments::sp2ot

THALWEG_EXPERIMENT(
    sp2ot,
    {.title = "Clusters of unequal size by partial transport",
     .paper = "arXiv:2404.03446",
     .authors = "Zhang, Ren, He",
     .question = "How can a small class survive when labels are made by transport?",
     .try_this = "Raise the size price to 100: the largest class is split.",
     .tags = {"optimal transport", "clustering", "partial", "unbalanced", "imbalance",
              "pseudo-labels"},
     .step_unit = "epoch",
     .work_unit = "Newton steps",
     .limit = 1000,
     .story = 60,
     .measure = "changed",
     .tolerance = "tol",
     .read_outs = {{"accuracy", "accuracy", ReadOut::Format::percent},
                   {"information", "NMI"},
                   {"mass", "mass transported", ReadOut::Format::percent}},
     .contenders =
         {contender<Clustering>("sp2ot", "SP²OT"),
          contender<Clustering>("p2ot", "P²OT", {.doc = "Without the reward for similarity."}),
          contender<Clustering>("balanced", "Balanced", {.doc = "All mass, equal clusters."}),
          contender<Clustering>("unbalanced", "Unbalanced", {.doc = "All mass from the start."}),
          contender<KMeans>("kmeans", "k-means")},
     .claims = {{"The plan carries the share and no more of any sample", keeps_its_share},
                {"No majorisation raises the value", value_never_rises},
                {"Free sizes find a long tail that equal sizes miss", finds_the_long_tail}},
     .method = method_page})
