// The Method tab: the experiment's page with its formulas, its paper and its claims.
#include "ui/panels/method_tab.hpp"

#include <algorithm>
#include <vector>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/markup.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

using Style = MarkupRun::Style;

struct Face {
  Font font;
  ImU32 tint;
  float size, shift;
};

Face face_of(const MarkupRun& run, MarkupBlock::Kind kind) {
  Face face{Font::body, colour(Role::text, 0.92), font_px(Font::body), 0};
  if (kind == MarkupBlock::Kind::heading) face.font = Font::strong, face.tint = colour(Role::text);
  if (run.style == Style::strong) face.font = Font::strong;
  if (run.style == Style::emphasis) face.tint = colour(Role::text);
  if (run.style == Style::code) face.font = Font::number, face.tint = colour(Role::text);
  if (run.style == Style::formula) face.font = Font::number, face.tint = colour(Role::accent);
  face.size = font_px(face.font);
  if (run.level != 0) {
    face.shift = run.level > 0 ? -face.size * 0.28f : face.size * 0.24f;
    face.size *= 0.78f;
  }
  return face;
}

/// Sets runs from left to right, breaking at blanks.
class Setter {
 public:
  Setter(ImVec2 at, float width) : left_(at.x), right_(at.x + width), x_(at.x), y_(at.y) {}

  void put(const MarkupRun& run, MarkupBlock::Kind kind) {
    const Face face = face_of(run, kind);
    std::size_t from = 0;
    while (from < run.text.size()) {
      std::size_t end = run.text.find(' ', from);
      end = end == std::string::npos ? run.text.size() : end + 1;
      word(std::string_view(run.text).substr(from, end - from), face);
      from = end;
    }
  }
  float bottom() const { return y_ + pitch(); }

 private:
  static float pitch() { return snapped(font_px(Font::body) * 1.42f); }

  void word(std::string_view text, const Face& face) {
    ImFont* held = font(face.font);
    const char* const first = text.data();
    const auto width = [&](std::size_t count) {
      return held->CalcTextSizeA(face.size, FLT_MAX, 0, first, first + count).x;
    };
    const std::size_t solid = text.ends_with(' ') ? text.size() - 1 : text.size();
    // A symbol leaves room for its script, which then stays with it.
    const float need = width(solid) + (solid < text.size() ? 0 : px(12));
    const float room = right_ + (after_blank_ ? 0 : px(12));
    if (x_ > left_ && x_ + need > room) x_ = left_, y_ += pitch();
    after_blank_ = solid < text.size();
    if (x_ <= left_ && solid == 0) return;
    const float base = y_ + (font_px(Font::body) - face.size) / 2 + face.shift;
    ImGui::GetWindowDrawList()->AddText(held, face.size, {x_, base}, face.tint, first,
                                        first + text.size());
    x_ += width(text.size());
  }

  float left_, right_, x_, y_;
  bool after_blank_ = true;
};

void draw_block(Column& column, const MarkupBlock& block) {
  using Kind = MarkupBlock::Kind;
  float indent = 0;
  if (block.kind == Kind::heading) column.gap(px(8));
  if (block.kind == Kind::item) {
    const std::string mark = block.label.empty() ? "•" : block.label;
    indent = px(18 + 14 * std::min(block.level, 3));
    put_text({column.x + indent - px(14), column.y}, Font::body, colour(Role::muted), mark);
  }
  const bool boxed = block.kind == Kind::formula || block.kind == Kind::code;
  if (boxed) indent = px(12), column.gap(px(4));
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (boxed) list->ChannelsSplit(2), list->ChannelsSetCurrent(1);
  Setter setter({column.x + indent, column.y}, column.width - indent - (boxed ? px(8) : 0));
  for (const MarkupRun& run : block.runs) setter.put(run, block.kind);
  const float bottom = setter.bottom();
  if (boxed) {
    list->ChannelsSetCurrent(0);
    list->AddRectFilled({column.x, column.y - px(4)}, {column.x + column.width, bottom + px(2)},
                        colour(Role::raised), px(6));
    list->ChannelsMerge();
  }
  column.y = bottom + px(block.kind == Kind::item ? 2 : boxed ? 8 : 6);
}

/// The page read once while the same experiment is open.
const std::vector<MarkupBlock>& blocks_of(const std::string& page) {
  static std::string read;
  static std::vector<MarkupBlock> blocks;
  if (read != page) read = page, blocks = read_markup(page);
  return blocks;
}

void draw_heading(Column& column, std::string_view text) {
  column.gap(px(8));
  put_text(column.take(px(24)), Align::left, Font::title, colour(Role::muted), text);
}

}  // namespace

void draw_page(Column& column, const std::string& page) {
  for (const MarkupBlock& block : blocks_of(page)) draw_block(column, block);
}

void draw_method(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const Experiment& experiment = *ws.run().experiment;
  column.gap(px(10));
  const float top = column.y;
  const auto paragraph = [&](Font which, Role role, const std::string& text) {
    if (text.empty()) return;
    column.gap(put_paragraph({column.x, column.y}, column.width, which, colour(role), text));
    column.gap(px(4));
  };
  paragraph(Font::strong, Role::text, experiment.title);
  paragraph(Font::body, Role::muted, experiment.question);
  draw_page(column, experiment.method);
  if (!experiment.paper.empty()) {
    draw_heading(column, "Paper");
    paragraph(Font::body, Role::text, experiment.paper);
    paragraph(Font::label, Role::muted, experiment.authors);
  }
  if (!experiment.claims.empty()) {
    draw_heading(column, "What the claim check measures");
    for (const Claim& claim : experiment.claims) {
      put_text({column.x + px(4), column.y}, Font::body, colour(Role::muted), "•");
      column.gap(put_paragraph({column.x + px(18), column.y}, column.width - px(18), Font::body,
                               colour(Role::text), claim.text));
      column.gap(px(4));
    }
    paragraph(Font::small_number, Role::muted, "thalweg check " + experiment.id());
  }
  note_widget("method.page", {column.x, top}, {column.x + column.width, column.y},
              experiment.title);
}

}  // namespace thalweg::ui
