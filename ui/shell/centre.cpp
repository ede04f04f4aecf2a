// Stage bar, strips and the arrangement of the views.
#include "ui/shell/centre.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ui/shell/clock_words.hpp"

namespace thalweg::ui {
namespace {

constexpr double stage_height = 36;
constexpr double strip_height = 26;
constexpr double gap = 8;

std::vector<Box> stacked(const Box& area, std::size_t count, float space) {
  std::vector<Box> boxes;
  const float n = static_cast<float>(count);
  const float height = (area.h() - space * (n - 1)) / n;
  for (std::size_t i = 0; i < count; ++i) {
    const float top = area.min.y + static_cast<float>(i) * (height + space);
    boxes.push_back({{area.min.x, snapped(top)}, {area.max.x, snapped(top + height)}});
  }
  return boxes;
}

std::vector<Box> grid(const Box& area, std::size_t rows, std::size_t columns, float space) {
  std::vector<Box> boxes;
  const float n = static_cast<float>(columns);
  const float width = (area.w() - space * (n - 1)) / n;
  for (const Box& row : stacked(area, rows, space)) {
    for (std::size_t c = 0; c < columns; ++c) {
      const float left = area.min.x + static_cast<float>(c) * (width + space);
      boxes.push_back({{snapped(left), row.min.y}, {snapped(left + width), row.max.y}});
    }
  }
  return boxes;
}

/// The state at the head: glyph and word.
std::string chip_text(const OpenRun& run) {
  switch (run.state()) {
    case RunState::posing:
      return std::string(icon::clock) + "  posing";
    case RunState::running:
      return run.following() ? std::string(icon::play) + "  running"
                             : std::string(icon::play) + "  head running";
    case RunState::paused:
      return std::string(icon::pause) + "  paused";
    case RunState::finished:
      return "■  done";
    case RunState::cancelled:
      return "□  stopped";
    case RunState::failed:
      return "✕  failed";
  }
  return "";
}

}  // namespace

std::vector<Box> slots(Layout layout, std::size_t count, const Box& area, float space) {
  count = std::min(count, capacity(layout));
  if (count == 0) return {};
  if (count == 1) return {area};
  if (layout == Layout::one_three) {
    const float lead = snapped((area.w() - space) * 0.62f);
    std::vector<Box> boxes{{area.min, {area.min.x + lead, area.max.y}}};
    const Box rest{{area.min.x + lead + space, area.min.y}, area.max};
    for (const Box& box : stacked(rest, count - 1, space)) boxes.push_back(box);
    return boxes;
  }
  const std::size_t columns = layout == Layout::two_by_three && count > 4 ? 3 : 2;
  std::vector<Box> boxes = grid(area, (count + columns - 1) / columns, columns, space);
  if (count % columns != 0) boxes[count - 1].max.x = area.max.x;
  boxes.resize(count);
  return boxes;
}

FigureView& Centre::view(const std::string& id) {
  return views_.try_emplace(id, FigureView(id)).first->second;
}

bool Centre::cancel_gesture(Workspace& workspace) {
  return std::any_of(views_.begin(), views_.end(),
                     [&](auto& entry) { return entry.second.cancel_gesture(workspace); });
}

void Centre::previous_zoom(Workspace& workspace) {
  if (workspace.has_run()) view(workspace.active_view()).previous_zoom(workspace);
}

void Centre::delete_point(Workspace& workspace) {
  if (workspace.has_run()) view(workspace.active_view()).delete_point(workspace);
}

void Centre::draw(Workspace& workspace, const Box& area) {
  if (!workspace.has_run()) {
    put_text(area, Align::centre, Font::body, colour(Role::muted),
             "Choose an experiment on the left, or open a session with Ctrl+O.");
    return;
  }
  if (experiment_ != workspace.run().experiment) {
    views_.clear();
    experiment_ = workspace.run().experiment;
  }
  stage_bar(workspace, Box::at(area.min, area.w(), px(stage_height)));
  Box rest{{area.min.x + px(gap), area.min.y + px(stage_height)},
           {area.max.x - px(gap), area.max.y - px(gap)}};
  rest.min.y += strips(workspace, rest);
  const std::vector<std::string> visible = workspace.run().visible();
  const Layout layout = workspace.run().filled.empty() ? workspace.run().layout : Layout::one;
  const std::vector<Box> boxes = slots(layout, visible.size(), rest, px(gap));
  bool hovered = false;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    view_frame(workspace, visible[i], boxes[i], hovered);
  }
  if (!hovered) workspace.set_hover({});
}

