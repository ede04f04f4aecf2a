// A parser by operator precedence (Pratt 1973, 'Top down operator precedence').
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numbers>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/optim/formula_tree.hpp"

namespace thalweg::optim {
namespace {

struct Function {
  const char* name;
  std::size_t arity;
};
constexpr Function functions[] = {
    {"abs", 1},  {"cos", 1},     {"erf", 1}, {"exp", 1},      {"log", 1},  {"max", 2}, {"min", 2},
    {"relu", 1}, {"sigmoid", 1}, {"sin", 1}, {"softplus", 1}, {"sqrt", 1}, {"tan", 1}, {"tanh", 1}};

struct Token {
  enum class Kind { number, name, symbol, end };
  Kind kind = Kind::end;
  std::string text;
  double value = 0;
  int column = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Typographic signs and what they mean.
constexpr std::pair<const char*, const char*> signs[] = {
    {"−", "-"}, {"·", "*"}, {"×", "*"}, {"²", "^2"}, {"³", "^3"}, {"π", "pi"}, {"…", ".."}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> all() {
    std::vector<Token> out;
    while (true) {
      while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) advance(1);
      if (at_ == text_.size()) break;
      if (!take_sign(out)) out.push_back(next());
    }
    out.push_back({Token::Kind::end, "", 0, column_});
    return out;
  }

