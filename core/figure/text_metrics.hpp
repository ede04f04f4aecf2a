// How wide text is: the seam that lets a layout be made once for window, exports and tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace thalweg {

/// Inter, Inter semi-bold, JetBrains Mono (every number).
enum class Face : std::uint8_t { regular, semi_bold, mono };
const char* face_name(Face face);

struct TextStyle {
  Face face = Face::regular;
  double size = 11.5;  // px
  bool operator==(const TextStyle&) const = default;
};

/// Styles of figures.md.
inline constexpr TextStyle label_style{Face::regular, 11.5};
inline constexpr TextStyle number_style{Face::mono, 11};
inline constexpr TextStyle title_style{Face::semi_bold, 12.5};

/// Advance width, and ascent and descent of the line (both positive), in px.
struct Extent {
  double width = 0, ascent = 0, descent = 0;
};

class TextMetrics {
 public:
  virtual ~TextMetrics() = default;
  /// `text` is UTF-8, one line. Advances are unhinted.
  virtual Extent measure(std::string_view text, TextStyle style) const = 0;
};

/// Every code point is 0.55 em wide. For tests only.
class FixedMetrics final : public TextMetrics {
 public:
  Extent measure(std::string_view text, TextStyle style) const override;
};

/// Decodes the code point at `position` and moves past it; U+FFFD for a malformed byte.
char32_t next_code_point(std::string_view text, std::size_t& position);

}  // namespace thalweg
