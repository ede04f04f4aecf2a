// Primitives as the toolkit's vertices: thin straight lines and boxes sit on whole pixels.
#include "ui/plot/imgui_painter.hpp"

#include <algorithm>
#include <cmath>

#include "ui/panels/layout_dump.hpp"
#include "ui/theme/look.hpp"

namespace thalweg::ui {
namespace {

// A point of a thick line costs up to four vertices: far below 65 536.
constexpr std::size_t line_chunk = 4000;

float snap(float value) { return std::floor(value + 0.5f); }

/// The toolkit draws nothing thinner than a pixel: thinner lines become fainter instead.
double hairline_alpha(float width) { return std::min(1.0, static_cast<double>(width)); }

double area(std::span<const ImVec2> points) {
  double twice = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ImVec2 a = points[i];
    const ImVec2 b = points[(i + 1) % points.size()];
    twice += static_cast<double>(a.x) * b.y - static_cast<double>(b.x) * a.y;
  }
  return twice / 2;
}

/// Whether the line turns back at point i: the toolkit's joins would thin such a corner to nothing,
/// and the segments beside it with it.
bool reverses(std::span<const Point2> points, std::size_t i) {
  const Point2& a = points[i - 1];
  const Point2& b = points[i];
  const Point2& c = points[i + 1];
  return (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

/// Scripts are drawn with the font of their label, made smaller.
float script_share(TextStyle style) {
  constexpr double smallest_label = 10;
  if (style.size >= smallest_label) return 1;
  const TextStyle& label = style.face == Face::mono        ? number_style
                           : style.face == Face::semi_bold ? title_style
                                                           : label_style;
  return static_cast<float>(style.size / label.size);
}

/// Calls draw() for every drawn piece of a dashed line, each gathered in `piece`.
template <class Draw>
void each_dash(std::span<const Point2> points, std::span<const double> dash, bool closed,
               std::vector<Point2>& piece, Draw draw) {
  if (points.empty()) return;
  std::size_t part = 0;
  double left = dash[0];
  bool on = true;
  piece.assign(1, points[0]);
  const std::size_t count = points.size() + (closed ? 1 : 0);
  for (std::size_t i = 1; i < count; ++i) {
    Point2 from = points[i - 1];
    const Point2 to = points[i % points.size()];
    double length = std::hypot(to.x - from.x, to.y - from.y);
    while (length > left) {
      const double share = left / length;
      from = {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
      length -= left;
      piece.push_back(from);
      if (on) draw(piece);
      piece.assign(1, from);
      on = !on;
      part = (part + 1) % dash.size();
      left = dash[part] > 0 ? dash[part] : 1;
    }
    left -= length;
    if (on) piece.push_back(to);
  }
  if (on && piece.size() > 1) draw(piece);
}

}  // namespace

thread_local std::vector<ImVec2> ImGuiPainter::points_;
thread_local std::vector<Point2> ImGuiPainter::dash_;

ImVec2 ImGuiPainter::place(Point2 p) const {
  return {origin_.x + static_cast<float>(p.x) * scale_,
          origin_.y + static_cast<float>(p.y) * scale_};
}

void ImGuiPainter::stroke(std::span<const Point2> points, ImU32 colour, float width, bool closed) {
  if (points.size() < 2) return;
  if (points.size() == 2 && width < 1.6f) {
    ImVec2 a = place(points[0]);
    ImVec2 b = place(points[1]);
    if (std::abs(a.x - b.x) < 0.01f) a.x = b.x = std::floor(a.x) + 0.5f;
    if (std::abs(a.y - b.y) < 0.01f) a.y = b.y = std::floor(a.y) + 0.5f;
    const std::array<ImVec2, 2> ends{a, b};
    list_.AddPolyline(ends.data(), 2, colour, ImDrawFlags_None, width);
    return;
  }
  if (closed && points.size() <= line_chunk) {
    points_.clear();
    for (const Point2& point : points) points_.push_back(place(point));
    list_.AddPolyline(points_.data(), static_cast<int>(points_.size()), colour, ImDrawFlags_Closed,
                      width);
    return;
  }
  for (std::size_t first = 0; first + 1 < points.size();) {
    std::size_t last = first + 1;
    while (last + 1 < points.size() && last - first < line_chunk && !reverses(points, last)) ++last;
    points_.clear();
    for (std::size_t i = first; i <= last; ++i) points_.push_back(place(points[i]));
    list_.AddPolyline(points_.data(), static_cast<int>(points_.size()), colour, ImDrawFlags_None,
                      width);
    first = last;
  }
}

void ImGuiPainter::polyline(std::span<const Point2> points, Rgba colour, double width,
                            std::span<const double> dash, bool closed) {
  const ImU32 ink = to_u32(colour, hairline_alpha(length(width)));
  const float thickness = std::max(1.0f, length(width));
  if (dash.empty()) {
    stroke(points, ink, thickness, closed);
    return;
  }
  each_dash(points, dash, closed, dash_,
            [&](std::span<const Point2> piece) { stroke(piece, ink, thickness, false); });
}

void ImGuiPainter::polygon(std::span<const Point2> points, Rgba fill) {
  points_.clear();
  for (const Point2& p : points) points_.push_back(place(p));
  if (area(points_) < 0) std::reverse(points_.begin(), points_.end());
  // Soft edges would show as seams between large polygons that touch.
  const bool large = std::abs(area(points_)) > 400;
  const ImDrawListFlags flags = list_.Flags;
  if (large) list_.Flags &= ~ImDrawListFlags_AntiAliasedFill;
  list_.AddConvexPolyFilled(points_.data(), static_cast<int>(points_.size()), to_u32(fill));
  list_.Flags = flags;
}

void ImGuiPainter::strip(std::span<const Point2> low, std::span<const Point2> high, Rgba fill) {
  const ImU32 colour = to_u32(fill);
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  for (std::size_t i = 1; i < low.size(); ++i) {
    list_.PrimReserve(6, 4);
    list_.PrimQuadUV(place(low[i - 1]), place(low[i]), place(high[i]), place(high[i - 1]), white,
                     white, white, white, colour);
  }
}

void ImGuiPainter::box(const Rect& rect, Rgba fill, double radius) {
  const ImVec2 a = place({rect.x, rect.y});
  const ImVec2 b = place({rect.right(), rect.bottom()});
  list_.AddRectFilled({snap(a.x), snap(a.y)}, {snap(b.x), snap(b.y)}, to_u32(fill), length(radius));
}

void ImGuiPainter::space(const scene::Space& space, const Theme& theme) {
  const ImVec2 a = place({space.rect.x, space.rect.y});
  const ImVec2 b = place({space.rect.right(), space.rect.bottom()});
  const ImVec2 low{snap(a.x), snap(a.y)}, high{snap(b.x), snap(b.y)};
  const int width = static_cast<int>(high.x - low.x), height = static_cast<int>(high.y - low.y);
  if (width <= 0 || height <= 0) return;
  list_.AddCallback(textures_.blend_premultiplied(), nullptr);
  list_.AddImage(textures_.of(space, width, height, theme), low, high, {0, 1}, {1, 0});
  list_.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void ImGuiPainter::marker(MarkerShape shape, Point2 at, double size, ImU32 fill, ImU32 outline,
                          float width) {
  const bool visible_outline = (outline & IM_COL32_A_MASK) != 0 && width > 0;
  const bool visible_fill = (fill & IM_COL32_A_MASK) != 0;
  if (shape == MarkerShape::circle || shape == MarkerShape::ring) {
    const ImVec2 centre = place(at);
    const float radius = length(size) / 2;
    const int segments = radius < 4 ? 12 : 0;
    if (visible_fill && shape == MarkerShape::circle) {
      list_.AddCircleFilled(centre, radius, fill, segments);
    }
    if (visible_outline) list_.AddCircle(centre, radius, outline, segments, width);
    if (shape == MarkerShape::ring && !visible_outline) {
      list_.AddCircle(centre, radius, fill, segments, std::max(1.0f, 0.3f * radius));
    }
    return;
  }
  const MarkerOutline shape_of = marker_outline(shape, at, size);
  if (shape_of.strokes) {
    const ImU32 ink = visible_fill ? fill : outline;
    for (std::size_t i = 0; i + 1 < shape_of.points().size(); i += 2) {
      list_.AddLine(place(shape_of.points()[i]), place(shape_of.points()[i + 1]), ink,
                    std::max(length(1.5), width));
    }
    return;
  }
  points_.clear();
  for (const Point2& p : shape_of.points()) points_.push_back(place(p));
  if (area(points_) < 0) std::reverse(points_.begin(), points_.end());
  const int count = static_cast<int>(points_.size());
  if (visible_fill) list_.AddConvexPolyFilled(points_.data(), count, fill);
  if (visible_outline) {
    list_.AddPolyline(points_.data(), count, outline, ImDrawFlags_Closed, width);
  }
}

void ImGuiPainter::markers(const scene::Markers& markers, Rgba fill, Rgba outline) {
  const auto pick = [](const std::vector<double>& values, std::size_t i, double otherwise) {
    if (values.empty()) return otherwise;
    return values.size() == 1 ? values.front() : values[i];
  };
  for (std::size_t i = 0; i < markers.at.size(); ++i) {
    const double alpha = pick(markers.alpha, i, 1);
    const Rgba own = markers.fills.empty() ? fill : markers.fills[i];
    marker(markers.shape, markers.at[i], pick(markers.size, i, 6), to_u32(own, alpha),
           to_u32(outline, alpha), length(markers.outline_width));
  }
}

void ImGuiPainter::image(const scene::Image& image, Rgba tint) {
  const ImVec2 a = place({image.rect.x, image.rect.y});
  const ImVec2 b = place({image.rect.right(), image.rect.bottom()});
  list_.AddImage(textures_.of(image), {snap(a.x), snap(a.y)}, {snap(b.x), snap(b.y)}, {0, 0},
                 {1, 1}, to_u32(tint));
}

void ImGuiPainter::text(const scene::Text& text, Rgba colour) {
  ImFont* face = font_of(text.style);
  const char* begin = text.text.data();
  const char* end = begin + text.text.size();
  // 1 but for previews and scripts.
  const float zoom = scale_ / scale() * script_share(text.style);
  const float size = face->FontSize * zoom;
  const float width = face->CalcTextSizeA(size, 1e9f, 0, begin, end).x;
  const float share = text.anchor == scene::Anchor::start    ? 0.0f
                      : text.anchor == scene::Anchor::middle ? 0.5f
                                                             : 1.0f;
  const ImVec2 at = place(text.at);
  const float x = at.x - (text.upright ? 0 : share * width);
  const ImVec2 corner{snap(x), snap(at.y - face->Ascent * zoom)};
  const int first = list_.VtxBuffer.Size;
  if (!text.upright) {
    list_.AddText(face, size, corner, to_u32(colour), begin, end);
    if (watches_texts()) {
      note_text(text.text, corner, {corner.x + width, corner.y + size}, to_u32(colour));
    }
    return;
  }
  // Drawn upright by turning the vertices about the anchor; the clip would cut the unturned text.
  list_.PushClipRectFullScreen();
  list_.AddText(face, size, corner, to_u32(colour), begin, end);
  list_.PopClipRect();
  const ImVec2 pivot{snap(at.x), snap(at.y)};
  for (int i = first; i < list_.VtxBuffer.Size; ++i) {
    ImVec2& p = list_.VtxBuffer[i].pos;
    const ImVec2 d{p.x - pivot.x - snap(share * width), p.y - pivot.y};
    p = {pivot.x + d.y, pivot.y - d.x};
  }
}

void ImGuiPainter::push_clip(const Rect& rect) {
  const ImVec2 a = place({rect.x, rect.y});
  const ImVec2 b = place({rect.right(), rect.bottom()});
  list_.PushClipRect({std::floor(a.x), std::floor(a.y)}, {std::ceil(b.x), std::ceil(b.y)}, true);
}

void ImGuiPainter::pop_clip() { list_.PopClipRect(); }

}  // namespace thalweg::ui
