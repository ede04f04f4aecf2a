// Settings of one contender, and methods on offer.
#include "ui/panels/contender_settings.hpp"

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "ui/panels/field.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr std::size_t most_contenders = 8;

std::set<std::string>& opened() {
  static std::set<std::string> keys;
  return keys;
}

const ContenderSpec* find(const OpenRun& run, const std::string& key) {
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.key == key) return &contender;
  }
  return nullptr;
}

bool applies(const OpenRun& run, const ContenderSpec& contender, const ParamSpec& spec) {
  if (!spec.applies) return true;
  try {
    return spec.applies(run.shown_spec().resolved(contender));
  } catch (const BadInput&) {
    return true;
  }
}

/// '+ Own value': the shared settings that it does not override yet.
void draw_override_menu(Workspace& ws, const ContenderSpec& contender, Column& column) {
  std::vector<const ParamSpec*> shared;
  for (const ParamSpec& spec : ws.run().experiment->schema.specs) {
    if (spec.scope == Scope::shared && !contender.overrides.contains(spec.name)) {
      shared.push_back(&spec);
    }
  }
  if (shared.empty()) return;
  const char* const label = "+ Own value for a shared setting";
  const Box row = column.take(px(24));
  const Box box =
      Box::at({row.min.x - px(10), row.min.y}, button_width(label, Font::label), row.h());
  const std::string name = "own." + contender.key + ".add", key = contender.key;
  if (!begin_menu(name.c_str(), box, label, ButtonLook::flat, Font::label)) return;
  for (const ParamSpec* spec : shared) {
    const std::string path = key + "." + spec->name;
    const ParamValue value = ws.param(spec->name);
    if (menu_item((name + "." + spec->name).c_str(), spec->label, shown_value(*spec, value))) {
      ws.set_param(path, value);
    }
  }
  end_menu();
}

/// A line of the menu, or two when there is a reason against it.
bool draw_offer(const Method& method, const std::string& obstacle) {
  const bool possible = obstacle.empty();
  const float width = px(280), indent = px(10);
  const float reason =
      possible ? 0 : put_paragraph({0, 0}, width - 2 * indent, Font::label, 0, obstacle, false);
  const Box box =
      Box::at(ImGui::GetCursorScreenPos(), width, px(26) + (possible ? 0 : reason + px(4)));
  const std::string name = "contender.add." + method.key;
  const std::string shown = possible ? method.name : method.name + "\n" + obstacle;
  const Press press = hit(name.c_str(), box, shown);
  if (press.hovered && possible) {
    ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::line), px(5));
  }
  put_text({{box.min.x + indent, box.min.y}, {box.max.x - indent, box.min.y + px(26)}}, Align::left,
           Font::body, colour(Role::text, possible ? 1 : 0.5), method.name);
  if (!possible) {
    put_paragraph({box.min.x + indent, box.min.y + px(25)}, width - 2 * indent, Font::label,
                  colour(Role::muted), obstacle);
  }
  tip(press, method.doc);
  if (press.clicked && possible) ImGui::CloseCurrentPopup();
  return press.clicked && possible;
}

}  // namespace

bool settings_open(const std::string& key) { return opened().contains(key); }
void open_settings(const std::string& key) { opened().insert(key); }
void toggle_settings(const std::string& key) {
  if (opened().erase(key) == 0) opened().insert(key);
}

void draw_own_settings(Workspace& ws, const std::string& key, Column& column, float inset) {
  const ContenderSpec* found = find(ws.run(), key);
  if (!found) return;
  const ContenderSpec contender = *found;  // an edit replaces the spec
  Column inner{column.x + inset + px(12), column.y, column.width - 2 * inset - px(12)};
  const float top = inner.y;
  for (const ParamSpec& spec : ws.run().experiment->schema.specs) {
    const std::string path = contender.key + "." + spec.name;
    const bool own = spec.scope == Scope::contender && spec.method == contender.method &&
                     applies(ws.run(), contender, spec) && (!spec.more || ws.is_changed(path));
    const bool overridden = spec.scope == Scope::shared && contender.overrides.contains(spec.name);
    if (own || overridden) draw_short_field(ws, field_of(ws, spec, path, "own."), inner);
  }
  draw_override_menu(ws, contender, inner);
  if (inner.y == top) {
    put_text(inner.take(px(24)), Align::left, Font::label, colour(Role::muted),
             "It has no settings of its own.");
  }
  ImGui::GetWindowDrawList()->AddRectFilled({column.x + inset - px(1), top + px(2)},
                                            {column.x + inset, inner.y - px(2)},
                                            contender_colour(contender.colour, 0.6));
  column.y = inner.y + px(4);
}

void draw_add_contender(Workspace& ws, const Box& row, float inset) {
  const char* const label = "+ Add contender";
  const Box box =
      Box::at({row.min.x + inset - px(10), row.min.y}, button_width(label, Font::label), row.h());
  if (!begin_menu("contender.add", box, label, ButtonLook::flat, Font::label)) return;
  const bool full = ws.run().shown_spec().contenders.size() >= most_contenders;
  std::string chosen;
  for (const Method& method : ws.run().experiment->contenders) {
    const std::string obstacle =
        full ? "8 contenders run already; remove one first." : ws.obstacle(method.key);
    if (draw_offer(method, obstacle)) chosen = method.key;
  }
  end_menu();
  if (!chosen.empty()) ws.add_contender(chosen);
}

}  // namespace thalweg::ui
