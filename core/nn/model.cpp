// Expressions for every size of minibatch, and evaluators lent to one call at a time.
#include "core/nn/model.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/piecewise.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/rng.hpp"

namespace thalweg::nn {
namespace {

using Evaluator = autodiff::Evaluator<double>;
using Sums = autodiff::Piecewise<double>;
enum Shared : std::size_t { theta, direction };
enum Rows : std::size_t { inputs, targets, first_noise };
enum Outputs : std::size_t { value, gradient, product };
enum Curvatures : std::size_t { split, fisher };
/// What sums are of: Outputs, or the Curvatures, which few ask for.
enum Kind : std::size_t { descent, curvature };

template <class Numbers>
std::span<const double> numbers(const Numbers& x) {
  return {x.data(), static_cast<std::size_t>(x.size())};
}

/// The most examples of a piece: a small loss is not worth a second thread, and what a piece costs
/// whatever its size should not be seen.
Index rows_of_pieces(Index examples, Index parameters) {
  constexpr Index worth_two = Index{1} << 20, most = 512;
  if (examples * parameters < worth_two) return examples;
  return std::min(most, (examples + 1) / 2);
}

/// Sums over the examples, and whose examples they are.
struct Desk {
  std::unique_ptr<Sums> sums;
  std::uint64_t identity = 0;
};

/// 1/n Σ gᵢ gᵢᵀ v of a loss 1/n Σ ℓᵢ whose ℓᵢ depends on row i of the outputs z alone: the slope
/// of ℓᵢ along v is that row of n ∂loss/∂z times J v.
Node fisher_of(Node loss, Node z, std::span<const Node> weights, std::span<const Node> v,
               double n) {
  const Node slopes = autodiff::gradient(loss, z), moved = jacobian_vector({&z, 1}, weights, v)[0];
  std::vector<Index> sizes(static_cast<std::size_t>(z.shape().rank()), 1);
  sizes[0] = z.shape()[0];
  const Node along = n * sum_to(slopes * moved, Shape(sizes));
  return flatten(vector_jacobian(z, along * slopes, weights));
}

}  // namespace

struct ModelObjective::Family {
  Network network;
  Loss loss;
  std::shared_ptr<const data::Dataset> data;
  ModelOptions options;
  Layout layout;
  std::vector<Shape> noises;  // of one example
  std::mutex guard;
  std::map<Index, std::shared_ptr<Program>> programs;
  std::unique_ptr<autodiff::ExampleByExample<double>> singly;  // made when first asked for

  std::shared_ptr<Program> program(Index n);
  const autodiff::ExampleByExample<double>& one_by_one();
  /// Learns the parameters and the noise from two examples.
  void learn() {
    constexpr Index n = 2;
    autodiff::Graph graph;
    Scope scope(graph, layout);
    static_cast<void>(network(scope, graph.input(batch_of(n, options.example))));
    if (scope.couples_examples()) options.coupled = true;
    for (const Node& noise : scope.noises()) {
      if (noise.shape()[0] != n) throw Internal("noise whose first axis is not the examples'");
      noises.push_back(noise.shape().with(0, 1));
    }
  }
  /// Shares of what a kind of sums is of, for `rows` of n examples.
  autodiff::PieceGraph piece(autodiff::Graph& graph, Index rows, Index n, Kind kind) const {
    autodiff::PieceGraph out;
    const Node x = graph.input({rows, data->inputs.cols()});
    const Node wanted = graph.input({rows, data->targets.cols()});
    out.shared = {graph.input({layout.size()}), graph.input({layout.size()})};
    const Node examples = reshape(x, batch_of(rows, options.example));
    Scope training(layout, out.shared[theta], true), along(layout, out.shared[direction], false);
    const Node said = network(training, examples);
    Node loss_of_piece = loss(said, wanted);
    if (loss_of_piece.shape().size() != 1) {
      throw Internal("a loss of shape " + loss_of_piece.shape().text());
    }
    loss_of_piece = loss_of_piece * (static_cast<double>(rows) / static_cast<double>(n));
    static_cast<void>(network(along, examples));
    out.rows = {x, wanted};
    out.rows.insert(out.rows.end(), training.noises().begin(), training.noises().end());
    const std::vector<Node>&weights = training.parameters(), &v = along.parameters();
    if (kind == Kind::curvature) {
      out.outputs = {flatten(gauss_newton_vector(loss_of_piece, said, weights, v)),
                     fisher_of(loss_of_piece, said, weights, v, static_cast<double>(n))};
    } else {
      out.outputs = {loss_of_piece, flatten(autodiff::gradient(loss_of_piece, weights)),
                     flatten(hessian_vector(loss_of_piece, weights, v))};
    }
    return out;
  }
};

struct ModelObjective::Program {
  explicit Program(const Family& owner, Index n)
      : family(owner),
        examples(n),
        most_rows(owner.options.coupled ? n : rows_of_pieces(n, owner.layout.size())),
        x(graph.input({n, owner.data->inputs.cols()})),
        weights(graph.input({owner.layout.size()})) {
    Scope scope(owner.layout, weights, false);
    outputs = owner.network(scope, reshape(x, batch_of(n, owner.options.example)));
  }
  std::unique_ptr<Sums> make(Kind kind) const {
    return std::make_unique<Sums>(examples, most_rows,
                                  [this, kind](autodiff::Graph& g, Index rows) {
                                    return family.piece(g, rows, examples, kind);
                                  });
  }

