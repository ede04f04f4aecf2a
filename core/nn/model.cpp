// Programs for every size of minibatch, and evaluators lent to one call at a time.
#include "core/nn/model.hpp"

#include <atomic>
#include <cmath>
#include <limits>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/rng.hpp"

namespace thalweg::nn {
namespace {

using Evaluator = autodiff::Evaluator<double>;

template <class Numbers>
std::span<const double> numbers(const Numbers& x) {
  return {x.data(), static_cast<std::size_t>(x.size())};
}

void copy(std::span<const double> from, Vector& out) {
  out = Vector::Map(from.data(), static_cast<Index>(from.size()));
}

/// An evaluator, and whose examples it holds.
struct Desk {
  std::unique_ptr<Evaluator> evaluator;
  std::uint64_t identity = 0;
};

}  // namespace

struct ModelObjective::Program {
  autodiff::Graph graph;
  Node x, targets, theta, v, value, gradient, product, outputs;
  std::vector<Node> noises;
  std::mutex guard;
  std::vector<Desk> free;
};

struct ModelObjective::Family {
  Network network;
  Loss loss;
  std::shared_ptr<const data::Dataset> data;
  ModelOptions options;
  Layout layout;
  std::mutex guard;
  std::map<Index, std::shared_ptr<Program>> programs;

  std::shared_ptr<Program> program(Index n) {
    const std::scoped_lock lock(guard);
    std::shared_ptr<Program>& made = programs[n];
    if (!made) made = build(n);
    return made;
  }

 private:
  std::shared_ptr<Program> build(Index n) const {
    auto made = std::make_shared<Program>();
    Program& p = *made;
    p.x = p.graph.input({n, data->inputs.cols()});
    p.targets = p.graph.input({n, data->targets.cols()});
    p.theta = p.graph.input({layout.size()}), p.v = p.graph.input({layout.size()});
    const Node x = reshape(p.x, batch_of(n, options.example));
    Scope training(layout, p.theta, true), using_it(layout, p.theta, false),
        along(layout, p.v, false);
    p.value = loss(network(training, x), p.targets);
    if (p.value.shape().size() != 1) throw Internal("a loss of shape " + p.value.shape().text());
    p.outputs = network(using_it, x);
    static_cast<void>(network(along, x));
    p.noises = training.noises();
    const std::vector<Node>& weights = training.parameters();
    p.gradient = flatten(autodiff::gradient(p.value, weights));
    p.product = flatten(autodiff::hessian_vector(p.value, weights, along.parameters()));
    return made;
  }
};

class ModelObjective::Lease {
 public:
  Lease(const ModelObjective& owner, const Vector& x) : program_(*owner.program_) {
    {
      const std::scoped_lock lock(program_.guard);
      // The one that already holds these examples, if there is one.
      for (std::size_t i = program_.free.size(); i-- > 0;) {
        if (i > 0 && program_.free[i].identity != owner.identity_) continue;
        std::swap(program_.free[i], program_.free.back());
        desk_ = std::move(program_.free.back());
        program_.free.pop_back();
        break;
      }
    }
    if (!desk_.evaluator) {
      const Node outputs[] = {program_.value, program_.gradient, program_.product,
                              program_.outputs};
      desk_.evaluator = std::make_unique<Evaluator>(outputs);
    }
    if (desk_.identity != owner.identity_) {
      desk_.identity = owner.identity_;
      desk_.evaluator->set(program_.x, numbers(owner.inputs_));
      desk_.evaluator->set(program_.targets, numbers(owner.targets_));
      for (std::size_t i = 0; i < program_.noises.size(); ++i) {
        desk_.evaluator->set(program_.noises[i], numbers(owner.noise_[i]));
      }
    }
    desk_.evaluator->set(program_.theta, numbers(x));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    const std::scoped_lock lock(program_.guard);
    program_.free.push_back(std::move(desk_));
  }
  Evaluator* operator->() const { return desk_.evaluator.get(); }

