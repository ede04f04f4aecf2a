// Editing parameters and inputs. Each gesture is one named entry of the undo list.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/run/replay.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

struct ParamPath {
  std::string contender, name;
};

ParamPath split(std::string_view path) {
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return {"", std::string(path)};
  return {std::string(path.substr(0, dot)), std::string(path.substr(dot + 1))};
}

/// The person's own setting under `path`; empty when it follows the default.
std::optional<ParamValue> own_value(const RunSpec& spec, const ParamPath& path) {
  const Settings* settings = &spec.settings;
  if (!path.contender.empty()) {
    const ContenderSpec* contender = find_contender(spec, path.contender);
    if (!contender) return std::nullopt;
    settings = &contender->overrides;
  }
  const auto found = settings->find(path.name);
  return found == settings->end() ? std::nullopt : std::optional(found->second);
}

Settings merged(const RunSpec& spec, const std::string& contender) {
  Settings settings = spec.settings;
  if (const ContenderSpec* found = find_contender(spec, contender)) {
    for (const auto& [name, value] : found->overrides) settings[name] = value;
  }
  return settings;
}

Edit setting_edit(const ParamPath& path, const std::optional<ParamValue>& value) {
  Edit edit;
  edit.name = path.name, edit.contender = path.contender;
  edit.reset = !value.has_value();
  if (value) edit.value = *value;
  return edit;
}

bool same_target(const Edit& a, const Edit& b) {
  return a.kind == b.kind && a.name == b.name && a.contender == b.contender;
}

}  // namespace

bool Workspace::set_param(std::string_view path, const ParamValue& value, Phase phase) {
  if (!current_) return false;
  const std::string key(path);
  const ParamPath at = split(path);
  try {
    const ParamSchema& schema = current_->experiment->schema;
    const ParamSpec& spec = schema.at(at.name);
    const ParamValue accepted = schema.accept(spec, value);
    field_errors_.erase(key);
    if (spec.when != When::restart) {
      return make_edit(setting_edit(at, accepted), key, phase);
    }
    if (phase == Phase::drag) {
      current_->pending_restart[key] = accepted;
      touch();
      return true;
    }
    current_->pending_restart.erase(key);
    if (param(path) == accepted) return true;
    return restart_by(setting_edit(at, accepted));
  } catch (const BadInput& error) {
    refuse(key, error);
    return false;
  }
}

bool Workspace::set_param_text(std::string_view path, const std::string& text) {
  if (!current_) return false;
  try {
    const ParamSchema& schema = current_->experiment->schema;
    const ParamSpec& spec = schema.at(split(path).name);
    const ParamValue value = schema.parse(spec, text);
    if (spec.typed) spec.typed(text);
    return set_param(path, value);
  } catch (const BadInput& error) {
    refuse(std::string(path), error);
    return false;
  }
}

bool Workspace::reset_param(std::string_view path) {
  if (!current_) return false;
  const std::string key(path);
  const ParamPath at = split(path);
  try {
    const ParamSpec& spec = current_->experiment->schema.at(at.name);
    field_errors_.erase(key);
    current_->pending_restart.erase(key);
    const Edit edit = setting_edit(at, std::nullopt);
    if (spec.when != When::restart) return make_edit(edit, key, Phase::release);
    return restart_by(edit);
  } catch (const BadInput& error) {
    refuse(key, error);
    return false;
  }
}

ParamValue Workspace::param(std::string_view path) const {
  if (!current_) return {};
  const auto pending = current_->pending_restart.find(std::string(path));
  if (pending != current_->pending_restart.end()) return pending->second;
  const ParamPath at = split(path);
  const RunSpec& spec = current_->shown_spec();
  return current_->experiment->schema.value(merged(spec, at.contender), at.name);
}

ParamValue Workspace::default_param(std::string_view path) const {
  if (!current_) return {};
  const ParamPath at = split(path);
  Settings settings = current_->shown_spec().settings;
  const ParamSchema& schema = current_->experiment->schema;
  // A contender's own setting falls back to the shared one.
  if (!at.contender.empty()) return schema.value(settings, at.name);
  return schema.default_value(settings, at.name);
}

bool Workspace::is_changed(std::string_view path) const {
  return current_ && param(path) != default_param(path);
}

bool Workspace::is_pending(std::string_view path) const {
  if (!current_) return false;
  const std::string key(path);
  return current_->pending_restart.contains(key) || current_->under_way.contains(key);
}

std::string Workspace::field_error(std::string_view path) const {
  const auto found = field_errors_.find(std::string(path));
  return found == field_errors_.end() ? "" : found->second;
}

bool Workspace::set_input(std::string_view name, BufferPtr content, Phase phase) {
  if (!current_) return false;
  const std::string key = "input:" + std::string(name);
  const auto& slots = current_->experiment->inputs;
  const auto slot = std::find_if(slots.begin(), slots.end(),
                                 [&](const InputSpec& input) { return input.name == name; });
  Edit edit;
  edit.kind = Edit::Kind::input;
  edit.name = name;
  edit.input = std::move(content);
  try {
    if (slot == slots.end()) throw BadInput(fmt::format("There is no input '{}'", name));
    if (slot->when != When::restart) return make_edit(edit, key, phase);
    return phase == Phase::drag || restart_by(edit);
  } catch (const BadInput& error) {
    refuse(key, error);
    return false;
  }
}

