// Reads a label from left to right.
#include "core/figure/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/figure/symbols.hpp"

namespace thalweg {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Reads what a label is made of; each function moves past what it took, or takes nothing.
class Reader {
 public:
  explicit Reader(std::string_view label) : label_(label) {}

  std::vector<TextRun> runs() {
    while (at_ < label_.size()) {
      if (command(text_) || script()) continue;
      text_ += label_[at_++];
    }
    end_text();
    return std::move(runs_);
  }

 private:
  void end_text() {
    if (!text_.empty()) runs_.push_back({std::exchange(text_, {}), 0});
  }

  bool command(std::string& out) {
    if (label_[at_] != '\\') return false;
    if (label_.substr(at_, 2) == "\\|") {
      out += "‖";
      at_ += 2;
      return true;
    }
    std::size_t end = at_ + 1;
    while (end < label_.size() && is_letter(label_[end])) ++end;
    const std::string_view text = symbol_text(label_.substr(at_ + 1, end - at_ - 1));
    if (text.empty()) return false;
    out += text;
    at_ = end;
    return true;
  }

  bool script() {
    const char mark = label_[at_];
    const bool attached =
        at_ > 0 && std::string_view(" _^").find(label_[at_ - 1]) == std::string_view::npos;
    if ((mark != '_' && mark != '^') || !attached || at_ + 1 == label_.size()) return false;
    const std::size_t start = at_++;
    std::string inside;
    if (!group(inside) && !command_at(inside) && !single(inside)) {
      at_ = start;
      return false;
    }
    end_text();
    runs_.push_back({std::move(inside), mark == '^' ? 1 : -1});
    return true;
  }

  bool group(std::string& out) {
    const std::size_t close = label_.find('}', at_);
    if (label_[at_] != '{' || close == std::string_view::npos || close == at_ + 1) return false;
    ++at_;
    while (at_ < close) {
      if (command(out)) continue;
      out += label_[at_] == '-' ? "−" : std::string(1, label_[at_]);
      ++at_;
    }
    at_ = close + 1;
    return true;
  }

  bool command_at(std::string& out) { return at_ < label_.size() && command(out); }

  /// One character that ends a word.
  bool single(std::string& out) {
    std::size_t end = at_;
    const char32_t code = next_code_point(label_, end);
    const bool sign = code == U'*' || code == U'+';
    if (!is_word(label_[at_]) && !sign) return false;
    if (end < label_.size() && (is_word(label_[end]))) return false;
    out = label_.substr(at_, end - at_);
    at_ = end;
    return true;
  }

  std::string_view label_;
  std::size_t at_ = 0;
  std::string text_;
  std::vector<TextRun> runs_;
};

struct Small {
  std::string_view plain, above, below;
};
constexpr std::array small_characters{
    Small{"0", "⁰", "₀"}, Small{"1", "¹", "₁"}, Small{"2", "²", "₂"}, Small{"3", "³", "₃"},
    Small{"4", "⁴", "₄"}, Small{"5", "⁵", "₅"}, Small{"6", "⁶", "₆"}, Small{"7", "⁷", "₇"},
    Small{"8", "⁸", "₈"}, Small{"9", "⁹", "₉"}, Small{"+", "⁺", "₊"}, Small{"−", "⁻", "₋"},
    Small{"n", "ⁿ", "ₙ"}, Small{"i", "ⁱ", "ᵢ"},
};

/// Empty when Unicode lacks one of the characters.
std::string small(std::string_view text, int script) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    next_code_point(text, at);
    const std::string_view character = text.substr(begin, at - begin);
    const auto found = std::find_if(small_characters.begin(), small_characters.end(),
                                    [&](const Small& s) { return s.plain == character; });
    if (found == small_characters.end()) return "";
    out += script > 0 ? found->above : found->below;
  }
  return out;
}

}  // namespace

std::vector<TextRun> text_runs(std::string_view label) {
  if (label.find_first_of("\\_^") == std::string_view::npos) return {{std::string(label), 0}};
  return Reader(label).runs();
}

std::string plain_label(std::string_view label) {
  std::string out;
  for (const TextRun& run : text_runs(label)) {
    const std::string unicode = run.script == 0 ? run.text : small(run.text, run.script);
    out += !unicode.empty() ? unicode : (run.script > 0 ? "^" : "_") + run.text;
  }
  return out;
}

PlacedLabel placed_label(std::string_view label, TextStyle style, const TextMetrics& metrics) {
  constexpr double share = 0.72, above = 0.36, below = -0.16;
  PlacedLabel placed;
  double start = 0;  // of the last script
  int last = 0;
  for (TextRun& run : text_runs(label)) {
    const bool stacked = run.script != 0 && run.script == -last;
    const double x = stacked ? start : placed.width;
    TextStyle own = style;
    if (run.script != 0) own.size *= share;
    const double rise = run.script == 0 ? 0 : style.size * (run.script > 0 ? above : below);
    const double end = x + metrics.measure(run.text, own).width;
    placed.runs.push_back({std::move(run.text), own, x, rise});
    placed.width = std::max(placed.width, end);
    start = x, last = stacked ? 0 : run.script;
  }
  return placed;
}

}  // namespace thalweg
