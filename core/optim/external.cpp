// Questions and answers in the binary protocol of assets/oracle/README.md.
#include "core/optim/external.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <mutex>

#include "core/base/child_process.hpp"
#include "core/base/error.hpp"
#include "core/optim/batch.hpp"

namespace thalweg::optim {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are sent as they are stored");

constexpr std::array<char, 8> magic{'T', 'H', 'A', 'L', 'W', 'E', 'G', '1'};
constexpr std::uint64_t most_text = 65536, most_numbers = std::uint64_t{1} << 27;  // 1 GiB a vector

enum class Question : std::uint64_t { value = 1, gradient = 2, product = 3, batch = 4 };
enum Offer : std::uint64_t { offers_gradient = 1, offers_products = 2, offers_batches = 4 };

struct Greeting {
  std::array<char, 8> magic;
  std::uint64_t dimension, examples, offers, name_bytes;
};

template <class V>
std::span<std::byte> bytes_of(V* numbers, std::size_t count) {
  return std::as_writable_bytes(std::span(numbers, count));
}

const char* word_of(Question question) {
  switch (question) {
    case Question::value:
      return "value";
    case Question::gradient:
      return "gradient";
    case Question::product:
      return "hvp";
    case Question::batch:
      return "batch";
  }
  return "?";
}

/// What may be printed of a text that came from elsewhere.
std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  }
  return text;
}

}  // namespace

/// The child and what its greeting said, shared by the objective and its minibatches.
class ExternalObjective::Oracle {
 public:
  explicit Oracle(ExternalOptions options) : options_(std::move(options)) {
    const std::unique_lock lock = take_turn();
    start();
  }

  /// The answer to a question about these examples, of `expected` numbers.
  Vector ask(Question question, std::span<const Vector* const> arguments, Index expected,
             const std::vector<Index>& batch) {
    const std::unique_lock lock = take_turn();
    try {
      if (!child_) start();
      if (batch != batch_) {
        const Vector numbers = Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(
                                   batch.data(), static_cast<Index>(batch.size()))
                                   .cast<double>();
        const std::array chosen{&numbers};
        exchange(Question::batch, chosen, 0);
        batch_ = batch;
      }
      return exchange(question, arguments, expected);
    } catch (...) {
      child_.reset();
      throw;
    }
  }

  const Greeting& greeting() const { return greeting_; }
  const std::string& name() const { return name_; }
  const Domain& domain() const { return domain_; }
  std::string where() const { return fmt::format("the program '{}'", options_.command[0]); }

 private:
  /// Waits for others who ask, but no longer than `stop` allows.
  std::unique_lock<std::timed_mutex> take_turn() {
    std::unique_lock lock(guard_, std::defer_lock);
    while (!lock.try_lock_for(std::chrono::milliseconds(20))) {
      if (options_.stop && options_.stop()) throw BadInput("Stopped while waiting for", where());
    }
    return lock;
  }
  ChildProcess::Patience patience(double seconds) const { return {seconds, options_.stop}; }

  void start() {
    batch_.clear();
    child_ = std::make_unique<ChildProcess>(options_.command);
    try {
      greet();
    } catch (...) {
      child_.reset();
      throw;
    }
  }

  void greet() {
    const Greeting before = greeting_;
    const ChildProcess::Patience until = patience(options_.start_seconds);
    child_->read(bytes_of(greeting_.magic.data(), greeting_.magic.size()), until);
    if (greeting_.magic != magic) {
      const std::string said(greeting_.magic.begin(), greeting_.magic.end());
      throw BadInput(
          fmt::format("It does not speak the protocol: it began with '{}'", printable(said)),
          where(), "Its standard output is for answers alone; print to standard error.");
    }
    child_->read(bytes_of(&greeting_.dimension, 4), until);
    const std::uint64_t n = greeting_.dimension;
    if (n > most_numbers || greeting_.examples > most_numbers) {
      throw BadInput(fmt::format("Its greeting is wrong: {} dimensions and {} examples", n,
                                 greeting_.examples),
                     where(), fmt::format("At most {} of each can be asked about.", most_numbers));
    }
    if (n < 1 || greeting_.name_bytes > most_text) {
      throw BadInput(fmt::format("Its greeting is wrong: {} dimensions, a name of {} bytes", n,
                                 greeting_.name_bytes),
                     where());
    }
    if (before.dimension != 0 && before.dimension != n) {
      throw BadInput(
          fmt::format("Started again, it has {} dimensions in place of {}", n, before.dimension),
          where());
    }
    name_.resize(greeting_.name_bytes);
    child_->read(bytes_of(name_.data(), name_.size()), until);
    domain_ = {Vector(static_cast<Index>(n)), Vector(static_cast<Index>(n))};
    child_->read(bytes_of(domain_.lo.data(), n), until);
    child_->read(bytes_of(domain_.hi.data(), n), until);
    if (!((domain_.lo.array() < domain_.hi.array()).all())) {
      throw BadInput("Its domain is empty: a lower end is not below the upper one", where());
    }
  }

