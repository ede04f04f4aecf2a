// The Data tab: what goes into the problem, and your own in its place.
#include "ui/panels/data_tab.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// The path that is being typed, by slot.
std::map<std::string, std::string>& typed_paths() {
  static std::map<std::string, std::string> held;
  return held;
}

std::string shape_text(const Buffer& buffer) {
  const auto count = [](std::size_t n) { return count_text(static_cast<std::int64_t>(n)); };
  if (const auto* m = std::get_if<MatrixData>(&buffer)) {
    return fmt::format("matrix {} × {}", count_text(m->rows), count_text(m->cols));
  }
  if (const auto* p = std::get_if<PointsData>(&buffer)) return count(p->x.size()) + " points";
  if (const auto* c = std::get_if<CurveData>(&buffer)) return count(c->y.size()) + " values";
  if (const auto* i = std::get_if<ImagesData>(&buffer)) {
    return fmt::format("{} images of {} × {}", i->images.size(), i->rows, i->cols);
  }
  return kind_name(buffer);
}

const char* wanted_text(InputSpec::Kind kind) {
  switch (kind) {
    case InputSpec::Kind::points:
      return "CSV or NPY with columns x, y and optionally mass";
    case InputSpec::Kind::matrix:
      return "CSV or NPY, a table of numbers";
    case InputSpec::Kind::masses:
      return "CSV or NPY, one row or column";
    case InputSpec::Kind::image:
      return "PNG, or CSV or NPY with a table of grey values";
  }
  return "";
}

void draw_error(Workspace& ws, Column& column, const std::string& name) {
  const std::string error = ws.field_error("input:" + name);
  if (error.empty()) return;
  const float height =
      put_paragraph({column.x, column.y}, column.width, Font::label, colour(Role::bad), error);
  note_widget("data." + name + ".error", {column.x, column.y},
              {column.x + column.width, column.y + height}, error);
  column.gap(height + px(4));
}

void draw_path_field(Workspace& ws, Column& column, const std::string& name) {
  std::string& path = typed_paths()[name];
  const Box row = column.take(px(28));
  bool entered = false;
  text_field(("data." + name + ".path").c_str(), {row.min, {row.max.x - px(56), row.max.y}},
             "path of a file", path, &entered);
  const Box box{{row.max.x - px(50), row.min.y}, row.max};
  const bool pressed =
      button(("data." + name + ".use").c_str(), box, "Use", ButtonLook::raised, !path.empty());
  if ((entered || pressed) && ws.load_inputs({{name, path}})) typed_paths().erase(name);
  column.gap(px(4));
}

void draw_slot(Workspace& ws, Column& column, const InputSpec& slot) {
  const OpenRun& run = ws.run();
  const bool own = run.shown_spec().inputs.has(slot.name);
  const Box head = column.take(px(24));
  put_text(head, Align::left, own ? Font::strong : Font::body, colour(Role::text), slot.label);
  const Buffer* content = run.frames().buffer("problem." + slot.name);
  if (own) content = run.shown_spec().inputs.slots().find(slot.name)->second.get();
  const std::string shape = content ? shape_text(*content) : "not used";
  put_text(head, Align::right, Font::number, colour(Role::muted), shape);
  note_widget("data." + slot.name, head.min, head.max, shape);
  const std::string doc =
      slot.doc.empty() ? wanted_text(slot.kind) : slot.doc + "\n" + wanted_text(slot.kind) + ".";
  column.gap(
      put_paragraph({column.x, column.y}, column.width, Font::label, colour(Role::muted), doc));
  column.gap(px(6));
  const Box row = column.take(px(26));
  const std::string load = "data." + slot.name + ".load", reset = "data." + slot.name + ".reset";
  if (button(load.c_str(), Box::at(row.min, px(76), row.h()), "Load…", ButtonLook::raised)) {
    if (!typed_paths().erase(slot.name)) typed_paths()[slot.name];
  }
  const Box second = Box::at({row.min.x + px(84), row.min.y}, px(130), row.h());
  if (button(reset.c_str(), second, "Reset to default", ButtonLook::flat, own)) {
    ws.set_input(slot.name, nullptr);
  }
  column.gap(px(6));
  if (typed_paths().contains(slot.name)) draw_path_field(ws, column, slot.name);
  draw_error(ws, column, slot.name);
  if (!slot.drag.empty()) {
    const bool painted = slot.kind == InputSpec::Kind::masses;
    const char* act = painted ? "paint it with the mouse" : "drag, add and delete points";
    column.gap(put_paragraph({column.x, column.y}, column.width, Font::label, colour(Role::muted),
                             std::string("Also by hand: ") + act + " in \"" + slot.drag + "\"."));
  }
  column.gap(px(6));
  hairline(column.x, column.x + column.width, column.y);
  column.gap(px(6));
}

/// What the problem has to say about its data: a table named "notes", one row a note.
void draw_notes(const OpenRun& run, Column& column) {
  const Buffer* buffer = run.frames().buffer("problem.notes");
  const auto* table = buffer ? std::get_if<TableData>(buffer) : nullptr;
  if (!table || table->rows.empty()) return;
  put_text(column.take(px(26)), Align::left, Font::title, colour(Role::muted), "Notes");
  for (const auto& row : table->rows) {
    std::string text;
    for (const std::string& part : row) text += (text.empty() ? "" : "  ") + part;
    column.gap(
        put_paragraph({column.x, column.y}, column.width, Font::body, colour(Role::text), text));
    column.gap(px(4));
  }
}

}  // namespace

void draw_data(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  column.gap(px(8));
  const auto& slots = ws.run().experiment->inputs;
  if (slots.empty()) {
    column.gap(put_paragraph({column.x, column.y}, column.width, Font::body, colour(Role::muted),
                             "This experiment makes its own data from its parameters."));
    column.gap(px(8));
  }
  for (const InputSpec& slot : slots) draw_slot(ws, column, slot);
  draw_notes(ws.run(), column);
}

}  // namespace thalweg::ui
