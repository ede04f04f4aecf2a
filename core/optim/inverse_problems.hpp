// Recovery of something planted from measurements: problems that are not convex, and yet have no
// bad minima when there is enough data. All draws are those of streams named by `seed`.
#pragma once

#include <cstdint>
#include <memory>

#include "core/math/sparse.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// Sizes of a planted matrix U Vᵀ or U Uᵀ with normal factors divided by √rank.
struct PlantedMatrix {
  Index rows = 10, cols = 10, rank = 2;
  std::uint64_t seed = 1;
};

/// f(U) = 1/(2m) Σ (⟨Aᵢ, U Uᵀ⟩ − yᵢ)² over U [rows, factor_rank], row by row, with m normal
/// matrices Aᵢ of size rows × rows, made symmetric, and yᵢ of a planted matrix (Bhojanapalli,
/// Neyshabur, Srebro 2016). BadInput when a size is below 1 or factor_rank below rank.
std::shared_ptr<const Objective> matrix_sensing(const PlantedMatrix& planted, Index measurements,
                                                Index factor_rank);

/// f(U, V) = ½ Σ (uᵢᵀ vⱼ − Mᵢⱼ)² over the observed entries, each with probability `share`, of a
/// planted M [rows, cols]; U [rows, factor_rank] and V [cols, factor_rank] row by row, one after
/// the other. BadInput when a size is below 1, factor_rank below rank or no entry is observed.
std::shared_ptr<const Objective> matrix_completion(const PlantedMatrix& planted, double share,
                                                   Index factor_rank);

/// f(x) = 1/(4m) Σ ((aᵢᵀx)² − yᵢ)² over x [n] with normal aᵢ and yᵢ = (aᵢᵀ x*)², ‖x*‖ = 1 (Sun, Qu,
/// Wright 2018); minima x* and −x*. BadInput when a size is below 1.
std::shared_ptr<const Objective> phase_retrieval(Index n, Index measurements, std::uint64_t seed);

/// f(x) = ½ xᵀA x − bᵀx for a symmetric positive definite A; minimum at A⁻¹ b.
class LinearSystem final : public Objective {
 public:
  /// With its solution, or an empty vector when it is not known. Internal when sizes do not fit;
  /// BadInput for numbers that are not finite.
  LinearSystem(std::string name, SparseMatrix a, Vector b, const Vector& solution);
  std::string name() const override { return name_; }
  Index dimension() const override { return b_.size(); }
  Domain domain() const override;
  const std::vector<Minimum>& minima() const override { return minima_; }
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  const SparseMatrix& matrix() const { return a_; }

 private:
  std::string name_;
  SparseMatrix a_;
  Vector b_;
  std::vector<Minimum> minima_;
};

/// −Δu = g on the unit square (axes 2) or cube (axes 3) with u = 0 at the border, by the 5 or 7
/// point stencil on side^axes inner points (the first axis contiguous): eigenvalues 4 (side + 1)² Σ
/// sin²(kᵢ π / (2 side + 2)). g is the stencil of u = Π xₖ (1 − xₖ) exp(k xₖ), k = 1 … axes, which
/// is the solution at the points to rounding and has a share in every eigenvector. BadInput for
/// other axes, side < 1.
std::shared_ptr<const LinearSystem> poisson(Index side, int axes);

}  // namespace thalweg::optim
