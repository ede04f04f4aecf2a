// Faces, edges, lines and points in this order, as core/figure/space_raster.cpp draws them.
#include "ui/gl/gl_spaces.hpp"

#include <epoxy/gl.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace thalweg::ui {
namespace {

constexpr int rest_samples = 4;
/// A content that was not part of so many renderings is let go.
constexpr std::uint64_t kept_renders = 200;
/// Of a cloud while the camera moves; the same ones in every frame.
constexpr std::size_t most_moving_points = 20000;

struct MeshVertex {
  std::array<float, 3> at, normal;
  Rgba fill;
};
struct PointVertex {
  std::array<float, 3> at;
  float size;
  Rgba fill;
};

std::array<float, 3> floats(Point3 p) {
  return {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
}

template <class T>
void fill_buffer(GLenum kind, GLuint& name, const std::vector<T>& data, GLenum usage) {
  if (!name) glGenBuffers(1, &name);
  glBindBuffer(kind, name);
  glBufferData(kind, static_cast<GLsizeiptr>(data.size() * sizeof(T)), data.data(), usage);
}

/// Attribute `place`: `count` floats, or colour bytes, at `offset` of each vertex.
void attribute(GLuint place, GLint count, GLenum type, std::size_t stride, std::size_t offset) {
  glEnableVertexAttribArray(place);
  glVertexAttribPointer(place, count, type, type == GL_UNSIGNED_BYTE ? GL_TRUE : GL_FALSE,
                        static_cast<GLsizei>(stride), reinterpret_cast<const void*>(offset));
}

void set(GLuint program, const char* name, float value) {
  glUniform1f(glGetUniformLocation(program, name), value);
}
void set(GLuint program, const char* name, Point3 v) {
  const auto f = floats(v);
  glUniform3fv(glGetUniformLocation(program, name), 1, f.data());
}
void set(GLuint program, const char* name, Rgba c) {
  glUniform4f(glGetUniformLocation(program, name), static_cast<float>(c.r) / 255,
              static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255,
              static_cast<float>(c.a) / 255);
}

/// Quadrilaterals as two triangles.
std::vector<std::uint32_t> triangles_of(const scene::Mesh& mesh) {
  if (mesh.sides == 3) return mesh.corners;
  std::vector<std::uint32_t> list;
  list.reserve(3 * mesh.triangles());
  for (std::size_t f = 0; f < mesh.corners.size(); f += mesh.sides) {
    for (std::size_t t = 0; t + 2 < mesh.sides; ++t) {
      list.push_back(mesh.corners[f]);
      list.push_back(mesh.corners[f + t + 1]);
      list.push_back(mesh.corners[f + t + 2]);
    }
  }
  return list;
}

std::filesystem::path shader_folder() {
  const char* folder = std::getenv("THALWEG_SHADERS");
  return folder ? folder : "";
}

}  // namespace

GlSpaces::GlSpaces() : programs_(shader_folder()) {}

GlSpaces::~GlSpaces() {
  renders_ += kept_renders + 1;
  forget_old();
  for (const GLuint* buffer : {&target_, &output_}) glDeleteFramebuffers(1, buffer);
  for (const GLuint* buffer : {&colour_, &depth_}) glDeleteRenderbuffers(1, buffer);
  glDeleteBuffers(1, &order_);
}

void GlSpaces::forget_old() {
  std::erase_if(held_, [this](const auto& entry) {
    const Held& old = entry.second;
    if (old.used + kept_renders >= renders_) return false;
    glDeleteVertexArrays(1, &old.array);
    for (const GLuint* buffer : {&old.vertices, &old.faces, &old.edges}) glDeleteBuffers(1, buffer);
    return true;
  });
}

GlSpaces::Held& GlSpaces::held(std::uint64_t key) {
  Held& found = held_[key];
  found.used = renders_;
  if (!found.array) glGenVertexArrays(1, &found.array);
  glBindVertexArray(found.array);
  return found;
}

void GlSpaces::upload(Held& target, const scene::Mesh& mesh) {
  std::vector<MeshVertex> vertices(mesh.at.size());
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    vertices[i] = {floats(mesh.at[i]), floats(mesh.normals[i]), mesh.fills[i]};
  }
  const std::vector<std::uint32_t> faces = triangles_of(mesh);
  fill_buffer(GL_ARRAY_BUFFER, target.vertices, vertices, GL_STATIC_DRAW);
  fill_buffer(GL_ELEMENT_ARRAY_BUFFER, target.edges, mesh.edges, GL_STATIC_DRAW);
  fill_buffer(GL_ELEMENT_ARRAY_BUFFER, target.faces, faces, GL_STATIC_DRAW);
  attribute(0, 3, GL_FLOAT, sizeof(MeshVertex), offsetof(MeshVertex, at));
  attribute(1, 3, GL_FLOAT, sizeof(MeshVertex), offsetof(MeshVertex, normal));
  attribute(2, 4, GL_UNSIGNED_BYTE, sizeof(MeshVertex), offsetof(MeshVertex, fill));
  target.face_count = static_cast<int>(faces.size());
  target.edge_count = static_cast<int>(mesh.edges.size());
}

