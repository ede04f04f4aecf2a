// A reader of TeX's mathematics that gives up at what it does not know.
#include "ui/panels/formula_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "ui/panels/formula_symbols.hpp"

namespace thalweg::ui::formula {
namespace {

constexpr int deepest = 40;

/// Thrown inside parse() alone.
struct NotUnderstood {};

NodePtr make(Node::Kind kind) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  return node;
}

NodePtr atom(std::string_view text, Class role = Class::ordinary, Ink ink = Ink::upright) {
  NodePtr node = make(Node::Kind::atom);
  node->text = text, node->role = role, node->ink = ink;
  return node;
}

NodePtr space(double em) {
  NodePtr node = make(Node::Kind::space);
  node->width = em;
  return node;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// An accent's glyph, drawn over its base: "-" is a bar as wide as the base.
std::string_view accent_of(std::string_view command) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> accents{
      {{"hat", "^"},
       {"widehat", "^"},
       {"bar", "-"},
       {"overline", "-"},
       {"tilde", "~"},
       {"widetilde", "~"},
       {"vec", "→"},
       {"dot", "."},
       {"ddot", ".."},
       {"check", "v"}}};
  for (const auto& [name, glyph] : accents) {
    if (name == command) return glyph;
  }
  return {};
}

/// ℝ and its kin have glyphs of their own; other alphabets are set upright.
std::string_view double_struck(std::string_view letter) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> letters{
      {{"R", "ℝ"}, {"N", "ℕ"}, {"Z", "ℤ"}, {"Q", "ℚ"}, {"C", "ℂ"}, {"P", "ℙ"}, {"H", "ℍ"}}};
  for (const auto& [plain, struck] : letters) {
    if (plain == letter) return struck;
  }
  return letter;
}

class Reader {
 public:
  explicit Reader(std::string_view tex) : tex_(tex) {}

  NodePtr read() {
    NodePtr row = sequence();
    if (at_ < tex_.size()) throw NotUnderstood();
    return row;
  }

 private:
  bool more() const { return at_ < tex_.size(); }
  bool next_is(std::string_view text) const { return tex_.substr(at_).starts_with(text); }
  void skip_blanks() {
    while (more() && std::isspace(static_cast<unsigned char>(tex_[at_]))) ++at_;
  }
  /// The name after a backslash: letters, or one other character.
  std::string_view command() {
    const std::size_t from = ++at_;
    while (more() && is_letter(tex_[at_])) ++at_;
    if (at_ == from && more()) ++at_;
    if (at_ == from) throw NotUnderstood();
    return tex_.substr(from, at_ - from);
  }
  /// The command that stands next, without reading it.
  std::string_view peeked() {
    const std::size_t back = at_;
    const std::string_view found = command();
    at_ = back;
    return found;
  }

  /// Up to what ends a group: }, &, \\, \right, \end.
  NodePtr sequence() {
    if (++depth_ > deepest) throw NotUnderstood();
    NodePtr row = make(Node::Kind::row);
    for (skip_blanks(); more(); skip_blanks()) {
      const char c = tex_[at_];
      if (c == '}' || c == '&') break;
      if (c == '\\') {
        const std::string_view next = peeked();
        if (next == "right" || next == "end" || next == "\\") break;
      }
      NodePtr piece = scripted(row->children.empty());
      if (piece) row->children.push_back(std::move(piece));
    }
    --depth_;
    return row;
  }

  NodePtr scripted(bool first) {
    NodePtr base;
    if (tex_[at_] == '^' || tex_[at_] == '_') {
      if (!first) throw NotUnderstood();
      base = make(Node::Kind::row);  // a script on nothing
    } else {
      base = piece();
    }
    NodePtr lower, upper;
    for (skip_blanks(); more(); skip_blanks()) {
      if (next_is("\\limits") || next_is("\\nolimits")) {
        command();
      } else if (tex_[at_] == '\'') {
        ++at_;
        if (!upper) upper = make(Node::Kind::row);
        upper->children.push_back(atom("′"));
      } else if (tex_[at_] == '^' || tex_[at_] == '_') {
        NodePtr& slot = tex_[at_] == '^' ? upper : lower;
        ++at_;
        NodePtr script = argument();
        if (!slot) {
          slot = std::move(script);
        } else {
          slot->children.push_back(std::move(script));  // x'^2
        }
      } else {
        break;
      }
    }
    if (!lower && !upper) return base;
    if (!base) throw NotUnderstood();
    NodePtr node = make(Node::Kind::script);
    node->role = base->role;
    node->limits = base->limits;
    node->children.push_back(std::move(base));
    node->lower = std::move(lower), node->upper = std::move(upper);
    return node;
  }

