// Files: sessions, autosave, input data.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <sstream>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/figure/camera.hpp"
#include "core/io/files.hpp"
#include "core/io/input_files.hpp"
#include "core/io/provenance_read.hpp"
#include "core/io/session.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// The arrangement as lines of 'name value', stored in the session for the window alone.
std::string look_text(const OpenRun& run, ClockKind clock) {
  std::string text = fmt::format("layout {}\nclock {}\nfocus {}\n", static_cast<int>(run.layout),
                                 static_cast<int>(clock), run.focus);
  for (const std::string& id : run.shown) text += "view " + id + "\n";
  for (const std::string& key : run.hidden) text += "hidden " + key + "\n";
  for (const std::string& key : run.veiled) text += "veiled " + key + "\n";
  for (const std::string& key : run.order) text += "order " + key + "\n";
  for (const auto& [id, state] : run.views) {
    text += fmt::format("t {} {}\n", id, state.t);
    if (state.camera != Camera{}) {
      text += fmt::format("camera {} {}\n", id, camera_text(state.camera));
    }
    if (state.y_scale) text += fmt::format("y_scale {} {}\n", id, static_cast<int>(*state.y_scale));
    if (state.value_scaling) {
      text += fmt::format("values {} {}\n", id, static_cast<int>(*state.value_scaling));
    }
  }
  return text;
}

/// "23:41:07", when the file was last written.
std::string time_of_day(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "an earlier session";
  std::tm local{};
  ::localtime_r(&info.st_mtime, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

template <class E>
std::optional<E> to_choice(int number, E last) {
  if (number < 0 || number > static_cast<int>(last)) return std::nullopt;
  return static_cast<E>(number);
}

bool has_contender(const RunSpec& spec, const std::string& key) {
  return std::any_of(spec.contenders.begin(), spec.contenders.end(),
                     [&](const ContenderSpec& contender) { return contender.key == key; });
}

void read_look(const std::string& text, OpenRun& run, ClockKind& clock) {
  std::istringstream lines(text);
  std::vector<std::string> shown;
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string name = line.substr(0, space);
    const std::string rest = line.substr(space + 1);
    const auto last_space = rest.rfind(' ');
    const std::string id = rest.substr(0, last_space);
    const double number =
        std::strtod(rest.c_str() + (last_space == std::string::npos ? 0 : last_space), nullptr);
    const int whole = static_cast<int>(std::clamp(number, -1.0, 100.0));
    if (name == "layout") run.layout = to_choice(whole, Layout::two_by_three).value_or(run.layout);
    if (name == "clock") clock = to_choice(whole, ClockKind::work).value_or(clock);
    if (name == "focus" && has_contender(run.spec, rest)) run.focus = rest;
    if (name == "view" && run.view(rest)) shown.push_back(rest);
    if (name == "hidden") run.hidden.insert(rest);
    if (name == "veiled") run.veiled.insert(rest);
    if (name == "order") run.order.push_back(rest);
    if (!run.view(id)) continue;
    if (name == "camera") {
      run.views[id].camera = camera_of(rest.substr(last_space + 1)).value_or(Camera{});
    }
    if (name == "t") run.views[id].t = std::clamp(number, 0.0, 1.0);
    if (name == "y_scale") run.views[id].y_scale = to_choice(whole, Scale::symlog);
    if (name == "values") run.views[id].value_scaling = to_choice(whole, ColourScaling::quantile);
  }
  if (!shown.empty()) run.shown = std::move(shown);
}

}  // namespace

