// Cards in a grid: picture, title, question, family, cost.
#include "ui/panels/browse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/run/catalogue.hpp"
#include "ui/panels/catalogue.hpp"
#include "ui/panels/experiment_card.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/search.hpp"
#include "ui/shell/gallery.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double gap = 12;
constexpr double least_width = 284;
constexpr double words_height = 96;

struct BrowseState {
  /// Id of the card that the arrow keys reached.
  std::string chosen;
  bool reveal = false;
};

BrowseState& state() {
  static BrowseState held;
  return held;
}

struct Item {
  const Experiment* experiment;
  std::string family;
};

std::vector<Item> items(const std::string& filter) {
  std::vector<Item> found;
  for (const Family& family : families(catalogue(), filter)) {
    for (const Experiment* experiment : family.members) found.push_back({experiment, family.title});
  }
  return found;
}

void start(Workspace& ws, const Experiment& experiment) {
  ws.browsing = false;
  state().chosen.clear();
  const bool present = ws.has_run() && ws.run().experiment == &experiment;
  if (!present) ws.select_experiment(experiment.id());
  ws.touch();
}

/// The arrow keys move over the grid; Enter starts. Left and right belong to a text being typed.
void move_choice(Workspace& ws, const std::vector<Item>& all, long columns) {
  if (all.empty() || ws.palette_open) return;
  const bool typing = ImGui::GetIO().WantTextInput;
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true) ? 1L : 0L;
  };
  const auto at = std::find_if(all.begin(), all.end(), [](const Item& item) {
    return item.experiment->id() == state().chosen;
  });
  if (at != all.end() && ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter), false)) {
    return start(ws, *at->experiment);
  }
  long by = columns * (pressed(ImGuiKey_DownArrow) - pressed(ImGuiKey_UpArrow));
  if (!typing) by += pressed(ImGuiKey_RightArrow) - pressed(ImGuiKey_LeftArrow);
  if (by == 0) return;
  const auto last = static_cast<long>(all.size()) - 1;
  const long next = at == all.end() ? 0 : std::clamp(at - all.begin() + by, 0L, last);
  state().chosen = all[static_cast<std::size_t>(next)].experiment->id();
  state().reveal = true;
  ws.touch();
}

/// At most two lines, the second shortened.
void put_two_lines(const Box& box, Font which, ImU32 tint, const std::string& text) {
  const float pitch = snapped(text_height(which) * 1.28f);
  if (text_width(which, text) <= box.w()) return put_text(box.min, which, tint, text);
  std::size_t fits = 0;
  for (std::size_t blank = text.find(' '); blank != std::string::npos;
       blank = text.find(' ', blank + 1)) {
    if (text_width(which, text.substr(0, blank)) > box.w()) break;
    fits = blank;
  }
  put_text(box.min, which, tint, text.substr(0, fits));
  put_text({box.min.x, box.min.y + pitch}, which, tint,
           shortened(which, text.substr(fits + 1), box.w()));
}

