// Compiles and links.
#include "ui/gl/gl_programs.hpp"

#include <epoxy/gl.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/base/clock.hpp"

namespace thalweg::ui {
namespace {

constexpr double look_seconds = 0.3;

using GetParameter = void (*)(GLuint, GLenum, GLint*);
using GetLog = void (*)(GLuint, GLsizei, GLsizei*, GLchar*);

std::string log_of(GLuint thing, GetParameter parameter, GetLog log) {
  GLint length = 0;
  parameter(thing, GL_INFO_LOG_LENGTH, &length);
  std::string text(static_cast<std::size_t>(std::max(length, 1)), ' ');
  log(thing, length, nullptr, text.data());
  return text;
}

/// 0 when it cannot be compiled.
GLuint compiled(GLenum kind, const std::string& file, const std::string& source) {
  // A comment stands before the version.
  const std::size_t start = std::min(source.find("#version"), source.size());
  const std::string body = source.substr(start);
  const char* text = body.c_str();
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (good) return shader;
  fmt::print(stderr, "thalweg: shader {}: {}\n", file,
             log_of(shader, glGetShaderiv, glGetShaderInfoLog));
  glDeleteShader(shader);
  return 0;
}

/// 0 when it cannot be linked.
GLuint linked(const std::string& name, GLuint vertex, GLuint fragment) {
  if (!vertex || !fragment) return 0;
  const GLuint program = glCreateProgram();
  glAttachShader(program, vertex);
  glAttachShader(program, fragment);
  glLinkProgram(program);
  GLint good = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &good);
  if (good) return program;
  fmt::print(stderr, "thalweg: shader {}: {}\n", name,
             log_of(program, glGetProgramiv, glGetProgramInfoLog));
  glDeleteProgram(program);
  return 0;
}

}  // namespace

GlPrograms::GlPrograms(std::filesystem::path folder) : folder_(std::move(folder)) {}

GlPrograms::~GlPrograms() {
  for (const auto& [name, program] : programs_) glDeleteProgram(program.id);
}

std::string GlPrograms::text(const std::string& file) const {
  std::ifstream own(folder_ / file);
  if (folder_.empty() || !own) return embedded_shaders().at(file);
  std::ostringstream read;
  read << own.rdbuf();
  return read.str();
}

unsigned int GlPrograms::use(const std::string& name) {
  Program& held = programs_[name];
  if (held.revision != revision_) {
    held.revision = revision_;
    const std::string vert = name + ".vert", frag = name + ".frag";
    const GLuint vertex = compiled(GL_VERTEX_SHADER, vert, text(vert));
    const GLuint fragment = compiled(GL_FRAGMENT_SHADER, frag, text(frag));
    const GLuint program = linked(name, vertex, fragment);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    if (program) {
      glDeleteProgram(held.id);
      held.id = program;
    }
  }
  glUseProgram(held.id);
  return held.id;
}

std::uint64_t GlPrograms::revision() {
  const double now = wall_seconds();
  if (folder_.empty() || (looked_at_ >= 0 && now - looked_at_ < look_seconds)) return revision_;
  const bool first = looked_at_ < 0;
  looked_at_ = now;
  auto newest = newest_;
  for (const auto& [file, source] : embedded_shaders()) {
    std::error_code failed;
    const auto time = std::filesystem::last_write_time(folder_ / file, failed);
    if (!failed) newest = std::max(newest, time);
  }
  if (newest != newest_ && !first) ++revision_;
  newest_ = newest;
  return revision_;
}

}  // namespace thalweg::ui
