// Reads a method page: Markdown with TeX-like formulas, as blocks of styled runs.
// No interface here: tested as text.
#include "ui/panels/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <utility>

namespace thalweg::ui {
namespace {

using Style = MarkupRun::Style;
using Kind = MarkupBlock::Kind;

constexpr std::array<std::pair<std::string_view, std::string_view>, 96> symbols{{
    {"alpha", "α"},     {"beta", "β"},       {"gamma", "γ"},     {"delta", "δ"},
    {"epsilon", "ε"},   {"varepsilon", "ε"}, {"eta", "η"},       {"theta", "θ"},
    {"kappa", "κ"},     {"lambda", "λ"},     {"mu", "μ"},        {"nu", "ν"},
    {"xi", "ξ"},        {"pi", "π"},         {"rho", "ρ"},       {"sigma", "σ"},
    {"tau", "τ"},       {"phi", "φ"},        {"varphi", "φ"},    {"chi", "χ"},
    {"psi", "ψ"},       {"omega", "ω"},      {"Gamma", "Γ"},     {"Delta", "Δ"},
    {"Theta", "Θ"},     {"Lambda", "Λ"},     {"Sigma", "Σ"},     {"Phi", "Φ"},
    {"Psi", "Ψ"},       {"Omega", "Ω"},      {"nabla", "∇"},     {"partial", "∂"},
    {"sum", "∑"},       {"prod", "∏"},       {"int", "∫"},       {"infty", "∞"},
    {"langle", "⟨"},    {"rangle", "⟩"},     {"cdot", "·"},      {"cdots", "⋯"},
    {"ldots", "…"},     {"dots", "…"},       {"times", "×"},     {"pm", "±"},
    {"le", "≤"},        {"leq", "≤"},        {"ge", "≥"},        {"geq", "≥"},
    {"ne", "≠"},        {"neq", "≠"},        {"approx", "≈"},    {"sim", "∼"},
    {"propto", "∝"},    {"in", "∈"},         {"to", "→"},        {"rightarrow", "→"},
    {"leftarrow", "←"}, {"gets", "←"},       {"mapsto", "↦"},    {"Rightarrow", "⇒"},
    {"forall", "∀"},    {"exists", "∃"},     {"subset", "⊂"},    {"cup", "∪"},
    {"cap", "∩"},       {"otimes", "⊗"},     {"odot", "⊙"},      {"oplus", "⊕"},
    {"circ", "∘"},      {"top", "⊤"},        {"perp", "⊥"},      {"star", "⋆"},
    {"ast", "∗"},       {"dagger", "†"},     {"prime", "′"},     {"ell", "ℓ"},
    {"mathbb{R}", "ℝ"}, {"mathbb{E}", "E"},  {"mathbf{1}", "1"}, {"min", "min"},
    {"max", "max"},     {"log", "log"},      {"exp", "exp"},     {"ln", "ln"},
    {"arg", "arg"},     {"inf", "inf"},      {"sup", "sup"},     {"diag", "diag"},
    {"quad", "  "},     {"qquad", "    "},   {"Vert", "‖"},      {"|", "‖"},
    {"lVert", "‖"},     {"rVert", "‖"},      {"lceil", "⌈"},     {"rceil", "⌉"},
}};

/// Reads TeX from the left; `pos_` stands before the next token.
class FormulaReader {
 public:
  explicit FormulaReader(std::string_view tex) : tex_(tex) {}

  std::vector<MarkupRun> read() {
    sequence(0, false);
    return std::move(runs_);
  }

 private:
  void sequence(int level, bool in_group) {
    while (pos_ < tex_.size()) {
      const char c = tex_[pos_];
      if (c == '}' && in_group) return void(++pos_);
      if ((c == '^' || c == '_') && level == 0) {
        ++pos_;
        argument(c == '^' ? 1 : -1);
      } else if (c == '{') {
        ++pos_;
        sequence(level, true);
      } else if (c == '\\') {
        ++pos_;
        command(level);
      } else {
        character(level);
      }
    }
  }

