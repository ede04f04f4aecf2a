// A space as pixels, depth-tested: the same picture as the window's, without a display.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/parallel.hpp"
#include "core/figure/space.hpp"
#include "core/figure/triangle_fill.hpp"

namespace thalweg::scene {
namespace {

constexpr int samples = 2;         // a pixel, along either axis
constexpr std::int64_t band = 32;  // rows of pixels

/// Premultiplied, 0 … 1.
struct Sample {
  float r = 0, g = 0, b = 0, a = 0;
  float nearness = -std::numeric_limits<float>::infinity();

  void blend(float red, float green, float blue, float alpha) {
    const float rest = 1 - alpha;
    r = red * alpha + rest * r, g = green * alpha + rest * g, b = blue * alpha + rest * b;
    a = alpha + rest * a;
  }
  void blend(Rgba c, double alpha) {
    constexpr float part = 1.0f / 255;
    blend(part * c.r, part * c.g, part * c.b, part * c.a * static_cast<float>(alpha));
  }
};

/// Everything in samples and in the light, before it is drawn.
struct Prepared {
  struct Face {
    std::vector<Seen> seen, edge_seen;
    std::vector<Rgba> fills;
  };
  std::vector<Face> meshes;
  std::vector<std::vector<Seen>> curves, casings;
  struct Dot {
    Seen seen;
    double radius = 0;
    Rgba fill;
    std::size_t cloud = 0;
  };
  std::vector<Dot> dots;  // from back to front
};

class Rasteriser {
 public:
  Rasteriser(const Space& space, const Theme& theme, double scale)
      : space_(space), theme_(theme), scale_(scale * samples) {
    for (const auto& mesh : space.meshes) {
      ready_.meshes.push_back(
          {seen_all(mesh->at, 0), seen_all(mesh->at, edge_lift), lit(*mesh, space.view)});
    }
    for (const auto& curve : space.curves) {
      ready_.curves.push_back(seen_all(curve->at, line_lift));
      ready_.casings.push_back(seen_all(curve->at, casing_lift(space)));
    }
    prepare_dots();
  }

  /// Draws rows first … last − 1 of samples.
  std::vector<Sample> rows(int width, int first, int last) const {
    std::vector<Sample> out(static_cast<std::size_t>(width) *
                            static_cast<std::size_t>(last - first));
    Target target{out, {0, first, width, last}, width};
    for (std::size_t m = 0; m < space_.meshes.size(); ++m) draw_faces(target, m);
    for (std::size_t m = 0; m < space_.meshes.size(); ++m) draw_edges(target, m);
    // On faces no casing lies over a line, not even of another curve.
    for (std::size_t c = 0; c < space_.curves.size(); ++c) draw_casing(target, c);
    for (std::size_t c = 0; c < space_.curves.size(); ++c) draw_curve(target, c);
    for (const Prepared::Dot& dot : ready_.dots) draw_dot(target, dot);
    return out;
  }

 private:
  struct Target {
    std::vector<Sample>& samples;
    SampleArea window;
    int width;
    Sample& at(int x, int y) {
      return samples[static_cast<std::size_t>(y - window.y0) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)];
    }
  };

  Seen scaled(Seen seen) const {
    seen.at = {(seen.at.x - space_.rect.x) * scale_, (seen.at.y - space_.rect.y) * scale_};
    return seen;
  }
  std::vector<Seen> seen_all(const std::vector<Point3>& at, double lift) const {
    std::vector<Seen> list;
    list.reserve(at.size());
    for (const Point3& p : at) list.push_back(scaled(space_.view.see(p, lift)));
    return list;
  }

  void prepare_dots() {
    std::vector<float> nearness;
    std::vector<Prepared::Dot> dots;
    for (std::size_t c = 0; c < space_.clouds.size(); ++c) {
      const Cloud& cloud = *space_.clouds[c];
      const Rgba fill = theme_.resolve(cloud.fill);
      for (std::size_t i = 0; i < cloud.at.size(); ++i) {
        const double size = cloud.size.size() == 1 ? cloud.size[0] : cloud.size[i];
        Rgba own = cloud.fills.empty() ? fill : cloud.fills[i];
        own.a = fill.a;
        dots.push_back({scaled(space_.view.see(cloud.at[i], point_lift(space_.view, size))),
                        size / 2 * scale_, own, c});
        nearness.push_back(static_cast<float>(dots.back().seen.nearness));
      }
    }
    ready_.dots.reserve(dots.size());
    for (const std::uint32_t i : back_to_front(nearness)) ready_.dots.push_back(dots[i]);
  }