  Vector exchange(Question question, std::span<const Vector* const> arguments, Index expected) {
    const ChildProcess::Patience until = patience(options_.answer_seconds);
    std::array<std::uint64_t, 2> head{static_cast<std::uint64_t>(question), 0};
    for (const Vector* argument : arguments)
      head[1] += static_cast<std::uint64_t>(argument->size());
    child_->write(bytes_of(head.data(), 2), until);
    for (const Vector* argument : arguments) {
      child_->write(
          std::as_bytes(std::span(argument->data(), static_cast<std::size_t>(argument->size()))),
          until);
    }
    child_->read(bytes_of(head.data(), 2), until);
    if (head[0] != 0) {
      std::string complaint(std::min(head[1], most_text), ' ');
      child_->read(bytes_of(complaint.data(), complaint.size()), until);
      throw BadInput(fmt::format("It could not answer '{}': {}", word_of(question), complaint),
                     where());
    }
    if (head[1] != static_cast<std::uint64_t>(expected)) {
      throw BadInput(fmt::format("It answered '{}' with {} numbers in place of {}",
                                 word_of(question), head[1], expected),
                     where());
    }
    Vector out(expected);
    child_->read(bytes_of(out.data(), head[1]), until);
    for (Index i = 0; i < expected; ++i) {
      if (!std::isnan(out[i])) continue;
      throw BadInput(fmt::format("It answered '{}' with NaN (number {} of {})", word_of(question),
                                 i + 1, expected),
                     where());
    }
    return out;
  }

  ExternalOptions options_;
  std::timed_mutex guard_;
  std::unique_ptr<ChildProcess> child_;
  std::vector<Index> batch_;  // of which the child thinks now
  Greeting greeting_{};
  std::string name_;
  Domain domain_;
};

ExternalObjective::ExternalObjective(ExternalOptions options)
    : oracle_(std::make_shared<Oracle>(std::move(options))) {}

ExternalObjective::ExternalObjective(std::shared_ptr<Oracle> oracle, std::vector<Index> batch)
    : oracle_(std::move(oracle)), batch_(std::move(batch)) {}

ExternalObjective::~ExternalObjective() = default;

std::string ExternalObjective::name() const { return oracle_->name(); }

Index ExternalObjective::dimension() const {
  return static_cast<Index>(oracle_->greeting().dimension);
}

Domain ExternalObjective::domain() const { return oracle_->domain(); }

double ExternalObjective::value(const Vector& x) const {
  const std::array arguments{&x};
  return oracle_->ask(Question::value, arguments, 1, batch_)[0];
}

void ExternalObjective::gradient(const Vector& x, Vector& out) const {
  if (!has_gradient()) {
    throw BadInput("It offers no gradient", oracle_->where(),
                   "Choose a method that asks for values alone.");
  }
  const std::array arguments{&x};
  out = oracle_->ask(Question::gradient, arguments, dimension(), batch_);
}

void ExternalObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  if (!has_products()) {
    throw BadInput("It offers no products with the Hessian", oracle_->where(),
                   "Choose a method that asks for gradients alone.");
  }
  const std::array arguments{&x, &v};
  out = oracle_->ask(Question::product, arguments, dimension(), batch_);
}

Index ExternalObjective::examples() const {
  const bool batches = (oracle_->greeting().offers & offers_batches) != 0;
  return batches ? static_cast<Index>(oracle_->greeting().examples) : 0;
}

std::unique_ptr<Objective> ExternalObjective::on(std::span<const Index> batch) const {
  if (examples() == 0) return Objective::on(batch);
  THALWEG_ASSERT(!batch.empty());
  std::vector<Index> chosen;
  each_example(batch, *this, [&](Index, Index example) { chosen.push_back(example); });
  return std::unique_ptr<Objective>(new ExternalObjective(oracle_, std::move(chosen)));
}

bool ExternalObjective::has_gradient() const {
  return (oracle_->greeting().offers & offers_gradient) != 0;
}

bool ExternalObjective::has_products() const {
  return (oracle_->greeting().offers & offers_products) != 0;
}

}  // namespace thalweg::optim
