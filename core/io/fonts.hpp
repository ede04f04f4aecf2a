// Font files of the system and the true widths of text, the same for window and exports.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/figure/text_metrics.hpp"

namespace thalweg {

/// Font files in the order in which a glyph is looked for: the face, then DejaVu for what it lacks.
struct FontFiles {
  std::vector<std::string> regular, semi_bold, mono;
  /// A sentence a missing font: "Inter is not installed; DejaVu Sans is used instead …".
  std::vector<std::string> notes;
  const std::vector<std::string>& of(Face face) const;
  bool operator==(const FontFiles&) const = default;
};

/// Looks in the folder THALWEG_FONTS names, else in those of the system.
FontFiles find_fonts();

/// Advances from the font files, unhinted. Without any font 0.55 em, as a window's built-in font
/// would need. One instance a thread.
class FreeTypeMetrics final : public TextMetrics {
 public:
  explicit FreeTypeMetrics(FontFiles files = find_fonts());
  ~FreeTypeMetrics() override;
  FreeTypeMetrics(const FreeTypeMetrics&) = delete;
  FreeTypeMetrics& operator=(const FreeTypeMetrics&) = delete;
  Extent measure(std::string_view text, TextStyle style) const override;

  /// A stretch of text whose glyphs one font file has.
  struct Run {
    int font = -1;  // index into FontFiles::of(face); −1 = none has them
    std::string text;
    double width = 0;
  };
  std::vector<Run> runs(std::string_view text, TextStyle style) const;
  const FontFiles& files() const;
  /// The FT_Face behind a run, for painters; null when there is none.
  void* native_face(Face face, int font) const;

 private:
  struct State;
  static std::vector<std::unique_ptr<State>>& pool();
  std::unique_ptr<State> state_;
};

}  // namespace thalweg
