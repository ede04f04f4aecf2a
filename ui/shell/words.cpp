// Messages as one line, and the glyphs of conditions.
#include "ui/shell/words.hpp"

namespace thalweg::ui {

std::string Message::line() const {
  std::string line =
      where.empty() || text.find(where) != std::string::npos ? text : where + ": " + text;
  if (cure.empty() || line.find(cure) != std::string::npos) return line;
  const bool whole = line.empty() || line.back() == '.' || line.back() == '?';
  return line + (whole ? " " : ". ") + cure;
}

const char* condition_glyph(Condition condition) {
  switch (condition) {
    case Condition::ready:
      return "·";
    case Condition::progressing:
      return "▶";
    case Condition::stalled:
      return "◐";
    case Condition::floor:
      return "≈";
    case Condition::converged:
      return "■";
    case Condition::exhausted:
      return "▣";
    case Condition::diverged:
    case Condition::failed:
      return "✕";
    case Condition::cancelled:
      return "□";
  }
  return "·";
}

}  // namespace thalweg::ui
