// From the parsed formula to the graph. Plain numbers stay numbers; inside a sum all terms are one
// vector over the index.
#include "core/optim/formula.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/optim/formula_tree.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

using autodiff::Node;
using Kind = Term::Kind;

/// A number or a node.
struct Value {
  Node node;
  double number = 0;
  bool is_number() const { return !node; }
};

struct Range {
  Index first, last;
  Index count() const { return last - first + 1; }
};

/// a ∘ b, where either may be a number.
template <class Operation>
Value combine(const Value& a, const Value& b, Operation operation) {
  if (a.is_number() && b.is_number()) return {{}, operation(a.number, b.number)};
  if (a.is_number()) return {operation(a.number, b.node)};
  if (b.is_number()) return {operation(a.node, b.number)};
  return {operation(a.node, b.node)};
}

struct Power {
  double operator()(double a, double b) const { return std::pow(a, b); }
  Node operator()(Node a, double b) const { return power(a, b); }
  Node operator()(double a, Node b) const { return exp(b * std::log(a)); }
  Node operator()(Node a, Node b) const { return power(a, b); }
};

Value arithmetic(char sign, const Value& a, const Value& b) {
  switch (sign) {
    case '+':
      return combine(a, b, [](auto s, auto t) { return s + t; });
    case '-':
      return combine(a, b, [](auto s, auto t) { return s - t; });
    case '*':
      return combine(a, b, [](auto s, auto t) { return s * t; });
    case '/':
      return combine(a, b, [](auto s, auto t) { return s / t; });
    default:
      return combine(a, b, Power{});
  }
}

Node function_of(const std::string& name, Node x) {
  static const std::map<std::string, Node (*)(Node)> functions{
      {"abs", autodiff::abs},         {"cos", autodiff::cos}, {"erf", autodiff::erf},
      {"exp", autodiff::exp},         {"log", autodiff::log}, {"relu", autodiff::relu},
      {"sigmoid", autodiff::sigmoid}, {"sin", autodiff::sin}, {"softplus", autodiff::softplus},
      {"sqrt", autodiff::sqrt},       {"tan", autodiff::tan}, {"tanh", autodiff::tanh}};
  return functions.at(name)(x);
}

class Builder {
 public:
  explicit Builder(Node x) : x_(x), n_(x.shape()[0]) {}

  Node number(const Term& term) { return node_of(value(term)); }

 private:
  Node node_of(const Value& value) {
    return value.is_number() ? x_.graph().constant(value.number) : value.node;
  }
  Node coordinate(Index i) { return reshape(slice(x_, 0, i, i + 1), {}); }

  Value value(const Term& term) {
    switch (term.kind) {
      case Kind::number:
        return {{}, term.value};
      case Kind::variable:
        return {coordinate(static_cast<Index>(term.index))};
      case Kind::element:
        return {element(term.terms[0])};
      case Kind::counter:
        return {counter()};
      case Kind::size:
        return {{}, static_cast<double>(n_)};
      case Kind::negative:
        return arithmetic('*', {{}, -1}, value(term.terms[0]));
      case Kind::binary:
        return arithmetic(term.name[0], value(term.terms[0]), value(term.terms[1]));
      case Kind::call:
        return call(term);
      case Kind::series:
        return series(term);
    }
    throw Internal("a term of no kind");
  }

  Value call(const Term& term) {
    const Node first = node_of(value(term.terms[0]));
    if (term.terms.size() == 1) return {function_of(term.name, first)};
    const Node second = node_of(value(term.terms[1]));
    return {term.name == "max" ? maximum(first, second) : minimum(first, second)};
  }

  Node counter() {
    std::vector<double> numbers;
    for (Index i = range_.first; i <= range_.last; ++i) numbers.push_back(static_cast<double>(i));
    return x_.graph().constant({range_.count()}, std::move(numbers));
  }

