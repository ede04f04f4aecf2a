// Draws formulas with the baked fonts.
#include "ui/panels/formula_draw.hpp"

#include <map>
#include <vector>

namespace thalweg::ui {
namespace {

Font face_of(formula::Ink ink) {
  switch (ink) {
    case formula::Ink::italic:
      return Font::italic;
    case formula::Ink::large:
      return Font::large;
    case formula::Ink::upright:
      break;
  }
  return Font::body;
}

}  // namespace

formula::Measure formula_measure() {
  return [](std::string_view text, formula::Ink ink, double em) {
    const Font face = face_of(ink);
    const float size = font_px(face, em);
    const char* const first = text.data();
    return static_cast<double>(
        font(face)->CalcTextSizeA(size, FLT_MAX, 0, first, first + text.size()).x);
  };
}

void put_formula(const formula::Setting& setting, ImVec2 at, ImU32 tint) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const formula::Glyphs& run : setting.glyphs) {
    const Font face = face_of(run.ink);
    const float size = font_px(face, run.em);
    const float ascent = font(face)->Ascent * size / font(face)->FontSize;
    const ImVec2 corner{at.x + static_cast<float>(run.at.x),
                        snapped(at.y + static_cast<float>(run.at.y) - ascent)};
    list.AddText(font(face), size, corner, tint, run.text.data(),
                 run.text.data() + run.text.size());
  }
  std::vector<ImVec2> points;
  for (const formula::Stroke& stroke : setting.strokes) {
    points.clear();
    for (const Point2& p : stroke.points) {
      points.push_back({at.x + static_cast<float>(p.x), at.y + static_cast<float>(p.y)});
    }
    const bool level = points.size() == 2 && points[0].y == points[1].y;
    if (level) points[0].y = points[1].y = snapped(points[0].y) + 0.5f;
    list.AddPolyline(points.data(), static_cast<int>(points.size()), tint, ImDrawFlags_None,
                     static_cast<float>(stroke.thickness));
  }
}

const formula::Node* formula_tree(const std::string& tex) {
  static std::map<std::string, formula::NodePtr> read;
  const auto [entry, fresh] = read.try_emplace(tex);
  if (fresh) entry->second = formula::parse(tex);
  return entry->second.get();
}

}  // namespace thalweg::ui
