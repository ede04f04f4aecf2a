// What an experiment declares about a view: its kind, the names of its data, scales and labels.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thalweg {

enum class Scale { linear, log, symlog };

enum class ViewKind {
  trace,         // series over the clock, one line a contender
  curve,         // CurveData: y over x
  heatmap,       // MatrixData
  sparsity,      // SparseData: where a matrix has entries
  displacement,  // DisplacementData: source, interpolant and target, with a play bar
  images,        // ImagesData
  points,        // PointsData, draggable where it is an input
  plane,         // FieldData as filled contours, with the paths of all contenders
  surface,       // FieldData as a surface, with the paths of all contenders
  histogram,     // how often the values of CurveData (y) or MatrixData fall into each bin
  bars,          // CategoriesData, grouped by contender or name
  scatter,       // PointsData with axes of their own: mass as size, value as colour
  vectors,       // VectorsData as arrows or streamlines
  graph,         // GraphData: nodes and weighted, directed edges
  parallel,      // ColumnsData: one upright axis a column, one line a row
  table,         // TableData: rows of text, scrolled by the wheel
  space          // MeshData, PointsData and CurveData with a z, together in one box
};

/// How a curve is drawn. Steps hold each value until the next; areas reach down to zero.
enum class CurveStyle { line, steps, stems, area };

/// A line across a view where lo = hi, else a span of it. With a name the place (of `lo`; of `hi`
/// with `hi_name`) is that number of the data; without data there is no guide.
struct Guide {
  bool vertical = false;
  double lo = 0, hi = 0;
  std::string label, name, hi_name = {};
  /// Numeric parameters that a person sets by dragging the line or the ends of the span, each to
  /// the place or to `to_parameter` of it: 2/λ ↦ λ.
  std::string parameter = {}, hi_parameter = {};
  double (*to_parameter)(double place) = nullptr;
};

/// A number beside a figure or in the read-outs: the name of a scalar or series and how to say it.
struct ReadOut {
  enum class Format { real, count, percent };
  std::string name, label;
  Format format = Format::real;

  /// The value as a person reads it; a share below 1 never reads as 100 %.
  std::string text(double value) const;
};

/// A declared view. Names without prefix are the focus's; `*.error` is every contender's.
struct ViewSpec {
  ViewKind kind = ViewKind::trace;
  std::string title, subtitle;
  std::vector<std::string> names;
  Scale x_scale = Scale::linear;  // of curves and scatter
  Scale y_scale = Scale::linear;
  Scale value_scale = Scale::linear;
  std::string x_label, y_label;
  /// Data name of a number that is subtracted from every series ("reference.cost").
  std::string reference;
  /// For plane and surface: name of each contender's path (CurveData: x, y) and of the declared
  /// point parameter or points input that a person drags there ("*": every set shown; those of a
  /// displacement are the inputs source and target). For curve: the masses input painted there.
  std::string path, handle;
  std::vector<ReadOut> numbers;
  /// The sentence shown before data exists: "appears after the first Newton step".
  std::string empty_text;
  bool show_tolerance = false;
  CurveStyle style = CurveStyle::line;
  bool error_bars = false;    // lo and hi of curves as whiskers instead of a band
  bool multiples = false;     // curves: a panel each, with shared axes
  int bin_count = 0;          // of a histogram; 0 = by the rule of Freedman and Diaconis
  bool level_labels = false;  // plane: contour lines say their value
  bool streamlines = false;   // vectors: lines along the field instead of arrows
  bool cell_values = false;   // heat map: values in cells that are large enough
  std::string mask;           // heat map: MatrixData, cells where it is 0 are left out
  std::string notes;          // PointsData whose labels are written beside, with leaders
  std::vector<Guide> guides;
  std::string z_label;
  double point_size = 0;     // space: diameter in px, 0 = by their number
  bool projections = false;  // space: points and lines also as shadows on the walls
  bool fading = false;       // space: lines fade towards their beginning

