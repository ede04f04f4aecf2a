// What OpenGL makes of spaces, against the rasteriser of exports.
#include "ui/gl/gl_spaces.hpp"

#include <epoxy/gl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "tests/figure/sample.hpp"
#include "tests/support/temp_dir.hpp"

namespace thalweg::ui {
namespace {

/// Colours over a ground, top row first, 0 … 255.
struct Picture {
  int width = 0, height = 0;
  std::vector<double> values;
  double at(int x, int y, int channel) const {
    return values[static_cast<std::size_t>((y * width + x) * 3 + channel)];
  }
};

constexpr double ground = 40;

Picture read_back(unsigned int texture, int width, int height) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(4 * width * height));
  glBindTexture(GL_TEXTURE_2D, texture);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, bytes.data());
  Picture picture{width, height, {}};
  for (int y = height - 1; y >= 0; --y) {
    for (int x = 0; x < width; ++x) {
      const std::uint8_t* p = &bytes[static_cast<std::size_t>(4 * (y * width + x))];
      for (int c = 0; c < 3; ++c) picture.values.push_back(p[c] + ground * (255 - p[3]) / 255);
    }
  }
  glDeleteTextures(1, &texture);
  return picture;
}

Picture of_pixels(const Pixels& pixels) {
  Picture picture{pixels.width, pixels.height, {}};
  for (std::size_t i = 0; i < pixels.rgba->size(); i += 4) {
    const double alpha = (*pixels.rgba)[i + 3] / 255.0;
    for (std::size_t c = 0; c < 3; ++c) {
      picture.values.push_back((*pixels.rgba)[i + c] * alpha + ground * (1 - alpha));
    }
  }
  return picture;
}

/// Share of pixels that differ by more than 24 of 255 once each is the mean of 3 × 3.
double difference(const Picture& a, const Picture& b) {
  if (a.width != b.width || a.height != b.height) return 1;
  int differing = 0;
  for (int y = 1; y + 1 < a.height; ++y) {
    for (int x = 1; x + 1 < a.width; ++x) {
      double most = 0;
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int k = 0; k < 9; ++k) {
          const int i = x + k % 3 - 1, j = y + k / 3 - 1;
          sum += a.at(i, j, c) - b.at(i, j, c);
        }
        most = std::max(most, std::abs(sum / 9));
      }
      differing += most > 24;
    }
  }
  return static_cast<double>(differing) / (a.width * a.height);
}

scene::SharedSpace space_of(const ViewSpec& spec, bool perspective) {
  ViewState state;
  state.camera.azimuth = 25;
  state.camera.perspective = perspective;
  const FrameSet frames = sample::race();
  const Scene scene = layout(compose(spec, frames, state), {360, 300}, FixedMetrics());
  for (const scene::Primitive& primitive : scene.primitives) {
    if (const auto* space = std::get_if<scene::SharedSpace>(&primitive)) return *space;
  }
  FAIL("no space");
  return nullptr;
}

/// Two unit squares that cross each other in the middle.
scene::Space crossing() {
  scene::Space space;
  space.rect = {0, 0, 200, 160};
  space.view = Projection({30, 20, 1, 0, 0, true}, space.rect, {});
  for (const double side : {1.0, -1.0}) {
    scene::Mesh mesh;
    mesh.sides = 4;
    mesh.at = {{-1, -side, -1}, {1, side, -1}, {1, side, 1}, {-1, -side, 1}};
    mesh.normals.resize(4);
    mesh.fills.assign(4, side > 0 ? Rgba{200, 40, 40, 255} : Rgba{40, 40, 200, 255});
    mesh.corners = {0, 1, 2, 3};
    space.meshes.push_back(std::make_shared<const scene::Mesh>(scene::keyed(std::move(mesh))));
  }
  return space;
}

}  // namespace

TEST_CASE("The window shows spaces as exports do", "[gl]") {
  GlSpaces renderer;
  for (const ViewSpec& spec : sample::every_view()) {
    if (!spec.spatial()) continue;
    for (const bool perspective : {true, false}) {
      for (const double ratio : {1.0, 1.5}) {
        const scene::SharedSpace space = space_of(spec, perspective);
        const auto width = static_cast<int>(space->rect.width * ratio);
        const auto height = static_cast<int>(space->rect.height * ratio);
        const Picture drawn =
            read_back(renderer.render(*space, width, height, dark_theme()), width, height);
        const Pixels exported = scene::rasterised(*space, dark_theme(), ratio);
        CAPTURE(spec.title, perspective, ratio);
        if (exported.width == width && exported.height == height) {
          CHECK(difference(drawn, of_pixels(exported)) < 0.01);
        }
      }
    }
  }
}

TEST_CASE("Faces that cross are cut where they cross", "[gl]") {
  GlSpaces renderer;
  const scene::Space space = crossing();
  const Picture drawn = read_back(renderer.render(space, 200, 160, dark_theme()), 200, 160);
  CHECK(difference(drawn, of_pixels(scene::rasterised(space, dark_theme(), 1))) < 0.002);
}

TEST_CASE("While the camera moves there is one sample a pixel", "[gl]") {
  GlSpaces renderer;
  scene::Space space = crossing();
  const auto shades = [&] {
    const Picture picture = read_back(renderer.render(space, 200, 160, dark_theme()), 200, 160);
    std::vector<double> red;
    for (std::size_t i = 0; i < picture.values.size(); i += 3) red.push_back(picture.values[i]);
    std::sort(red.begin(), red.end());
    return std::unique(red.begin(), red.end()) - red.begin();
  };
  CHECK(shades() > 3);
  space.moving = true;
  CHECK(shades() == 3);
}

TEST_CASE("Contents are uploaded once and let go when they are no longer drawn", "[gl]") {
  GlSpaces renderer;
  scene::Space space = crossing();
  for (int i = 0; i < 3; ++i) read_back(renderer.render(space, 50, 40, dark_theme()), 50, 40);
  CHECK(renderer.size() == 2);
  space.meshes.pop_back();
  for (int i = 0; i < 250; ++i) read_back(renderer.render(space, 50, 40, dark_theme()), 50, 40);
  CHECK(renderer.size() == 1);
}

TEST_CASE("Shaders are read from a folder, and a broken one changes nothing", "[gl]") {
  const thalweg::test::TempDir folder;
  std::filesystem::create_directories(folder.file("mesh"));
  const std::string file = folder.file("mesh/face.frag");
  const auto write = [&](const std::string& text) { std::ofstream(file) << text; };
  write("#version 330 core\nout vec4 pixel;\nvoid main() { pixel = vec4(0.0, 1.0, 0.0, 1.0); }\n");
  ::setenv("THALWEG_SHADERS", folder.file("").c_str(), 1);
  GlSpaces renderer;
  ::unsetenv("THALWEG_SHADERS");
  const scene::Space space = crossing();
  const auto middle = [&] {
    return read_back(renderer.render(space, 200, 160, dark_theme()), 200, 160).at(60, 80, 1);
  };
  CHECK(middle() == 255);
  const std::uint64_t before = renderer.revision();
  write("#version 330 core\nthis is no shader\n");
  std::filesystem::last_write_time(
      file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  for (int i = 0; i < 100 && renderer.revision() == before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(renderer.revision() > before);
  CHECK(middle() == 255);
}

}  // namespace thalweg::ui
