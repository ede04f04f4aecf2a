// The data of figures as CSV and as arrays.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/text.hpp"
#include "core/figure/decimate.hpp"
#include "core/io/figure_export.hpp"

namespace thalweg {
namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

class Csv {
 public:
  void row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text_ += (i > 0 ? "," : "") + quoted(cells[i]);
    text_ += "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// The lines that carry data of their own: ghosts and the future are not exported.
std::vector<const mark::Line*> lines_of(const Figure& figure) {
  std::vector<const mark::Line*> lines;
  for (const Panel& panel : figure.panels) {
    for (const Mark& mark : panel.marks) {
      const auto* line = std::get_if<mark::Line>(&mark);
      if (line && !line->ghost) lines.push_back(line);
      if (const auto* surface = std::get_if<mark::Surface>(&mark)) {
        for (const mark::Line& path : surface->paths) {
          if (!path.ghost) lines.push_back(&path);
        }
      }
    }
  }
  return lines;
}

std::string line_name(const mark::Line& line) { return line.label.empty() ? line.key : line.label; }

/// One column a line over the union of their x; lines take a cell where they have that x.
std::string wide(const Figure& figure, const std::vector<const mark::Line*>& lines) {
  const std::string title = figure.panels.empty() ? "" : figure.panels.front().x.title;
  std::vector<std::string> head{title.empty() ? "x" : title};
  std::set<double> all;
  for (const mark::Line* line : lines) {
    head.push_back(line_name(*line));
    for (std::size_t i = 0; i < line->series.size(); ++i) {
      if (std::isfinite(line->series.x(i))) all.insert(line->series.x(i));
    }
  }
  Csv csv;
  csv.row(head);
  std::vector<std::size_t> next(lines.size(), 0);
  for (const double x : all) {
    std::vector<std::string> cells{exact_text(x)};
    for (std::size_t k = 0; k < lines.size(); ++k) {
      const Series& series = lines[k]->series;
      while (next[k] < series.size() && !std::isfinite(series.x(next[k]))) ++next[k];
      const bool here = next[k] < series.size() && series.x(next[k]) == x;
      cells.push_back(here ? exact_text(series.y(next[k])) : "");
      if (here) ++next[k];
    }
    csv.row(cells);
  }
  return csv.take();
}

/// Place of sample i of n along an axis.
double sample(const AxisInfo& axis, std::int64_t i, std::int64_t n) {
  return n > 1 ? axis.lo + (axis.hi - axis.lo) * static_cast<double>(i) / static_cast<double>(n - 1)
               : axis.lo;
}

bool is_series(ViewKind kind) {
  return kind == ViewKind::trace || kind == ViewKind::curve || kind == ViewKind::histogram;
}

struct LongWriter {
  Csv& csv;
  const std::string& name;

  void cell(std::int64_t row, std::int64_t col, double value) const {
    csv.row({name, std::to_string(row), std::to_string(col), exact_text(value)});
  }
  void points(const char* set, const PointsData& p) const {
    for (std::size_t i = 0; i < p.x.size(); ++i) {
      csv.row(
          {set, std::to_string(i), exact_text(p.x[i]), exact_text(p.y[i]),
           i < p.z.size() ? exact_text(p.z[i]) : "", i < p.mass.size() ? exact_text(p.mass[i]) : "",
           i < p.value.size() ? exact_text(p.value[i]) : "", i < p.label.size() ? p.label[i] : ""});
    }
  }

