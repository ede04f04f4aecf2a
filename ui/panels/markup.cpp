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

void add_run(std::vector<MarkupRun>& runs, Style style, std::string_view text) {
  if (text.empty()) return;
  if (!runs.empty() && runs.back().style == style && style != Style::formula) {
    runs.back().text += text;
  } else {
    runs.push_back({style, std::string(text)});
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
      add_run(runs, style, text.substr(from, close - from));
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
    if (in_code_) return blocks_.push_back({Kind::code, 0, {}, {{Style::code, line}}});
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
    blocks_.push_back({Kind::formula, 0, {}, {{Style::formula, trimmed(words_)}}});
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

std::vector<MarkupBlock> read_markup(std::string_view page) { return PageReader().read(page); }

}  // namespace thalweg::ui
