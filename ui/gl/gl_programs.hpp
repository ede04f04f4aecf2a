// Shader programs: embedded, or from the folder THALWEG_SHADERS while somebody works on them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace thalweg::ui {

/// The text of every file below shaders/, by its path there ("mesh/face.vert").
const std::map<std::string, std::string>& embedded_shaders();

/// Needs a current OpenGL context. A program that cannot be compiled is told on standard error; the
/// one before stays in use.
class GlPrograms {
 public:
  /// Files below `folder` are read in place of the embedded ones; empty = none are.
  explicit GlPrograms(std::filesystem::path folder);
  ~GlPrograms();
  GlPrograms(const GlPrograms&) = delete;
  GlPrograms& operator=(const GlPrograms&) = delete;

  /// Makes program `name` ("mesh/face") the present one and returns it.
  unsigned int use(const std::string& name);
  /// Grows when a file of the folder was changed; looks a few times a second.
  std::uint64_t revision();

 private:
  struct Program {
    unsigned int id = 0;
    std::uint64_t revision = 0;
  };
  std::string text(const std::string& file) const;

  std::filesystem::path folder_;
  std::map<std::string, Program> programs_;
  std::uint64_t revision_ = 1;
  std::filesystem::file_time_type newest_ = std::filesystem::file_time_type::min();
  double looked_at_ = -1;
};

}  // namespace thalweg::ui
