// Tables embedded in the program, and choices from them.
#include "core/data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/digits.hpp"

namespace thalweg::data {

extern const unsigned char iris_csv[], wine_csv[], breast_cancer_csv[], diabetes_csv[];
extern const std::size_t iris_csv_size, wine_csv_size, breast_cancer_csv_size, diabetes_csv_size;

namespace {

/// Numbers separated by commas, equally many in each line.
Matrix parse(std::string_view text) {
  std::vector<double> numbers;
  Index rows = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    THALWEG_ASSERT(error == std::errc());
    numbers.push_back(value);
    rows += next == end || *next == '\n' ? 1 : 0;
    at = next + 1;
  }
  THALWEG_ASSERT(rows > 0 && numbers.size() % static_cast<std::size_t>(rows) == 0);
  return Matrix::Map(numbers.data(), rows, static_cast<Index>(numbers.size()) / rows);
}

Dataset digits_table() {
  Dataset out{"digits", Matrix(static_cast<Index>(digits().size()), 64), {}, {}};
  std::vector<int> labels;
  for (const DigitImage& image : digits()) {
    const auto row = static_cast<Index>(labels.size());
    for (Index k = 0; k < 64; ++k) {
      out.inputs(row, k) = image.pixels[static_cast<std::size_t>(k)] / 16;
    }
    labels.push_back(image.label);
  }
  set_labels(out, std::move(labels), 10);
  return out;
}

struct Stored {
  const char* key;
  const char* name;
  const unsigned char* bytes;
  const std::size_t& size;
  int classes;  // 0: the last column is a number
};

const Stored stored[] = {
    {"iris", "iris", iris_csv, iris_csv_size, 3},
    {"wine", "wine", wine_csv, wine_csv_size, 3},
    {"breast_cancer", "breast cancer", breast_cancer_csv, breast_cancer_csv_size, 2},
    {"diabetes", "diabetes", diabetes_csv, diabetes_csv_size, 0},
};

Dataset chosen(const Dataset& data, const std::vector<Index>& rows) {
  const auto n = static_cast<Index>(rows.size());
  Dataset out{data.name, Matrix(n, data.inputs.cols()), Matrix(n, data.targets.cols()), {}};
  for (Index i = 0; i < n; ++i) {
    const Index from = rows[static_cast<std::size_t>(i)];
    out.inputs.row(i) = data.inputs.row(from), out.targets.row(i) = data.targets.row(from);
    if (!data.labels.empty()) out.labels.push_back(data.labels[static_cast<std::size_t>(from)]);
  }
  return out;
}

void require_labels(const Dataset& data) {
  if (data.labels.empty()) {
    throw BadInput(fmt::format("The examples of {} have no labels", data.name), "",
                   "Choose data with classes.");
  }
}

}  // namespace

void set_labels(Dataset& data, std::vector<int> labels, int classes) {
  data.targets = Matrix::Zero(static_cast<Index>(labels.size()), classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    THALWEG_ASSERT(labels[i] >= 0 && labels[i] < classes);
    data.targets(static_cast<Index>(i), labels[i]) = 1;
  }
  data.labels = std::move(labels);
}

std::vector<std::string> table_names() {
  std::vector<std::string> out{"digits"};
  for (const Stored& row : stored) out.emplace_back(row.key);
  return out;
}

Dataset table(const std::string& key) {
  if (key == "digits") return digits_table();
  for (const Stored& row : stored) {
    if (row.key != key) continue;
    const Matrix all = parse({reinterpret_cast<const char*>(row.bytes), row.size});
    const Index features = all.cols() - 1;
    Dataset out{row.name, all.leftCols(features), all.rightCols(1), {}};
    if (row.classes == 0) return out;
    std::vector<int> labels;
    for (Index i = 0; i < all.rows(); ++i) labels.push_back(static_cast<int>(all(i, features)));
    set_labels(out, std::move(labels), row.classes);
    return out;
  }
  const std::vector<std::string> close = nearest(key, table_names(), 1);
  throw BadInput(fmt::format("There is no table '{}'", key), "",
                 close.empty() ? fmt::format("Choose from {}.", fmt::join(table_names(), ", "))
                               : fmt::format("Did you mean '{}'?", close[0]));
}

void standardise(Dataset& data) {
  for (Index j = 0; j < data.inputs.cols(); ++j) {
    auto column = data.inputs.col(j);
    column.array() -= column.mean();
    const double deviation = std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
    if (deviation > 1e-12) {
      column /= deviation;
    } else {
      column.setZero();
    }
  }
}

Dataset subset(const Dataset& data, Index count, Rng rng) {
  const std::vector<std::uint32_t> order = rng.permutation(static_cast<std::uint32_t>(data.size()));
  if (count < 0) throw BadInput(fmt::format("There are no {} examples", count));
  // Round by round one example of each class; numbers are of one class.
  std::vector<std::vector<Index>> piles(1);
  for (const std::uint32_t place : order) {
    const auto pile = data.labels.empty() ? 0 : static_cast<std::size_t>(data.labels[place]);
    if (pile >= piles.size()) piles.resize(pile + 1);
    piles[pile].push_back(place);
  }
  std::vector<Index> rows;
  for (std::size_t round = 0; round < order.size(); ++round) {
    for (const std::vector<Index>& pile : piles) {
      if (round < pile.size() && static_cast<Index>(rows.size()) < count) {
        rows.push_back(pile[round]);
      }
    }
  }
  std::sort(rows.begin(), rows.end());
  return chosen(data, rows);
}

Dataset first_classes(const Dataset& data, int classes) {
  require_labels(data);
  if (classes < 1) {
    throw BadInput(fmt::format("There are no first {} classes", classes), "", "Choose 1 or more.");
  }
  std::vector<Index> rows;
  std::vector<int> labels;
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    if (data.labels[i] >= classes) continue;
    rows.push_back(static_cast<Index>(i)), labels.push_back(data.labels[i]);
  }
  Dataset out = chosen(data, rows);
  set_labels(out, std::move(labels), classes);
  return out;
}

void corrupt_labels(Dataset& data, double share, Rng rng) {
  require_labels(data);
  if (!(share >= 0 && share <= 1)) {
    throw BadInput(fmt::format("A share of {} is not within 0 … 1", share));
  }
  const auto classes = static_cast<std::uint64_t>(data.targets.cols());
  if (classes < 2) throw BadInput(fmt::format("There is one class in {} alone", data.name));
  std::vector<int> labels = data.labels;
  const auto n = static_cast<std::uint32_t>(labels.size());
  const auto wrong = static_cast<std::size_t>(std::llround(share * n));
  const std::vector<std::uint32_t> order = rng.permutation(n);
  for (std::size_t i = 0; i < wrong; ++i) {
    const std::uint64_t other = 1 + rng.below(classes - 1);
    int& label = labels[order[i]];
    label = static_cast<int>((static_cast<std::uint64_t>(label) + other) % classes);
  }
  set_labels(data, std::move(labels), static_cast<int>(classes));
}

}  // namespace thalweg::data
