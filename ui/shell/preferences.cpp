// Preferences as lines of 'name = value'.
#include "ui/shell/preferences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "core/base/error.hpp"
#include "core/io/files.hpp"

namespace thalweg::ui {
namespace {

constexpr std::size_t most_recent = 12;
constexpr std::uint64_t largest_file = 1 << 20;

void put_first(std::vector<std::string>& list, const std::string& entry) {
  std::erase(list, entry);
  list.insert(list.begin(), entry);
  if (list.size() > most_recent) list.resize(most_recent);
}

/// Sets `target` when `text` is a number within [lo, hi].
template <class T>
void read_number(const std::string& text, double lo, double hi, T& target) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() && value >= lo && value <= hi) target = static_cast<T>(value);
}

void read_line(const std::string& name, const std::string& value, Preferences& p) {
  if (name == "theme") p.theme = value;
  if (name == "scale") read_number(value, 0.75, 2.5, p.scale);
  if (name == "patterns") p.patterns = value == "yes";
  if (name == "greeted") p.greeted = value == "yes";
  if (name == "reduce_motion") p.reduce_motion = value == "yes";
  if (name == "history_mb") read_number(value, 16, 65536, p.history_mb);
  if (name == "catalogue") read_number(value, 180, 480, p.catalogue);
  if (name == "inspector") read_number(value, 240, 600, p.inspector);
  if (name == "timeline") read_number(value, 58, 200, p.timeline);
  if (name == "window_width") read_number(value, 320, 16384, p.window_width);
  if (name == "window_height") read_number(value, 200, 16384, p.window_height);
  if (name == "recent" && p.recent.size() < most_recent) p.recent.push_back(value);
  if (name == "recent_experiment" && p.recent_experiments.size() < most_recent) {
    p.recent_experiments.push_back(value);
  }
  if (name == "favourite") p.favourites.push_back(value);
  if (name == "opened") p.groups[value] = true;
  if (name == "folded") p.groups[value] = false;
}

}  // namespace

void Preferences::remember_file(const std::filesystem::path& path) {
  put_first(recent, std::filesystem::absolute(path).string());
}

void Preferences::remember_experiment(const std::string& id) { put_first(recent_experiments, id); }

std::filesystem::path state_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state && *state == '/') return std::filesystem::path(state) / "thalweg";
  const char* home = std::getenv("HOME");
  const std::filesystem::path base = home && *home ? home : "/tmp";
  return base / ".local" / "state" / "thalweg";
}

Preferences load_preferences(const std::filesystem::path& file) {
  Preferences preferences;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return preferences;
  try {
    std::istringstream lines(read_file(file.string(), largest_file));
    for (std::string line; std::getline(lines, line);) {
      const auto equals = line.find(" = ");
      if (equals == std::string::npos) continue;
      read_line(line.substr(0, equals), line.substr(equals + 3), preferences);
    }
  } catch (const BadFile&) {
    return Preferences{};  // unreadable preferences are no reason not to start
  }
  return preferences;
}

void save_preferences(const Preferences& p, const std::filesystem::path& file) {
  const auto yes_no = [](bool on) { return on ? "yes" : "no"; };
  std::string text = fmt::format(
      "theme = {}\nscale = {:g}\npatterns = {}\nreduce_motion = {}\ngreeted = {}\nhistory_mb = {}\n"
      "catalogue = {:g}\ninspector = {:g}\ntimeline = {:g}\nwindow_width = {}\n"
      "window_height = {}\n",
      p.theme, p.scale, yes_no(p.patterns), yes_no(p.reduce_motion), yes_no(p.greeted),
      p.history_mb, p.catalogue, p.inspector, p.timeline, p.window_width, p.window_height);
  for (const std::string& path : p.recent) text += "recent = " + path + "\n";
  for (const std::string& id : p.recent_experiments) text += "recent_experiment = " + id + "\n";
  for (const std::string& id : p.favourites) text += "favourite = " + id + "\n";
  for (const auto& [group, open] : p.groups) {
    text += (open ? "opened = " : "folded = ") + group + "\n";
  }
  make_folder(file.parent_path().string());
  write_file(file.string(), text);
}

}  // namespace thalweg::ui