  /// A whole number made of numbers, n and the index.
  Index whole(const Term& term, Index counter) const {
    const double found = plain(term, static_cast<double>(counter));
    if (found != std::round(found) || std::abs(found) > 1e9) {
      formula_error(fmt::format("{} is not a whole number", found), term.column);
    }
    return static_cast<Index>(found);
  }
  double plain(const Term& term, double counter) const {
    switch (term.kind) {
      case Kind::number:
        return term.value;
      case Kind::counter:
        return counter;
      case Kind::size:
        return static_cast<double>(n_);
      case Kind::negative:
        return -plain(term.terms[0], counter);
      case Kind::binary:
        return arithmetic(term.name[0], {{}, plain(term.terms[0], counter)},
                          {{}, plain(term.terms[1], counter)})
            .number;
      default:
        formula_error("Only numbers, n and the index may stand here", term.column);
    }
  }

  /// x[…]: one coordinate, or inside a sum those of all of its terms.
  Node element(const Term& index) {
    const Index first = checked(index, range_.first);
    if (range_.count() == 1) return coordinate(first);
    const Index step = checked(index, range_.first + 1) - first;
    for (Index i = range_.first; i <= range_.last; ++i) {
      if (checked(index, i) != first + (i - range_.first) * step) {
        formula_error("The coordinates must follow one another at equal distances", index.column);
      }
    }
    if (step == 0) return coordinate(first);
    return slice(x_, 0, first, first + range_.count() * step - (step > 0 ? step - 1 : step + 1),
                 step);
  }
  Index checked(const Term& index, Index counter) const {
    const Index i = whole(index, counter);
    if (i >= 1 && i <= n_) return i - 1;
    formula_error(fmt::format("There is no coordinate {} of {}", i, n_), index.column);
  }

  Value series(const Term& term) {
    const Range range{whole(term.terms[0], 0), whole(term.terms[1], 0)};
    const bool sums = term.name == "sum";
    if (range.count() < 1) return {{}, sums ? 0.0 : 1.0};
    if (range.count() > 1'000'000) formula_error("This has over a million terms", term.column);
    range_ = range;
    const Node terms = broadcast(node_of(value(term.terms[2])), {range.count()});
    range_ = {1, 1};
    return {sums ? sum(terms) : product(terms)};
  }

  /// The product of all entries, by halves.
  static Node product(Node terms) {
    const Index count = terms.shape()[0], half = count / 2;
    if (count == 1) return reshape(terms, {});
    const Node pairs = slice(terms, 0, 0, half) * slice(terms, 0, half, 2 * half);
    if (count % 2 == 0) return product(pairs);
    return product(pairs) * reshape(slice(terms, 0, count - 1, count), {});
  }

  Node x_;
  Index n_;
  Range range_{1, 1};
};

}  // namespace

Formula::Formula(std::string_view text)
    : parsed_(std::make_unique<const Parsed>(parse_formula(text))) {}
Formula::~Formula() = default;
Formula::Formula(Formula&&) noexcept = default;
Formula& Formula::operator=(Formula&&) noexcept = default;

const std::vector<std::string>& Formula::variables() const { return parsed_->variables; }
bool Formula::indexed() const { return parsed_->indexed; }

Node Formula::build(Node x) const {
  const auto expected = static_cast<Index>(parsed_->variables.size());
  if (!parsed_->indexed && x.shape() != autodiff::Shape{expected}) {
    throw BadInput(fmt::format("The formula has {} variables, not {}", expected, x.shape().size()));
  }
  return Builder(x).number(parsed_->body);
}

std::shared_ptr<const Objective> formula_objective(const std::string& text, Index n, double half) {
  const Formula formula(text);
  if (!formula.indexed()) n = static_cast<Index>(formula.variables().size());
  if (n < 2) {
    throw BadInput("The formula has only one variable", text,
                   "Write a function of x and y, or of x[1] … x[n].");
  }
  return std::make_shared<const GraphObjective>(
      "Formula", Domain{Vector::Constant(n, -half), Vector::Constant(n, half)},
      [&](Node x) { return formula.build(x); });
}

}  // namespace thalweg::optim
