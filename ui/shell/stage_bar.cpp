// The bar over the views, and the strips that say what matters now.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/clock.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/centre.hpp"
#include "ui/shell/clock_words.hpp"

namespace thalweg::ui {
namespace {

constexpr double strip_height = 26;
constexpr double gap = 8;
constexpr double posing_delay = 0.1;

}  // namespace

/// Title · try this · chip … layouts · + View. In the past the sentence says so instead.
void Centre::stage_bar(Workspace& workspace, const Box& area) {
  const OpenRun& run = workspace.run();
  const float right = layouts(workspace, area) - px(12);
  Box rest{{area.min.x + px(12), area.min.y}, {right, area.max.y}};
  const std::string& title = run.experiment->title;
  const float width = std::min(text_width(Font::strong, title) + px(1), rest.w() * 0.6f);
  const Box title_box = Box::at(rest.min, width, rest.h());
  put_text(title_box, Align::left, Font::strong, colour(Role::text), title);
  note_widget("stage.title", title_box.min, title_box.max, title);
  rest.min.x += width + px(14);
  if (!run.following()) {
    past_note(workspace, rest);
    return;
  }
  const StateWords words_now = state_words(run);
  const std::string state = words_now.glyph + "  " + words_now.text;
  const float chip_width = text_width(Font::label, state) + px(22);
  const float room = rest.w() - chip_width - px(14);
  if (room > px(80)) {
    const std::string& words = run.experiment->try_this;
    const float used = std::min(text_width(Font::body, words) + px(1), room);
    const Press press = ui::hit("stage.try", Box::at(rest.min, used, rest.h()), words);
    put_text(Box::at(rest.min, used, rest.h()), Align::left, Font::body, colour(Role::muted),
             words);
    tip(press, words);
    rest.min.x += used + px(14);
  }
  if (rest.w() < chip_width) return;
  chip("stage.state", Box::at({rest.min.x, area.centre().y - px(11)}, chip_width, px(22)), state,
       colour(words_now.bad ? Role::bad : Role::text));
}

/// Returns the x at which they begin.
float Centre::layouts(Workspace& workspace, const Box& area) {
  const OpenRun& run = workspace.run();
  float right = area.max.x - px(10);
  const float top = area.centre().y - px(12);
  std::vector<const ViewSpec*> hidden;
  const std::vector<std::string> visible = run.visible();
  for (const ViewSpec& view : run.experiment->views) {
    if (std::find(visible.begin(), visible.end(), view.id()) == visible.end()) {
      hidden.push_back(&view);
    }
  }
  const float width = text_width(Font::label, "+ View") + px(14);
  right -= width;
  if (begin_menu("stage.add_view", Box::at({right, top}, width, px(24)), "+ View", ButtonLook::flat,
                 Font::label)) {
    if (hidden.empty()) menu_item("stage.add_view.none", "All views are shown", {}, false);
    for (const ViewSpec* view : hidden) {
      const std::string id = "stage.add_view." + view->id();
      if (menu_item(id.c_str(), view->title)) workspace.show_view(view->id());
    }
    end_menu();
  }
  // A filmstrip or tabs stand where there is no room for a choice.
  if (room_ == Room::rails || room_ == Room::one_view) return right;
  constexpr std::array<Layout, 4> all{Layout::two_by_three, Layout::two_by_two, Layout::one_three,
                                      Layout::one};
  for (const Layout layout : all) {
    const std::string label = layout_name(layout);
    const float w = std::max(px(24), text_width(Font::label, label) + px(12));
    right -= w;
    const Box box = Box::at({right, top}, w, px(24));
    const std::string id = "stage.layout." + label;
    const Press press = ui::hit(id.c_str(), box, label);
    const bool on = run.layout == layout && run.filled.empty();
    put_text(box, Align::centre, on ? Font::title : Font::label,
             on || press.hovered ? colour(Role::text) : colour(Role::dim), label);
    tip(press, "Layout " + label);
    if (press.clicked) workspace.set_layout(layout);
  }
  return right;
}

float Centre::strips(Workspace& workspace, const Box& area) {
  const auto strip = [&] {
    const Box box = Box::at(area.min, area.w(), px(strip_height));
    ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::raised), px(6));
    return box;
  };
  const bool posing = workspace.run().state() == RunState::posing;
  if (!posing) posing_since_ = 0;
  if (posing && posing_since_ == 0) posing_since_ = wall_seconds();
  if (!workspace.banners().empty()) {
    banner_strip(workspace, strip());
    return px(strip_height + gap);
  }
  if (!posing) return 0;
  workspace.touch();
  if (wall_seconds() - posing_since_ < posing_delay) return 0;
  posing_strip(workspace, strip());
  return px(strip_height + gap);
}

