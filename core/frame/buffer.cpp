// Questions that every kind of buffer answers.
#include "core/frame/buffer.hpp"

#include <array>

#include "core/frame/summary.hpp"

namespace thalweg {
namespace {

/// Calls visit(vector<double>) for each block of numbers in a buffer.
template <class Visit>
struct EachBlock {
  Visit visit;
  void operator()(const ScalarData& d) const { visit(std::vector<double>{d.value}); }
  void operator()(const CurveData& d) const {
    visit(d.x), visit(d.y), visit(d.lo), visit(d.hi), visit(d.z);
  }
  void operator()(const MatrixData& d) const { visit(d.values); }
  void operator()(const SparseData& d) const { visit(d.value); }
  void operator()(const FieldData& d) const { visit(d.values); }
  void operator()(const PointsData& d) const {
    visit(d.x), visit(d.y), visit(d.z), visit(d.mass), visit(d.value);
  }
  void operator()(const ImagesData& d) const {
    for (const auto& image : d.images) visit(image.values);
  }
  void operator()(const DisplacementData& d) const {
    (*this)(d.source), (*this)(d.target), (*this)(d.plan);
  }
  void operator()(const TableData&) const {}
  void operator()(const CategoriesData& d) const { visit(d.value), visit(d.lo), visit(d.hi); }
  void operator()(const VectorsData& d) const { visit(d.u), visit(d.v); }
  void operator()(const GraphData& d) const { (*this)(d.nodes), visit(d.weight); }
  void operator()(const ColumnsData& d) const {
    for (const auto& column : d.values) visit(column);
  }
  void operator()(const MeshData& d) const { visit(d.x), visit(d.y), visit(d.z), visit(d.value); }
};

template <class Visit>
void each_block(const Buffer& buffer, Visit visit) {
  std::visit(EachBlock<Visit>{visit}, buffer);
}

std::size_t index_bytes(const Buffer& buffer) {
  std::size_t indices = 0;
  if (const auto* sparse = std::get_if<SparseData>(&buffer)) indices = 2 * sparse->row.size();
  if (const auto* graph = std::get_if<GraphData>(&buffer)) indices = 2 * graph->from.size();
  if (const auto* mesh = std::get_if<MeshData>(&buffer)) indices = mesh->corner.size();
  return indices * sizeof(std::int32_t);
}

}  // namespace

const char* kind_name(const Buffer& buffer) {
  static constexpr std::array names{"scalar",  "curve",  "matrix",       "sparse", "field",
                                    "points",  "images", "displacement", "table",  "categories",
                                    "vectors", "graph",  "columns",      "mesh"};
  static_assert(names.size() == std::variant_size_v<Buffer>);
  return names[buffer.index()];
}

std::size_t byte_size(const Buffer& buffer) {
  std::size_t bytes = sizeof(Buffer) + index_bytes(buffer);
  each_block(buffer, [&](const std::vector<double>& v) { bytes += v.size() * sizeof(double); });
  return bytes;
}

std::int64_t count_non_finite(const Buffer& buffer) {
  std::int64_t count = 0;
  each_block(buffer, [&](const std::vector<double>& v) { count += summary_of(v).non_finite; });
  return count;
}

}  // namespace thalweg
