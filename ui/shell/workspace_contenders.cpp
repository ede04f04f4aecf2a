// Contenders come, go and get names; cures of an advice are followed.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/run/replay.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr std::size_t most_contenders = 8;

std::string path_of(const Cure& cure) {
  return cure.contender.empty() ? cure.parameter : cure.contender + "." + cure.parameter;
}

}  // namespace

bool Workspace::add_contender(std::string_view method) {
  if (!current_) return false;
  const RunSpec& spec = current_->spec;
  if (spec.contenders.size() >= most_contenders) {
    tell(Message::Kind::warning, "8 contenders run already; remove one first");
    return false;
  }
  const Method& offered = current_->experiment->contender(method);
  Edit edit;
  edit.kind = Edit::Kind::add_contender;
  edit.added.method = offered.key;
  edit.added.overrides = offered.overrides;
  edit.added.key = offered.key, edit.added.name = offered.name;
  for (int number = 2; find_contender(spec, edit.added.key); ++number) {
    edit.added.key = fmt::format("{} {}", offered.key, number);
    edit.added.name = fmt::format("{} {}", offered.name, number);
  }
  const auto taken = [&](int colour) {
    return std::any_of(spec.contenders.begin(), spec.contenders.end(),
                       [&](const ContenderSpec& c) { return c.colour == colour; });
  };
  while (taken(edit.added.colour)) ++edit.added.colour;
  edit.name = edit.added.key;
  if (!make_edit(edit, "contender:" + edit.name, Phase::drag)) return false;
  gesture_.reset();
  const std::string key = edit.name;
  const std::string again = offered.key;
  history_.remember(
      "add " + edit.added.name, [this, key] { remove_contender(key); },
      [this, again] { add_contender(again); }, {current_.get()});
  return true;
}

bool Workspace::duplicate_contender(std::string_view key) {
  const ContenderSpec* original = current_ ? find_contender(current_->spec, key) : nullptr;
  if (!original) return false;
  const ContenderSpec copy = *original;
  if (!add_contender(copy.method)) return false;
  const std::string fresh = current_->shown_spec().contenders.back().key;
  for (const auto& [name, value] : copy.overrides) set_param(fresh + "." + name, value);
  return true;
}

void Workspace::remove_contender(std::string_view key) {
  const ContenderSpec* found = current_ ? find_contender(current_->spec, key) : nullptr;
  if (!found) return;
  if (current_->spec.contenders.size() < 2) {
    tell(Message::Kind::warning, "The last contender stays");
    return;
  }
  const ContenderSpec removed = *found;
  Edit edit;
  edit.kind = Edit::Kind::remove_contender;
  edit.name = removed.key;
  if (!make_edit(edit, "contender:" + edit.name, Phase::drag)) return;
  gesture_.reset();
  if (current_->focus == removed.key) set_focus(current_->spec.contenders.front().key);
  if (current_->solo == removed.key) current_->solo.clear();
  Edit back = edit;
  back.kind = Edit::Kind::add_contender;
  back.added = removed;
  history_.remember(
      "remove " + removed.name,
      [this, back] {
        make_edit(back, "contender:" + back.name, Phase::drag);
        gesture_.reset();
      },
      [this, edit] { remove_contender(edit.name); }, {current_.get()});
}

std::string Workspace::obstacle(std::string_view method) const {
  if (!current_) return "no run";
  const Method& offered = current_->experiment->contender(method);
  const ProblemPtr problem = current_->snapshot ? current_->snapshot->problem : nullptr;
  if (!offered.obstacle || !problem) return "";
  try {
    return offered.obstacle(problem, current_->shown_spec().resolved());
  } catch (const Error& error) {
    return error.what();
  }
}

void Workspace::rename_contender(std::string_view key, const std::string& name) {
  const ContenderSpec* found = current_ ? find_contender(current_->spec, key) : nullptr;
  if (!found || found->name == name) return;
  Edit edit;
  edit.kind = Edit::Kind::rename_contender;
  edit.name = found->key;
  edit.value = name;
  const std::string old_name = found->name;
  const std::string act = describe(edit, current_->spec);
  // A name is the same at all times: unlike other edits it needs no branch in the past.
  try {
    apply(edit, current_->spec);
  } catch (const BadInput& error) {
    refuse("name:" + edit.name, error);
    return;
  }
  post_edit(*current_, edit, "name:" + edit.name);
  const auto target = current_;
  const auto rename = [this, target, key = edit.name](const std::string& to) {
    select_run(target);
    rename_contender(key, to);
  };
  history_.remember(
      act, [rename, old_name] { rename(old_name); }, [rename, name] { rename(name); },
      {target.get()});
}

void Workspace::follow_cure(const Advice& advice, const Cure& cure) {
  if (!current_) return;
  switch (cure.act) {
    case Cure::Act::set:
      follow_head();
      set_param(path_of(cure), cure.value);
      break;
    case Cure::Act::add:
      follow_head();
      add_contender(cure.contender);
      break;
    case Cure::Act::branch:
      if (!seek_to(advice.contender, cure.step)) return;
      if (!cure.parameter.empty() && !set_param(path_of(cure), cure.value)) return;
      make_branch();
      resume();
      break;
    case Cure::Act::inspect:
      seek_to(advice.contender, cure.step);
      break;
    case Cure::Act::explain:
      inspector_tab = 1;  // Method
      drawer = Drawer::inspector;
      break;
  }
  touch();
}

}  // namespace thalweg::ui
