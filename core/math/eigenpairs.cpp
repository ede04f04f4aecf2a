// Thick-restart Lanczos.
#include "core/math/eigenpairs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/math/basis.hpp"
#include "core/math/eigh.hpp"

namespace thalweg {
namespace {

/// A V ≈ V T with orthonormal rows of V, and a remainder q of norm β: A vᵢ = Σ T vⱼ + β [i last] q.
class RestartedBasis {
 public:
  RestartedBasis(const LinearOperator& a, Vector start, Index most)
      : a_(a),
        vectors_(most, start.size()),
        t_(Matrix::Zero(most, most)),
        next_(start / start.norm()) {}

  bool full() const { return size_ == vectors_.rows(); }
  /// Whether the space is invariant: there is nothing to add.
  bool exhausted() const { return size_ > 0 && !(beta_ > 1e-14 * scale_); }

  void extend() {
    Vector image(next_.size());
    a_(next_, image);
    if (size_ > kept_) t_(size_, size_ - 1) = t_(size_ - 1, size_) = beta_;
    vectors_.row(size_) = next_;
    t_(size_, size_) = next_.dot(image);
    scale_ = std::max(scale_, image.norm());
    image -= vectors_.topRows(size_ + 1).transpose() * t_.row(size_).head(size_ + 1).transpose();
    ++size_;
    orthogonalise(vectors_.topRows(size_), image);
    beta_ = image.norm();
    next_ = image / beta_;
  }

  /// Ritz pairs in the order of `end`; `order` are their places among the ascending ones.
  struct Ritz {
    SymmetricEigen t;
    std::vector<Index> order;
    double residual(Index i, double beta) const {
      return std::abs(beta * t.vectors(t.vectors.rows() - 1, order[static_cast<std::size_t>(i)]));
    }
    double value(Index i) const { return t.values[order[static_cast<std::size_t>(i)]]; }
    auto vector(Index i) const { return t.vectors.col(order[static_cast<std::size_t>(i)]); }
  };
  Ritz ritz(SpectrumEnd end) const {
    Ritz out{eigh(t_.topLeftCorner(size_, size_)),
             std::vector<Index>(static_cast<std::size_t>(size_))};
    std::iota(out.order.begin(), out.order.end(), 0);
    const auto key = [&](Index i) {
      const double value = out.t.values[i];
      return end == SpectrumEnd::largest    ? value
             : end == SpectrumEnd::smallest ? -value
                                            : std::abs(value);
    };
    std::stable_sort(out.order.begin(), out.order.end(),
                     [&](Index i, Index j) { return key(i) > key(j); });
    return out;
  }

  /// Keeps the first `count` Ritz vectors; the remainder stays coupled to each.
  void restart(const Ritz& ritz, Index count) {
    Matrix kept(count, vectors_.cols());
    for (Index i = 0; i < count; ++i) {
      kept.row(i) = ritz.vector(i).transpose() * vectors_.topRows(size_);
    }
    const Index last = size_ - 1;
    t_.setZero();
    for (Index i = 0; i < count; ++i) {
      t_(i, i) = ritz.value(i);
      t_(count, i) = t_(i, count) = beta_ * ritz.vector(i)[last];
    }
    vectors_.topRows(count) = kept;
    kept_ = size_ = count;
  }

  RitzPairs pairs(const Ritz& ritz, Index count) const {
    RitzPairs out{Vector(count), Matrix(count, vectors_.cols()), Vector(count)};
    for (Index i = 0; i < count; ++i) {
      out.values[i] = ritz.value(i);
      out.vectors.row(i) = ritz.vector(i).transpose() * vectors_.topRows(size_);
      out.residuals[i] = ritz.residual(i, beta_);
    }
    return out;
  }
  Index size() const { return size_; }
  double beta() const { return beta_; }

 private:
  const LinearOperator& a_;
  Matrix vectors_, t_;
  Vector next_;
  double beta_ = 0, scale_ = 0;
  Index size_ = 0, kept_ = 0;
};

}  // namespace

Eigenpairs eigenpairs(const LinearOperator& a, Index size, Index count,
                      const EigenpairOptions& options) {
  THALWEG_ASSERT(count >= 1 && count <= size && options.most_products >= 1);
  const Index most = std::min(size, options.basis == 0 ? 2 * count + 10 : options.basis);
  THALWEG_ASSERT(most > count || most == size);
  RestartedBasis basis(a, normal_vector(options.seed, size), most);
  Eigenpairs out;
  while (true) {
    bool stopped = false;
    while (!basis.full() && !basis.exhausted() && !stopped) {
      stopped = out.products == options.most_products || (options.stop && options.stop());
      if (stopped) break;
      basis.extend();
      ++out.products;
    }
    if (basis.size() == 0) return out;
    const RestartedBasis::Ritz ritz = basis.ritz(options.end);
    const Index found = std::min(count, basis.size());
    const double largest = ritz.t.values.cwiseAbs().maxCoeff();
    bool good = found == count;
    for (Index i = 0; i < found; ++i) {
      good = good && ritz.residual(i, basis.beta()) <= options.tolerance * largest;
    }
    out.converged = good || (basis.exhausted() && found == count);
    if (out.converged || stopped || basis.exhausted() || !std::isfinite(largest) ||
        basis.size() == size) {
      out.pairs = basis.pairs(ritz, found);
      return out;
    }
    // More than asked for are kept: those next to the end slow the others down least.
    basis.restart(ritz, std::min(most - 1, count + (most - count) / 2));
  }
}

SingularTriple spectral_norm(const LinearOperator& a, const LinearOperator& transposed, Index cols,
                             const EigenpairOptions& options) {
  Vector image;
  const LinearOperator normal = [&](const Vector& x, Vector& out) {
    a(x, image);
    out.resize(cols);
    transposed(image, out);
  };
  const Eigenpairs top = eigenpairs(normal, cols, 1, options);
  if (top.products == 0) return {};
  SingularTriple out;
  out.right = top.pairs.vectors.row(0);
  a(out.right, out.left);
  out.value = out.left.norm();
  if (out.value > 0) out.left /= out.value;
  out.converged = top.converged;
  return out;
}

}  // namespace thalweg