  /// One token or group, as a row.
  NodePtr argument() {
    skip_blanks();
    if (!more()) throw NotUnderstood();
    if (tex_[at_] == '{') return group();
    NodePtr row = make(Node::Kind::row);
    if (is_digit(tex_[at_])) {
      row->children.push_back(atom(tex_.substr(at_++, 1)));  // \frac12
    } else if (NodePtr one = piece()) {
      row->children.push_back(std::move(one));
    }
    return row;
  }

  NodePtr group() {
    ++at_;
    NodePtr row = sequence();
    if (!more() || tex_[at_] != '}') throw NotUnderstood();
    ++at_;
    return row;
  }

  /// The text between braces as written.
  std::string_view verbatim() {
    skip_blanks();
    if (!more() || tex_[at_] != '{') throw NotUnderstood();
    const std::size_t close = tex_.find('}', at_);
    if (close == std::string_view::npos) throw NotUnderstood();
    const std::string_view inner = tex_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    return inner;
  }

  NodePtr piece() {
    const char c = tex_[at_];
    if (c == '{') return group();
    if (c == '\\') return commanded();
    if (c == '}' || c == '&' || c == '$' || c == '#') throw NotUnderstood();
    return character();
  }

  NodePtr character() {
    const char c = tex_[at_];
    if (is_digit(c)) {
      const std::size_t from = at_;
      while (more() && (is_digit(tex_[at_]) ||
                        (tex_[at_] == '.' && at_ + 1 < tex_.size() && is_digit(tex_[at_ + 1])))) {
        ++at_;
      }
      return atom(tex_.substr(from, at_ - from));
    }
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const std::string_view text = tex_.substr(at_, length);
    at_ += length;
    if (length > 1) return atom(text);
    if (is_letter(c)) return atom(text, Class::ordinary, Ink::italic);
    if (c == '-') return atom("−", Class::binary);
    if (c == '*') return atom("∗", Class::binary);
    if (c == '+') return atom(text, Class::binary);
    if (c == '=' || c == '<' || c == '>' || c == ':') return atom(text, Class::relation);
    if (c == '(' || c == '[') return atom(text, Class::open);
    if (c == ')' || c == ']') return atom(text, Class::close);
    if (c == ',' || c == ';') return atom(text, Class::punctuation);
    if (c == '~') return space(0.3);
    return atom(text);
  }

