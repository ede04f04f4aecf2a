// The kinds of numeric data a view can show. Plain values: no Eigen, no interface, no ownership
// tricks.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace thalweg {

struct ScalarData {
  double value = 0;
};

/// y over x; `lo` and `hi` are empty or give a band of the same length. With a `z` a line in space.
/// `label` is what a person reads where the name of the buffer says too little ("step 120").
struct CurveData {
  std::vector<double> x, y, lo, hi;
  std::vector<double> z = {};
  std::string label = {};
};

/// Dense, row-major.
struct MatrixData {
  std::int64_t rows = 0, cols = 0;
  std::vector<double> values;
  double at(std::int64_t row, std::int64_t col) const {
    return values[static_cast<std::size_t>(row * cols + col)];
  }
};

/// Coordinate triplets; `value` is empty (a pattern) or as long as `row` and `col`.
struct SparseData {
  std::int64_t rows = 0, cols = 0;
  std::vector<std::int32_t> row, col;
  std::vector<double> value;
};

/// What an axis counts and over which range the samples lie (first to last sample).
struct AxisInfo {
  std::string label, unit;
  double lo = 0, hi = 1;
};

/// Samples of a function of two variables on a regular grid; `values` row-major, row = y.
struct FieldData {
  AxisInfo x, y;
  std::int64_t rows = 0, cols = 0;
  std::vector<double> values;
};

/// Points in the plane or in space (`z` may be empty); `mass`, `label` and `value` (a colour each)
/// may be empty.
struct PointsData {
  std::vector<double> x, y, z, mass;
  std::vector<std::string> label;
  std::vector<double> value = {};
};

/// Images of one size, row-major, larger is brighter; '… red', '… green', '… blue' (0…1) are one.
struct ImagesData {
  struct Image {
    std::string caption;
    std::vector<double> values;
  };
  std::int64_t rows = 0, cols = 0;
  std::vector<Image> images;
};

/// A transport plan between points in the plane; plan.at(i, j) moves from source i to target j.
/// With a raster (rows, cols > 0) positions are pixel coordinates (x = column, y = row).
struct DisplacementData {
  PointsData source, target;
  MatrixData plan;
  std::int64_t raster_rows = 0, raster_cols = 0;
};

/// Rows of cells that are already text.
struct TableData {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// A number for each category; `lo` and `hi` are empty or give error bars.
struct CategoriesData {
  std::vector<std::string> label;
  std::vector<double> value;
  std::vector<double> lo = {}, hi = {};
};

/// A vector (u, v) at each sample of a regular grid; row-major, row = y.
struct VectorsData {
  AxisInfo x, y;
  std::int64_t rows = 0, cols = 0;
  std::vector<double> u, v;
};

/// How an edge is drawn: as all are, darker, in the contender's colour, or dashed as one that goes.
enum class EdgeMark : std::uint8_t { plain, strong, added, removed };

/// Nodes in the plane and edges between them; `weight` and `mark` are empty or have one value an
/// edge.
struct GraphData {
  PointsData nodes;
  std::vector<std::int32_t> from, to;
  std::vector<double> weight;
  bool directed = true;
  std::vector<EdgeMark> mark = {};
};

/// Triangles in space: three vertices in `corner` for each; `value` is empty, or has one a vertex
/// or one a triangle.
struct MeshData {
  std::vector<double> x, y, z;
  std::vector<std::int32_t> corner;
  std::vector<double> value = {};
};

/// Several measures of the same things: values[k][i] is measure `name[k]` of thing i.
struct ColumnsData {
  std::vector<std::string> name;
  std::vector<std::vector<double>> values;
};

using Buffer = std::variant<ScalarData, CurveData, MatrixData, SparseData, FieldData, PointsData,
                            ImagesData, DisplacementData, TableData, CategoriesData, VectorsData,
                            GraphData, ColumnsData, MeshData>;

/// The kind's name for messages: "scalar", "curve", "matrix", …
const char* kind_name(const Buffer& buffer);
/// Bytes held, for budgets.
std::size_t byte_size(const Buffer& buffer);
/// Number of values that are NaN or infinite.
std::int64_t count_non_finite(const Buffer& buffer);

}  // namespace thalweg