bool Workspace::save_session(const std::filesystem::path& path) {
  if (!current_) return false;
  Session session;
  std::vector<std::uint64_t> ids;
  for (const auto& open : runs_) {
    if (!open->snapshot || !open->snapshot->recording) continue;
    if (open == current_) session.current = static_cast<int>(session.runs.size());
    SessionRun run;
    run.name = open->note;
    run.recording = open->snapshot->recording;
    run.pinned = open->pinned;
    if (open->stored) {
      run.unknown = open->stored->unknown;
      const Recording& read = *open->stored->recording;
      const bool untouched =
          read.head() == run.recording->head() && read.edits.size() == run.recording->edits.size();
      if (untouched) run.made_by = open->stored->made_by;
    }
    const auto parent = std::find(ids.begin(), ids.end(), open->parent);
    if (parent != ids.end()) run.parent = static_cast<int>(parent - ids.begin());
    session.runs.push_back(std::move(run));
    ids.push_back(open->run->id());
  }
  if (session.runs.empty()) return false;
  session.view = look_text(*current_, clock_);
  try {
    const bool autosaving = path == autosave_;
    if (path.has_parent_path()) make_folder(path.parent_path().string());
    thalweg::save_session(path.string(), session);
    saved_at_ = wall_seconds();
    saved_sequence_ = current_->snapshot->sequence;
    if (!autosaving) {
      session_path_ = path;
      preferences.remember_file(path);
      tell(Message::Kind::news, "Saved " + path.filename().string());
    }
    return true;
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
}

bool Workspace::open_session(const std::filesystem::path& path) {
  try {
    Session session = load_session(path.string());
    if (session.runs.empty()) throw BadFile("There is no run in it", path.string());
    if (current_) pause();
    std::vector<std::shared_ptr<OpenRun>> opened;
    for (const SessionRun& stored : session.runs) {
      const Experiment& experiment = *stored.recording->start.experiment;
      adopt(runner_->resume(stored.recording), experiment, nullptr, stored.name);
      current_->spec = stored.recording->spec_after(stored.recording->edits.size());
      current_->pinned = stored.pinned;
      current_->stored = stored;
      if (stored.parent >= 0 && stored.parent < static_cast<int>(opened.size())) {
        current_->parent = opened[static_cast<std::size_t>(stored.parent)]->run->id();
      }
      opened.push_back(current_);
    }
    const auto last = static_cast<int>(opened.size()) - 1;
    select_run(opened[static_cast<std::size_t>(std::clamp(session.current, 0, last))]);
    read_look(session.view, *current_, clock_);
    session_path_ = path;
    preferences.remember_file(path);
    preferences.remember_experiment(current_->experiment->id());
    for (const std::string& warning : session.warnings) tell(Message::Kind::warning, warning);
    tell(Message::Kind::news, "Opened " + path.filename().string());
    return true;
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
}

bool Workspace::recover(const std::filesystem::path& autosaved) {
  const std::string when = time_of_day(autosaved);
  if (!open_session(autosaved)) return false;
  session_path_.clear();
  std::erase(preferences.recent, std::filesystem::absolute(autosaved).string());
  const std::vector<std::shared_ptr<OpenRun>> restored = runs_;
  const auto discard = [this, restored] {
    select_experiment(restored.front()->experiment->id());
    for (const auto& run : restored) close_run(run);
  };
  Message message;
  message.kind = Message::Kind::warning;
  message.text = "Restored from " + when;
  message.at = wall_seconds();
  messages_.push_back(message);
  banners_.push_back({message, {{"Keep", {}}, {"Discard", discard}}});
  touch();
  return true;
}

bool Workspace::load_inputs(const std::map<std::string, std::filesystem::path>& files) {
  if (!current_) return false;
  try {
    RunSpec next = current_->spec;
    std::string note;
    for (const auto& [name, path] : files) {
      const auto& slots = current_->experiment->inputs;
      const auto slot = std::find_if(slots.begin(), slots.end(),
                                     [&](const InputSpec& input) { return input.name == name; });
      if (slot == slots.end()) throw BadInput(fmt::format("There is no input '{}'", name));
      Edit edit;
      edit.kind = Edit::Kind::input;
      edit.name = name;
      edit.input = read_input(*slot, path.string());
      apply(edit, next);
      note += (note.empty() ? "" : ", ") + path.filename().string();
    }
    return restart_with(next, note);
  } catch (const Error& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
}

namespace {

/// The slots that can hold what is in the file.
std::vector<InputSpec> slots_for(const std::vector<InputSpec>& slots,
                                 const std::filesystem::path& path) {
  std::vector<InputSpec> fitting;
  for (const InputSpec& slot : slots) {
    try {
      read_input(slot, path.string());
      fitting.push_back(slot);
    } catch (const BadInput&) {  // the person hears of it where no slot fits
    }
  }
  return fitting;
}

bool shows_a_run(const std::filesystem::path& picture) {
  try {
    return !read_provenance(picture.string()).empty();
  } catch (const BadFile&) {
    return false;
  }
}

}  // namespace

void Workspace::take_file(const std::filesystem::path& path) {
  const auto slots = current_ ? current_->experiment->inputs : std::vector<InputSpec>{};
  const std::vector<InputSpec> fitting = slots_for(slots, path);
  const std::string name = path.filename().string();
  if (is_picture(path.string()) && (fitting.empty() || shows_a_run(path))) {
    open_figure(path);
  } else if (fitting.size() > 1) {
    ask_for_slot(path, fitting);
  } else if (fitting.size() == 1 || slots.size() == 1) {
    load_inputs({{fitting.empty() ? slots.front().name : fitting.front().name, path}});
  } else {
    tell(Message::Kind::warning, name + (slots.empty() ? " is not used" : " fits no input"), "",
         slots.empty() ? "This experiment takes no files." : "The Data tab says what each takes.");
  }
}

void Workspace::ask_for_slot(const std::filesystem::path& path,
                             const std::vector<InputSpec>& fitting) {
  Message message;
  message.kind = Message::Kind::warning;
  message.text = "What is " + path.filename().string() + " for?";
  message.at = wall_seconds();
  std::vector<Banner::Button> buttons;
  for (const InputSpec& slot : fitting) {
    buttons.push_back({slot.label, [this, path, slot] { load_inputs({{slot.name, path}}); }});
  }
  banners_.push_back({message, buttons});
  touch();
}

}  // namespace thalweg::ui
