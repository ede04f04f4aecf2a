// The sheet of keys and pointer gestures, in the order of interaction.md.
#include <array>
#include <string>
#include <string_view>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/sheets.hpp"

namespace thalweg::ui {
namespace {

/// Keys and what they do; an empty effect makes a heading.
struct Line {
  std::string_view keys, effect;
};

constexpr std::array lines{
    Line{"Time", ""},
    Line{"Space", "run or pause"},
    Line{"← →", "one step back or on; Shift: ten"},
    Line{"Home End", "to the start, to the head"},
    Line{"[ ]", "previous, next event"},
    Line{"B", "branch at the cursor"},
    Line{"P", "pin this run as a ghost"},
    Line{"`", "held: the pinned run alone"},
    Line{"N", "note at this moment"},
    Line{"Ctrl R", "restart; the old run is kept"},
    Line{"X", "next clock"},
    Line{", .", "pace slower, faster"},
    Line{"A", "show all of time"},
    Line{"Views", ""},
    Line{"1 … 6", "choose a view"},
    Line{"F", "fill the centre with it"},
    Line{"G", "grid lines"},
    Line{"L", "logarithmic or linear"},
    Line{"Alt ←", "the zoom before"},
    Line{"Del", "delete the chosen points"},
    Line{"In figures", ""},
    Line{"hover", "read-out, marked in every view"},
    Line{"click", "choose; on a clock: move the cursor"},
    Line{"Alt click", "one contender alone"},
    Line{"drag", "pan; orbit a surface (Shift pans)"},
    Line{"drag point", "moves an input; Shift one axis, Ctrl snaps"},
    Line{"drag density", "paints the nearest curve; Shift pans"},
    Line{"Shift drag", "lasso round points"},
    Line{"right drag", "zoom to a box"},
    Line{"right click", "menu"},
    Line{"wheel", "zoom; Shift x only, Ctrl y only"},
    Line{"double click", "fit; on a header fill; on a number type"},
    Line{"Parameters", ""},
    Line{"drag", "change; live ones act at once"},
    Line{"↑ ↓", "1 % of the range; Shift 0.1 %"},
    Line{"wheel", "the same over the number"},
    Line{"double click", "type a value, also beyond the slider"},
    Line{"right click", "reset, copy as --set"},
    Line{"Contenders", ""},
    Line{"click", "focus; on the eye: hide"},
    Line{"Alt click", "show alone"},
    Line{"drag", "order"},
    Line{"right click", "duplicate, rename, time alone, remove"},
    Line{"Timeline", ""},
    Line{"drag", "scrub; snaps to events, Alt does not"},
    Line{"Shift drag", "select a range"},
    Line{"Catalogue", ""},
    Line{"↑ ↓ Enter", "choose and start, also while filtering"},
    Line{"Window", ""},
    Line{"Ctrl K", "find anything, or set it: eta 800"},
    Line{"Ctrl E", "export the figure"},
    Line{"Ctrl S", "save the session; Shift: as"},
    Line{"Ctrl O", "open"},
    Line{"Ctrl Z", "undo; Shift Ctrl Z: redo"},
    Line{"F5", "present: views, key controls, clock"},
    Line{"Tab", "next control; Enter presses it"},
    Line{"Esc", "closes what is open, one layer each"},
    Line{"?", "this list"},
    Line{"Ctrl Q", "quit"},
};

}  // namespace

void draw_keys_sheet(Workspace&, Column& column) {
  const float keys_width = px(92);
  for (const Line& line : lines) {
    if (line.effect.empty()) {
      column.gap(px(6));
      put_text(column.take(px(24)), Align::left, Font::title, colour(Role::muted), line.keys);
      continue;
    }
    const float room = column.width - keys_width;
    const ImVec2 at{column.x + keys_width, column.y + px(3)};
    put_text(Box::at({column.x, column.y}, keys_width, px(20)), Align::left, Font::small_number,
             colour(Role::text), line.keys);
    const float height = put_paragraph(at, room, Font::label, colour(Role::muted), line.effect);
    note_widget("keys.line", {column.x, column.y}, {column.x + column.width, at.y + height},
                std::string(line.keys) + ": " + std::string(line.effect));
    column.gap(std::max(px(21), height + px(5)));
  }
}

}  // namespace thalweg::ui
