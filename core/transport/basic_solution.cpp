// Whole masses and the first plans of the network simplex.
#include "core/transport/basic_solution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace thalweg::transport {
namespace {

using Whole = std::int64_t;
constexpr double infinity = std::numeric_limits<double>::infinity();

// The masses in units of the smallest one, where all are multiples of it.
std::optional<WholeVector> counts(const Vector& masses) {
  double unit = infinity;
  for (const double mass : masses) {
    if (mass > 0) unit = std::min(unit, mass);
  }
  WholeVector out(masses.size());
  for (Index i = 0; i < masses.size(); ++i) {
    const double multiple = masses[i] / unit, nearest = std::round(multiple);
    if (nearest > 1e6 || std::abs(multiple - nearest) > 1e-14 * multiple) return std::nullopt;
    out[i] = static_cast<Whole>(nearest);
  }
  return out;
}

WholeVector rounded(const Vector& masses, Whole total) {
  WholeVector out(masses.size());
  for (Index i = 0; i < masses.size(); ++i) {
    out[i] = std::llround(masses[i] * static_cast<double>(total));
  }
  Index largest = 0;
  masses.maxCoeff(&largest);
  out[largest] += total - out.sum();
  return out;
}

// What is left to place while a plan is made.
class Table {
 public:
  Table(const Matrix& cost, const WholeMasses& masses)
      : cost_(cost), supply_(masses.source), demand_(masses.target) {}

  double cost(int i, int j) const { return cost_(i, j); }
  bool row_open(int i) const { return supply_[i] > 0; }
  bool col_open(int j) const { return demand_[j] > 0; }
  int rows() const { return static_cast<int>(supply_.size()); }
  int cols() const { return static_cast<int>(demand_.size()); }
  // As much as possible through one cell, which ends a row or a column.
  void ship(int i, int j) {
    Whole& supply = supply_[i];
    Whole& demand = demand_[j];
    const Whole mass = std::min(supply, demand);
    supply -= mass, demand -= mass;
    cells_.push_back({i, j, mass});
  }
  std::vector<Cell> take() && { return std::move(cells_); }

 private:
  const Matrix& cost_;
  WholeVector supply_, demand_;
  std::vector<Cell> cells_;
};

// The cheapest open cell of a line, and how much dearer the next one is.
struct Line {
  int row = -1, col = -1;
  double least = infinity, second = infinity;

  void offer(int i, int j, double cost) {
    if (cost < least) {
      second = least, least = cost, row = i, col = j;
    } else {
      second = std::min(second, cost);
    }
  }
  // The last cell of a line has no alternative.
  double regret() const { return second - least; }
};

Line row_line(const Table& table, int i) {
  Line line;
  for (int j = 0; j < table.cols(); ++j) {
    if (table.col_open(j)) line.offer(i, j, table.cost(i, j));
  }
  return line;
}

Line col_line(const Table& table, int j) {
  Line line;
  for (int i = 0; i < table.rows(); ++i) {
    if (table.row_open(i)) line.offer(i, j, table.cost(i, j));
  }
  return line;
}

void fill_north_west(Table& table) {
  for (int i = 0, j = 0; i < table.rows() && j < table.cols();) {
    if (!table.row_open(i)) {
      ++i;
    } else if (!table.col_open(j)) {
      ++j;
    } else {
      table.ship(i, j);
    }
  }
}

void fill_least_cost(Table& table) {
  std::vector<std::pair<int, int>> cells;
  for (int i = 0; i < table.rows(); ++i) {
    for (int j = 0; j < table.cols(); ++j) cells.emplace_back(i, j);
  }
  std::stable_sort(cells.begin(), cells.end(), [&](const auto& x, const auto& y) {
    return table.cost(x.first, x.second) < table.cost(y.first, y.second);
  });
  for (const auto& [i, j] : cells) {
    if (table.row_open(i) && table.col_open(j)) table.ship(i, j);
  }
}

void fill_vogel(Table& table) {
  for (;;) {
    std::optional<Line> best;
    const auto offer = [&best](const Line& line) {
      if (line.row >= 0 && (!best || line.regret() > best->regret())) best = line;
    };
    for (int i = 0; i < table.rows(); ++i) {
      if (table.row_open(i)) offer(row_line(table, i));
    }
    for (int j = 0; j < table.cols(); ++j) {
      if (table.col_open(j)) offer(col_line(table, j));
    }
    if (!best) return;
    table.ship(best->row, best->col);
  }
}

void fill_by_regret(Table& table) {
  std::vector<std::pair<double, int>> order;
  for (int i = 0; i < table.rows(); ++i) order.emplace_back(-row_line(table, i).regret(), i);
  std::sort(order.begin(), order.end());
  for (const auto& [regret, i] : order) {
    while (table.row_open(i)) table.ship(i, row_line(table, i).col);
  }
}

}  // namespace

WholeMasses whole_masses(const Vector& source, const Vector& target) {
  const auto a = counts(source), b = counts(target);
  if (a && b) {
    const Whole total = std::lcm(a->sum(), b->sum());
    if (total <= Whole{1} << 52) return {*a * (total / a->sum()), *b * (total / b->sum()), total};
  }
  const Whole total = Whole{1} << 52;
  return {rounded(source, total), rounded(target, total), total};
}

std::vector<Cell> basic_solution(const Matrix& cost, const WholeMasses& masses, StartRule rule) {
  Table table(cost, masses);
  switch (rule) {
    case StartRule::regret:
      fill_by_regret(table);
      break;
    case StartRule::north_west:
      fill_north_west(table);
      break;
    case StartRule::least_cost:
      fill_least_cost(table);
      break;
    case StartRule::vogel:
      fill_vogel(table);
      break;
  }
  return std::move(table).take();
}

}  // namespace thalweg::transport