/// 'Building cost 400×400 · 60 %' [Cancel].
void Centre::posing_strip(Workspace& workspace, const Box& box) {
  std::string text = "Posing the problem";
  for (const TaskNote& task : workspace.run().run->tasks()) {
    text = task.name;
    if (task.done >= 0) text += fmt::format(" · {:.0f} %", 100 * task.done);
    break;
  }
  const float width = button_width("Cancel", Font::label);
  const Box cancel{{box.max.x - width - px(4), box.min.y + px(2)},
                   {box.max.x - px(4), box.max.y - px(2)}};
  const Box words{{box.min.x + px(10), box.min.y}, {cancel.min.x - px(8), box.max.y}};
  put_text(words, Align::left, Font::label, colour(Role::text), text);
  note_widget("posing.text", words.min, words.max, text);
  if (button("posing.cancel", cancel, "Cancel", ButtonLook::raised, true, {}, Font::label)) {
    workspace.cancel();
  }
}

/// 'k 15 of 37 · edits start a branch' [Run on from here] [To head].
void Centre::past_note(Workspace& workspace, Box box) {
  const OpenRun& run = workspace.run();
  const auto words = [&](double value) {
    return clock_words(*run.experiment, workspace.clock(), value);
  };
  std::string head = words(run.head_value(workspace.clock()));
  if (head.starts_with("k ")) head.erase(0, 2);
  std::string text = words(*run.cursor) + " of " + head;
  if (run.running()) text += " · head running";
  if (run.branch) {
    text += " · a branch is prepared: Run starts it, Esc drops it";
  } else {
    text += run.approximate() ? " · approx." : " · edits start a branch";
  }
  const char* run_on = run.branch ? "Run the branch" : "Run on from here";
  const float first = button_width(run_on, Font::label);
  const float second = button_width("To head", Font::label);
  const float room = box.w() - first - second - px(40);
  const float width = std::min(text_width(Font::label, text) + px(2), std::max(0.0f, room));
  const ImU32 ink = colour(Role::warn);
  put_text(Box::at(box.min, px(16), box.h()), Align::left, Font::label, ink, icon::clock);
  box.min.x += px(18);
  const Box words_box = Box::at(box.min, width, box.h());
  put_text(words_box, Align::left, Font::label, colour(Role::text), text);
  tip(ui::hit("past.text", words_box, text), text);
  const float top = box.centre().y - px(11);
  const float x = box.min.x + width + px(10);
  if (x + first > box.max.x) return;
  const bool goes_on = button("past.run_on", Box::at({x, top}, first, px(22)), run_on,
                              ButtonLook::raised, true, {}, Font::label);
  if (goes_on) {
    if (!run.branch) workspace.make_branch();
    workspace.resume();
    return;
  }
  if (x + first + px(6) + second > box.max.x) return;
  if (button("past.to_head", Box::at({x + first + px(6), top}, second, px(22)), "To head",
             ButtonLook::raised, true, "Follow the newest moment (End)", Font::label)) {
    workspace.follow_head();
  }
}

/// The newest cause with its cures; further ones as '+2'.
void Centre::banner_strip(Workspace& workspace, const Box& box) {
  auto& banners = workspace.banners();
  const Banner banner = banners.back();
  const bool bad = banner.message.kind == Message::Kind::error;
  float right = box.max.x - px(4);
  const auto place = [&](float width) {
    const Box at{{right - width, box.min.y + px(2)}, {right, box.max.y - px(2)}};
    right = at.min.x - px(6);
    return at;
  };
  if (button("banner.close", place(px(24)), icon::close, ButtonLook::flat, true,
             "Dismiss; it stays in the messages", Font::label)) {
    banners.pop_back();
    return workspace.touch();
  }
  if (banners.size() > 1) {
    const std::string more = fmt::format("+{}", banners.size() - 1);
    const Box at = place(text_width(Font::small_number, more) + px(8));
    put_text(at, Align::centre, Font::small_number, colour(Role::muted), more);
    note_widget("banner.more", at.min, at.max, more);
  }
  for (auto each = banner.buttons.rbegin(); each != banner.buttons.rend(); ++each) {
    const Box at = place(button_width(each->label, Font::label));
    if (!button(("banner." + each->label).c_str(), at, each->label, ButtonLook::raised, true, {},
                Font::label)) {
      continue;
    }
    banners.pop_back();
    if (each->act) each->act();
    return workspace.touch();
  }
  const Box glyph{{box.min.x + px(10), box.min.y}, {box.min.x + px(28), box.max.y}};
  put_text(glyph, Align::left, Font::label, colour(bad ? Role::bad : Role::warn), icon::warning);
  const Box text{{box.min.x + px(30), box.min.y}, {right, box.max.y}};
  put_text(text, Align::left, Font::label, colour(Role::text), banner.message.line());
  tip(ui::hit("banner.text", text, banner.message.line()), banner.message.line());
}

}  // namespace thalweg::ui