 private:
  Program& program_;
  Desk desk_;
};

ModelObjective::ModelObjective(Network network, Loss loss,
                               std::shared_ptr<const data::Dataset> data, ModelOptions options)
    : family_(std::make_shared<Family>()) {
  if (data->inputs.rows() == 0 || data->inputs.rows() != data->targets.rows()) {
    throw Internal("data without examples, or without a target for each", data->name);
  }
  if (options.example.rank() == 0) options.example = {data->inputs.cols()};
  family_->layout = layout_of(network, options.example);
  family_->network = std::move(network), family_->loss = std::move(loss);
  family_->data = std::move(data), family_->options = options;
  std::vector<Index> all;
  for (Index i = 0; i < family_->data->inputs.rows(); ++i) all.push_back(i);
  take(std::move(all));
}

ModelObjective::ModelObjective(std::shared_ptr<Family> family, std::vector<Index> batch)
    : family_(std::move(family)) {
  take(std::move(batch));
}

ModelObjective::~ModelObjective() = default;

void ModelObjective::take(std::vector<Index> batch) {
  static std::atomic<std::uint64_t> made{0};
  identity_ = ++made;
  const data::Dataset& data = *family_->data;
  const auto n = static_cast<Index>(batch.size());
  if (n == 0) throw Internal("a minibatch of no examples", name());
  inputs_.resize(n, data.inputs.cols()), targets_.resize(n, data.targets.cols());
  for (Index i = 0; i < n; ++i) {
    const Index from = batch[static_cast<std::size_t>(i)];
    if (from < 0 || from >= data.inputs.rows()) throw Internal("no such example", name());
    inputs_.row(i) = data.inputs.row(from), targets_.row(i) = data.targets.row(from);
  }
  program_ = family_->program(n);
  const std::uint64_t stream = hash_bytes(std::as_bytes(std::span(batch)), family_->options.noise);
  for (std::size_t k = 0; k < program_->noises.size(); ++k) {
    std::vector<double>& draws = noise_.emplace_back();
    const Index size = program_->noises[k].shape().size();
    for (Index i = 0; i < size; ++i) {
      draws.push_back(random_uniform(stream + k, static_cast<std::uint64_t>(i)));
    }
  }
  batch_ = std::move(batch);
}

std::string ModelObjective::name() const { return "Network on " + family_->data->name; }
Index ModelObjective::dimension() const { return family_->layout.size(); }
Index ModelObjective::examples() const { return inputs_.rows(); }
const Layout& ModelObjective::layout() const { return family_->layout; }
const Network& ModelObjective::network() const { return family_->network; }
const Loss& ModelObjective::loss() const { return family_->loss; }
const Shape& ModelObjective::example() const { return family_->options.example; }

optim::Domain ModelObjective::domain() const {
  return {Vector::Constant(dimension(), -1), Vector::Constant(dimension(), 1)};
}

double ModelObjective::value(const Vector& x) const {
  return Lease(*this, x)->number(program_->value);
}

void ModelObjective::gradient(const Vector& x, Vector& out) const {
  const Lease lease(*this, x);
  copy(lease->value(program_->gradient), out);
}

void ModelObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  const Lease lease(*this, x);
  lease->set(program_->v, numbers(v));
  copy(lease->value(program_->product), out);
}

std::unique_ptr<optim::Objective> ModelObjective::on(std::span<const Index> batch) const {
  std::vector<Index> chosen;
  for (const Index i : batch) {
    if (i < 0 || i >= examples()) throw Internal("no such example", name());
    chosen.push_back(batch_[static_cast<std::size_t>(i)]);
  }
  return std::unique_ptr<optim::Objective>(new ModelObjective(family_, std::move(chosen)));
}

Matrix ModelObjective::outputs(const Vector& x) const {
  const Lease lease(*this, x);
  const std::span<const double> values = lease->value(program_->outputs);
  return Matrix::Map(values.data(), examples(), static_cast<Index>(values.size()) / examples());
}

double ModelObjective::accuracy(const Vector& x) const {
  if (family_->data->labels.empty()) return std::numeric_limits<double>::quiet_NaN();
  const Matrix said = outputs(x);
  Index right = 0;
  for (Index i = 0; i < examples(); ++i) {
    Index best = 0;
    said.row(i).maxCoeff(&best);
    const Index from = batch_[static_cast<std::size_t>(i)];
    right += best == family_->data->labels[static_cast<std::size_t>(from)] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(examples());
}

}  // namespace thalweg::nn