 private:
  void advance(std::size_t bytes) {
    for (; bytes > 0; --bytes, ++at_) {
      column_ += (static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80;  // not inside a character
    }
  }

  bool take_sign(std::vector<Token>& out) {
    for (const auto& [sign, meaning] : signs) {
      const std::string_view written(sign);
      if (text_.substr(at_, written.size()) != written) continue;
      for (Token& token : Lexer(meaning).all()) {
        token.column = column_;
        if (token.kind != Token::Kind::end) out.push_back(token);
      }
      advance(written.size());
      return true;
    }
    return false;
  }

  Token next() {
    Token token{Token::Kind::symbol, std::string(1, text_[at_]), 0, column_};
    const std::string_view rest = text_.substr(at_);
    std::size_t length = 1;
    if (is_letter(rest[0])) {
      token.kind = Token::Kind::name;
      while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]))) ++length;
    } else if (rest.starts_with("..")) {
      length = 2;
    } else if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]))) {
      token.kind = Token::Kind::number;
      // 1..n: two full stops end a number.
      const std::string_view digits = rest.substr(0, rest.find(".."));
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), token.value);
      if (error != std::errc()) formula_error("This number is too large", column_);
      length = static_cast<std::size_t>(end - digits.data());
    } else if (std::string_view("+-*/^()[],=").find(rest[0]) == std::string_view::npos) {
      formula_error("This character means nothing in a formula", column_,
                    "Write for example x^2 + 3 sin(y).");
    }
    token.text = rest.substr(0, length);
    advance(length);
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int column_ = 1;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(Lexer(text).all()) {
    read_head();
    out_.body = expression(0);
    if (is_domain()) read_domain();
    if (!is_end()) formula_error(fmt::format("'{}' is not expected here", now().text), column());
    settle_variables();
  }
  Formula::Parsed take() { return std::move(out_); }

 private:
  static constexpr int sum_power = 10, product_power = 20, sign_power = 30, exponent_power = 40;
  static constexpr int deepest = 200;

  const Token& now() const { return tokens_[at_]; }
  int column() const { return now().column; }
  bool is_end() const { return now().kind == Token::Kind::end; }
  bool is(const char* symbol) const {
    return now().kind == Token::Kind::symbol && now().text == symbol;
  }
  bool accept(const char* symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }
  void expect(const char* symbol) {
    if (accept(symbol)) return;
    const std::string found =
        is_end() ? "the formula ends" : fmt::format("there is '{}'", now().text);
    formula_error(fmt::format("Here {} where '{}' should be", found, symbol), column());
  }
  std::string expect_name(const char* what) {
    if (now().kind != Token::Kind::name)
      formula_error(fmt::format("Here {} should be", what), column());
    return tokens_[at_++].text;
  }

  /// 'f(x, y) =', when there is one.
  void read_head() {
    std::size_t end = 0;
    while (tokens_[end].kind != Token::Kind::end && tokens_[end].text != ")") ++end;
    const bool head = tokens_[0].kind == Token::Kind::name && tokens_[1].text == "(" &&
                      end + 1 < tokens_.size() && tokens_[end + 1].text == "=";
    if (!head) return;
    at_ = 2;
    out_.variables_column = column();
    do {
      const int where = column();
      const std::string name = expect_name("the name of a variable");
      if (std::count(out_.variables.begin(), out_.variables.end(), name) > 0) {
        formula_error(fmt::format("'{}' is there twice", name), where);
      }
      out_.variables.push_back(name);
    } while (accept(","));
    expect(")");
    expect("=");
  }

  /// Whether 'on [' is next, and 'on' is no variable.
  bool is_domain() const {
    return now().kind == Token::Kind::name && now().text == "on" && tokens_[at_ + 1].text == "[" &&
           std::count(out_.variables.begin(), out_.variables.end(), "on") == 0;
  }

  void read_domain() {
    ++at_;
    expect("[");
    out_.ends.push_back(expression(0));
    expect(",");
    out_.ends.push_back(expression(0));
    expect("]");
  }

  /// Which variables there are when the head did not say so.
  void settle_variables() {
    if (!out_.variables.empty()) {
      if (out_.indexed && out_.variables.size() > 1) {
        formula_error("Coordinates x[…] need one variable, as in f(x) = …", element_column_);
      }
    } else if (out_.indexed) {
      out_.variables = {"x"};
    } else {
      out_.variables = {"x", "y"};
    }
    if (out_.indexed && bare_column_ > 0) {
      formula_error(fmt::format("'{}' stands for all coordinates here", out_.variables[0]),
                    bare_column_, "Write one of them, as in x[i].");
    }
  }

  Term expression(int power) {
    if (++depth_ > deepest) formula_error("The formula is nested too deeply", column());
    Term left = prefix();
    while (true) {
      const Token& token = now();
      const std::string sign = token.text;
      const bool implied = (token.kind == Token::Kind::name && !is_domain()) || is("(");
      int binds = 0;
      if (implied) binds = product_power;
      if (is("+") || is("-")) binds = sum_power;
      if (is("*") || is("/")) binds = product_power;
      if (is("^")) binds = exponent_power;
      if (binds <= power) break;
      Term made{.kind = Term::Kind::binary, .name = implied ? "*" : sign, .column = token.column};
      if (!implied) ++at_;
      made.terms.push_back(std::move(left));
      made.terms.push_back(expression(sign == "^" ? exponent_power - 1 : binds));
      left = std::move(made);
    }
    --depth_;
    return left;
  }

  Term prefix() {
    const int where = column();
    if (accept("-")) {
      Term made{.kind = Term::Kind::negative, .column = where};
      made.terms.push_back(expression(sign_power));
      return made;
    }
    if (accept("+")) return expression(sign_power);
    if (accept("(")) {
      Term inner = expression(0);
      expect(")");
      return inner;
    }
    if (now().kind == Token::Kind::number) {
      return {.kind = Term::Kind::number, .value = tokens_[at_++].value, .column = where};
    }
    if (now().kind == Token::Kind::name) return named();
    if (is_end()) formula_error("The formula ends where a number or a name should be", where);
    formula_error(fmt::format("'{}' stands where a number or a name should be", now().text), where);
  }

  Term named() {
    const int where = column();
    const std::string name = tokens_[at_++].text;
    if (is("[")) return element(name, where);
    if (!counter_.empty() && name == counter_) {
      return {.kind = Term::Kind::counter, .column = where};
    }
    if (const std::size_t i = variable(name); i < 2 + out_.variables.size()) {
      if (bare_column_ == 0) bare_column_ = where;
      return {.kind = Term::Kind::variable, .index = i, .column = where};
    }
    if (name == "n") {
      out_.indexed = true;
      element_column_ = where;
      return {.kind = Term::Kind::size, .column = where};
    }
    if (name == "pi")
      return {.kind = Term::Kind::number, .value = std::numbers::pi, .column = where};
    if (name == "e") return {.kind = Term::Kind::number, .value = std::numbers::e, .column = where};
    if (name == "sum" || name == "prod") return series(name, where);
    if (formula_arity(name) > 0) return call(name, where);
    std::vector<std::string> known = formula_functions();
    known.insert(known.end(), out_.variables.begin(), out_.variables.end());
    known.insert(known.end(), {"sum", "prod", "pi"});
    const std::vector<std::string> close = nearest(name, known, 1);
    formula_error(fmt::format("'{}' is neither a variable nor a function", name), where,
                  close.empty() ? "" : fmt::format("Did you mean '{}'?", close[0]));
  }

  /// The place of a variable; beyond all of them when there is none of this name.
  std::size_t variable(const std::string& name) const {
    const auto& names = out_.variables;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    if (names.empty() && name == "x") return 0;
    if (names.empty() && name == "y") return 1;
    return names.size() + 2;
  }

  Term element(const std::string& name, int where) {
    const bool known = out_.variables.empty() ? name == "x" : name == out_.variables[0];
    if (!known) formula_error(fmt::format("'{}' has no coordinates", name), where);
    expect("[");
    out_.indexed = true;
    element_column_ = where;
    Term made{.kind = Term::Kind::element, .column = where};
    made.terms.push_back(expression(0));
    expect("]");
    return made;
  }

  Term call(const std::string& name, int where) {
    expect("(");
    Term made{.kind = Term::Kind::call, .name = name, .column = where};
    do {
      made.terms.push_back(expression(0));
    } while (accept(","));
    if (made.terms.size() != formula_arity(name)) {
      formula_error(fmt::format("{} takes {}", name,
                                formula_arity(name) == 1 ? "one argument" : "two arguments"),
                    where);
    }
    expect(")");
    return made;
  }

  Term series(const std::string& name, int where) {
    if (!counter_.empty()) formula_error("Sums and products cannot be nested", where);
    expect("(");
    Term made{.kind = Term::Kind::series, .name = name, .column = where};
    const std::string counter = expect_name("the name of an index");
    expect("=");
    made.terms.push_back(expression(0));
    expect("..");
    made.terms.push_back(expression(0));
    expect(",");
    counter_ = counter;
    made.terms.push_back(expression(0));
    counter_.clear();
    expect(")");
    return made;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0, element_column_ = 0, bare_column_ = 0;
  std::string counter_;
  Formula::Parsed out_;
};

}  // namespace

void formula_error(const std::string& what, int column, const std::string& cure) {
  throw BadInput(what, fmt::format("column {}", column), cure);
}

Formula::Parsed parse_formula(std::string_view text) { return Parser(text).take(); }

const std::vector<std::string>& formula_functions() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Function& function : functions) out.emplace_back(function.name);
    return out;
  }();
  return names;
}

std::size_t formula_arity(const std::string& name) {
  for (const Function& function : functions) {
    if (name == function.name) return function.arity;
  }
  return 0;
}

}  // namespace thalweg::optim
