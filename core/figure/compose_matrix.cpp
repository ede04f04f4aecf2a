// Heat maps, sparsity patterns and image grids.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "core/figure/compose_parts.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

/// Axes that count rows downwards and columns to the right; cell i lies around i.
void matrix_axes(const Composer& c, Panel& panel, std::int64_t rows, std::int64_t cols) {
  panel.x.integer = panel.y.integer = true;
  panel.y.reversed = true;
  panel.x.range = zoomed(c.state.x_zoom, {-0.5, static_cast<double>(cols) - 0.5});
  panel.y.range = zoomed(c.state.y_zoom, {-0.5, static_cast<double>(rows) - 0.5});
}

/// Where a symmetric bipartite matrix has its block boundary: every entry off the diagonal is
/// between the first `split` indices and the others. 0 when there is none.
std::int64_t bipartite_split(const SparseData& m) {
  if (m.rows != m.cols) return 0;
  std::int64_t last_row = -1, first_col = m.cols;
  for (std::size_t k = 0; k < m.row.size(); ++k) {
    if (m.row[k] < m.col[k]) {
      last_row = std::max<std::int64_t>(last_row, m.row[k]);
      first_col = std::min<std::int64_t>(first_col, m.col[k]);
    } else if (m.row[k] > m.col[k]) {
      last_row = std::max<std::int64_t>(last_row, m.col[k]);
      first_col = std::min<std::int64_t>(first_col, m.row[k]);
    }
  }
  if (last_row < 0 || last_row >= first_col) return 0;
  // Empty rows at the boundary leave a choice; halves are the likeliest.
  const std::int64_t half = m.rows / 2;
  return half > last_row && half <= first_col ? half : last_row + 1;
}

bool has_diagonal(const SparseData& m) {
  if (m.rows != m.cols) return false;
  std::int64_t count = 0;
  for (std::size_t k = 0; k < m.row.size(); ++k) count += m.row[k] == m.col[k] ? 1 : 0;
  return 10 * count >= 9 * m.rows;
}

}  // namespace

void compose_heatmap(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.title = or_else(c.spec.x_label, "target j");
  panel.y.title = or_else(c.spec.y_label, "source i");
  const BufferPtr buffer = first_buffer(c);
  const Grid grid = buffer ? grid_of(*buffer) : Grid{};
  if (grid.rows == 0) {
    matrix_axes(c, panel, 1, 1);
    panel.x.visible = panel.y.visible = false;
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
    figure.panels.push_back(std::move(panel));
    return;
  }
  matrix_axes(c, panel, grid.rows, grid.cols);
  const double ratio = static_cast<double>(grid.rows) / static_cast<double>(grid.cols);
  panel.equal_scale = ratio > 0.25 && ratio < 4;
  mark::Heat heat;
  heat.buffer = buffer;
  heat.mapping = mapping_of(c, buffer, *grid.values);
  heat.x = {-0.5, static_cast<double>(grid.cols) - 0.5};
  heat.y = {-0.5, static_cast<double>(grid.rows) - 0.5};
  heat.name = c.spec.names.front();
  heat.values = c.spec.cell_values;
  if (!c.spec.mask.empty()) heat.mask = shared_buffer(c.frames, c.spec.mask);
  panel.bar = bar_of(heat.mapping);
  panel.marks.emplace_back(std::move(heat));
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

void compose_sparsity(const Composer& c, Figure& figure) {
  Panel panel;
  const BufferPtr buffer = first_buffer(c);
  const auto* matrix = buffer ? std::get_if<SparseData>(buffer.get()) : nullptr;
  panel.equal_scale = true;
  panel.x.visible = panel.y.visible = false;
  if (!matrix || matrix->rows <= 0 || matrix->cols <= 0 ||
      matrix->row.size() != matrix->col.size()) {
    matrix_axes(c, panel, 1, 1);
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
    figure.panels.push_back(std::move(panel));
    return;
  }
  matrix_axes(c, panel, matrix->rows, matrix->cols);
  mark::Pattern pattern;
  pattern.buffer = buffer;
  pattern.diagonal = has_diagonal(*matrix);
  pattern.colour = focus_colour(c.frames);
  pattern.name = c.spec.names.front();
  if (const std::int64_t split = bipartite_split(*matrix); split > 0 && split < matrix->rows) {
    pattern.splits = {split};
    const auto n = static_cast<double>(split), all = static_cast<double>(matrix->rows);
    panel.captions = {{n / 2, or_else(c.spec.x_label, "source x")},
                      {(n + all) / 2, or_else(c.spec.y_label, "target y")}};
  } else {
    panel.x.visible = panel.y.visible = true;
    panel.x.title = c.spec.x_label;
    panel.y.title = c.spec.y_label;
  }
  panel.marks.emplace_back(std::move(pattern));
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

namespace {

/// What `caption` says before `last`; nothing when it does not end so.
std::optional<std::string> caption_before(const std::string& caption, std::string_view last) {
  if (!caption.ends_with(last)) return std::nullopt;
  const std::size_t end = caption.find_last_not_of(' ', caption.size() - last.size() - 1);
  return caption.size() == last.size() ? "" : caption.substr(0, end + 1);
}

/// The caption of the picture whose red, green and blue parts begin at `first`, if they do.
std::optional<std::string> coloured_caption(const ImagesData& data, std::size_t first) {
  if (first + 2 >= data.images.size()) return std::nullopt;
  const auto red = caption_before(data.images[first].caption, "red");
  const auto green = caption_before(data.images[first + 1].caption, "green");
  return red && red == green && red == caption_before(data.images[first + 2].caption, "blue")
             ? red
             : std::nullopt;
}

Panel image_panel(const Composer& c, const ImagesData& data, std::string caption,
                  std::shared_ptr<const std::vector<double>> values, Range range) {
  Panel panel;
  matrix_axes(c, panel, data.rows, data.cols);
  panel.x.visible = panel.y.visible = false;
  panel.equal_scale = panel.frame = true;
  panel.caption = std::move(caption);
  mark::Raster raster;
  raster.rows = data.rows;
  raster.cols = data.cols;
  raster.values = std::move(values);
  raster.range = range;
  raster.tint = Colour::of(Role::text);
  raster.name = c.spec.names.front();
  panel.marks.emplace_back(std::move(raster));
  return panel;
}

}  // namespace

void compose_images(const Composer& c, Figure& figure) {
  const BufferPtr buffer = first_buffer(c);
  const auto* data = buffer ? std::get_if<ImagesData>(buffer.get()) : nullptr;
  if (!data || data->images.empty()) {
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
    return;
  }
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const ImagesData::Image& image : data->images) {
    for (const double v : image.values) {
      if (std::isfinite(v)) range = {std::min(range.lo, v), std::max(range.hi, v)};
    }
  }
  for (std::size_t i = 0; i < data->images.size(); ++i) {
    const ImagesData::Image& image = data->images[i];
    if (const auto caption = coloured_caption(*data, i)) {
      std::vector<double> values;
      for (std::size_t part = i; part < i + 3; ++part) {
        const std::vector<double>& own = data->images[part].values;
        values.insert(values.end(), own.begin(), own.end());
      }
      figure.panels.push_back(image_panel(c, *data, *caption, shared(std::move(values)), {0, 1}));
      i += 2;
      continue;
    }
    figure.panels.push_back(image_panel(c, *data, image.caption, shared(buffer, image.values),
                                        {std::min(0.0, range.lo), range.hi}));
  }
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
}

}  // namespace thalweg::parts