  const Family& family;
  const Index examples, most_rows;
  autodiff::Graph graph;  // what the network says, without dropout
  Node x, weights, outputs;
  Pool<Evaluator> speakers{[this] { return std::make_unique<Evaluator>(std::span(&outputs, 1)); }};
  std::mutex guard;
  std::array<std::vector<Desk>, 2> free;  // of each kind
};

std::shared_ptr<ModelObjective::Program> ModelObjective::Family::program(Index n) {
  const std::scoped_lock lock(guard);
  std::shared_ptr<Program>& made = programs[n];
  if (!made) made = std::make_shared<Program>(*this, n);
  return made;
}

const autodiff::ExampleByExample<double>& ModelObjective::Family::one_by_one() {
  const std::scoped_lock lock(guard);
  if (!singly) {
    singly =
        std::make_unique<autodiff::ExampleByExample<double>>([this](autodiff::Graph& graph, Index) {
          autodiff::PieceGraph all = piece(graph, 1, 1, Kind::descent);
          return autodiff::PieceGraph{
              {all.shared[theta]}, std::move(all.rows), {all.outputs[Outputs::gradient]}};
        });
  }
  return *singly;
}

class ModelObjective::Lease {
 public:
  Lease(const ModelObjective& owner, const Vector& x, Kind kind = Kind::descent)
      : program_(*owner.program_), free_(program_.free[kind]) {
    {
      const std::scoped_lock lock(program_.guard);
      // The one that already holds these examples, if there is one.
      for (std::size_t i = free_.size(); i-- > 0;) {
        if (i > 0 && free_[i].identity != owner.identity_) continue;
        std::swap(free_[i], free_.back());
        desk_ = std::move(free_.back());
        free_.pop_back();
        break;
      }
    }
    if (!desk_.sums) desk_.sums = program_.make(kind);
    if (desk_.identity != owner.identity_) {
      desk_.identity = owner.identity_;
      desk_.sums->set_rows(Rows::inputs, numbers(owner.inputs_));
      desk_.sums->set_rows(Rows::targets, numbers(owner.targets_));
      for (std::size_t i = 0; i < owner.noise_.size(); ++i) {
        desk_.sums->set_rows(Rows::first_noise + i, numbers(owner.noise_[i]));
      }
    }
    desk_.sums->set_shared(Shared::theta, numbers(x));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    const std::scoped_lock lock(program_.guard);
    free_.push_back(std::move(desk_));
  }
  Sums* operator->() const { return desk_.sums.get(); }

 private:
  Program& program_;
  std::vector<Desk>& free_;
  Desk desk_;
};

ModelObjective::ModelObjective(Network network, Loss loss,
                               std::shared_ptr<const data::Dataset> data, ModelOptions options)
    : family_(std::make_shared<Family>()) {
  if (data->inputs.rows() == 0 || data->inputs.rows() != data->targets.rows()) {
    throw Internal("data without examples, or without a target for each", data->name);
  }
  optim::require_finite(data->inputs, "the inputs of " + data->name);
  optim::require_finite(data->targets, "the targets of " + data->name);
  if (options.example.rank() == 0) options.example = {data->inputs.cols()};
  family_->network = std::move(network), family_->loss = std::move(loss);
  family_->data = std::move(data), family_->options = options;
  family_->learn();
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
  for (std::size_t k = 0; k < family_->noises.size(); ++k) {
    std::vector<double>& draws = noise_.emplace_back();
    const Index size = n * family_->noises[k].size();
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

double ModelObjective::value(const Vector& x) const { return Lease(*this, x)->sum(Outputs::value); }

void ModelObjective::gradient(const Vector& x, Vector& out) const {
  Lease(*this, x)->sum(Outputs::gradient, out);
}

void ModelObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  const Lease lease(*this, x);
  lease->set_shared(Shared::direction, numbers(v));
  lease->sum(Outputs::product, out);
}

void ModelObjective::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  const Lease lease(*this, x, Kind::curvature);
  lease->set_shared(Shared::direction, numbers(v));
  lease->sum(Curvatures::split, out);
}

void ModelObjective::require_uncoupled(const char* what) const {
  if (family_->options.coupled) {
    throw Internal(std::string(what) + " of examples whose losses depend on each other", name());
  }
}

void ModelObjective::fisher_times(const Vector& x, const Vector& v, Vector& out) const {
  require_uncoupled("the Fisher matrix");
  const Lease lease(*this, x, Kind::curvature);
  lease->set_shared(Shared::direction, numbers(v));
  lease->sum(Curvatures::fisher, out);
}

Matrix ModelObjective::gradients(const Vector& x) const {
  require_uncoupled("gradients one by one");
  std::vector<Matrix> rows{inputs_, targets_};
  for (const std::vector<double>& noise : noise_) {
    rows.push_back(
        Matrix::Map(noise.data(), examples(), static_cast<Index>(noise.size()) / examples()));
  }
  Matrix out;
  family_->one_by_one().evaluate(0, {&x, 1}, rows, out);
  return out;
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
  const auto speaker = program_->speakers.lend();
  speaker->set(program_->x, numbers(inputs_)), speaker->set(program_->weights, numbers(x));
  const std::span<const double> values = speaker->value(program_->outputs);
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