  void operator()(const ScalarData& s) const { csv.row({name, exact_text(s.value)}); }
  void operator()(const CurveData& c) const {
    if (c.z.size() != c.x.size() || c.y.size() != c.x.size()) return;
    csv.row({"curve", "index", "x", "y", "z"});
    for (std::size_t i = 0; i < c.x.size(); ++i) {
      csv.row(
          {name, std::to_string(i), exact_text(c.x[i]), exact_text(c.y[i]), exact_text(c.z[i])});
    }
  }
  void operator()(const MatrixData& m) const {
    csv.row({"name", "row", "column", "value"});
    for (std::int64_t i = 0; i < m.rows; ++i) {
      for (std::int64_t j = 0; j < m.cols; ++j) cell(i, j, m.at(i, j));
    }
  }
  void operator()(const SparseData& s) const {
    csv.row({"name", "row", "column", "value"});
    for (std::size_t k = 0; k < s.row.size(); ++k) {
      cell(s.row[k], s.col[k], s.value.empty() ? 1 : s.value[k]);
    }
  }
  void operator()(const FieldData& f) const {
    csv.row({f.x.label.empty() ? "x" : f.x.label, f.y.label.empty() ? "y" : f.y.label, "value"});
    for (std::int64_t i = 0; i < f.rows; ++i) {
      for (std::int64_t j = 0; j < f.cols; ++j) {
        csv.row({exact_text(sample(f.x, j, f.cols)), exact_text(sample(f.y, i, f.rows)),
                 exact_text(f.values[static_cast<std::size_t>(i * f.cols + j)])});
      }
    }
  }
  void operator()(const PointsData& p) const {
    csv.row({"set", "index", "x", "y", "z", "mass", "value", "label"});
    points(name.c_str(), p);
  }
  void operator()(const ImagesData& data) const {
    csv.row({"image", "row", "column", "value"});
    for (const ImagesData::Image& image : data.images) {
      for (std::size_t k = 0; k < image.values.size(); ++k) {
        const auto i = static_cast<std::int64_t>(k);
        csv.row({image.caption, std::to_string(i / data.cols), std::to_string(i % data.cols),
                 exact_text(image.values[k])});
      }
    }
  }
  void operator()(const DisplacementData& d) const {
    csv.row({"source", "target", "mass"});
    for (std::int64_t i = 0; i < d.plan.rows; ++i) {
      for (std::int64_t j = 0; j < d.plan.cols; ++j) {
        if (d.plan.at(i, j) == 0) continue;
        csv.row({std::to_string(i), std::to_string(j), exact_text(d.plan.at(i, j))});
      }
    }
  }
  void operator()(const TableData& t) const {
    csv.row(t.columns);
    for (const auto& cells : t.rows) csv.row(cells);
  }
  void operator()(const CategoriesData& c) const {
    csv.row({"series", "category", "value", "lo", "hi"});
    for (std::size_t i = 0; i < std::min(c.label.size(), c.value.size()); ++i) {
      csv.row({name, c.label[i], exact_text(c.value[i]), i < c.lo.size() ? exact_text(c.lo[i]) : "",
               i < c.hi.size() ? exact_text(c.hi[i]) : ""});
    }
  }
  void operator()(const VectorsData& f) const {
    csv.row({"x", "y", "u", "v"});
    for (std::size_t k = 0; k < std::min(f.u.size(), f.v.size()); ++k) {
      const auto i = static_cast<std::int64_t>(k);
      csv.row({exact_text(sample(f.x, i % f.cols, f.cols)),
               exact_text(sample(f.y, i / f.cols, f.rows)), exact_text(f.u[k]),
               exact_text(f.v[k])});
    }
  }
  void operator()(const GraphData& g) const {
    (*this)(g.nodes);
    csv.row({"from", "to", "weight"});
    for (std::size_t k = 0; k < std::min(g.from.size(), g.to.size()); ++k) {
      csv.row({std::to_string(g.from[k]), std::to_string(g.to[k]),
               k < g.weight.size() ? exact_text(g.weight[k]) : ""});
    }
  }
  void operator()(const ColumnsData& c) const {
    csv.row(c.name);
    for (std::size_t i = 0; !c.values.empty() && i < c.values.front().size(); ++i) {
      std::vector<std::string> cells;
      for (const auto& column : c.values) {
        cells.push_back(i < column.size() ? exact_text(column[i]) : "");
      }
      csv.row(cells);
    }
  }
  void operator()(const MeshData& m) const {
    const bool of_vertices = m.value.size() == m.x.size();
    csv.row({"vertex", "x", "y", "z", "value"});
    for (std::size_t i = 0; i < std::min({m.x.size(), m.y.size(), m.z.size()}); ++i) {
      csv.row({std::to_string(i), exact_text(m.x[i]), exact_text(m.y[i]), exact_text(m.z[i]),
               of_vertices ? exact_text(m.value[i]) : ""});
    }
    csv.row({"triangle", "first", "second", "third", "value"});
    for (std::size_t t = 0; 3 * t + 2 < m.corner.size(); ++t) {
      csv.row({std::to_string(t), std::to_string(m.corner[3 * t]),
               std::to_string(m.corner[3 * t + 1]), std::to_string(m.corner[3 * t + 2]),
               !of_vertices && t < m.value.size() ? exact_text(m.value[t]) : ""});
    }
  }
};

struct ArrayMaker {
  std::vector<NamedArray>& list;
  const std::string& name;

