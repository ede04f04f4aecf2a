// UTF-8 decoding and the fixed metrics of tests.
#include "core/figure/text_metrics.hpp"

namespace thalweg {

const char* face_name(Face face) {
  switch (face) {
    case Face::regular:
      return "regular";
    case Face::semi_bold:
      return "semi-bold";
    case Face::mono:
      return "mono";
  }
  return "regular";
}

char32_t next_code_point(std::string_view text, std::size_t& position) {
  constexpr char32_t malformed = 0xfffd;
  const auto lead = static_cast<unsigned char>(text[position++]);
  if (lead < 0x80) return lead;
  const int extra = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : -1;
  if (extra < 0) return malformed;
  char32_t code = lead & (0x3fu >> extra);
  for (int i = 0; i < extra; ++i) {
    if (position >= text.size()) return malformed;
    const auto next = static_cast<unsigned char>(text[position]);
    if ((next & 0xc0) != 0x80) return malformed;
    code = (code << 6) | (next & 0x3fu);
    ++position;
  }
  return code;
}

Extent FixedMetrics::measure(std::string_view text, TextStyle style) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) next_code_point(text, i);
  return {0.55 * style.size * static_cast<double>(count), 0.95 * style.size, 0.25 * style.size};
}

}  // namespace thalweg
