// What figure tests look at: lines by contender, scenes, rectangles of texts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"

namespace thalweg {

/// The rectangles of all texts, from the top of capitals to the foot of descenders.
inline std::vector<std::pair<Rect, std::string>> text_boxes(const Scene& scene,
                                                            const TextMetrics& metrics) {
  std::vector<std::pair<Rect, std::string>> boxes;
  for (const scene::Primitive& primitive : scene.primitives) {
    const auto* text = std::get_if<scene::Text>(&primitive);
    if (!text) continue;
    const Extent e = metrics.measure(text->text, text->style);
    const double share = text->anchor == scene::Anchor::start    ? 0
                         : text->anchor == scene::Anchor::middle ? 0.5
                                                                 : 1;
    const double up = 0.73 * text->style.size, down = 0.2 * text->style.size;
    Rect rect{text->at.x - share * e.width, text->at.y - up, e.width, up + down};
    if (text->upright) {
      rect = {text->at.x - up, text->at.y - (1 - share) * e.width, up + down, e.width};
    }
    // The parts of one label meet without a gap, up to rounding.
    constexpr double rounding = 0.01;
    rect = {rect.x + rounding, rect.y + rounding, rect.width - 2 * rounding,
            rect.height - 2 * rounding};
    boxes.emplace_back(rect, text->text);
  }
  return boxes;
}

inline Scene scene_of(const ViewSpec& spec, const FrameSet& frames, ViewState& state, Size2 size) {
  return layout(compose(spec, frames, state), size, FixedMetrics());
}

inline const mark::Line* line_of(const Figure& figure, const std::string& key, bool ghost = false) {
  for (const Mark& mark : figure.panels.at(0).marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    if (line && line->key == key && line->ghost == ghost) return line;
  }
  return nullptr;
}

}  // namespace thalweg