  void columns(const std::string& suffix, std::vector<const std::vector<double>*> parts) const {
    std::erase_if(parts, [&](const auto* part) { return part->size() != parts.front()->size(); });
    const std::size_t n = parts.front()->size();
    NamedArray array{
        name + suffix, {static_cast<std::int64_t>(n), static_cast<std::int64_t>(parts.size())}, {}};
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto* part : parts) array.values.push_back((*part)[i]);
    }
    list.push_back(std::move(array));
  }
  void operator()(const ScalarData& s) const { list.push_back({name, {}, {s.value}}); }
  void operator()(const CurveData& c) const { columns("", {&c.x, &c.y, &c.z, &c.lo, &c.hi}); }
  void operator()(const MatrixData& m) const { list.push_back({name, {m.rows, m.cols}, m.values}); }
  void operator()(const SparseData& s) const {
    const std::vector<double> row(s.row.begin(), s.row.end()), col(s.col.begin(), s.col.end());
    columns("", {&row, &col, &s.value});
  }
  void operator()(const FieldData& f) const { list.push_back({name, {f.rows, f.cols}, f.values}); }
  void operator()(const PointsData& p) const { columns("", {&p.x, &p.y, &p.z, &p.mass, &p.value}); }
  void operator()(const ImagesData& data) const {
    NamedArray array{
        name, {static_cast<std::int64_t>(data.images.size()), data.rows, data.cols}, {}};
    for (const auto& image : data.images) {
      array.values.insert(array.values.end(), image.values.begin(), image.values.end());
    }
    list.push_back(std::move(array));
  }
  void operator()(const DisplacementData& d) const {
    list.push_back({name + ".plan", {d.plan.rows, d.plan.cols}, d.plan.values});
    columns(".source", {&d.source.x, &d.source.y, &d.source.mass});
    columns(".target", {&d.target.x, &d.target.y, &d.target.mass});
  }
  void operator()(const TableData&) const {}
  void operator()(const CategoriesData& c) const { columns("", {&c.value, &c.lo, &c.hi}); }
  void operator()(const VectorsData& f) const {
    list.push_back({name + ".u", {f.rows, f.cols}, f.u});
    list.push_back({name + ".v", {f.rows, f.cols}, f.v});
  }
  void operator()(const GraphData& g) const {
    columns(".nodes", {&g.nodes.x, &g.nodes.y, &g.nodes.mass});
    const std::vector<double> from(g.from.begin(), g.from.end()), to(g.to.begin(), g.to.end());
    columns(".edges", {&from, &to, &g.weight});
  }
  void operator()(const ColumnsData& c) const {
    for (std::size_t k = 0; k < std::min(c.name.size(), c.values.size()); ++k) {
      columns("." + c.name[k], {&c.values[k]});
    }
  }
  void operator()(const MeshData& m) const {
    const std::vector<double> corner(m.corner.begin(), m.corner.end());
    columns(".vertices", {&m.x, &m.y, &m.z});
    list.push_back(
        {name + ".triangles", {static_cast<std::int64_t>(corner.size() / 3), 3}, corner});
    if (!m.value.empty()) columns(".values", {&m.value});
  }
};

}  // namespace

std::string csv_of(const Figure& figure) {
  const auto lines = lines_of(figure);
  const bool series = is_series(figure.kind);
  if (series && lines.empty()) return "";
  const bool ordered = std::all_of(lines.begin(), lines.end(),
                                   [](const mark::Line* line) { return increasing(line->series); });
  if (series && ordered) return wide(figure, lines);
  Csv csv;
  for (const NamedBuffer& entry : figure.buffers) {
    if (series) break;  // their lines follow
    std::visit(LongWriter{csv, entry.name}, *entry.buffer);
  }
  if (!lines.empty()) csv.row({"path", "index", "x", "y"});
  for (const mark::Line* line : lines) {
    for (std::size_t i = 0; i < line->series.size(); ++i) {
      csv.row({line_name(*line), std::to_string(i), exact_text(line->series.x(i)),
               exact_text(line->series.y(i))});
    }
  }
  return csv.take();
}

std::vector<NamedArray> arrays_of(const Figure& figure) {
  std::vector<NamedArray> list;
  for (const mark::Line* line : lines_of(figure)) {
    NamedArray array{line->key.empty() ? line_name(*line) : line->key,
                     {static_cast<std::int64_t>(line->series.size()), 2},
                     {}};
    if (figure.kind != ViewKind::trace && is_series(figure.kind)) array.name += "." + line->label;
    for (std::size_t i = 0; i < line->series.size(); ++i) {
      array.values.push_back(line->series.x(i));
      array.values.push_back(line->series.y(i));
    }
    list.push_back(std::move(array));
  }
  if (figure.kind == ViewKind::curve || figure.kind == ViewKind::histogram) return list;
  for (const NamedBuffer& entry : figure.buffers) {
    std::visit(ArrayMaker{list, entry.name}, *entry.buffer);
  }
  return list;
}

}  // namespace thalweg
