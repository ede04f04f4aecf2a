// Spaces: projection, order, visibility, pixels, picking, and the layouts that make them.
#include "core/figure/space.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/rng.hpp"
#include "core/figure/space_pick.hpp"
#include "core/figure/text_painter.hpp"
#include "tests/figure/looking.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {
namespace {

using scene::Cloud;
using scene::Curve;
using scene::Mesh;
using scene::Pick;
using scene::Space;

constexpr Rect area{10, 20, 300, 240};
constexpr Rgba red{255, 0, 0, 255}, blue{0, 0, 255, 255};

Projection view_of(double azimuth, double elevation, bool perspective) {
  return Projection({azimuth, elevation, 1, 0.1, -0.05, perspective}, area, {1, 0.8, -0.9, 0.7});
}

/// A triangle that faces a viewer at azimuth 0, at depth `y`.
Mesh upright(double y, Rgba colour, double from = -1, double to = 1) {
  Mesh mesh;
  mesh.at = {{from, y, -1}, {to, y, -1}, {(from + to) / 2, y, 1}};
  mesh.normals.resize(3);
  mesh.fills.assign(3, colour);
  mesh.corners = {0, 1, 2};
  return keyed(std::move(mesh));
}

template <class T>
std::shared_ptr<const T> share(T content) {
  return std::make_shared<const T>(std::move(content));
}

Space front_view(std::vector<Mesh> meshes) {
  Space space;
  space.rect = area;
  space.view = Projection({0, 0, 1, 0, 0, true}, area, {});
  for (Mesh& mesh : meshes) space.meshes.push_back(share(std::move(mesh)));
  return space;
}

/// A horizontal line across the view, at depth `y`.
Curve across(double y) {
  Curve curve;
  curve.at = {{-0.9, y, -0.5}, {0.9, y, -0.5}};
  curve.colour = Colour::fixed({0, 255, 0, 255});
  curve.width = 3;
  return keyed(std::move(curve));
}

std::string flat(const Space& space) {
  TextPainter painter;
  paint_flat(space, painter, light_theme());
  return painter.written();
}

std::array<int, 4> pixel(const Pixels& pixels, Point2 at) {
  const auto x = static_cast<int>(at.x - area.x), y = static_cast<int>(at.y - area.y);
  const std::uint8_t* p = &(*pixels.rgba)[static_cast<std::size_t>(4 * (y * pixels.width + x))];
  return {p[0], p[1], p[2], p[3]};
}

FrameSet holding(const std::string& name, Buffer buffer) {
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers[name] = std::make_shared<const Buffer>(std::move(buffer));
  frames.others["problem"] = frame;
  return frames;
}

const Space* space_in(const Scene& scene) {
  for (const scene::Primitive& primitive : scene.primitives) {
    if (const auto* space = std::get_if<scene::SharedSpace>(&primitive)) return space->get();
  }
  return nullptr;
}

FieldData waves(int side) {
  FieldData field{{"x", "", 0, 1}, {"y", "", 0, 1}, side, side, {}};
  for (int i = 0; i < side; ++i) {
    for (int j = 0; j < side; ++j) field.values.push_back(std::sin(0.1 * i) * std::cos(0.1 * j));
  }
  return field;
}

}  // namespace

