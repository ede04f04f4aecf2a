// Contenders stay apart without hue: in grey, and for an eye without green cones.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/figure/looking.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {
namespace {

struct Light {
  double r = 0, g = 0, b = 0;
};

double linear(std::uint8_t channel) {
  const double v = channel / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

/// What a deuteranope sees, by the matrix of Machado, Oliveira and Fernandes (2009) at severity 1.
Light deuteranopic(Rgba c) {
  const double r = linear(c.r), g = linear(c.g), b = linear(c.b);
  return {std::clamp(0.367322 * r + 0.860646 * g - 0.227968 * b, 0.0, 1.0),
          std::clamp(0.280085 * r + 0.672501 * g + 0.047413 * b, 0.0, 1.0),
          std::clamp(-0.011820 * r + 0.042940 * g + 0.968881 * b, 0.0, 1.0)};
}

/// Distance in CIELAB (D65), where 2.3 is just noticeable.
double difference(const Light& p, const Light& q) {
  const auto lab = [](const Light& c) {
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * c.r + 0.3576 * c.g + 0.1805 * c.b) / 0.9505);
    const double y = f(0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b);
    const double z = f((0.0193 * c.r + 0.1192 * c.g + 0.9505 * c.b) / 1.089);
    return std::array<double, 3>{116 * y - 16, 500 * (x - y), 200 * (y - z)};
  };
  const auto a = lab(p), b = lab(q);
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// How the lines of a figure are told apart when colour is taken away.
std::vector<std::vector<double>> dashes(const Figure& figure) {
  std::vector<std::vector<double>> list;
  for (const Mark& mark : figure.panels.at(0).marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    if (line && !line->ghost) list.push_back(line->dash);
  }
  return list;
}

}  // namespace

TEST_CASE("A red and a green of one lightness are hard to tell apart without green cones",
          "[figure]") {
  // The simulation itself: what it must blur, and what it must leave.
  const Rgba red{200, 80, 60, 255}, green{104, 124, 40, 255}, blue{60, 100, 220, 255};
  const auto full = [](Rgba c) { return Light{linear(c.r), linear(c.g), linear(c.b)}; };
  CHECK(difference(deuteranopic(red), deuteranopic(green)) <
        0.4 * difference(full(red), full(green)));
  CHECK(difference(deuteranopic(red), deuteranopic(blue)) > 40);
}

TEST_CASE("The first contenders stay apart for a deuteranope in every theme", "[figure]") {
  for (const std::string& name : theme_names()) {
    const Theme& theme = theme_named(name);
    for (std::size_t i = 0; i < theme.contenders.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double apart =
            difference(deuteranopic(theme.contenders[i]), deuteranopic(theme.contenders[j]));
        CAPTURE(name, i, j, apart);
        // Three run as a rule; the others have dashes and markers as well.
        if (i < 3) CHECK(apart > 15);
        const auto index = [](std::size_t k) { return static_cast<int>(k); };
        CHECK((contender_dash(index(i)) != contender_dash(index(j)) &&
               contender_marker(index(i)) != contender_marker(index(j))));
      }
    }
  }
}

TEST_CASE("With patterns on, every kind tells contenders apart in black and white", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  state.patterns = true;
  for (const ViewSpec& spec :
       {sample::error_view(), curve("f", "*.f"), histogram("Histogram", "*.f")}) {
    CAPTURE(spec.title);
    auto list = dashes(compose(spec, frames, state));
    REQUIRE(list.size() == 3);
    std::sort(list.begin(), list.end());
    CHECK(std::adjacent_find(list.begin(), list.end()) == list.end());
  }
  // Stems and whiskers differ by marker, bars by the strokes across them.
  const Figure stems = compose(curve("f", "*.f").as(CurveStyle::stems), frames, state);
  std::vector<MarkerShape> shapes;
  for (const Mark& mark : stems.panels[0].marks) {
    if (const auto* line = std::get_if<mark::Line>(&mark)) shapes.push_back(line->markers.value());
  }
  CHECK(shapes == std::vector{MarkerShape::circle, MarkerShape::square, MarkerShape::triangle});
  const auto strokes = [&](bool patterns) {
    state.patterns = patterns;
    const Scene scene = scene_of(bars("Scores", "*.score"), frames, state, {640, 440});
    return std::count_if(
        scene.primitives.begin(), scene.primitives.end(),
        [](const scene::Primitive& p) { return std::holds_alternative<scene::Polyline>(p); });
  };
  CHECK(strokes(true) > strokes(false) + 20);
}

}  // namespace thalweg