  void character(int level) {
    const auto byte = static_cast<unsigned char>(tex_[pos_]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    put(tex_.substr(pos_, length) == "-" ? "−" : tex_.substr(pos_, length), level);
    pos_ += length;
  }

  /// One token or group, at `level`.
  void argument(int level) {
    if (pos_ >= tex_.size()) return;
    if (tex_[pos_] == '{') {
      ++pos_;
      sequence(level, true);
    } else if (tex_[pos_] == '\\') {
      ++pos_;
      command(level);
    } else {
      character(level);
    }
  }

  void command(int level) {
    if (pos_ >= tex_.size()) return;
    std::size_t end = pos_;
    while (end < tex_.size() && std::isalpha(static_cast<unsigned char>(tex_[end]))) ++end;
    if (end == pos_) return escaped(level);
    std::string name(tex_.substr(pos_, end - pos_));
    pos_ = end;
    if (name == "mathbb" || name == "mathbf") return letter(name, level);
    if (name == "frac") return fraction(level);
    if (name == "sqrt") return put("√(", level), argument(level), put(")", level);
    if (name == "left" || name == "right" || name == "big" || name == "Big") return;
    if (name == "text" || name == "mathrm" || name == "operatorname" || name == "mathcal") {
      return argument(level);
    }
    for (const auto& [word, symbol] : symbols) {
      if (word == name) return symbol_or_name(symbol, level);
    }
    put("\\" + name, level);
  }

  void escaped(int level) {
    const char c = tex_[pos_++];
    if (c == '\\') return put("  ", level);
    if (c == ',' || c == ';' || c == ':' || c == '!') return put(c == '!' ? "" : " ", level);
    put(c == '|' ? std::string("‖") : std::string(1, c), level);
  }

  void letter(const std::string& name, int level) {
    const std::size_t close = tex_.find('}', pos_);
    if (close == std::string_view::npos) return;
    const std::string full = name + std::string(tex_.substr(pos_, close + 1 - pos_));
    for (const auto& [word, symbol] : symbols) {
      if (word != full) continue;
      pos_ = close + 1;
      return put(symbol, level);
    }
    argument(level);
  }

  void symbol_or_name(std::string_view symbol, int level) {
    const bool is_name = std::isalpha(static_cast<unsigned char>(symbol[0])) != 0;
    put(symbol, level);
    if (is_name && pos_ < tex_.size() && std::isalpha(static_cast<unsigned char>(tex_[pos_]))) {
      put(" ", level);
    }
  }

  void fraction(int level) {
    part(level);
    put("/", level);
    part(level);
  }

  /// Numerator or denominator: in brackets when it is more than one symbol.
  void part(int level) {
    std::vector<MarkupRun> before = std::exchange(runs_, {});
    argument(level);
    std::vector<MarkupRun> inner = std::exchange(runs_, std::move(before));
    const auto holds = [&](std::string_view part) {
      return inner[0].text.find(part) != std::string::npos;
    };
    const bool simple =
        inner.size() == 1 && !holds(" ") && !holds("+") && !holds("·") && !holds("−");
    if (!simple) put("(", level);
    for (const MarkupRun& run : inner) put(run.text, run.level);
    if (!simple) put(")", level);
  }

  void put(std::string_view text, int level) {
    if (text.empty()) return;
    if (runs_.empty() || runs_.back().level != level) {
      runs_.push_back({Style::formula, {}, level});
    }
    runs_.back().text += text;
  }

  std::string_view tex_;
  std::size_t pos_ = 0;
  std::vector<MarkupRun> runs_;
};

void add_run(std::vector<MarkupRun>& runs, Style style, std::string_view text) {
  if (text.empty()) return;
  if (!runs.empty() && runs.back().style == style && runs.back().level == 0) {
    runs.back().text += text;
  } else {
    runs.push_back({style, std::string(text), 0});
  }
}

struct Delimiter {
  std::string_view mark;
  Style style;
};
constexpr std::array<Delimiter, 4> delimiters{
    {{"`", Style::code}, {"$", Style::formula}, {"**", Style::strong}, {"*", Style::emphasis}}};

std::vector<MarkupRun> read_inline(std::string_view text) {
  std::vector<MarkupRun> runs;
  std::size_t pos = 0;
  while (pos < text.size()) {
    bool taken = false;
    for (const auto& [mark, style] : delimiters) {
      if (!text.substr(pos).starts_with(mark)) continue;
      const std::size_t from = pos + mark.size();
      const std::size_t close = text.find(mark, from);
      if (close == std::string_view::npos || close == from || text[from] == ' ') continue;
      const std::string_view inner = text.substr(from, close - from);
      if (style == Style::formula) {
        for (MarkupRun& run : read_formula(inner)) runs.push_back(std::move(run));
      } else {
        add_run(runs, style, inner);
      }
      pos = close + mark.size();
      taken = true;
      break;
    }
    if (!taken) add_run(runs, Style::plain, text.substr(pos++, 1));
  }
  return runs;
}

std::string trimmed(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// Length of a list mark at the line's start ("- ", "2. "), 0 when there is none.
std::size_t item_mark(const std::string& line) {
  if (line.starts_with("- ") || line.starts_with("* ")) return 2;
  std::size_t digits = 0;
  while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits]))) ++digits;
  return digits > 0 && line.compare(digits, 2, ". ") == 0 ? digits + 2 : 0;
}