TEST_CASE("The matrix for shaders agrees with the projection to px", "[space]") {
  Rng rng(7);
  const Rect rect{5, 8, 340, 260};
  for (const bool perspective : {true, false}) {
    const Projection view = view_of(130, 35, perspective);
    const auto m = view.clip_from_world(rect);
    const auto clip = [&](Point3 p) {
      std::array<double, 4> result{};
      for (std::size_t row = 0; row < 4; ++row) {
        const auto at = [&](std::size_t col) { return static_cast<double>(m[4 * col + row]); };
        result[row] = at(0) * p.x + at(1) * p.y + at(2) * p.z + at(3);
      }
      return result;
    };
    double last_nearness = 0, last_z = 0;
    for (int i = 0; i < 200; ++i) {
      const Point3 p{rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)};
      const auto c = clip(p);
      const Seen seen = view.see(p);
      CHECK(rect.x + (c[0] / c[3] + 1) / 2 * rect.width == Approx(seen.at.x).margin(1e-3));
      CHECK(rect.y + (1 - c[1] / c[3]) / 2 * rect.height == Approx(seen.at.y).margin(1e-3));
      const double z = c[2] / c[3];
      CHECK(std::abs(z) < 1);
      // Nearer to the eye is nearer to −1.
      if (i > 0 && std::abs(seen.nearness - last_nearness) > 1e-5) {
        CHECK((seen.nearness > last_nearness) == (z < last_z));
      }
      last_nearness = seen.nearness, last_z = z;
    }
  }
}

TEST_CASE("A lift moves towards the eye and nowhere else", "[space]") {
  for (const bool perspective : {true, false}) {
    const Projection view = view_of(250, -20, perspective);
    const Point3 p{0.3, -0.2, 0.4};
    const Seen lifted = view.see(p, 0.1), moved = view.see(p + 0.1 * view.towards_eye());
    CHECK(lifted.nearness == Approx(moved.nearness));
    CHECK(lifted.at.x == view.to_px(p).x);
    CHECK(view.see(p).nearness < lifted.nearness);
  }
}

TEST_CASE("A zoom leaves what is under the pointer there", "[space]") {
  Rng rng(3);
  for (const bool perspective : {true, false}) {
    Camera camera{70, 25, 1.3, 0.1, 0.05, perspective};
    const Extent3 box{1, 0.6, -0.4, 0.5};
    const Point3 p{rng.uniform(-1, 1), rng.uniform(-0.6, 0.6), 0.2};
    const Point2 at = Projection(camera, area, box).to_px(p);
    for (const double factor : {1.15, 0.5, 3.0}) {
      camera = zoomed_at(camera, area, at, factor);
      const Point2 now = Projection(camera, area, box).to_px(p);
      CHECK(now.x == Approx(at.x));
      CHECK(now.y == Approx(at.y));
    }
    CHECK(camera_of(camera_text(camera)) == camera);
  }
  CHECK_FALSE(camera_of("45,30,nan,0,0"));
  CHECK_FALSE(camera_of("45"));
}

