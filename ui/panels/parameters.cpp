// The Parameters tab: one field for every declared parameter, whatever the experiment.
#include "ui/panels/parameters.hpp"

#include <utility>

#include "core/base/error.hpp"
#include "ui/panels/field.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// Whether 'More' is open, and a field that was asked for.
struct FormState {
  bool more = false, reveal = false;
};

FormState& form() {
  static FormState held;
  return held;
}

const ContenderSpec* focused_contender(const OpenRun& run) {
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.key == run.focus) return &contender;
  }
  return nullptr;
}

/// Settings in force for the focus, with which `applies` is asked; empty when they are refused.
Settings focus_settings(const OpenRun& run) {
  try {
    const ContenderSpec* focus = focused_contender(run);
    return focus ? run.shown_spec().resolved(*focus) : run.shown_spec().resolved();
  } catch (const BadInput&) {
    return {};
  }
}

bool applies(const ParamSpec& spec, const Settings& settings) {
  return !spec.applies || settings.empty() || spec.applies(settings);
}

void draw_heading(Column& column, std::string_view title) {
  put_text(column.take(px(26)), Align::left, Font::title, colour(Role::muted), title);
}

/// Path of a parameter in the section of `scope`; empty when it does not belong there. The
/// focus's section also holds the shared settings that it overrides.
std::string path_in_section(const ParamSpec& spec, Scope scope, const ContenderSpec* focus) {
  if (scope != Scope::contender) return spec.scope == scope ? spec.name : std::string();
  if (!focus) return {};
  const bool own = spec.scope == Scope::contender && spec.method == focus->method;
  const bool overridden = spec.scope == Scope::shared && focus->overrides.contains(spec.name);
  return own || overridden ? focus->key + "." + spec.name : std::string();
}

/// The fields of one scope; returns how many are folded away.
int draw_section(Workspace& ws, Column& column, Scope scope, std::string_view title, bool folded,
                 const Settings& settings) {
  const OpenRun& run = ws.run();
  bool headed = false;
  int hidden = 0;
  for (const ParamSpec& spec : run.experiment->schema.specs) {
    const std::string path = path_in_section(spec, scope, focused_contender(run));
    if (path.empty() || !applies(spec, settings)) continue;
    if (spec.more != folded) {
      hidden += spec.more ? 1 : 0;
      continue;
    }
    if (!headed) draw_heading(column, title);
    headed = true;
    draw_field(ws, field_of(ws, spec, path, "param."), column);
  }
  if (headed) column.gap(px(8));
  return hidden;
}

}  // namespace

std::string parameter_path(const OpenRun& run, const ParamSpec& spec) {
  if (spec.scope != Scope::contender) return spec.name;
  std::string first;
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.method != spec.method) continue;
    if (contender.key == run.focus) return contender.key + "." + spec.name;
    if (first.empty()) first = contender.key + "." + spec.name;
  }
  return first;
}

void reveal_parameter(Workspace& ws, const std::string& path) {
  form().reveal = true, form().more = true;
  start_typing(ws, path, "param.");
  const std::size_t dot = path.find('.');
  if (dot != std::string::npos) ws.set_focus(path.substr(0, dot));
  ws.sheet = Sheet::none;
}

bool take_reveal_request() { return std::exchange(form().reveal, false); }

void draw_parameters(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const OpenRun& run = ws.run();
  const ContenderSpec* focus = focused_contender(run);
  const std::string name = focus ? focus->name : std::string();
  const Settings settings = focus_settings(run);
  const auto all = [&](bool folded) {
    return draw_section(ws, column, Scope::problem, "Problem", folded, settings) +
           draw_section(ws, column, Scope::shared, "Shared solver", folded, settings) +
           draw_section(ws, column, Scope::contender, name, folded, settings);
  };
  column.gap(px(4));
  const int hidden = all(false);
  if (hidden == 0) return;
  const std::string label = "More (" + std::to_string(hidden) + ")";
  if (group_row("param.more", column.take(px(26)), label, -1, form().more)) {
    form().more = !form().more;
  }
  column.gap(px(4));
  if (form().more) all(true);
}

}  // namespace thalweg::ui
