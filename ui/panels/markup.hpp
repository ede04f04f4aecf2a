// Reads a method page: Markdown with TeX-like formulas, as blocks of styled runs.
// No interface here: tested as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thalweg::ui {

/// A piece of text in one style; a formula's text is its TeX.
struct MarkupRun {
  enum class Style { plain, strong, emphasis, code, formula };
  Style style = Style::plain;
  std::string text;
  bool operator==(const MarkupRun&) const = default;
};

/// A paragraph-like piece of a page.
struct MarkupBlock {
  enum class Kind { heading, paragraph, item, formula, code };
  Kind kind = Kind::paragraph;
  /// For a heading 1 … 6; for a list item its depth from 0.
  int level = 0;
  /// For a numbered item "2.".
  std::string label;
  std::vector<MarkupRun> runs;
};

/// The blocks of a page. Never fails: what it does not know stays as written.
std::vector<MarkupBlock> read_markup(std::string_view page);

}  // namespace thalweg::ui