TEST_CASE("Order from back to front is that of a stable sort", "[space]") {
  Rng rng(11);
  std::vector<float> nearness;
  for (int i = 0; i < 5000; ++i) {
    nearness.push_back(static_cast<float>(std::floor(rng.uniform(0, 300))));
  }
  std::vector<std::uint32_t> expected(nearness.size());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<std::uint32_t>(i);
  std::stable_sort(expected.begin(), expected.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return nearness[a] < nearness[b]; });
  CHECK(scene::back_to_front(nearness) == expected);
  CHECK(scene::back_to_front({}).empty());
  CHECK(scene::back_to_front(std::vector<float>{2, 2}) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("Keys follow the contents", "[space]") {
  CHECK(upright(0, red).key == upright(0, red).key);
  CHECK(upright(0, red).key != upright(0, blue).key);
  CHECK(upright(0, red).key != upright(1e-9, red).key);
  CHECK(across(0).key != across(0.5).key);
}

TEST_CASE("The nearer of two faces covers the other, in whichever order they come", "[space]") {
  for (const bool swapped : {false, true}) {
    std::vector<Mesh> meshes{upright(-0.5, red), upright(0.5, blue)};
    if (swapped) std::swap(meshes[0], meshes[1]);
    Space space = front_view(meshes);
    const Point2 middle = space.view.to_px({0, 0, -0.3});
    CHECK(pixel(rasterised(space, light_theme(), 1), middle)[0] > 150);
    const std::string written = flat(space);
    CHECK(written.find("#ff0000") == std::string::npos);  // shaded
    // The last face that is painted is the near one.
    TextPainter last;
    space.meshes = {share(upright(-0.5, red))};
    paint_flat(space, last, light_theme());
    CHECK(written.ends_with(last.written()));
    // From behind it is the other way round.
    Space behind = front_view(meshes);
    behind.view = Projection({180, 0, 1, 0, 0, true}, area, {});
    CHECK(pixel(rasterised(behind, light_theme(), 1), middle)[2] > 150);
  }
}

TEST_CASE("Faces that cross are cut at the line where they cross", "[space]") {
  // Two upright planes through the middle, at 45° to either side: each is in front on one side.
  Space space = front_view({});
  for (const double side : {1.0, -1.0}) {
    Mesh mesh;
    mesh.sides = 4;
    mesh.at = {{-1, -side, -1}, {1, side, -1}, {1, side, 1}, {-1, -side, 1}};
    mesh.normals.resize(4);
    mesh.fills.assign(4, side > 0 ? red : blue);
    mesh.corners = {0, 1, 2, 3};
    space.meshes.push_back(share(keyed(std::move(mesh))));
  }
  const Pixels pixels = rasterised(space, light_theme(), 1);
  for (double x = -0.6; x <= 0.61; x += 0.1) {
    if (std::abs(x) < 0.05) continue;
    const auto p = pixel(pixels, space.view.to_px({x, 0, 0}));
    CAPTURE(x);
    CHECK((x < 0 ? p[0] : p[2]) > 150);
    CHECK((x < 0 ? p[2] : p[0]) == 0);
  }
}

TEST_CASE("Colours are linear in space, not over the picture", "[space]") {
  // A plane that recedes: its middle is nearer to its far edge on the picture.
  Space space = front_view({});
  space.view = Projection({90, 30, 1, 0, 0, true}, area, {});
  Mesh mesh;
  mesh.sides = 4;
  mesh.at = {{-1, -0.5, 0}, {1, -0.5, 0}, {1, 0.5, 0}, {-1, 0.5, 0}};
  mesh.normals.resize(4);
  mesh.fills = {{0, 0, 0, 255}, {180, 0, 0, 255}, {180, 0, 0, 255}, {0, 0, 0, 255}};
  mesh.corners = {0, 1, 2, 3};
  space.meshes = {share(keyed(std::move(mesh)))};
  const Pixels pixels = rasterised(space, light_theme(), 1);
  for (const double x : {-0.5, 0.0, 0.5}) {
    const double expected = 180 * (x + 1) / 2 * shade({}, {});
    CHECK(pixel(pixels, space.view.to_px({x, 0, 0}))[0] == Approx(expected).margin(3));
  }
}

TEST_CASE("A line is hidden where faces are nearer, in pixels and in vectors", "[space]") {
  const Mesh wall = upright(0, red, -0.4, 0.4);
  Space space = front_view({wall});
  const Point2 beside = space.view.to_px({0.8, 0.5, -0.5});
  const auto over = [&](double y) { return space.view.to_px({0, y, -0.5}); };
  const auto green = [&](Point2 at) { return pixel(rasterised(space, light_theme(), 1), at)[1]; };
  const auto count = [&] {
    const std::string text = flat(space);
    double length = 0;
    for (std::size_t at = text.find("polyline"); at != std::string::npos;
         at = text.find("polyline", at + 1)) {
      ++length;
    }
    return length;
  };
  space.curves = {share(across(-0.5))};
  CHECK(green(over(-0.5)) > 200);
  const double whole = count();
  space.curves = {share(across(0.5))};
  CHECK(green(over(0.5)) == 0);
  CHECK(green(beside) > 200);
  const double parts = count();
  CHECK(parts > 2);
  CHECK(parts < whole);
  // A line on the face itself is whole.
  space.curves = {share(across(0))};
  CHECK(green(over(0)) > 200);
}

TEST_CASE("Lines beside each other on a face darken none of them, whichever is nearer", "[space]") {
  Space space = front_view({upright(0, red)});
  Rng rng(11);
  const auto along = [&](double z, double nearer) {
    Curve curve;
    for (int i = 0; i <= 600; ++i) {
      const double y = -0.02 - nearer - 0.01 * rng.uniform();
      curve.at.push_back({-0.3 + 0.001 * i, y, z});
    }
    curve.colour = Colour::fixed({0, 255, 0, 255});
    curve.width = 1.5, curve.casing = 2;
    return share(keyed(std::move(curve)));
  };
  const double px = 1 / space.view.scale();
  space.curves = {along(-0.5, 0), along(-0.5 + 1.5 * px, 0.03), along(-0.5 + 3 * px, 0)};
  const Pixels pixels = rasterised(space, dark_theme(), 1);
  for (int k = 0; k < 3; ++k) {
    for (const double x : {-0.2, -0.1, 0.0, 0.1, 0.2}) {
      const Point2 at = space.view.to_px({x, -0.02, -0.5 + 1.5 * k * px});
      CAPTURE(k, x);
      CHECK(pixel(pixels, at)[1] > 140);
    }
  }
}

TEST_CASE("Points are painted from back to front, hidden ones not at all", "[space]") {
  Space space = front_view({upright(0, red, -0.4, 0.4)});
  Cloud cloud;
  cloud.at = {{0, -0.5, -0.5}, {0, 0.5, -0.5}, {0.8, 0.5, -0.5}, {0.8, -0.5, -0.5}};
  cloud.size = {6, 7, 8, 9};
  cloud.fill = Colour::of(Role::text);
  space.clouds = {share(keyed(std::move(cloud)))};
  const std::string text = flat(space);
  CHECK(text.find("size 7.0") == std::string::npos);
  CHECK(text.find("size 6.0") != std::string::npos);
  CHECK(text.find("size 8.0") < text.find("size 9.0"));
}

TEST_CASE("The pick is the nearest point that nothing hides, as brute force finds it", "[space]") {
  Rng rng(5);
  Space space = front_view({upright(0, red, -0.5, 0.5)});
  Cloud cloud;
  for (int i = 0; i < 400; ++i) {
    cloud.at.push_back({rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)});
  }
  cloud.size = {1};
  space.clouds = {share(keyed(std::move(cloud)))};
  const auto shared = share(space);
  const scene::SpacePicker picker(shared);
  const std::vector<Point3>& points = space.clouds[0]->at;
  int found = 0;
  for (int turn = 0; turn < 200; ++turn) {
    const Point2 at{area.x + rng.uniform(0, area.width), area.y + rng.uniform(0, area.height)};
    double least = 8;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Point2 p = space.view.to_px(points[i]);
      const double away = std::max(0.0, std::hypot(p.x - at.x, p.y - at.y) - 0.5);
      // Behind the triangle |x| ≤ (1 − z)/4 at y = 0, as the eye at (0, −6.5, 0) sees it.
      const double share = 6.5 / (6.5 + points[i].y);
      const double x = points[i].x * share, z = points[i].z * share;
      const bool hidden = points[i].y > 0.06 && std::abs(x) < 0.25 * (1 - z) && z > -1;
      const bool unsure = std::abs(points[i].y) < 0.07;
      if (unsure || hidden || away >= least) continue;
      least = away, best = i;
    }
    const auto pick = picker.at(at, 8);
    if (best && pick && pick->kind == Pick::Kind::cloud) {
      const Point2 p = space.view.to_px(points[pick->index]);
      const bool unsure = std::abs(points[pick->index].y) < 0.07;
      if (!unsure) {
        const double away = std::max(0.0, std::hypot(p.x - at.x, p.y - at.y) - 0.5);
        CHECK(away == Approx(least).margin(1e-9));
        ++found;
      }
    }
  }
  CHECK(found > 50);
}

