// Vectorised inner loops. A row of exponentials stays in the nearest cache, where all that is
// wanted of it is taken.
#include "core/transport/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/parallel.hpp"
#include "core/math/exponential.hpp"

namespace thalweg::transport {
namespace {

constexpr Index lanes = lane_count<double>;
constexpr double least_sum = 1e-30, largest_sum = 1e30;  // of a guess that is good enough
constexpr double least_column = 1e-200;  // well above e^-700 / least_sum, the least addend

// Rows a task handles: about `entries` of them, a function of the size alone.
Index row_grain(Index cols, Index entries) {
  return std::max<Index>(1, entries / std::max<Index>(1, cols));
}
constexpr Index exponential_task = Index{1} << 16;  // about 50 µs
constexpr Index product_task = Index{1} << 19;

Index whole_lanes(Index count) { return (count + lanes - 1) / lanes * lanes; }

// The exponents scaled_j − η cost_j + shift of one row of the plan.
struct RowExponents {
  const double* cost;
  const double* scaled;
  Index count;
  double eta;

  // Calls use(j, exponents j, j + 1, …) by lanes. What lies beyond the row's end is −1000.
  template <class Use>
  void for_each(double shift, const Use& use) const {
    const Lanes<double> minus_eta = filled_with(-eta), shifts = filled_with(shift);
    const auto exponents = [&](const double* c, const double* s) {
      return multiply_add(minus_eta, load(c), Eigen::internal::padd(load(s), shifts));
    };
    Index j = 0;
    for (; j + lanes <= count; j += lanes) use(j, exponents(cost + j, scaled + j));
    if (j == count) return;
    double last_cost[lanes] = {}, last_scaled[lanes];
    std::fill(last_scaled, last_scaled + lanes, -1000 - shift);
    std::copy(cost + j, cost + count, last_cost);
    std::copy(scaled + j, scaled + count, last_scaled);
    use(j, exponents(last_cost, last_scaled));
  }

  // Σ_j e^exponent_j; `out` (whole_lanes(count) numbers) receives the addends.
  double exponentials(double shift, double* out) const {
    Lanes<double> sum = filled_with(0.0);
    for_each(shift, [&](Index j, const Lanes<double>& x) {
      const Lanes<double> e = exp_lanes(x);
      store(out + j, e);
      sum = Eigen::internal::padd(sum, e);
    });
    return sum_of_lanes<double>(sum);
  }
  double largest() const {
    Lanes<double> most = filled_with(-std::numeric_limits<double>::infinity());
    for_each(0, [&](Index, const Lanes<double>& x) { most = Eigen::internal::pmax(most, x); });
    return Eigen::internal::predux_max(most);
  }
};

struct LogSum {
  double shift;  ///< what was added to the exponents
  double sum;    ///< of e^(exponent + shift), within least_sum … largest_sum
  double value() const { return std::log(sum) - shift; }
};

// log Σ_j e^exponent_j by way of a guessed shift, or else of the largest exponent.
LogSum log_sum(const RowExponents& row, double guess, double* addends) {
  LogSum out{guess, row.exponentials(guess, addends)};
  if (out.sum > least_sum && out.sum < largest_sum) return out;
  out.shift = -row.largest();
  out.sum = row.exponentials(out.shift, addends);
  return out;
}

// Column sums of each block of rows, added in order of the blocks.
class BlockColumns {
 public:
  BlockColumns(Index rows, Index cols, Index grain)
      : grain_(grain),
        cols_(cols),
        sums_(Matrix::Zero((rows + grain - 1) / grain, whole_lanes(cols))) {}
  double* block(Index first_row) { return sums_.row(first_row / grain_).data(); }
  void add_up(Vector& out) const {
    out = sums_.row(0).head(cols_).transpose();
    for (Index k = 1; k < sums_.rows(); ++k) out += sums_.row(k).head(cols_).transpose();
  }

