// Finds the font files and reads the two tables that tell a font's line height.
#include "ui/theme/font_file.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace thalweg::ui {
namespace {

std::string first_file(std::initializer_list<const char*> candidates) {
  for (const char* path : candidates) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return {};
}

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

FontFiles find_font_files() {
  FontFiles files;
  files.regular = first_file({"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
                              "/usr/share/fonts/truetype/inter/Inter-Regular.ttf"});
  files.semi_bold = first_file({"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
                                "/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf"});
  files.mono = first_file({"/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf"});
  files.icons = first_file({"/usr/share/fonts/opentype/font-awesome/FontAwesome.otf",
                            "/usr/share/fonts/truetype/font-awesome/fontawesome-webfont.ttf"});
  files.symbols = first_file({"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"});
  const auto need = [&](const std::string& file, const char* font, const char* package) {
    if (!file.empty()) return;
    files.missing.push_back(std::string(font) + " is not installed; another font stands in. " +
                            "Install the package " + package + ".");
  };
  need(files.regular.empty() || files.semi_bold.empty() ? "" : files.regular, "Inter",
       "fonts-inter");
  need(files.mono, "JetBrains Mono", "fonts-jetbrains-mono");
  need(files.icons, "Font Awesome", "fonts-font-awesome");
  need(files.symbols, "DejaVu Sans", "fonts-dejavu-core");
  return files;
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

}  // namespace thalweg::ui