TEST_CASE("A pick on a face is its nearest corner; outside there is nothing", "[space]") {
  const Space space = front_view({upright(0.5, blue), upright(-0.5, red)});
  const scene::SpacePicker picker(share(space));
  const Point2 low = space.view.to_px({-0.8, -0.5, -0.9});
  const auto pick = picker.at(low, 4);
  REQUIRE(pick);
  CHECK(pick->kind == Pick::Kind::mesh);
  CHECK(pick->set == 1);
  CHECK(pick->index == 0);
  CHECK_FALSE(picker.at({area.x + 1, area.y + 1}, 4));
  CHECK_FALSE(picker.at({-50, -50}, 4));
}

TEST_CASE("A pick on a line is its nearest vertex", "[space]") {
  Space space = front_view({});
  space.curves = {share(across(0))};
  const scene::SpacePicker picker(share(space));
  const auto pick = picker.at(space.view.to_px({0.5, 0, -0.5}), 5);
  REQUIRE(pick);
  CHECK(pick->kind == Pick::Kind::curve);
  CHECK(pick->index == 1);
  CHECK_FALSE(picker.at(space.view.to_px({0.5, 0, 0}), 5));
}

TEST_CASE("A surface is whole at rest and at most 100 × 100 while it moves", "[space]") {
  const FrameSet frames = holding("f", waves(200));
  const ViewSpec spec = surface("Waves", "f");
  ViewState state;
  const Scene rest = scene_of(spec, frames, state, {600, 400});
  REQUIRE(space_in(rest));
  CHECK(space_in(rest)->triangles() == 2 * 199 * 199);
  state.moving = true;
  const Scene moving = scene_of(spec, frames, state, {600, 400});
  CHECK(space_in(moving)->triangles() == 2 * 99 * 99);
  CHECK(space_in(moving)->moving);
  // Its vertices are samples of the field, the last one the last.
  CHECK(moving.spaces.at(0).meshes.at(0).index.back() == 200 * 200 - 1);
}

