// From the parsed formula to the graph. What does not depend on x stays numbers; inside a sum all
// terms are one vector over the index.
#include "core/optim/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/autodiff/evaluator.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/optim/formula_tree.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

using autodiff::Node;
using Kind = Term::Kind;

using Numbers = std::vector<double>;

/// Numbers that do not depend on x, one or one for each value of the index, or a node.
struct Value {
  Node node;
  Numbers numbers;
  bool is_plain() const { return !node; }
  bool is_one() const { return is_plain() && numbers.size() == 1; }
};

struct Range {
  Index first, last;
  Index count() const { return last - first + 1; }
};

/// a ∘ b of numbers or nodes, for + − * /.
template <class A, class B>
auto combined(char sign, A a, B b) {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      return a / b;
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
  /// A term without variables.
  double constant(const Term& term) {
    const Value found = value(term);
    if (!found.is_one()) formula_error("A variable may not stand here", term.column);
    return found.numbers[0];
  }

 private:
  Node node_of(const Value& value) {
    if (!value.is_plain()) return value.node;
    if (value.is_one()) return x_.graph().constant(value.numbers[0]);
    return x_.graph().constant({range_.count()}, value.numbers);
  }
  Node coordinate(Index i) { return reshape(slice(x_, 0, i, i + 1), {}); }

  Value value(const Term& term) {
    switch (term.kind) {
      case Kind::number:
        return {{}, {term.value}};
      case Kind::variable:
        return {coordinate(static_cast<Index>(term.index)), {}};
      case Kind::element:
        return {element(term.terms[0]), {}};
      case Kind::counter:
        return {{}, counter()};
      case Kind::size:
        return {{}, {static_cast<double>(n_)}};
      case Kind::negative:
        return arithmetic('*', {{}, {-1}}, value(term.terms[0]), term.column);
      case Kind::binary:
        return arithmetic(term.name[0], value(term.terms[0]), value(term.terms[1]), term.column);
      case Kind::call:
        return call(term);
      case Kind::series:
        return series(term);
    }
    throw Internal("a term of no kind");
  }

  /// These numbers, once they are known to be finite.
  Value finite(Numbers numbers, int column) const {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (std::isfinite(numbers[i])) continue;
      const std::string where =
          numbers.size() == 1
              ? ""
              : fmt::format(" where the index is {}", range_.first + static_cast<Index>(i));
      formula_error("This has no finite value" + where, column);
    }
    return {{}, std::move(numbers)};
  }

  Value arithmetic(char sign, const Value& a, const Value& b, int column) {
    if (a.is_plain() && b.is_plain()) {
      Numbers out(std::max(a.numbers.size(), b.numbers.size()));
      for (std::size_t i = 0; i < out.size(); ++i) {
        const double left = a.numbers[a.is_one() ? 0 : i], right = b.numbers[b.is_one() ? 0 : i];
        out[i] = sign == '^' ? std::pow(left, right) : combined(sign, left, right);
      }
      return finite(std::move(out), column);
    }
    if (sign == '^') return {raised(a, b, column), {}};
    if (sign == '/' && b.is_plain()) {
      static_cast<void>(arithmetic('/', {{}, {1}}, b, column));  // complains about 1 / 0
    }
    if (a.is_one()) return {combined(sign, a.numbers[0], b.node), {}};
    if (b.is_one()) return {combined(sign, a.node, b.numbers[0]), {}};
    return {combined(sign, node_of(a), node_of(b)), {}};
  }

  /// a^b. An exponent without variables is exact for any sign of a, one that varies needs a > 0.
  Node raised(const Value& a, const Value& b, int column) {
    if (b.is_one()) return power(a.node, b.numbers[0]);
    if (b.is_plain()) return power(broadcast(a.node, {range_.count()}), b.numbers);
    if (!a.is_plain()) return power(a.node, b.node);
    Numbers logarithms;
    for (const double base : a.numbers) {
      if (!(base > 0)) {
        formula_error(fmt::format("{} to a power that varies has no derivative", base), column,
                      "The base of such a power must be positive.");
      }
      logarithms.push_back(std::log(base));
    }
    return exp(arithmetic('*', b, {{}, std::move(logarithms)}, column).node);
  }

  Value call(const Term& term) {
    std::vector<Value> arguments;
    for (const Term& argument : term.terms) arguments.push_back(value(argument));
    const Node first = node_of(arguments[0]);
    Node made;
    if (arguments.size() == 1) {
      made = function_of(term.name, first);
    } else {
      const Node second = node_of(arguments[1]);
      made = term.name == "max" ? maximum(first, second) : minimum(first, second);
    }
    for (const Value& argument : arguments) {
      if (!argument.is_plain()) return {made, {}};
    }
    autodiff::Evaluator<double> evaluator({&made, 1});
    const std::span<const double> found = evaluator.value(made);
    return finite({found.begin(), found.end()}, term.column);
  }

  Numbers counter() const {
    Numbers out;
    for (Index i = range_.first; i <= range_.last; ++i) out.push_back(static_cast<double>(i));
    return out;
  }

  /// Whole numbers made of numbers, n and the index: one, or one for each value of the index.
  std::vector<Index> whole(const Term& term) {
    const Value found = value(term);
    if (!found.is_plain()) {
      formula_error("Only numbers, n and the index may stand here", term.column);
    }
    std::vector<Index> out;
    for (const double number : found.numbers) {
      if (number != std::round(number) || std::abs(number) > 1e9) {
        formula_error(fmt::format("{} is not a whole number", number), term.column);
      }
      out.push_back(static_cast<Index>(number));
    }
    return out;
  }

  /// x[…]: one coordinate, or inside a sum those of all of its terms.
  Node element(const Term& index) {
    const std::vector<Index> places = whole(index);
    for (const Index place : places) {
      if (place >= 1 && place <= n_) continue;
      formula_error(fmt::format("There is no coordinate {} of {}", place, n_), index.column);
    }
    const Index first = places[0] - 1, count = static_cast<Index>(places.size());
    if (count == 1) return coordinate(first);
    const Index step = places[1] - places[0];
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (places[i] - places[i - 1] != step) {
        formula_error("The coordinates must follow one another at equal distances", index.column);
      }
    }
    if (step == 0) return coordinate(first);
    return slice(x_, 0, first, first + count * step - (step > 0 ? step - 1 : step + 1), step);
  }

  Value series(const Term& term) {
    const Range range{whole(term.terms[0])[0], whole(term.terms[1])[0]};
    const bool sums = term.name == "sum";
    if (range.count() < 1) return {{}, {sums ? 0.0 : 1.0}};
    if (range.count() > 1'000'000) formula_error("This has over a million terms", term.column);
    range_ = range;
    const Node terms = broadcast(node_of(value(term.terms[2])), {range.count()});
    range_ = {1, 1};
    return {sums ? sum(terms) : product(terms), {}};
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
int Formula::variables_column() const { return parsed_->variables_column; }

Node Formula::build(Node x) const {
  const auto expected = static_cast<Index>(parsed_->variables.size());
  THALWEG_ASSERT(x.shape().rank() == 1);
  if (!parsed_->indexed && x.shape()[0] != expected) {
    formula_error(fmt::format("The formula has {} variables, not {}", expected, x.shape()[0]),
                  parsed_->variables_column);
  }
  return Builder(x).number(parsed_->body);
}

Domain Formula::domain(Index n, double half) const {
  if (parsed_->ends.empty()) return {Vector::Constant(n, -half), Vector::Constant(n, half)};
  autodiff::Graph graph;
  Builder builder(graph.input({n}));
  const double lo = builder.constant(parsed_->ends[0]), hi = builder.constant(parsed_->ends[1]);
  if (!(lo < hi)) {
    formula_error(fmt::format("There is nothing from {} to {}", lo, hi), parsed_->ends[0].column,
                  "Write the smaller end first, as in on [-3, 3].");
  }
  return {Vector::Constant(n, lo), Vector::Constant(n, hi)};
}

std::shared_ptr<const Objective> formula_objective(const std::string& text, Index n, double half) {
  const Formula formula(text);
  if (!formula.indexed()) n = static_cast<Index>(formula.variables().size());
  if (n < 2) {
    formula_error("The formula has only one variable", formula.variables_column(),
                  "Write a function of x and y, or of x[1] … x[n].");
  }
  return std::make_shared<const GraphObjective>("Formula", formula.domain(n, half),
                                                [&](Node x) { return formula.build(x); });
}

}  // namespace thalweg::optim