bool Workspace::make_edit(Edit edit, const std::string& path, Phase phase) {
  if (!gesture_ || gesture_->path != path) gesture_ = Gesture{path, ++gestures_, current_->spec};
  edit.gesture = gesture_->number;
  if (!current_->following()) {
    if (phase == Phase::release) gesture_.reset();
    return prepare_branch(edit, path);
  }
  try {
    RunSpec next = current_->spec;
    apply(edit, next);
    for (const ContenderSpec& contender : next.contenders) next.resolved(contender);
    current_->spec = std::move(next);
  } catch (const BadInput& error) {
    refuse(path, error);
    if (phase == Phase::release) gesture_.reset();
    return false;
  }
  post_edit(*current_, edit, path);
  if (phase == Phase::release) {
    remember_edit(path, edit);
    gesture_.reset();
  }
  return true;
}

void Workspace::post_edit(OpenRun& target, const Edit& edit, const std::string& path) {
  Command command;
  command.kind = Command::Kind::edit;
  command.edit = edit;
  const std::uint64_t number = target.run->post(std::move(command));
  if (number == 0) {
    tell(Message::Kind::warning, "The run is busy; the last change was not taken up");
    return;
  }
  target.under_way[path] = number;
  runner_->poke();
  touch();
}

/// Undoing is a new edit with the old value; time is not turned back.
void Workspace::remember_edit(const std::string& path, const Edit& last) {
  Edit back = last;
  const RunSpec& before = gesture_->before;
  if (last.kind == Edit::Kind::setting) {
    const auto old = own_value(before, {last.contender, last.name});
    if (!last.reset && old == last.value) return;
    back.reset = !old.has_value();
    if (old) back.value = *old;
  } else if (last.kind == Edit::Kind::input) {
    const auto old = before.inputs.slots().find(last.name);
    back.input = old == before.inputs.slots().end() ? nullptr : old->second;
  }
  const auto target = current_;
  const auto again = [this, target, path](Edit edit) {
    select_run(target);
    follow_head();
    make_edit(std::move(edit), path, Phase::release);
  };
  history_.remember(
      describe(last, before), [again, back] { again(back); }, [again, last] { again(last); },
      {target.get()});
}

/// Wheel and arrows have no release of their own.
void Workspace::close_gesture() {
  if (!gesture_ || gesture_->path.starts_with("input:")) return;
  const std::string path = gesture_->path;
  set_param(path, param(path), Phase::release);
}

void Workspace::undo() {
  close_gesture();
  const std::string name = history_.undo();
  if (!name.empty()) tell(Message::Kind::news, "Undone: " + name);
}

void Workspace::redo() {
  close_gesture();
  const std::string name = history_.redo();
  if (!name.empty()) tell(Message::Kind::news, "Done again: " + name);
}

/// Edits in the past gather until the branch is run.
bool Workspace::prepare_branch(const Edit& edit, const std::string& path) {
  if (!current_->cursor_moment || !current_->past_spec) return false;
  try {
    RunSpec next = *current_->past_spec;
    apply(edit, next);
    for (const ContenderSpec& contender : next.contenders) next.resolved(contender);
    current_->past_spec = std::move(next);
  } catch (const BadInput& error) {
    refuse(path, error);
    return false;
  }
  if (!current_->branch) {
    current_->branch = PreparedBranch{*current_->cursor_moment, *current_->cursor, {}};
  }
  auto& edits = current_->branch->edits;
  std::erase_if(edits, [&](const Edit& earlier) { return same_target(earlier, edit); });
  edits.push_back(edit);
  touch();
  return true;
}

/// Starts again with one edit, which names the run. Throws BadInput.
bool Workspace::restart_by(const Edit& edit) {
  RunSpec next = current_->spec;
  std::string note = describe(edit, next);
  apply(edit, next);
  if (!restart_with(next, std::move(note))) return false;
  if (edit.kind == Edit::Kind::setting) {
    tell(Message::Kind::news, restart_words(next.experiment->schema.at(edit.name)));
  }
  return true;
}

/// Starts again with `spec`; the present run stays, with its history. Undo brings it back.
bool Workspace::restart_with(const RunSpec& spec, std::string note) {
  const auto old = current_;
  try {
    for (const ContenderSpec& contender : spec.contenders) spec.resolved(contender);
  } catch (const BadInput& error) {
    tell(Message::Kind::error, error.problem(), error.where(), error.cure());
    return false;
  }
  pause();
  adopt(runner_->start(spec), *old->experiment, old.get(), note);
  const auto fresh = current_;
  history_.remember(
      note, [this, old] { select_run(old); }, [this, fresh] { select_run(fresh); },
      {old.get(), fresh.get()});
  return true;
}

void Workspace::restart() {
  if (!current_) return;
  restart_with(current_->shown_spec(), "restart");
}

}  // namespace thalweg::ui