/// Segment i is an instance from point i to point i + 1.
void GlSpaces::upload(Held& target, const scene::Curve& curve) {
  std::vector<std::array<float, 4>> points;
  for (std::size_t i = 0; i < curve.at.size(); ++i) {
    const auto p = floats(curve.at[i]);
    const double alpha = curve.alpha.empty() ? 1 : curve.alpha[i];
    points.push_back(finite(curve.at[i])
                         ? std::array<float, 4>{p[0], p[1], p[2], static_cast<float>(alpha)}
                         : std::array<float, 4>{0, 0, 0, -1});
  }
  target.vertex_count = static_cast<int>(points.size());
  fill_buffer(GL_ARRAY_BUFFER, target.vertices, points, GL_STATIC_DRAW);
  attribute(0, 4, GL_FLOAT, sizeof points[0], 0);
  attribute(1, 4, GL_FLOAT, sizeof points[0], sizeof points[0]);
  glVertexAttribDivisor(0, 1);
  glVertexAttribDivisor(1, 1);
}

void GlSpaces::upload(Held& target, const scene::Cloud& cloud) {
  std::vector<PointVertex> points(cloud.at.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double size = cloud.size.size() == 1 ? cloud.size[0] : cloud.size[i];
    points[i] = {floats(cloud.at[i]), static_cast<float>(size),
                 cloud.fills.empty() ? Rgba{} : cloud.fills[i]};
  }
  target.vertex_count = static_cast<int>(points.size());
  fill_buffer(GL_ARRAY_BUFFER, target.vertices, points, GL_STATIC_DRAW);
  attribute(0, 3, GL_FLOAT, sizeof(PointVertex), offsetof(PointVertex, at));
  attribute(1, 1, GL_FLOAT, sizeof(PointVertex), offsetof(PointVertex, size));
  attribute(2, 4, GL_UNSIGNED_BYTE, sizeof(PointVertex), offsetof(PointVertex, fill));
}

/// Uses a program that draws what is `lift` nearer to the eye.
unsigned int GlSpaces::program(const Shot& shot, const char* name, double lift) {
  const GLuint id = programs_.use(name);
  const std::array<float, 16> matrix = shot.space.view.clip_from_world(shot.space.rect);
  glUniformMatrix4fv(glGetUniformLocation(id, "clip_from_world"), 1, GL_FALSE, matrix.data());
  set(id, "closer", lift * shot.space.view.towards_eye());
  return id;
}

void GlSpaces::draw_faces(const Shot& shot, const scene::Mesh& mesh) {
  Held& ready = held(mesh.key);
  if (!ready.vertices) upload(ready, mesh);
  const GLuint id = program(shot, "mesh/face", 0);
  set(id, "light", light_for(shot.space.view.towards_eye()));
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, ready.faces);
  glDrawElements(GL_TRIANGLES, ready.face_count, GL_UNSIGNED_INT, nullptr);
}

void GlSpaces::draw_edges(const Shot& shot, const scene::Mesh& mesh) {
  Held& ready = held(mesh.key);
  if (ready.edge_count == 0 || shot.space.edge_alpha <= 0) return;
  const GLuint id = program(shot, "mesh/edge", scene::edge_lift);
  // Lines are one pixel wide: thinner ones are fainter.
  const double width = std::min(1.0, scene::edge_width * static_cast<double>(shot.ratio));
  set(id, "alpha", static_cast<float>(shot.space.edge_alpha * width));
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, ready.edges);
  glDrawElements(GL_LINES, ready.edge_count, GL_UNSIGNED_INT, nullptr);
}

void GlSpaces::draw_casing(const Shot& shot, const scene::Curve& curve) {
  if (curve.casing <= 0) return;
  draw_line(shot, curve, Colour::of(Role::ground, curve.colour.alpha),
            curve.width + 2 * curve.casing, casing_lift(shot.space));
}

void GlSpaces::draw_line(const Shot& shot, const scene::Curve& curve, const Colour& colour,
                         double width, double lift) {
  if (curve.at.size() < 2) return;
  Held& ready = held(curve.key);
  if (!ready.vertices) upload(ready, curve);
  const GLuint id = program(shot, "curve/curve", lift);
  glUniform2f(glGetUniformLocation(id, "size"), shot.width, shot.height);
  set(id, "radius", static_cast<float>(width / 2) * shot.ratio);
  set(id, "colour", shot.theme.resolve(colour));
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, ready.vertex_count - 1);
}

