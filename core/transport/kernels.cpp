// Vectorised inner loops. Exponentials dominate, and most of them vanish when η is large: exponents
// that could not change a sum are sieved out first, and the rest lie side by side.
#include "core/transport/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/parallel.hpp"

namespace thalweg::transport {
namespace {

constexpr Index lanes = 8;
constexpr Index strip = 256;         // columns sieved at a time
constexpr double skip_in_sum = -60;  // against a sum of at least 1e-6: below 1e-17 of it
constexpr double skip_in_plan = -100;

// The exponents scaled_j − η cost_j + shift of a strip that exceed `least`, in order, and their j.
class Sieve {
 public:
  void fill(const double* cost, const double* scaled, Index count, double eta, double shift,
            double least) {
    using Line = Eigen::Map<const Eigen::ArrayXd>;
    all_.head(count) = Line(scaled, count) - eta * Line(cost, count) + shift;
    const double* all = all_.data();
    double* values = values_.data();
    int* index = index_.data();
    Index kept = 0;
    for (Index j = 0; j < count; ++j) {  // without branches: what is kept follows no pattern
      values[kept] = all[j];
      index[kept] = static_cast<int>(j);
      kept += all[j] > least ? 1 : 0;
    }
    kept_ = kept;
  }
  // exp of what was kept, and its sum.
  double exponentials() {
    const Index padded = (kept_ + lanes - 1) / lanes * lanes;
    values_.segment(kept_, padded - kept_).setConstant(-700);  // 1e-304, and whole groups of lanes
    values_.head(padded) = values_.head(padded).exp();
    return values_.head(padded).sum();
  }
  Index size() const { return kept_; }
  double value(Index k) const { return values_[k]; }
  int index(Index k) const { return index_[k]; }

 private:
  Eigen::Array<double, strip, 1> all_;
  Eigen::Array<double, strip + lanes, 1> values_;
  Eigen::Array<int, strip + 1, 1> index_;
  Index kept_ = 0;
};

// Rows a task handles: about `entries` of them, a function of the size alone.
Index row_grain(Index cols, Index entries) {
  return std::max<Index>(1, entries / std::max<Index>(1, cols));
}
constexpr Index exponential_task = Index{1} << 16;  // about 50 µs
constexpr Index product_task = Index{1} << 19;

// Σ_j exp(scaled_j − η cost_j + shift)
double row_sum(const double* cost, const double* scaled, Index m, double eta, double shift) {
  Sieve sieve;
  double sum = 0;
  for (Index j = 0; j < m; j += strip) {
    sieve.fill(cost + j, scaled + j, std::min(strip, m - j), eta, shift, skip_in_sum);
    sum += sieve.exponentials();
  }
  return sum;
}

double row_peak(const double* cost, const double* scaled, Index m, double eta) {
  const Eigen::Map<const Eigen::ArrayXd> c(cost, m), s(scaled, m);
  return (s - eta * c).maxCoeff();
}

}  // namespace

void log_row_sums(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                  const Vector& log_mass, Vector& out) {
  const Index m = cost.cols();
  const Vector scaled = eta * g;
  out.resize(cost.rows());
  parallel_for(cost.rows(), row_grain(m, exponential_task), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const double* row = cost.data() + i * m;
      const double sum = row_sum(row, scaled.data(), m, eta, eta * f[i] - log_mass[i]);
      if (sum > 1e-6 && sum < 1e100) {
        out[i] = std::log(sum) + log_mass[i];
      } else {
        const double peak = row_peak(row, scaled.data(), m, eta);
        out[i] = std::log(row_sum(row, scaled.data(), m, eta, -peak)) + (peak + eta * f[i]);
      }
    }
  });
}

namespace {

// One row of the plan: writes it, adds it to `cols`, returns its sum.
double plan_row(const double* cost, const double* scaled, Index m, double eta, double shift,
                double* plan, double* cols) {
  Sieve sieve;
  double sum = 0;
  std::fill(plan, plan + m, 0.0);
  for (Index j = 0; j < m; j += strip) {
    sieve.fill(cost + j, scaled + j, std::min(strip, m - j), eta, shift, skip_in_plan);
    sum += sieve.exponentials();
    for (Index k = 0; k < sieve.size(); ++k) {
      const Index col = j + sieve.index(k);
      plan[col] = sieve.value(k);
      cols[col] += sieve.value(k);
    }
  }
  return sum;
}

// Column sums of each block of rows, added in order of the blocks.
class BlockColumns {
 public:
  BlockColumns(Index rows, Index cols, Index grain)
      : grain_(grain), sums_(Matrix::Zero((rows + grain - 1) / grain, cols)) {}
  double* block(Index first_row) { return sums_.row(first_row / grain_).data(); }
  void add_up(Vector& out) const {
    out = sums_.row(0).transpose();
    for (Index k = 1; k < sums_.rows(); ++k) out += sums_.row(k).transpose();
  }

 private:
  Index grain_;
  Matrix sums_;
};

}  // namespace

void build_plan(const Matrix& cost, double eta, const Vector& f, const Vector& g, Matrix& plan,
                PlanSums& sums) {
  const Index n = cost.rows(), m = cost.cols(), grain = row_grain(m, exponential_task);
  const Vector scaled = eta * g;
  plan.resize(n, m);
  sums.rows.resize(n);
  BlockColumns columns(n, m, grain);
  parallel_for(n, grain, [&](Index begin, Index end) {
    double* cols = columns.block(begin);
    for (Index i = begin; i < end; ++i) {
      sums.rows[i] = plan_row(cost.data() + i * m, scaled.data(), m, eta, eta * f[i],
                              plan.data() + i * m, cols);
    }
  });
  columns.add_up(sums.cols);
  sums.total = sums.rows.sum();
}

void kernel_pass(const Matrix& kernel, const Vector& v, const Vector& a, Vector& kv, Vector& u,
                 Vector& ktu) {
  const Index n = kernel.rows(), m = kernel.cols();
  constexpr Index group = 8;  // rows read twice while they are in the nearest cache
  const Index grain = row_grain(m, product_task);
  kv.resize(n);
  u.resize(n);
  BlockColumns columns(n, m, grain);
  parallel_for(n, grain, [&](Index begin, Index end) {
    Eigen::Map<Vector> cols(columns.block(begin), m);
    for (Index i = begin; i < end; i += group) {
      const Index count = std::min(group, end - i);
      kv.segment(i, count).noalias() = kernel.middleRows(i, count) * v;
      u.segment(i, count) = a.segment(i, count).cwiseQuotient(kv.segment(i, count));
      cols.noalias() += kernel.middleRows(i, count).transpose() * u.segment(i, count);
    }
  });
  columns.add_up(ktu);
}

}  // namespace thalweg::transport