  NodePtr commanded() {
    const std::string_view name = command();
    if (const std::optional<Symbol> symbol = find_symbol(name)) {
      NodePtr node = atom(symbol->text, symbol->role, symbol->ink);
      node->limits = symbol->limits;
      return node;
    }
    if (const std::string_view accent = accent_of(name); !accent.empty()) {
      NodePtr node = make(Node::Kind::accent);
      node->text = accent;
      node->children.push_back(argument());
      return node;
    }
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "binom") {
      return fraction(name == "binom");
    }
    if (name == "sqrt") {
      NodePtr node = make(Node::Kind::root);
      node->children.push_back(argument());
      return node;
    }
    if (name == "left") return fenced();
    if (name == "begin") return grid();
    if (name == "text" || name == "mathrm" || name == "operatorname" || name == "textrm") {
      const Class role = name == "operatorname" ? Class::op : Class::ordinary;
      return atom(verbatim(), role);
    }
    if (name == "mathbb") return atom(double_struck(verbatim()));
    if (name == "mathcal" || name == "mathscr" || name == "mathbf" || name == "boldsymbol") {
      return argument();
    }
    return spaced_or_escaped(name);
  }

  NodePtr spaced_or_escaped(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, double>, 9> spaces{{{",", 0.17},
                                                                         {":", 0.22},
                                                                         {";", 0.28},
                                                                         {" ", 0.3},
                                                                         {"!", -0.17},
                                                                         {"quad", 1.0},
                                                                         {"qquad", 2.0},
                                                                         {"displaystyle", 0},
                                                                         {"textstyle", 0}}};
    for (const auto& [word, em] : spaces) {
      if (word == name) return space(em);
    }
    if (name == "{") return atom("{", Class::open);
    if (name == "}") return atom("}", Class::close);
    if (name == "|") return atom("‖");
    if (name == "%" || name == "&" || name == "#" || name == "$" || name == "_") return atom(name);
    constexpr std::array sizes{"big",  "Big",  "bigg",  "Bigg",  "bigl", "bigr",
                               "Bigl", "Bigr", "biggl", "biggr", "bigm"};
    if (std::find(sizes.begin(), sizes.end(), name) != sizes.end()) {
      skip_blanks();
      if (!more()) throw NotUnderstood();
      return piece();
    }
    throw NotUnderstood();
  }

  NodePtr fraction(bool binomial) {
    NodePtr node = make(Node::Kind::fraction);
    node->bar = !binomial;
    node->children.push_back(argument());
    node->children.push_back(argument());
    return binomial ? fence("(", std::move(node), ")") : std::move(node);
  }

  static NodePtr fence(std::string_view open, NodePtr body, std::string_view close) {
    NodePtr node = make(Node::Kind::fenced);
    node->text = open, node->closing = close;
    node->children.push_back(std::move(body));
    return node;
  }

  std::string delimiter() {
    skip_blanks();
    if (!more()) throw NotUnderstood();
    if (tex_[at_] == '.') return ++at_, ".";
    const NodePtr node = piece();
    if (!node || node->kind != Node::Kind::atom) throw NotUnderstood();
    return node->text;
  }

  NodePtr fenced() {
    const std::string open = delimiter();
    NodePtr body = sequence();
    if (!more() || tex_[at_] != '\\' || command() != "right") throw NotUnderstood();
    return fence(open, std::move(body), delimiter());
  }

  NodePtr grid() {
    const std::string_view name = verbatim();
    if (name == "array") verbatim();  // the columns' alignment
    NodePtr node = make(Node::Kind::grid);
    node->text = name;
    node->columns = 0;
    std::vector<std::vector<NodePtr>> rows(1);
    while (true) {
      rows.back().push_back(sequence());
      if (!more()) throw NotUnderstood();
      node->columns = std::max(node->columns, rows.back().size());
      if (tex_[at_] == '&') {
        ++at_;
        continue;
      }
      if (tex_[at_] != '\\') throw NotUnderstood();
      const std::string_view end = command();
      if (end == "\\") {
        rows.emplace_back();
      } else if (end == "end" && verbatim() == name) {
        break;
      } else {
        throw NotUnderstood();
      }
    }
    const bool trailing = rows.back().size() == 1 && rows.back()[0]->children.empty();
    if (trailing && rows.size() > 1) rows.pop_back();
    for (auto& row : rows) {
      row.resize(node->columns);
      for (NodePtr& cell : row) {
        node->children.push_back(cell ? std::move(cell) : make(Node::Kind::row));
      }
    }
    return fenced_grid(name, std::move(node));
  }

  static NodePtr fenced_grid(std::string_view name, NodePtr node) {
    if (name == "pmatrix") return fence("(", std::move(node), ")");
    if (name == "bmatrix") return fence("[", std::move(node), "]");
    if (name == "vmatrix") return fence("|", std::move(node), "|");
    if (name == "Vmatrix") return fence("‖", std::move(node), "‖");
    if (name == "cases") return fence("{", std::move(node), ".");
    if (name == "matrix" || name == "array" || name == "aligned" || name == "align") return node;
    throw NotUnderstood();
  }

  std::string_view tex_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::string written_children(const Node& node, const char* between = "") {
  std::string text;
  for (const NodePtr& child : node.children) {
    text += (text.empty() ? "" : between) + written(*child);
  }
  return text;
}

}  // namespace

NodePtr parse(std::string_view tex) {
  try {
    return Reader(tex).read();
  } catch (const NotUnderstood&) {
    return nullptr;
  }
}

std::string written(const Node& node) {
  switch (node.kind) {
    case Node::Kind::row:
      return written_children(node);
    case Node::Kind::atom:
      return node.text;
    case Node::Kind::script:
      return written_children(node) + (node.lower ? "_{" + written(*node.lower) + "}" : "") +
             (node.upper ? "^{" + written(*node.upper) + "}" : "");
    case Node::Kind::fraction:
      return "(frac " + written_children(node, " ") + ")";
    case Node::Kind::root:
      return "(sqrt " + written_children(node) + ")";
    case Node::Kind::accent:
      return "(accent " + node.text + " " + written_children(node) + ")";
    case Node::Kind::fenced:
      return "(fence " + node.text + " " + written_children(node) + " " + node.closing + ")";
    case Node::Kind::grid:
      return "(grid " + std::to_string(node.columns) + " " + written_children(node, " ") + ")";
    case Node::Kind::space:
      return node.width >= 1 ? "  " : " ";
  }
  return {};
}

}  // namespace thalweg::ui::formula