TEST_CASE("Hovering reads the data in full precision", "[space]") {
  const FrameSet frames = sample::race();
  for (const ViewSpec& spec : sample::kinds_views()) {
    if (!spec.spatial()) continue;
    ViewState state;
    const Scene scene = scene_of(spec, frames, state, {640, 440});
    const HitSpace& space = scene.spaces.at(0);
    int read = 0;
    for (double x = 100; x < 600; x += 12) {
      for (double y = 60; y < 400; y += 12) {
        const Hover what = hover(scene, {x, y});
        if (what.empty()) continue;
        ++read;
        CHECK(what.rows.size() >= 3);
        CHECK(what.rows[0].label == space.titles[0]);
        CHECK(std::hypot(what.rows[0].at.x - x, what.rows[0].at.y - y) < 60);
      }
    }
    CAPTURE(spec.title);
    CHECK(read > 10);
  }
}

TEST_CASE("Odd data in space is drawn as far as it goes", "[space]") {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  MeshData gap{{0, 1, 0, 1}, {0, 0, 1, nan}, {0, 0, 0, 1}, {0, 1, 2, 1, 3, 2}, {1, nan, 2, 3}};
  MeshData wrong{{0, 1, 0}, {0, 0, 1}, {0, 0, 0}, {0, 1, 7, 0, 1, -1, 0, 1, 2}, {}};
  MeshData constant{{0, 1, 0}, {0, 0, 1}, {0, 0, 0}, {0, 1, 2}, {5, 5, 5}};
  MeshData by_face{{0, 1, 0, 1}, {0, 0, 1, 1}, {0, 0, 0, 0}, {0, 1, 2, 1, 3, 2}, {1, 2}};
  PointsData one{{1}, {2}, {3}, {}, {"alone"}};
  PointsData huge{{0, 1e300, infinity}, {0, -1e300, 0}, {0, 1, 2}, {}, {}};
  CurveData broken{{0, 1, nan, 2, 3}, {0, 1, 1, 1, 0}, {}, {}, {0, 0, 0, 1, 1}};
  const std::vector<std::pair<Buffer, std::size_t>> cases{
      {gap, 1},        {wrong, 1},
      {constant, 1},   {by_face, 2},
      {MeshData{}, 0}, {one, 0},
      {huge, 0},       {broken, 0},
      {waves(2), 2},   {FieldData{{}, {}, 3, 3, std::vector<double>(9, 1.0)}, 8}};
  for (const auto& [buffer, triangles] : cases) {
    const bool field = std::holds_alternative<FieldData>(buffer);
    const ViewSpec spec = field ? surface("Odd", "b") : space("Odd", {"b"}).with_projections();
    for (const Size2 size : {Size2{500, 400}, Size2{60, 50}}) {
      ViewState state;
      const Scene scene = scene_of(spec, holding("b", buffer), state, size);
      TextPainter painter;
      paint(scene, painter, light_theme());
      CAPTURE(kind_name(buffer), triangles, painter.written());
      CHECK(painter.written().find("nan") == std::string::npos);
      CHECK(painter.written().find("inf") == std::string::npos);
      const Space* drawn = space_in(scene);
      CHECK((drawn ? drawn->triangles() : 0) == triangles);
      if (drawn) rasterised(*drawn, light_theme(), 1);
    }
  }
}