  void draw_faces(Target& target, std::size_t m) const {
    const Mesh& mesh = *space_.meshes[m];
    const Prepared::Face& ready = ready_.meshes[m];
    for (std::size_t f = 0; f < mesh.corners.size(); f += mesh.sides) {
      for (std::size_t t = 0; t + 2 < mesh.sides; ++t) {
        draw_triangle(target, ready,
                      {mesh.corners[f], mesh.corners[f + t + 1], mesh.corners[f + t + 2]});
      }
    }
  }

  void draw_triangle(Target& target, const Prepared::Face& ready,
                     const std::array<std::uint32_t, 3>& corner) const {
    std::array<Seen, 3> c;
    for (std::size_t k = 0; k < 3; ++k) c[k] = ready.seen[corner[k]];
    const auto [top, bottom] = std::minmax({c[0].at.y, c[1].at.y, c[2].at.y});
    if (bottom < target.window.y0 || top > target.window.y1) return;
    std::array<double, 3> red, green, blue;
    const bool perspective = space_.view.perspective();
    for (std::size_t k = 0; k < 3; ++k) {
      const Rgba fill = ready.fills[corner[k]];
      // Colours are linear in space: over pixels they are once divided by the distance.
      const double weight = (perspective ? c[k].nearness : 1) / 255;
      red[k] = fill.r * weight, green[k] = fill.g * weight, blue[k] = fill.b * weight;
    }
    const auto mix = [](const std::array<double, 3>& share, const std::array<double, 3>& v) {
      return share[0] * v[0] + share[1] * v[1] + share[2] * v[2];
    };
    fill_triangle({c[0].at, c[1].at, c[2].at}, target.window,
                  [&](int x, int y, const std::array<double, 3>& share) {
                    Sample& sample = target.at(x, y);
                    const double near = mix(share, {c[0].nearness, c[1].nearness, c[2].nearness});
                    if (static_cast<float>(near) <= sample.nearness) return;
                    const double back = perspective ? 1 / near : 1;
                    sample = {static_cast<float>(back * mix(share, red)),
                              static_cast<float>(back * mix(share, green)),
                              static_cast<float>(back * mix(share, blue)), 1,
                              static_cast<float>(near)};
                  });
  }

  /// Whether ends are round, and whether what is drawn later and is farther is hidden.
  struct Pen {
    bool round = true, hides = true;
  };

  /// A straight line from a to b.
  void draw_segment(Target& target, const Seen& a, const Seen& b, double radius, Rgba colour,
                    double alpha, Pen pen) const {
    const double dx = b.at.x - a.at.x, dy = b.at.y - a.at.y, length2 = dx * dx + dy * dy;
    if (!std::isfinite(length2)) return;
    const auto [left, right] = std::minmax(a.at.x, b.at.x);
    const auto [top, bottom] = std::minmax(a.at.y, b.at.y);
    const SampleArea part =
        target.window.within(left - radius, top - radius, right + radius, bottom + radius);
    for (int y = part.y0; y < part.y1; ++y) {
      for (int x = part.x0; x < part.x1; ++x) {
        const double px = x + 0.5 - a.at.x, py = y + 0.5 - a.at.y;
        const double along = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
        if (!pen.round && (along < 0 || along > 1)) continue;
        const double share = std::clamp(along, 0.0, 1.0);
        const double ox = px - share * dx, oy = py - share * dy;
        if (ox * ox + oy * oy > radius * radius) continue;
        Sample& sample = target.at(x, y);
        const auto near = static_cast<float>(a.nearness + share * (b.nearness - a.nearness));
        if (near < sample.nearness) continue;
        sample.blend(colour, alpha);
        if (pen.hides) sample.nearness = near;
      }
    }
  }

  void draw_edges(Target& target, std::size_t m) const {
    const std::vector<Seen>& seen = ready_.meshes[m].edge_seen;
    const std::vector<std::uint32_t>& edges = space_.meshes[m]->edges;
    if (space_.edge_alpha <= 0) return;
    for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
      draw_segment(target, seen[edges[i]], seen[edges[i + 1]], edge_width / 2 * scale_,
                   {0, 0, 0, 255}, space_.edge_alpha, {false, true});
    }
  }