/// Title · try this · chip … layouts · + View. In the past the sentence says so instead.
void Centre::stage_bar(Workspace& workspace, const Box& area) {
  const OpenRun& run = workspace.run();
  const float right = layouts(workspace, area) - px(12);
  const float title = text_width(Font::strong, run.experiment->title) + px(1);
  Box rest{{area.min.x + px(12), area.min.y}, {right, area.max.y}};
  put_text(rest, Align::left, Font::strong, colour(Role::text), run.experiment->title);
  rest.min.x += title + px(14);
  if (!run.following()) {
    past_note(workspace, rest);
    return;
  }
  const std::string state = chip_text(run);
  const float chip_width = text_width(Font::label, state) + px(22);
  const float room = rest.w() - chip_width - px(14);
  if (room > px(80)) {
    const float width = std::min(text_width(Font::body, run.experiment->try_this) + px(1), room);
    put_text(Box::at(rest.min, width, rest.h()), Align::left, Font::body, colour(Role::muted),
             run.experiment->try_this);
    rest.min.x += width + px(14);
  }
  if (rest.w() < chip_width) return;
  chip("stage.state", Box::at({rest.min.x, area.centre().y - px(11)}, chip_width, px(22)), state,
       run.state() == RunState::failed ? colour(Role::bad) : colour(Role::text));
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
  if (workspace.banners().empty()) return 0;
  const Box box = Box::at(area.min, area.w(), px(strip_height));
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::raised), px(6));
  error_strip(workspace, box);
  return px(strip_height + gap);
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
  put_text(Box::at(box.min, width, box.h()), Align::left, Font::label, colour(Role::text), text);
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

/// The newest error with its cure; further ones as '+2'.
void Centre::error_strip(Workspace& workspace, const Box& box) {
  auto& banners = workspace.banners();
  Banner banner = banners.back();
  float right = box.max.x - px(4);
  const Box close = Box::at({right - px(24), box.min.y + px(1)}, px(24), px(24));
  right = close.min.x - px(6);
  const bool dismissed = button("banner.close", close, icon::close, ButtonLook::flat, true,
                                "Dismiss; it stays in the messages", Font::label);
  if (banners.size() > 1) {
    const std::string more = fmt::format("+{}", banners.size() - 1);
    const float width = text_width(Font::small_number, more) + px(8);
    put_text(Box{{right - width, box.min.y}, {right, box.max.y}}, Align::centre, Font::small_number,
             colour(Role::muted), more);
    right -= width;
  }
  if (!banner.button.empty()) {
    const float width = button_width(banner.button, Font::label);
    const Box at = Box::at({right - width, box.min.y + px(2)}, width, box.h() - px(4));
    right = at.min.x - px(6);
    if (button("banner.act", at, banner.button, ButtonLook::raised, true, {}, Font::label)) {
      banners.pop_back();
      if (banner.act) banner.act();
      return;
    }
  }
  put_text(Box{{box.min.x + px(10), box.min.y}, {box.min.x + px(28), box.max.y}}, Align::left,
           Font::label, colour(Role::bad), icon::warning);
  const Box text{{box.min.x + px(30), box.min.y}, {right, box.max.y}};
  put_text(text, Align::left, Font::label, colour(Role::text), banner.message.line());
  const Press press = ui::hit("banner.text", text, banner.message.line());
  tip(press, banner.message.line());
  if (dismissed) banners.pop_back();
}

}  // namespace thalweg::ui