void GlSpaces::draw_cloud(const Shot& shot, const scene::Cloud& cloud) {
  if (cloud.at.empty()) return;
  Held& ready = held(cloud.key);
  if (!ready.vertices) upload(ready, cloud);
  const GLuint id = program(shot, "points/points", 0);
  const Projection& view = shot.space.view;
  set(id, "towards_eye", view.towards_eye());
  set(id, "least_lift", static_cast<float>(scene::point_lift(view, 0)));
  set(id, "pixels_per_unit", static_cast<float>(view.scale()) * shot.ratio);
  set(id, "pixels_per_px", shot.ratio);
  set(id, "fill", shot.theme.resolve(cloud.fill));
  set(id, "outline", shot.theme.resolve(cloud.outline));
  set(id, "outline_width", static_cast<float>(cloud.outline_width) * shot.ratio);
  glUniform1i(glGetUniformLocation(id, "own_fills"), cloud.fills.empty() ? 0 : 1);
  std::vector<float> nearness;
  nearness.reserve(cloud.at.size());
  for (const Point3& p : cloud.at) nearness.push_back(static_cast<float>(view.see(p).nearness));
  std::vector<std::uint32_t> order = scene::back_to_front(nearness);
  if (shot.space.moving) {
    const std::size_t step = 1 + order.size() / most_moving_points;
    std::erase_if(order, [step](std::uint32_t i) { return i % step != 0; });
  }
  fill_buffer(GL_ELEMENT_ARRAY_BUFFER, order_, order, GL_STREAM_DRAW);
  glDrawElements(GL_POINTS, static_cast<GLsizei>(order.size()), GL_UNSIGNED_INT, nullptr);
}

void GlSpaces::draw_all(const Shot& shot) {
  glDepthMask(GL_TRUE);
  glClearColor(0, 0, 0, 0);
  glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  glDepthFunc(GL_LEQUAL);
  for (const auto& mesh : shot.space.meshes) draw_faces(shot, *mesh);
  for (const auto& mesh : shot.space.meshes) draw_edges(shot, *mesh);
  // On faces no casing lies over a line, not even of another curve.
  glDepthMask(lines_hide(shot.space) ? GL_TRUE : GL_FALSE);
  for (const auto& curve : shot.space.curves) draw_casing(shot, *curve);
  for (const auto& curve : shot.space.curves) {
    draw_line(shot, *curve, curve->colour, curve->width, scene::line_lift);
  }
  for (const auto& cloud : shot.space.clouds) {
    // Those of a cloud come from back to front; of two clouds the opaque one hides the other.
    glDepthMask(cloud->fill.alpha > 0.8 ? GL_TRUE : GL_FALSE);
    draw_cloud(shot, *cloud);
  }
  glDepthMask(GL_TRUE);
}

/// The buffers that are rendered into, made again for another size.
void GlSpaces::bind_buffers(int width, int height, int samples) {
  if (!target_) {
    glGenFramebuffers(1, &target_), glGenFramebuffers(1, &output_);
    glGenRenderbuffers(1, &colour_), glGenRenderbuffers(1, &depth_);
  }
  glBindFramebuffer(GL_FRAMEBUFFER, target_);
  if (width == width_ && height == height_ && samples == samples_) return;
  width_ = width, height_ = height, samples_ = samples;
  const auto storage = [&](GLuint name, GLenum format, GLenum part) {
    glBindRenderbuffer(GL_RENDERBUFFER, name);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, format, width, height);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, part, GL_RENDERBUFFER, name);
  };
  storage(colour_, GL_RGBA8, GL_COLOR_ATTACHMENT0);
  storage(depth_, GL_DEPTH_COMPONENT24, GL_DEPTH_ATTACHMENT);
}

unsigned int GlSpaces::render(const scene::Space& space, int width, int height,
                              const Theme& theme) {
  ++renders_;
  GLint most = 0;
  glGetIntegerv(GL_MAX_SAMPLES, &most);
  bind_buffers(width, height, space.moving ? 0 : std::min(rest_samples, most));
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_CULL_FACE);
  glEnable(GL_DEPTH_TEST);
  glEnable(GL_BLEND);
  glEnable(GL_PROGRAM_POINT_SIZE);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  draw_all({space, theme, static_cast<float>(width), static_cast<float>(height),
            static_cast<float>(width / space.rect.width)});
  glDisable(GL_DEPTH_TEST);
  glBindVertexArray(0);

  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) {
    glTexParameteri(GL_TEXTURE_2D, filter, GL_NEAREST);
  }
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, output_);
  glFramebufferTexture2D(GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
  glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glBindTexture(GL_TEXTURE_2D, 0);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  forget_old();
  return texture;
}

}  // namespace thalweg::ui
