// What an experiment declares about a view: its kind, the names of its data, scales and labels.
#pragma once

#include <string>
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
  surface        // FieldData as a surface, with the paths of all contenders
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
  Scale y_scale = Scale::linear;
  Scale value_scale = Scale::linear;
  std::string x_label, y_label;
  /// Data name of a number that is subtracted from every series ("reference.cost").
  std::string reference;
  /// For plane and surface: name of each contender's path (CurveData: x, y) and of the declared
  /// point parameter or points input that a person drags there ("*": every set shown).
  std::string path, handle;
  std::vector<ReadOut> numbers;
  /// The sentence shown before data exists: "appears after the first Newton step".
  std::string empty_text;
  bool show_tolerance = false;

  ViewSpec&& subtitled(std::string text) && { return subtitle = std::move(text), std::move(*this); }
  ViewSpec&& log_y() && { return y_scale = Scale::log, std::move(*this); }
  ViewSpec&& log_values() && { return value_scale = Scale::log, std::move(*this); }
  ViewSpec&& symlog_values() && { return value_scale = Scale::symlog, std::move(*this); }
  ViewSpec&& labels(std::string x, std::string y) && {
    return x_label = std::move(x), y_label = std::move(y), std::move(*this);
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
  ViewSpec&& with_tolerance() && { return show_tolerance = true, std::move(*this); }

  /// True for views that show one contender, named in the header.
  bool shows_focus() const;
  /// Stable identity within an experiment, for sessions and file names: the title as a slug.
  std::string id() const;
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

}  // namespace thalweg
