// Key parameters at the left, contenders as chips at the right, in one row.
#include "ui/panels/key_controls.hpp"

#include <algorithm>
#include <vector>

#include "ui/panels/contender_row.hpp"
#include "ui/panels/field.hpp"
#include "ui/panels/parameters.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr std::size_t most_keys = 3;
constexpr double chip_height = 22;
constexpr double gap = 6;

/// Key parameters that have an effect now, problem and shared ones first.
std::vector<const ParamSpec*> key_specs(const OpenRun& run) {
  std::vector<const ParamSpec*> keys;
  for (const Scope scope : {Scope::problem, Scope::shared, Scope::contender}) {
    for (const ParamSpec& spec : run.experiment->schema.specs) {
      const bool wanted = spec.key && spec.scope == scope && keys.size() < most_keys;
      if (wanted && !parameter_path(run, spec).empty()) keys.push_back(&spec);
    }
  }
  return keys;
}

/// What a chip shows when there is room for names, or for swatch and state alone.
struct Chip {
  std::string key, name;
  int colour = 0;
  Condition condition = Condition::ready;
  bool hidden = false, veiled = false, focus = false;
  std::string text() const { return veiled ? "veiled" : name; }
  float width(bool named) const {
    return px(named ? 56 : 44) + (named ? text_width(Font::label, text()) : 0);
  }
};

std::vector<Chip> chips_of(const OpenRun& run) {
  std::vector<Chip> chips;
  for (const std::string& key : run.legend()) {
    const Competitor* who = run.frames().contender(key);
    if (!who) continue;
    const Standing* standing = run.standing(key);
    Chip chip{key,
              who->name,
              who->colour,
              who->condition,
              is_hidden(run, key),
              run.veiled.contains(key),
              run.focus == key};
    if (standing && run.following()) chip.condition = standing->condition;
    chips.push_back(chip);
  }
  return chips;
}

float widest_row(const std::vector<Chip>& chips, bool named, std::size_t rows) {
  const std::size_t per_row = (chips.size() + rows - 1) / rows;
  float widest = 0;
  for (std::size_t from = 0; from < chips.size(); from += per_row) {
    float width = 0;
    for (std::size_t i = from; i < std::min(chips.size(), from + per_row); ++i) {
      width += chips[i].width(named) + px(gap);
    }
    widest = std::max(widest, width);
  }
  return widest;
}

void draw_chip(Workspace& ws, const Chip& chip, const Box& box, bool named) {
  const Press press = hit(("chip." + chip.key).c_str(), box, chip.text());
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (chip.focus || press.hovered) {
    list->AddRectFilled(box.min, box.max, colour(Role::raised), box.h() / 2);
  }
  list->AddRect(box.min, box.max, colour(chip.focus ? Role::dim : Role::line), box.h() / 2);
  const double fade = chip.hidden ? 0.5 : 1;
  line_sample({{box.min.x + px(8), box.min.y}, {box.min.x + px(26), box.max.y}}, chip.colour,
              chip.hidden || chip.veiled ? 0.4 : 1);
  const Box glyph{{box.max.x - px(20), box.min.y}, {box.max.x - px(5), box.max.y}};
  if (named) {
    put_text({{box.min.x + px(31), box.min.y}, {glyph.min.x - px(2), box.max.y}}, Align::left,
             Font::label, colour(Role::text, fade), chip.text());
  }
  const bool paused = still_running(chip.condition) && !ws.run().running();
  put_text(glyph, Align::centre, Font::label, colour(Role::text, fade),
           chip.veiled ? "?"
           : paused    ? icon::pause
                       : condition_glyph(chip.condition));
  tip(press, chip.veiled ? "Veiled: click to see which it is"
                         : chip.name + "\nClick: focus. Alt+click: show alone. Right click: hide.");
  if (press.right_clicked) return ws.toggle_hidden(chip.key);
  if (!press.clicked) return;
  if (chip.veiled) ws.toggle_veil(chip.key);
  if (ImGui::GetIO().KeyAlt) return ws.toggle_solo(chip.key);
  ws.set_focus(chip.key);
}

void draw_chips(Workspace& ws, const std::vector<Chip>& chips, const Box& area, bool named,
                std::size_t rows) {
  const std::size_t per_row = (chips.size() + rows - 1) / rows;
  const float used =
      static_cast<float>(rows) * px(chip_height) + static_cast<float>(rows - 1) * px(4);
  const float top = snapped(area.centre().y - used / 2);
  const float squeeze = std::min(1.0f, area.w() / widest_row(chips, named, rows));
  float x = area.min.x, y = top;
  for (std::size_t i = 0; i < chips.size(); ++i) {
    if (i > 0 && i % per_row == 0) x = area.min.x, y += px(chip_height + 4);
    const float width = (chips[i].width(named) + px(gap)) * squeeze - px(gap);
    draw_chip(ws, chips[i], Box::at({x, y}, width, px(chip_height)), named);
    x += width + px(gap);
  }
}

}  // namespace

void draw_key_controls(Workspace& ws, const Box& box) {
  if (!ws.has_run()) return;
  settle_fields(ws);
  const float inset = px(14);
  const Box inner{{box.min.x + inset, box.min.y}, {box.max.x - inset, box.max.y}};
  const std::vector<const ParamSpec*> keys = key_specs(ws.run());
  const std::vector<Chip> chips = chips_of(ws.run());
  const std::size_t rows = chips.size() > 3 ? 2 : 1;
  // Controls take 150 … 300 px each; the chips lose their names before they lose their room.
  const float least = (px(132) + px(14)) * static_cast<float>(keys.size());
  const float wanted = widest_row(chips, true, rows);
  const bool named = wanted * 0.7f + least <= inner.w();
  const float chips_width =
      chips.empty() ? 0
                    : std::min(named ? wanted : widest_row(chips, false, rows), inner.w() - least);
  const float room = inner.w() - chips_width;
  const float each =
      keys.empty() ? 0 : std::min(px(320), room / static_cast<float>(keys.size())) - px(18);
  float x = inner.min.x;
  for (const ParamSpec* spec : keys) {
    const std::string path = parameter_path(ws.run(), *spec);
    const float top = snapped(inner.centre().y - px(22));
    draw_key_field(ws, field_of(ws, *spec, path, "key."), Box::at({x, top}, each, px(44)));
    x += each + px(18);
  }
  if (!chips.empty()) {
    draw_chips(ws, chips, {{inner.max.x - chips_width, inner.min.y}, inner.max}, named, rows);
  }
}

}  // namespace thalweg::ui
