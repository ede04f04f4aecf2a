// FreeType behind the text metrics.
#include "core/io/fonts.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <unordered_map>

namespace thalweg {
namespace {

/// Where Debian and others put the families.
std::vector<std::string> font_folders() {
  if (const char* folder = std::getenv("THALWEG_FONTS")) return {folder};
  std::vector<std::string> folders;
  for (const char* root : {"/usr/share/fonts", "/usr/local/share/fonts"}) {
    for (const char* part : {"/opentype/inter", "/truetype/inter", "/truetype/jetbrains-mono",
                             "/truetype/dejavu", "/opentype/font-awesome", "/truetype/font-awesome",
                             "/inter", "/jetbrains-mono", "/dejavu", ""}) {
      folders.push_back(std::string(root) + part);
    }
  }
  if (const char* home = std::getenv("HOME"))
    folders.push_back(std::string(home) + "/.local/share/fonts");
  return folders;
}

std::string find_file(std::initializer_list<const char*> names) {
  static const std::vector<std::string> fixed = font_folders();
  const std::vector<std::string> folders = std::getenv("THALWEG_FONTS") ? font_folders() : fixed;
  for (const std::string& folder : folders) {
    for (const char* name : names) {
      std::error_code error;
      const std::string path = folder + "/" + name;
      if (std::filesystem::is_regular_file(path, error)) return path;
    }
  }
  return {};
}

void add(std::vector<std::string>& list, const std::string& path) {
  if (!path.empty()) list.push_back(path);
}

}  // namespace

const std::vector<std::string>& FontFiles::of(Face face) const {
  return face == Face::mono ? mono : face == Face::semi_bold ? semi_bold : regular;
}

FontFiles find_fonts() {
  const std::string inter = find_file({"Inter-Regular.otf", "Inter-Regular.ttf"});
  const std::string bold = find_file({"Inter-SemiBold.otf", "Inter-SemiBold.ttf"});
  const std::string mono = find_file({"JetBrainsMono-Regular.ttf", "JetBrainsMono-Regular.otf"});
  const std::string dejavu = find_file({"DejaVuSans.ttf"});
  FontFiles files;
  add(files.regular, inter), add(files.regular, dejavu);
  add(files.semi_bold, bold.empty() ? inter : bold);
  add(files.semi_bold, find_file({"DejaVuSans-Bold.ttf"})), add(files.semi_bold, dejavu);
  add(files.mono, mono), add(files.mono, find_file({"DejaVuSansMono.ttf"}));
  add(files.mono, dejavu);
  // The branch mark of clock axes.
  const std::string icons = find_file({"FontAwesome.otf", "fontawesome-webfont.ttf"});
  if (!files.regular.empty()) add(files.regular, icons);
  if (!files.semi_bold.empty()) add(files.semi_bold, icons);
  const std::string instead = dejavu.empty() ? "a built-in font" : "DejaVu Sans";
  const auto note = [&](const std::string& path, const char* name, const char* package) {
    if (!path.empty()) return;
    files.notes.push_back(std::string(name) + " is not installed; " + instead +
                          " is used instead. Install the package " + package + ".");
  };
  note(inter, "Inter", "fonts-inter");
  note(mono, "JetBrains Mono", "fonts-jetbrains-mono");
  if (dejavu.empty()) {
    files.notes.push_back(
        "DejaVu Sans is not installed; some mathematical signs are missing. "
        "Install the package fonts-dejavu-core.");
  }
  return files;
}

struct FreeTypeMetrics::State {
  FontFiles files;
  FT_Library library = nullptr;
  std::array<std::vector<FT_Face>, 3> faces;

  /// Font of a code point and its advance in em.
  struct Glyph {
    int font = -1;
    double advance = 0.55;
  };
  std::array<std::unordered_map<char32_t, Glyph>, 3> glyphs;

  explicit State(FontFiles found) : files(std::move(found)) {
    if (FT_Init_FreeType(&library) != 0) library = nullptr;
    for (const Face face : {Face::regular, Face::semi_bold, Face::mono}) {
      for (const std::string& path : files.of(face)) {
        FT_Face loaded = nullptr;
        if (library && FT_New_Face(library, path.c_str(), 0, &loaded) != 0) loaded = nullptr;
        faces[static_cast<std::size_t>(face)].push_back(loaded);
      }
    }
  }
  ~State() {
    for (auto& list : faces) {
      for (FT_Face face : list) {
        if (face) FT_Done_Face(face);
      }
    }
    if (library) FT_Done_FreeType(library);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const Glyph& glyph(Face face, char32_t code) {
    auto& known = glyphs[static_cast<std::size_t>(face)];
    const auto [entry, is_new] = known.try_emplace(code);
    if (!is_new) return entry->second;
    const std::vector<FT_Face>& list = faces[static_cast<std::size_t>(face)];
    for (std::size_t i = 0; i < list.size(); ++i) {
      const FT_UInt index = list[i] ? FT_Get_Char_Index(list[i], code) : 0;
      if (index == 0 || FT_Load_Glyph(list[i], index, FT_LOAD_NO_SCALE) != 0) continue;
      entry->second = {
          static_cast<int>(i),
          static_cast<double>(list[i]->glyph->metrics.horiAdvance) / list[i]->units_per_EM};
      break;
    }
    return entry->second;
  }
};

namespace {

/// Fonts that nobody uses now. They are never closed: cairo keeps referring to them in its caches.
std::mutex pool_mutex;

}  // namespace

std::vector<std::unique_ptr<FreeTypeMetrics::State>>& FreeTypeMetrics::pool() {
  static auto* states = new std::vector<std::unique_ptr<State>>;
  return *states;
}

FreeTypeMetrics::FreeTypeMetrics(FontFiles files) {
  const std::lock_guard lock(pool_mutex);
  auto& idle = pool();
  const auto same = std::find_if(idle.begin(), idle.end(),
                                 [&](const auto& state) { return state->files == files; });
  if (same != idle.end()) {
    state_ = std::move(*same);
    idle.erase(same);
  } else {
    state_ = std::make_unique<State>(std::move(files));
  }
}

FreeTypeMetrics::~FreeTypeMetrics() {
  const std::lock_guard lock(pool_mutex);
  pool().push_back(std::move(state_));
}

Extent FreeTypeMetrics::measure(std::string_view text, TextStyle style) const {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    width += state_->glyph(style.face, next_code_point(text, i)).advance;
  }
  return {width * style.size, 0.95 * style.size, 0.25 * style.size};
}

std::vector<FreeTypeMetrics::Run> FreeTypeMetrics::runs(std::string_view text,
                                                        TextStyle style) const {
  std::vector<Run> list;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const State::Glyph glyph = state_->glyph(style.face, next_code_point(text, i));
    if (list.empty() || list.back().font != glyph.font) list.push_back({glyph.font, "", 0});
    list.back().text.append(text.substr(start, i - start));
    list.back().width += glyph.advance * style.size;
  }
  return list;
}

const FontFiles& FreeTypeMetrics::files() const { return state_->files; }

void* FreeTypeMetrics::native_face(Face face, int font) const {
  const auto& list = state_->faces[static_cast<std::size_t>(face)];
  return font >= 0 && font < static_cast<int>(list.size()) ? list[static_cast<std::size_t>(font)]
                                                           : nullptr;
}

}  // namespace thalweg