  void draw_casing(Target& target, std::size_t c) const {
    const Curve& curve = *space_.curves[c];
    if (curve.casing <= 0) return;
    draw_line(target, ready_.casings[c], curve, Colour::of(Role::ground, curve.colour.alpha),
              curve.width + 2 * curve.casing);
  }
  void draw_curve(Target& target, std::size_t c) const {
    const Curve& curve = *space_.curves[c];
    draw_line(target, ready_.curves[c], curve, curve.colour, curve.width);
  }
  void draw_line(Target& target, const std::vector<Seen>& seen, const Curve& curve,
                 const Colour& colour, double width) const {
    const Rgba ink = theme_.resolve(colour);
    for (std::size_t i = 1; i < seen.size(); ++i) {
      draw_segment(target, seen[i - 1], seen[i], width / 2 * scale_, ink,
                   curve.alpha.empty() ? 1 : curve.alpha[i], {true, lines_hide(space_)});
    }
  }

  /// Points hide nothing from each other: they come from back to front.
  void draw_dot(Target& target, const Prepared::Dot& dot) const {
    const Cloud& cloud = *space_.clouds[dot.cloud];
    const Rgba outline = theme_.resolve(cloud.outline);
    const double half = cloud.outline_width / 2 * scale_;
    const double outer = dot.radius + half, inner = dot.radius - half;
    const Point2 p = dot.seen.at;
    const SampleArea part =
        target.window.within(p.x - outer, p.y - outer, p.x + outer, p.y + outer);
    for (int y = part.y0; y < part.y1; ++y) {
      for (int x = part.x0; x < part.x1; ++x) {
        const double distance = std::hypot(x + 0.5 - p.x, y + 0.5 - p.y);
        if (!(distance <= outer)) continue;
        Sample& sample = target.at(x, y);
        if (static_cast<float>(dot.seen.nearness) < sample.nearness) continue;
        sample.blend(half > 0 && distance > inner ? outline : dot.fill, 1);
      }
    }
  }

  const Space& space_;
  const Theme& theme_;
  double scale_;
  Prepared ready_;
};

/// The mean of a pixel's samples, alpha no longer multiplied in.
void resolve(const std::vector<Sample>& from, int width, int first, int last,
             std::vector<std::uint8_t>& rgba) {
  const auto byte = [](float value) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0f, 1.0f)));
  };
  for (int y = first; y < last; ++y) {
    for (int x = 0; x < width; ++x) {
      Sample sum;
      for (int k = 0; k < samples * samples; ++k) {
        const auto row = static_cast<std::size_t>(samples * (y - first) + k / samples);
        const Sample& s = from[row * static_cast<std::size_t>(samples * width) +
                               static_cast<std::size_t>(samples * x + k % samples)];
        sum.r += s.r, sum.g += s.g, sum.b += s.b, sum.a += s.a;
      }
      if (sum.a <= 0) continue;
      std::uint8_t* out = &rgba[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                     static_cast<std::size_t>(x))];
      out[0] = byte(sum.r / sum.a), out[1] = byte(sum.g / sum.a), out[2] = byte(sum.b / sum.a);
      out[3] = byte(sum.a / (samples * samples));
    }
  }
}

}  // namespace

Pixels rasterised(const Space& space, const Theme& theme, double scale) {
  const auto width = static_cast<int>(std::ceil(space.rect.width * scale));
  const auto height = static_cast<int>(std::ceil(space.rect.height * scale));
  if (width <= 0 || height <= 0) return {};
  std::vector<std::uint8_t> rgba(4 * static_cast<std::size_t>(width) *
                                 static_cast<std::size_t>(height));
  const Rasteriser rasteriser(space, theme, scale);
  parallel_for(height, band, [&](std::int64_t begin, std::int64_t end) {
    const int first = static_cast<int>(begin), last = static_cast<int>(end);
    resolve(rasteriser.rows(samples * width, samples * first, samples * last), width, first, last,
            rgba);
  });
  return finished(width, height, std::move(rgba));
}

}  // namespace thalweg::scene
