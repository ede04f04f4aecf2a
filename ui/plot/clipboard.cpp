// The clipboard of the window library holds text only: pictures go through the session's own tool.
#include "ui/plot/clipboard.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <sstream>
#include <vector>

#include "core/base/error.hpp"
#include "core/io/files.hpp"

namespace thalweg::ui {
namespace {

struct Tool {
  std::string program;
  std::vector<std::string> arguments;
};

std::string in_path(const char* name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string program = folder + "/" + name;
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

std::optional<Tool> clipboard_tool() {
  if (std::getenv("WAYLAND_DISPLAY")) {
    const std::string program = in_path("wl-copy");
    if (!program.empty()) return Tool{program, {"--type", "image/png"}};
  }
  if (std::getenv("DISPLAY")) {
    const std::string program = in_path("xclip");
    if (!program.empty()) return Tool{program, {"-selection", "clipboard", "-t", "image/png"}};
  }
  return std::nullopt;
}

/// Runs the tool with the file as its input; true when it took the picture. It goes on serving the
/// clipboard by itself.
bool give(const Tool& tool, const std::string& file) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, file.c_str(), O_RDONLY, 0);
  for (const int output : {1, 2}) {
    posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
  }
  std::vector<std::string> words{tool.program};
  words.insert(words.end(), tool.arguments.begin(), tool.arguments.end());
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  pid_t child = 0;
  const bool started =
      posix_spawn(&child, tool.program.c_str(), &actions, nullptr, list.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  return started && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

}  // namespace

Copied copied_picture(const Figure& figure, const PictureSettings& settings,
                      const Provenance& provenance, const std::filesystem::path& folder) {
  try {
    const std::string path = (folder / (figure.id + ".png")).string();
    make_folder(folder.string());
    write_file(path, picture_bytes(figure, PictureFormat::png, settings, provenance));
    const std::optional<Tool> tool = clipboard_tool();
    if (tool && give(*tool, path)) {
      std::filesystem::remove(path);
      return {"", "Picture copied"};
    }
    return {path, "Neither xclip nor wl-copy is here: the picture is a file, its path is copied"};
  } catch (const Error& error) {
    return {"", "The picture could not be copied: " + error.problem()};
  }
}

Copied copied_data(const Figure& figure) {
  std::string text = csv_of(figure);
  if (text.empty()) return {"", "There is no data to copy yet"};
  return {std::move(text), "Data copied as CSV"};
}

}  // namespace thalweg::ui
