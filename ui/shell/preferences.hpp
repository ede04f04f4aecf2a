// What the window remembers between starts: theme, scale, splitters, recent files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace thalweg::ui {

struct Preferences {
  std::string theme = "dark";
  /// 0.75 … 2.5; 0 = suggested from the display.
  double scale = 0;
  bool patterns = false;  // dashes and markers as well as hues
  bool reduce_motion = false;
  /// Whether the keys of time were told once.
  bool greeted = false;
  int history_mb = 512;
  /// Widths and heights of the regions in logical px.
  double catalogue = 252, inspector = 306, timeline = 58;
  int window_width = 1600, window_height = 1000;
  /// Session files, newest first, at most 12.
  std::vector<std::string> recent;
  /// Ids of experiments: last used first, and marked ones.
  std::vector<std::string> recent_experiments, favourites;
  /// Groups of the catalogue that were opened (true) or folded by hand.
  std::map<std::string, bool> groups;

  bool operator==(const Preferences&) const = default;
  /// Puts `path` first in `recent`.
  void remember_file(const std::filesystem::path& path);
  void remember_experiment(const std::string& id);
};

/// $XDG_STATE_HOME/thalweg, else ~/.local/state/thalweg.
std::filesystem::path state_folder();
/// Reads what can be read; anything unknown or out of range keeps its default.
Preferences load_preferences(const std::filesystem::path& file);
/// Written beside, then renamed. Throws BadFile.
void save_preferences(const Preferences& preferences, const std::filesystem::path& file);

}  // namespace thalweg::ui
