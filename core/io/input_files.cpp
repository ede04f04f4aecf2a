// Tables of numbers as points, matrices, masses and images.
#include "core/io/input_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/io/number_table.hpp"
#include "core/io/png_read.hpp"

namespace thalweg {
namespace {

std::string shape_text(const NumberTable& table) {
  return fmt::format("{} rows and {} columns", table.rows, table.cols);
}

std::vector<double> column(const NumberTable& table, std::int64_t col) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < table.rows; ++row) values.push_back(table.at(row, col));
  return values;
}

void refuse_negative(const std::vector<double>& masses, const std::string& path) {
  const auto bad = std::find_if(masses.begin(), masses.end(), [](double m) { return m < 0; });
  if (bad == masses.end()) return;
  throw BadFile(fmt::format("mass {} is negative ({})", bad - masses.begin() + 1, *bad), path,
                "Masses must be zero or more.");
}

/// The column of the points' field `name`, −1 without one.
std::int64_t column_of(const NumberTable& table, const std::string& name) {
  if (!table.headings.empty()) {
    const auto found = std::find(table.headings.begin(), table.headings.end(), name);
    return found == table.headings.end() ? -1 : found - table.headings.begin();
  }
  const std::vector<std::string> order = table.cols == 4
                                             ? std::vector<std::string>{"x", "y", "z", "mass"}
                                             : std::vector<std::string>{"x", "y", "mass"};
  const auto found = std::find(order.begin(), order.end(), name) - order.begin();
  return found < table.cols && found < static_cast<std::int64_t>(order.size()) ? found : -1;
}

Buffer points_from(const NumberTable& table, const std::string& path) {
  const bool fits = table.layers == 1 && table.cols >= 2 && table.cols <= 4;
  if (!fits || column_of(table, "x") < 0 || column_of(table, "y") < 0) {
    throw BadFile(fmt::format("It has {}; points need columns x and y", shape_text(table)), path,
                  "Give two columns, or three or four: x, y, z, mass.");
  }
  PointsData points;
  points.x = column(table, column_of(table, "x"));
  points.y = column(table, column_of(table, "y"));
  if (const auto z = column_of(table, "z"); z >= 0) points.z = column(table, z);
  if (const auto mass = column_of(table, "mass"); mass >= 0) points.mass = column(table, mass);
  refuse_negative(points.mass, path);
  return points;
}

Buffer matrix_from(const NumberTable& table, const std::string& path) {
  if (table.layers != 1) throw BadFile("It is a stack of tables", path, "Give one table.");
  return MatrixData{table.rows, table.cols, table.values};
}

Buffer masses_from(const NumberTable& table, const std::string& path) {
  if (table.layers != 1 || std::min(table.rows, table.cols) != 1) {
    throw BadFile(fmt::format("It has {}; masses are one row or one column", shape_text(table)),
                  path, "Give one number for each point.");
  }
  refuse_negative(table.values, path);
  CurveData masses;
  masses.y = table.values;
  return masses;
}

Buffer images_from(const NumberTable& table, const std::string& path) {
  if (std::min(table.rows, table.cols) < 2) {
    throw BadFile(fmt::format("It has {}; an image has two of each or more", shape_text(table)),
                  path, "Give a table of grey values, or a PNG.");
  }
  ImagesData images{table.rows, table.cols, {}};
  const std::int64_t size = table.rows * table.cols;
  for (std::int64_t i = 0; i < table.layers; ++i) {
    const auto first = table.values.begin() + i * size;
    images.images.push_back({fmt::format("{}", i + 1), {first, first + size}});
  }
  return images;
}

/// Red, green and blue of a PNG, 0 … 1; what is transparent shows white paper.
Buffer images_from_png(const std::string& bytes, const std::string& path) {
  const Pixels pixels = pixels_of_png(bytes, path);
  ImagesData images{pixels.height, pixels.width, {{"red", {}}, {"green", {}}, {"blue", {}}}};
  for (std::size_t i = 0; i < pixels.rgba->size(); i += 4) {
    const double alpha = (*pixels.rgba)[i + 3] / 255.0;
    for (std::size_t part = 0; part < 3; ++part) {
      const double value = (*pixels.rgba)[i + part] / 255.0;
      images.images[part].values.push_back(1 - alpha + alpha * value);
    }
  }
  return images;
}

}  // namespace

BufferPtr read_input(const InputSpec& slot, const std::string& path) {
  if (slot.kind == InputSpec::Kind::image) {
    const std::string bytes = read_file(path);
    if (bytes.starts_with("\x89PNG")) {
      return std::make_shared<const Buffer>(images_from_png(bytes, path));
    }
  }
  const NumberTable table = read_number_table(path);
  switch (slot.kind) {
    case InputSpec::Kind::points:
      return std::make_shared<const Buffer>(points_from(table, path));
    case InputSpec::Kind::matrix:
      return std::make_shared<const Buffer>(matrix_from(table, path));
    case InputSpec::Kind::masses:
      return std::make_shared<const Buffer>(masses_from(table, path));
    case InputSpec::Kind::image:
      break;
  }
  return std::make_shared<const Buffer>(images_from(table, path));
}

}  // namespace thalweg
