// Finds the icon font and reads the two tables that tell a font's line height.
#include "ui/theme/font_file.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace thalweg::ui {
namespace {

/// Big-endian numbers of an sfnt file; 0 beyond its end.
struct Sfnt {
  std::string bytes;
  std::uint32_t u16(std::size_t at) const {
    if (at + 2 > bytes.size()) return 0;
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
  }
  std::uint32_t u32(std::size_t at) const { return u16(at) << 16 | u16(at + 2); }
  int i16(std::size_t at) const { return static_cast<std::int16_t>(u16(at)); }
  /// Offset of a table, 0 when there is none.
  std::size_t table(std::string_view tag) const {
    const std::uint32_t count = u16(4);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t record = 12 + 16 * std::size_t{i};
      if (record + 16 > bytes.size()) return 0;
      if (std::string_view(bytes).substr(record, 4) == tag) return u32(record + 8);
    }
    return 0;
  }
};

}  // namespace

std::string find_icon_font() {
  for (const char* path : {"/usr/share/fonts/opentype/font-awesome/FontAwesome.otf",
                           "/usr/share/fonts/truetype/font-awesome/fontawesome-webfont.ttf"}) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return {};
}

double line_height_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const Sfnt font{{std::istreambuf_iterator<char>(in), {}}};
  const std::size_t head = font.table("head");
  const std::size_t hhea = font.table("hhea");
  if (head == 0 || hhea == 0 || font.u16(head + 18) == 0) return 1;
  const int height = font.i16(hhea + 4) - font.i16(hhea + 6);
  return height > 0 ? height / static_cast<double>(font.u16(head + 18)) : 1;
}

std::string italic_of(const std::string& file) {
  std::string italic = file;
  const auto at = italic.rfind("Regular");
  if (at == std::string::npos) return file;
  italic.replace(at, std::string_view("Regular").size(), "Italic");
  std::error_code unknown;
  return std::filesystem::exists(italic, unknown) ? italic : file;
}

}  // namespace thalweg::ui