  ViewSpec&& subtitled(std::string text) && { return subtitle = std::move(text), std::move(*this); }
  ViewSpec&& log_y() && { return y_scale = Scale::log, std::move(*this); }
  ViewSpec&& log_values() && { return value_scale = Scale::log, std::move(*this); }
  ViewSpec&& symlog_values() && { return value_scale = Scale::symlog, std::move(*this); }
  ViewSpec&& labels(std::string x, std::string y) && {
    return x_label = std::move(x), y_label = std::move(y), std::move(*this);
  }
  ViewSpec&& labels(std::string x, std::string y, std::string z) && {
    return z_label = std::move(z), std::move(*this).labels(std::move(x), std::move(y));
  }
  ViewSpec&& relative_to(std::string name) && {
    return reference = std::move(name), std::move(*this);
  }
  ViewSpec&& paths(std::string name) && { return path = std::move(name), std::move(*this); }
  ViewSpec&& drag(std::string name) && { return handle = std::move(name), std::move(*this); }
  ViewSpec&& with_numbers(std::vector<ReadOut> list) && {
    return numbers = std::move(list), std::move(*this);
  }
  ViewSpec&& when_empty(std::string text) && {
    return empty_text = std::move(text), std::move(*this);
  }
  ViewSpec&& log_x() && { return x_scale = Scale::log, std::move(*this); }
  ViewSpec&& symlog_y() && { return y_scale = Scale::symlog, std::move(*this); }
  ViewSpec&& as(CurveStyle s) && { return style = s, std::move(*this); }
  ViewSpec&& with_error_bars() && { return error_bars = true, std::move(*this); }
  ViewSpec&& small_multiples() && { return multiples = true, std::move(*this); }
  ViewSpec&& bins(int count) && { return bin_count = count, std::move(*this); }
  ViewSpec&& with_level_labels() && { return level_labels = true, std::move(*this); }
  ViewSpec&& as_streamlines() && { return streamlines = true, std::move(*this); }
  ViewSpec&& with_cell_values() && { return cell_values = true, std::move(*this); }
  ViewSpec&& masked_by(std::string name) && { return mask = std::move(name), std::move(*this); }
  ViewSpec&& noted(std::string name) && { return notes = std::move(name), std::move(*this); }
  /// Adds a rule or span; see Guide.
  ViewSpec&& guide(Guide line) && { return guides.push_back(std::move(line)), std::move(*this); }
  ViewSpec&& sized(double px) && { return point_size = px, std::move(*this); }
  ViewSpec&& with_projections() && { return projections = true, std::move(*this); }
  ViewSpec&& fading_back() && { return fading = true, std::move(*this); }
  ViewSpec&& with_tolerance() && { return show_tolerance = true, std::move(*this); }

  /// True for views with a camera.
  bool spatial() const { return kind == ViewKind::surface || kind == ViewKind::space; }
  /// True for views that show one contender, named in the header.
  bool shows_focus() const;
  /// Stable identity within an experiment, for sessions and file names: the title as a slug.
  std::string id() const;
  /// Whether that is its id(), told without making it.
  bool is(std::string_view id) const;
};

/// A data name as a person reads it: without its owner, "source_points" as "source".
std::string readable_name(const std::string& name);

using Views = std::vector<ViewSpec>;

ViewSpec trace(std::string title, std::string name);
ViewSpec curve(std::string title, std::string name);
ViewSpec heatmap(std::string title, std::string name);
ViewSpec sparsity(std::string title, std::string name);
ViewSpec displacement(std::string title, std::string name);
ViewSpec images(std::string title, std::string name);
ViewSpec points(std::string title, std::vector<std::string> names);
ViewSpec plane(std::string title, std::string field);
ViewSpec surface(std::string title, std::string field);
ViewSpec histogram(std::string title, std::string name);
ViewSpec bars(std::string title, std::string name);
ViewSpec scatter(std::string title, std::vector<std::string> names);
ViewSpec vectors(std::string title, std::string name);
ViewSpec graph(std::string title, std::string name);
ViewSpec parallel(std::string title, std::string name);
ViewSpec table(std::string title, std::string name);
ViewSpec space(std::string title, std::vector<std::string> names);

}  // namespace thalweg