 private:
  Index grain_, cols_;
  Matrix sums_;
};

// sums += factor × addends
void add_scaled(double factor, const std::vector<double>& addends, double* sums) {
  const Lanes<double> factors = filled_with(factor);
  for (Index j = 0; j < static_cast<Index>(addends.size()); j += lanes) {
    store(sums + j, multiply_add(factors, load(addends.data() + j), load(sums + j)));
  }
}

}  // namespace

void log_row_sums(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                  const Vector& log_mass, Vector& out) {
  const Index m = cost.cols();
  const Vector scaled = eta * g;
  out.resize(cost.rows());
  parallel_for(cost.rows(), row_grain(m, exponential_task), [&](Index begin, Index end) {
    std::vector<double> addends(static_cast<std::size_t>(whole_lanes(m)));
    for (Index i = begin; i < end; ++i) {
      const RowExponents row{cost.data() + i * m, scaled.data(), m, eta};
      out[i] = log_sum(row, eta * f[i] - log_mass[i], addends.data()).value() + eta * f[i];
    }
  });
}

void log_pass(const Problem& problem, double eta, const Vector& f, const Vector& g,
              double relaxation, Vector& log_rows, Vector& log_cols) {
  const Index n = problem.n(), m = problem.m(), grain = row_grain(m, exponential_task);
  const Vector scaled = eta * g;
  log_rows.resize(n);
  BlockColumns columns(n, m, grain);
  parallel_for(n, grain, [&](Index begin, Index end) {
    std::vector<double> addends(static_cast<std::size_t>(whole_lanes(m)));
    double* cols = columns.block(begin);
    for (Index i = begin; i < end; ++i) {
      const RowExponents row{problem.cost.data() + i * m, scaled.data(), m, eta};
      const LogSum sum = log_sum(row, eta * f[i] - problem.log_source[i], addends.data());
      log_rows[i] = sum.value() + eta * f[i];
      const double beyond = (relaxation - 1) * (problem.log_source[i] - log_rows[i]);
      add_scaled(problem.source[i] / sum.sum * std::exp(beyond), addends, cols);
    }
  });
  columns.add_up(log_cols);
  Vector fitted;
  for (Index j = 0; j < m; ++j) {
    if (log_cols[j] > least_column) {
      log_cols[j] = std::log(log_cols[j]);
      continue;
    }
    // No row reaches this column within e^-400: its sum is made on its own.
    if (fitted.size() == 0) fitted = eta * f + relaxation * (problem.log_source - log_rows);
    const RowExponents col{problem.cost_transposed.data() + j * n, fitted.data(), n, eta};
    std::vector<double> addends(static_cast<std::size_t>(whole_lanes(n)));
    log_cols[j] = log_sum(col, -col.largest(), addends.data()).value() + scaled[j];
  }
}

namespace {

// Makes the plan row by row and calls use(i, entries) with whole_lanes(m) of them.
template <class Use>
void for_each_plan_row(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                       PlanSums& sums, const Use& use) {
  const Index n = cost.rows(), m = cost.cols(), grain = row_grain(m, exponential_task);
  const Vector scaled = eta * g;
  sums.rows.resize(n);
  BlockColumns columns(n, m, grain);
  const Lanes<double> least = filled_with(least_exponent), zero = filled_with(0.0);
  parallel_for(n, grain, [&](Index begin, Index end) {
    std::vector<double> entries(static_cast<std::size_t>(whole_lanes(m)));
    double* cols = columns.block(begin);
    for (Index i = begin; i < end; ++i) {
      const RowExponents row{cost.data() + i * m, scaled.data(), m, eta};
      Lanes<double> sum = zero;
      row.for_each(eta * f[i], [&](Index j, const Lanes<double>& x) {
        const Lanes<double> p = zero_where(Eigen::internal::pcmp_lt(x, least), exp_lanes(x));
        store(entries.data() + j, p);
        store(cols + j, Eigen::internal::padd(load(cols + j), p));
        sum = Eigen::internal::padd(sum, p);
      });
      sums.rows[i] = sum_of_lanes<double>(sum);
      use(i, entries.data());
    }
  });
  columns.add_up(sums.cols);
  sums.total = sums.rows.sum();
}

// Appends the entries ≥ threshold and their columns.
void append_above(const double* entries, Index count, double threshold, std::vector<int>& cols,
                  std::vector<double>& values) {
  std::size_t kept = values.size();
  cols.resize(kept + static_cast<std::size_t>(count));
  values.resize(kept + static_cast<std::size_t>(count));
  for (Index j = 0; j < count; j += lanes) {
    if (!(Eigen::internal::predux_max(load(entries + j)) >= threshold)) continue;
    for (Index k = j; k < std::min(j + lanes, count); ++k) {
      cols[kept] = static_cast<int>(k);  // without branches: what is kept follows no pattern
      values[kept] = entries[k];
      kept += entries[k] >= threshold ? 1 : 0;
    }
  }
  cols.resize(kept);
  values.resize(kept);
}

}  // namespace

void build_plan(const Matrix& cost, double eta, const Vector& f, const Vector& g, Matrix& plan,
                PlanSums& sums) {
  const Index m = cost.cols();
  plan.resize(cost.rows(), m);
  for_each_plan_row(cost, eta, f, g, sums, [&](Index i, const double* entries) {
    copy_lanes(entries, m, plan.data() + i * m);
  });
}

void sum_plan(const Matrix& cost, double eta, const Vector& f, const Vector& g, PlanSums& sums) {
  for_each_plan_row(cost, eta, f, g, sums, [](Index, const double*) {});
}

SparseMatrix plan_above(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                        double threshold, PlanSums& sums) {
  struct Row {
    std::vector<int> cols;
    std::vector<double> values;
  };
  const Index n = cost.rows(), m = cost.cols();
  std::vector<Row> rows(static_cast<std::size_t>(n));
  for_each_plan_row(cost, eta, f, g, sums, [&](Index i, const double* entries) {
    Row& row = rows[static_cast<std::size_t>(i)];
    append_above(entries, m, threshold, row.cols, row.values);
  });
  SparseMatrix out(n, m);
  Index count = 0;
  for (Index i = 0; i < n; ++i) {
    count += static_cast<Index>(rows[static_cast<std::size_t>(i)].values.size());
    out.outerIndexPtr()[i + 1] = static_cast<int>(count);
  }
  out.resizeNonZeros(count);
  for (Index i = 0; i < n; ++i) {
    const Row& row = rows[static_cast<std::size_t>(i)];
    std::copy(row.cols.begin(), row.cols.end(), out.innerIndexPtr() + out.outerIndexPtr()[i]);
    std::copy(row.values.begin(), row.values.end(), out.valuePtr() + out.outerIndexPtr()[i]);
  }
  return out;
}

namespace {

constexpr Index row_group = 8;  // rows read twice while they are in the nearest caches

// out[r] = kernel row r · v
void row_dots(const double* kernel, Index m, const double* v, double* out) {
  Lanes<double> sums[row_group];
  std::fill(sums, sums + row_group, filled_with(0.0));
  Index j = 0;
  for (; j + lanes <= m; j += lanes) {
    const Lanes<double> right = load(v + j);
#pragma GCC unroll 8
    for (Index r = 0; r < row_group; ++r) {
      sums[r] = multiply_add(load(kernel + r * m + j), right, sums[r]);
    }
  }
#pragma GCC unroll 8
  for (Index r = 0; r < row_group; ++r) {
    out[r] = sum_of_lanes<double>(sums[r]);
    for (Index k = j; k < m; ++k) out[r] += kernel[r * m + k] * v[k];
  }
}

// cols += Σ_r u_r × kernel row r, from the end, which row_dots left in the nearest cache
void add_rows(const double* kernel, Index m, const double* u, double* cols) {
  const Index whole = m / lanes * lanes;
  for (Index j = whole; j < m; ++j) {
    for (Index r = 0; r < row_group; ++r) cols[j] += u[r] * kernel[r * m + j];
  }
  for (Index j = whole - lanes; j >= 0; j -= lanes) {
    Lanes<double> sum = load(cols + j);
#pragma GCC unroll 8
    for (Index r = 0; r < row_group; ++r) {
      sum = multiply_add(filled_with(u[r]), load(kernel + r * m + j), sum);
    }
    store(cols + j, sum);
  }
}

}  // namespace

void kernel_pass(const Matrix& kernel, const Vector& v, const Vector& a, Vector& kv, Vector& u,
                 Vector& ktu) {
  const Index n = kernel.rows(), m = kernel.cols();
  const Index grain = row_grain(m, product_task) / row_group * row_group + row_group;
  kv.resize(n);
  u.resize(n);
  BlockColumns columns(n, m, grain);
  parallel_for(n, grain, [&](Index begin, Index end) {
    double* cols = columns.block(begin);
    Index i = begin;
    for (; i + row_group <= end; i += row_group) {
      const double* rows = kernel.data() + i * m;
      row_dots(rows, m, v.data(), kv.data() + i);
      u.segment<row_group>(i) = a.segment<row_group>(i).cwiseQuotient(kv.segment<row_group>(i));
      add_rows(rows, m, u.data() + i, cols);
    }
    for (; i < end; ++i) {
      kv[i] = kernel.row(i).dot(v);
      u[i] = a[i] / kv[i];
      Eigen::Map<Vector>(cols, m) += u[i] * kernel.row(i).transpose();
    }
  });
  columns.add_up(ktu);
}

}  // namespace thalweg::transport
