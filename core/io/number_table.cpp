// CSV and NPY to numbers, with complaints that name the cell.
#include "core/io/number_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"

namespace thalweg {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;
constexpr std::string_view blank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// The cells of a line. The separator is a comma or semicolon if there is one, else blanks.
std::vector<std::string_view> split(std::string_view line) {
  const char mark = line.find(';') != std::string_view::npos   ? ';'
                    : line.find(',') != std::string_view::npos ? ','
                                                               : ' ';
  std::vector<std::string_view> cells;
  while (true) {
    const auto end = mark == ' ' ? line.find_first_of(" \t") : line.find(mark);
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
    if (mark == ' ') line = trimmed(line);
  }
}

std::optional<double> number(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

/// Reads the text line by line; remembers the first complaint and counts the rows affected.
class TextReader {
 public:
  explicit TextReader(const std::string& path) : path_(path) {}

  NumberTable read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      const auto end = text.find('\n');
      take(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (!complaint_.empty()) {
      throw BadFile(fmt::format("{}. {} of {} rows {} affected; nothing was changed", complaint_,
                                bad_rows_, table_.rows, bad_rows_ == 1 ? "is" : "are"),
                    path_, "Correct the file and give it again.");
    }
    return std::move(table_);
  }

 private:
  void take(std::string_view line) {
    ++line_;
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) return;
    const std::vector<std::string_view> cells = split(line);
    const bool words = std::none_of(cells.begin(), cells.end(),
                                    [](std::string_view cell) { return number(cell).has_value(); });
    if (table_.rows == 0 && table_.headings.empty() && words) {
      for (std::string_view cell : cells) {
        if (cell.size() >= 2 && cell.front() == '"') cell = cell.substr(1, cell.size() - 2);
        table_.headings.emplace_back(cell);
      }
      table_.cols = static_cast<std::int64_t>(cells.size());
      return;
    }
    take_row(cells);
  }

  void take_row(const std::vector<std::string_view>& cells) {
    const auto width = static_cast<std::int64_t>(cells.size());
    if (table_.rows++ == 0) {
      table_.first_line = line_;
      if (table_.headings.empty()) table_.cols = width;
    }
    bool fine = width == table_.cols;
    if (!fine)
      complain(fmt::format("line {}: {} numbers instead of {}", line_, width, table_.cols));
    for (std::size_t i = 0; i < cells.size() && fine; ++i) {
      const std::optional<double> value = number(cells[i]);
      fine = value && std::isfinite(*value);
      if (fine) table_.values.push_back(*value);
      if (!fine) {
        complain(fmt::format("line {}, column {}: \"{}\" is not a {}number", line_, i + 1, cells[i],
                             value ? "finite " : ""));
      }
    }
    if (!fine) ++bad_rows_;
  }

  void complain(std::string text) {
    if (complaint_.empty()) complaint_ = std::move(text);
  }

  const std::string& path_;
  NumberTable table_;
  std::int64_t line_ = 0, bad_rows_ = 0;
  std::string complaint_;
};

NumberTable from_npy(const std::string& bytes, const std::string& path) {
  NpyNumbers read = unpack_npy(bytes, path);
  if (read.shape.empty() || read.shape.size() > 3) {
    throw BadFile(
        fmt::format("The array has {} axes; one, two or three are read", read.shape.size()), path,
        "Save a table.");
  }
  NumberTable table;
  if (read.shape.size() == 1) read.shape.push_back(1);
  if (read.shape.size() == 3) table.layers = read.shape[0];
  table.rows = read.shape[read.shape.size() - 2];
  table.cols = read.shape.back();
  table.values = std::move(read.values);
  const auto bad = std::find_if(table.values.begin(), table.values.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad != table.values.end()) {
    const auto at = (bad - table.values.begin()) % (table.rows * table.cols);
    throw BadFile(fmt::format("row {}, column {}: {} is not a finite number", at / table.cols + 1,
                              at % table.cols + 1, *bad),
                  path, "Correct the array and give it again.");
  }
  return table;
}

}  // namespace

NumberTable read_number_table(const std::string& path) {
  const std::string bytes = read_file(path, most_bytes);
  NumberTable table =
      bytes.starts_with("\x93NUMPY") ? from_npy(bytes, path) : TextReader(path).read(bytes);
  if (table.values.empty()) throw BadFile("It holds no numbers", path, "Give a CSV or NPY file.");
  return table;
}

}  // namespace thalweg