void draw_item(Workspace& ws, const Item& item, const Box& box) {
  const Experiment& experiment = *item.experiment;
  const std::string name = "browse." + experiment.id();
  const Press press = hit(name.c_str(), box, experiment.title);
  const bool present = ws.has_run() && ws.run().experiment == &experiment;
  const bool chosen = state().chosen == experiment.id();
  if (chosen && state().reveal) {
    if (!ImGui::IsItemVisible()) ImGui::SetScrollHereY(0.5f);
    state().reveal = false;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.min, box.max, colour(press.hovered ? Role::raised : Role::panel), px(8));
  const Role edge = chosen || present ? Role::accent : press.hovered ? Role::dim : Role::line;
  list.AddRect(box.min, box.max, colour(edge), px(8), 0, chosen ? px(2) : px(1));
  const float pad = px(8), width = box.w() - 2 * pad;
  const float image = snapped(width * static_cast<float>(Gallery::height / Gallery::width));
  draw_picture(ws, experiment, Box::at({box.min.x + pad, box.min.y + pad}, width, image));
  const float left = box.min.x + pad + px(2), right = box.max.x - pad - px(2);
  const float top = box.min.y + pad + image + px(6);
  put_found({{left, top}, {right, top + px(20)}}, Font::strong, Font::strong, colour(Role::text),
            catalogue_filter(), experiment.title);
  put_two_lines({{left, top + px(21)}, {right, top + px(55)}}, Font::label, colour(Role::muted),
                experiment.question);
  const Box foot{{left, top + px(57)}, {right, top + px(75)}};
  const ClaimMark mark = claim_mark(ws, experiment);
  const std::string family = std::string(mark.glyph) + (*mark.glyph ? " " : "") + item.family;
  put_text(foot, Align::left, Font::label, colour(Role::dim), family);
  const std::string cost = cost_text(ws, experiment, true);
  const Box beside{{left + text_width(Font::label, family) + px(8), foot.min.y}, foot.max};
  put_text(beside, Align::right, Font::label, colour(Role::dim), cost);
  if (press.clicked) start(ws, experiment);
}

/// Title, count, and a filter where the catalogue's is out of sight. Returns the y below.
float draw_head(Workspace& ws, const Box& area, std::size_t found) {
  const Box bar = Box::at({area.min.x + px(gap), area.min.y}, area.w() - px(2 * gap), px(40));
  const std::string title = "All experiments";
  put_text(bar, Align::left, Font::strong, colour(Role::text), title);
  const std::size_t count = catalogue().size();
  const std::string text =
      found == count ? std::to_string(count) : fmt::format("{} of {}", found, count);
  float x = bar.min.x + text_width(Font::strong, title) + px(10);
  put_text({{x, bar.min.y}, bar.max}, Align::left, Font::number, colour(Role::muted), text);
  note_widget("browse.count", {x, bar.min.y}, {x + px(60), bar.max.y}, text);
  x += px(80);
  const float back = button_width("Back", Font::label);
  const Box button_box = Box::at({bar.max.x - back, bar.min.y + px(8)}, back, px(24));
  if (button("browse.back", button_box, "Back", ButtonLook::raised, true, "To the views (Esc)",
             Font::label)) {
    ws.browsing = false, ws.touch();
  }
  if (!catalogue_filter_shown()) {
    const Box field{{x, bar.min.y + px(6)}, {button_box.min.x - px(10), bar.max.y - px(6)}};
    if (field.w() > px(80)) {
      text_field("browse.filter", field, "Filter", catalogue_filter());
    }
  }
  return bar.max.y;
}

}  // namespace

void draw_browse(Workspace& ws, Textures&, const Box& area) {
  const std::vector<Item> found = items(catalogue_filter());
  const float top = draw_head(ws, area, found.size());
  const Box body{{area.min.x, top}, area.max};
  const float inner = body.w() - px(2 * gap) - px(8);
  const long columns = std::max(1L, static_cast<long>((inner + px(gap)) / px(least_width + gap)));
  const float width =
      snapped((inner - px(gap) * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  const float picture = (width - px(16)) * static_cast<float>(Gallery::height / Gallery::width);
  const float height = snapped(picture + px(words_height));
  move_choice(ws, found, columns);
  Column column = begin_scroll("browse.grid", body, px(gap));
  const float left = column.x;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto place = static_cast<long>(i) % columns;
    const float x = left + static_cast<float>(place) * (width + px(gap));
    draw_item(ws, found[i], Box::at({snapped(x), column.y}, width, height));
    if (place == columns - 1 || i + 1 == found.size()) column.gap(height + px(gap));
  }
  if (found.empty()) {
    put_text(column.take(px(30)), Align::left, Font::body, colour(Role::muted),
             fmt::format("Nothing matches \"{}\".", catalogue_filter()));
  }
  end_scroll(column);
}

}  // namespace thalweg::ui
