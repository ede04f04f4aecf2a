// Paragraphs, lists, headings and formulas, broken into lines on one base line.
#include "ui/panels/page.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "ui/panels/formula_draw.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/markup.hpp"

namespace thalweg::ui {
namespace {

using Kind = MarkupBlock::Kind;
using Style = MarkupRun::Style;

struct Face {
  Font font;
  ImU32 tint;
};

Face face_of(Style style, Kind kind) {
  if (style == Style::code || kind == Kind::code) return {Font::number, colour(Role::text)};
  if (style == Style::strong || kind == Kind::heading) return {Font::strong, colour(Role::text)};
  if (style == Style::emphasis) return {Font::italic, colour(Role::text)};
  return {Font::body, colour(Role::text, 0.92)};
}

/// Sets words and formulas from left to right. What no blank parts stays together.
class Setter {
 public:
  Setter(ImVec2 at, float width) : left_(at.x), right_(at.x + width), x_(at.x), top_(at.y) {}

  void put(const MarkupRun& run, Kind kind) {
    if (run.style != Style::formula) return words(run.text, face_of(run.style, kind));
    const formula::Node* tree = formula_tree(run.text);
    if (!tree) return words("$" + run.text + "$", {Font::number, colour(Role::text)});
    formula::Options options;
    options.em = static_cast<double>(px(14));
    options.break_at_operators = true;
    options.break_in_brackets = false;
    auto parts = formula::set(*tree, options, formula_measure());
    const auto too_wide = [this](const formula::Part& part) {
      return part.setting.width > static_cast<double>(right_ - left_);
    };
    if (std::any_of(parts.begin(), parts.end(), too_wide)) {
      options.break_in_brackets = true;
      parts = formula::set(*tree, options, formula_measure());
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) blank(static_cast<float>(parts[i].space));
      cluster_.push_back({parts[i].setting});
      width_ += static_cast<float>(parts[i].setting.width);
    }
  }
  /// Ends the last line; the y below it.
  float finish() {
    flush();
    return top_ + pitch();
  }

 private:
  struct Word {
    std::string text;
    Face face;
  };
  using Unit = std::variant<formula::Setting, Word>;

  static float pitch() { return snapped(font_px(Font::body) * 1.36f); }
  float base() const { return top_ + snapped(font(Font::body)->Ascent); }

  void words(const std::string& text, const Face& face) {
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find(' ', from), text.size());
      if (end > from) word(text.substr(from, end - from), face);
      if (end < text.size()) blank(text_width(face.font, " "));
      from = end + 1;
    }
  }

  /// One that is wider than the column is cut where it must be.
  void word(std::string text, const Face& face) {
    while (text_width(face.font, text) > right_ - left_) {
      std::size_t end = 1;
      for (std::size_t next = 1; next < text.size(); ++next) {
        if ((static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) continue;
        if (text_width(face.font, text.substr(0, next)) > right_ - left_) break;
        end = next;
      }
      width_ += text_width(face.font, text.substr(0, end));
      cluster_.push_back(Word{text.substr(0, end), face});
      text.erase(0, end);
      blank(0);
    }
    width_ += text_width(face.font, text);
    cluster_.push_back(Word{std::move(text), face});
  }

  void blank(float width) {
    flush();
    space_ += width;
  }

  void flush() {
    if (cluster_.empty()) return;
    if (x_ > left_ && x_ + space_ + width_ > right_ + 0.5f) {
      x_ = left_, top_ += pitch();
    } else if (x_ > left_) {
      x_ += space_;
    }
    for (const Unit& unit : cluster_) draw(unit);
    cluster_.clear();
    width_ = space_ = 0;
  }

  void draw(const Unit& unit) {
    if (const auto* set = std::get_if<formula::Setting>(&unit)) {
      put_formula(*set, {x_, base()}, colour(Role::text));
      x_ += static_cast<float>(set->width);
      return;
    }
    const Word& word = std::get<Word>(unit);
    ImFont* face = font(word.face.font);
    const char* const first = word.text.data();
    ImGui::GetWindowDrawList()->AddText(face, font_px(word.face.font),
                                        {x_, snapped(base() - face->Ascent)}, word.face.tint, first,
                                        first + word.text.size());
    x_ += text_width(word.face.font, word.text);
  }

  float left_, right_, x_, top_;
  std::vector<Unit> cluster_;
  float width_ = 0, space_ = 0;
};

/// A formula on lines of its own, on a raised ground; centred when it fits on one line.
void draw_display(Column& column, const std::string& tex) {
  const formula::Node* tree = formula_tree(tex);
  const float pad = px(12);
  const float width = column.width - 2 * pad;
  column.gap(px(4));
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  float y = column.y + px(9);
  if (tree) {
    const auto lines = formula::set_lines(*tree, static_cast<double>(px(15)),
                                          static_cast<double>(width), formula_measure());
    for (const formula::Setting& line : lines) {
      const float slack = lines.size() == 1 ? width - static_cast<float>(line.width) : 0;
      y += static_cast<float>(line.ascent);
      put_formula(line, {column.x + pad + std::max(0.0f, slack / 2), snapped(y)},
                  colour(Role::text));
      y += static_cast<float>(line.descent) + px(7);
    }
    y += px(2);
  } else {
    y += put_paragraph({column.x + pad, y}, width, Font::number, colour(Role::text), tex) + px(8);
  }
  list->ChannelsSetCurrent(0);
  list->AddRectFilled({column.x, column.y}, {column.x + column.width, y}, colour(Role::raised),
                      px(6));
  list->ChannelsMerge();
  note_widget("method.formula", {column.x, column.y}, {column.x + column.width, y}, tex);
  column.y = y + px(8);
}

void draw_block(Column& column, const MarkupBlock& block) {
  if (block.kind == Kind::formula) return draw_display(column, block.runs.front().text);
  float indent = 0;
  if (block.kind == Kind::heading) column.gap(px(8));
  if (block.kind == Kind::code) indent = px(12);
  if (block.kind == Kind::item) {
    const std::string mark = block.label.empty() ? "•" : block.label;
    indent = px(18 + 14 * std::min(block.level, 3));
    put_text({column.x + indent - px(14), column.y}, Font::body, colour(Role::muted), mark);
  }
  Setter setter({column.x + indent, column.y}, column.width - indent);
  for (const MarkupRun& run : block.runs) setter.put(run, block.kind);
  column.y = setter.finish() + px(block.kind == Kind::item || block.kind == Kind::code ? 2 : 6);
}

/// The page read once while the same experiment is open.
const std::vector<MarkupBlock>& blocks_of(const std::string& page) {
  static std::string read;
  static std::vector<MarkupBlock> blocks;
  if (read != page) read = page, blocks = read_markup(page);
  return blocks;
}

}  // namespace

void draw_page(Column& column, const std::string& page) {
  for (const MarkupBlock& block : blocks_of(page)) draw_block(column, block);
}

}  // namespace thalweg::ui
