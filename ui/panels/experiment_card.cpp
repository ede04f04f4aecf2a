// An experiment in brief, for the catalogue's card and for the pictures in the centre.
#include "ui/panels/experiment_card.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/search.hpp"
#include "ui/plot/textures.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

using State = Gallery::Card::State;

std::string missing_text(const Gallery::Card& card) {
  switch (card.state) {
    case State::waiting:
      return "Its picture is made when the window is idle.";
    case State::making:
      return "Its picture is being made.";
    case State::failed:
      return "No picture: " + card.reason;
    case State::ready:
      break;
  }
  return {};
}

/// Lines below one another; measures only when `draw` is false.
class Lines {
 public:
  Lines(ImVec2 at, float width, bool draw) : at_(at), width_(width), draw_(draw) {}
  void put(Font which, Role role, const std::string& text) {
    if (text.empty()) return;
    at_.y += put_paragraph(at_, width_, which, colour(role), text, draw_) + px(5);
  }
  float bottom() const { return at_.y; }

 private:
  ImVec2 at_;
  float width_;
  bool draw_;
};

float put_words(Workspace& ws, const Experiment& experiment, ImVec2 at, float width, bool draw) {
  Lines lines(at, width, draw);
  lines.put(Font::strong, Role::text, experiment.title);
  lines.put(Font::body, Role::text, experiment.question);
  std::string paper = experiment.paper;
  if (!experiment.authors.empty()) paper += (paper.empty() ? "" : " · ") + experiment.authors;
  lines.put(Font::label, Role::muted, paper);
  lines.put(Font::label, Role::muted, cost_text(ws, experiment));
  const ClaimMark mark = claim_mark(ws, experiment);
  if (*mark.glyph) lines.put(Font::label, Role::muted, mark.glyph + (" " + mark.text));
  return lines.bottom();
}

}  // namespace

void draw_picture(Workspace& ws, const Experiment& experiment, const Box& box) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Gallery::Card card;
  if (ws.backstage) card = ws.backstage->gallery.card(experiment, theme().dark);
  if (card.picture && ws.textures) {
    scene::Image image;
    image.width = card.picture->width, image.height = card.picture->height;
    image.rgba = card.picture->rgba, image.key = card.picture->key;
    image.smooth = true;
    list.AddImageRounded(ws.textures->of(image), box.min, box.max, {0, 0}, {1, 1}, IM_COL32_WHITE,
                         px(6));
  } else {
    list.AddRectFilled(box.min, box.max, colour(Role::ground), px(6));
    const std::string text = missing_text(card);
    const float width = box.w() - px(32);
    const float height = put_paragraph({}, width, Font::label, 0, text, false);
    put_paragraph({box.min.x + px(16), box.centre().y - height / 2}, width, Font::label,
                  colour(Role::muted), text);
  }
  list.AddRect(box.min, box.max, colour(Role::line), px(6));
}

std::string cost_text(Workspace& ws, const Experiment& experiment, bool brief) {
  if (!ws.backstage) return {};
  const Gallery::Card card = ws.backstage->gallery.card(experiment, theme().dark);
  if (card.state != State::ready) return {};
  if (brief) return fmt::format("{} to k {}", duration_text(card.seconds), count_text(card.steps));
  return fmt::format("{} to {} {} on this machine", duration_text(card.seconds),
                     experiment.step_unit, count_text(card.steps));
}

ClaimMark claim_mark(Workspace& ws, const Experiment& experiment) {
  if (!ws.backstage || experiment.claims.empty()) return {};
  switch (ws.backstage->claims.standing(experiment)) {
    case ClaimStanding::holds:
      break;
    case ClaimStanding::falls_short:
      return {"✕", Role::bad, "A claim fell short on this build; the Method tab says which."};
    case ClaimStanding::not_run:
      return {"◦", Role::dim, "Its claims were not checked on this build."};
  }
  return {};
}

void put_found(const Box& box, Font plain, Font emphasis, ImU32 tint, std::string_view query,
               std::string_view text) {
  if (query.empty()) return put_text(box, Align::left, plain, tint, text);
  float x = box.min.x;
  for (const Piece& piece : pieces(query, text)) {
    const Font which = piece.found ? emphasis : plain;
    const Box rest{{x, box.min.y}, box.max};
    const float width = text_width(which, piece.text);
    put_text(rest, Align::left, which, tint, piece.text);
    if (piece.found) {
      const float y = snapped(box.centre().y + text_height(which) / 2);
      line({x, y}, {std::min(x + width, box.max.x), y}, colour(Role::muted), std::max(1.f, px(1)));
    }
    x += width;
    if (x >= box.max.x) return;
  }
}

void draw_card(Workspace& ws, const Experiment& experiment, ImVec2 at) {
  const float pad = px(12), width = px(Gallery::width);
  const float image = px(Gallery::height);
  const float words = put_words(ws, experiment, {0, 0}, width, false);
  const ImVec2 size{width + 2 * pad, snapped(image + words + 2.5f * pad)};
  const ImVec2 room = ImGui::GetMainViewport()->Size;
  at.x = std::max(0.0f, std::min(at.x, room.x - size.x - px(4)));
  at.y = std::max(0.0f, std::min(at.y, room.y - size.y - px(4)));
  ImGui::SetNextWindowPos({snapped(at.x), snapped(at.y)});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, colour4(Role::raised));
  ImGui::PushStyleColor(ImGuiCol_Border, colour4(Role::line));
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_Tooltip;
  if (ImGui::Begin("experiment card", nullptr, flags)) {
    const ImVec2 corner = ImGui::GetWindowPos();
    draw_picture(ws, experiment, Box::at({corner.x + pad, corner.y + pad}, width, image));
    put_words(ws, experiment, {corner.x + pad, corner.y + image + 1.75f * pad}, width, true);
    note_widget("catalogue.card", corner, {corner.x + size.x, corner.y + size.y}, experiment.title);
  }
  ImGui::End();
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(3);
}

}  // namespace thalweg::ui
