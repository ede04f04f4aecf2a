// Renders spaces into textures: four samples a pixel at rest, one while the camera moves.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/figure/space.hpp"
#include "ui/gl/gl_programs.hpp"

namespace thalweg::ui {

/// Needs a current OpenGL 3.3 context. Contents stay in the memory of the graphics device while
/// they are rendered now and then.
class GlSpaces {
 public:
  GlSpaces();
  ~GlSpaces();
  GlSpaces(const GlSpaces&) = delete;
  GlSpaces& operator=(const GlSpaces&) = delete;

  /// A new texture, bottom row first, alpha multiplied in.
  unsigned int render(const scene::Space& space, int width, int height, const Theme& theme);
  std::uint64_t revision() { return programs_.revision(); }
  /// Contents held, for tests.
  std::size_t size() const { return held_.size(); }

 private:
  /// Vertices of a content, and indices of its faces and edges.
  struct Held {
    unsigned int array = 0, vertices = 0, faces = 0, edges = 0;
    int face_count = 0, edge_count = 0, vertex_count = 0;
    std::uint64_t used = 0;
  };
  /// What all programs ask for.
  struct Shot {
    const scene::Space& space;
    const Theme& theme;
    float width = 0, height = 0, ratio = 1;  // ratio: pixels a px
  };

  Held& held(std::uint64_t key);
  void upload(Held& target, const scene::Mesh& mesh);
  void upload(Held& target, const scene::Curve& curve);
  void upload(Held& target, const scene::Cloud& cloud);
  void draw_faces(const Shot& shot, const scene::Mesh& mesh);
  void draw_edges(const Shot& shot, const scene::Mesh& mesh);
  void draw_casing(const Shot& shot, const scene::Curve& curve);
  void draw_line(const Shot& shot, const scene::Curve& curve, const Colour& colour, double width,
                 double lift);
  void draw_cloud(const Shot& shot, const scene::Cloud& cloud);
  void draw_all(const Shot& shot);
  unsigned int program(const Shot& shot, const char* name, double lift);
  void bind_buffers(int width, int height, int samples);
  void forget_old();

  GlPrograms programs_;
  std::unordered_map<std::uint64_t, Held> held_;
  std::uint64_t renders_ = 0;
  unsigned int target_ = 0, colour_ = 0, depth_ = 0, output_ = 0, order_ = 0;
  int width_ = 0, height_ = 0, samples_ = -1;
};

}  // namespace thalweg::ui