TEST_CASE("Values of faces colour them one by one", "[space]") {
  const MeshData mesh{{0, 1, 0, 1}, {0, 0, 1, 1}, {0, 0, 0, 0}, {0, 1, 2, 1, 3, 2}, {1, 2}};
  ViewState state;
  const Scene scene = scene_of(space("Two", {"m"}), holding("m", mesh), state, {500, 400});
  const Mesh& drawn = *space_in(scene)->meshes.at(0);
  REQUIRE(drawn.fills.size() == 6);
  CHECK(drawn.fills[0] == drawn.fills[2]);
  CHECK_FALSE(drawn.fills[0] == drawn.fills[3]);
  CHECK(scene.spaces[0].meshes[0].index == std::vector<std::uint32_t>{0, 1, 2, 1, 3, 2});
}

TEST_CASE("Dashes lie on the line and cover their share of it", "[space]") {
  FrameSet frames = sample::race();
  ViewState state;
  state.patterns = true;
  CurveData curve;
  for (int i = 0; i <= 100; ++i) {
    curve.x.push_back(i), curve.y.push_back(0), curve.z.push_back(0);
  }
  frames.contenders[1].frame = [&] {
    auto frame = std::make_shared<Frame>(*frames.contenders[1].frame);
    frame->buffers["walk"] = std::make_shared<const Buffer>(curve);
    return frame;
  }();
  const Scene scene = scene_of(space("Walk", {"*.walk"}), frames, state, {500, 400});
  const Curve& drawn = *space_in(scene)->curves.at(0);
  double covered = 0, first = 1e9, last = -1e9;
  for (std::size_t i = 1; i < drawn.at.size(); ++i) {
    if (!finite(drawn.at[i - 1]) || !finite(drawn.at[i])) continue;
    covered += drawn.at[i].x - drawn.at[i - 1].x;
    CHECK(drawn.at[i].y == Approx(drawn.at[0].y).margin(1e-12));
    first = std::min(first, drawn.at[i - 1].x), last = std::max(last, drawn.at[i].x);
  }
  const std::vector<double> dash = contender_dash(1);
  double on = 0, all = 0;
  for (std::size_t k = 0; k < dash.size(); ++k) all += dash[k], on += k % 2 == 0 ? dash[k] : 0;
  CHECK(covered / (last - first) == Approx(on / all).margin(0.05));
}

}  // namespace thalweg