/// Collects lines into blocks.
class PageReader {
 public:
  std::vector<MarkupBlock> read(std::string_view page) {
    std::istringstream lines{std::string(page)};
    for (std::string line; std::getline(lines, line);) take(line);
    flush();
    return std::move(blocks_);
  }

 private:
  void take(const std::string& line) {
    const std::string text = trimmed(line);
    if (text.starts_with("```")) return toggle(in_code_);
    if (in_code_) return blocks_.push_back({Kind::code, 0, {}, {{Style::code, line, 0}}});
    if (in_formula_) return formula(text);
    if (text.starts_with("$$")) {
      flush();
      in_formula_ = true;
      return formula(text.substr(2));
    }
    if (text.empty()) return flush();
    if (text[0] == '#') return heading(text);
    if (const std::size_t mark = item_mark(text)) {
      flush();
      open_.kind = Kind::item;
      open_.level = static_cast<int>(line.find_first_not_of(' ') / 2);
      open_.label = std::isdigit(static_cast<unsigned char>(text[0])) ? text.substr(0, mark - 1)
                                                                      : std::string();
      words_ = text.substr(mark);
      return;
    }
    words_ += (words_.empty() ? "" : " ") + text;
  }
  void toggle(bool& state) {
    flush();
    state = !state;
  }
  void heading(const std::string& text) {
    flush();
    const std::size_t level = text.find_first_not_of('#');
    if (level == std::string::npos) return;
    blocks_.push_back(
        {Kind::heading, static_cast<int>(level), {}, read_inline(trimmed(text.substr(level)))});
  }
  /// A line of a formula, which may end it.
  void formula(const std::string& line) {
    const bool last = line.ends_with("$$");
    words_ += " " + (last ? line.substr(0, line.size() - 2) : line);
    if (!last) return;
    blocks_.push_back({Kind::formula, 0, {}, read_formula(trimmed(words_))});
    words_.clear(), in_formula_ = false;
  }
  void flush() {
    if (!words_.empty()) {
      open_.runs = read_inline(words_);
      blocks_.push_back(std::move(open_));
    }
    open_ = {}, words_.clear();
  }

  std::vector<MarkupBlock> blocks_;
  MarkupBlock open_;
  std::string words_;
  bool in_code_ = false, in_formula_ = false;
};

}  // namespace

std::vector<MarkupRun> read_formula(std::string_view tex) { return FormulaReader(tex).read(); }

std::vector<MarkupBlock> read_markup(std::string_view page) { return PageReader().read(page); }

}  // namespace thalweg::ui
