// A network as a map of rows, whose loss is computed elsewhere: the gradient of any number that
// depends on its outputs is pulled back to the parameters.
#pragma once

#include <map>
#include <memory>

#include "core/nn/network.hpp"

namespace thalweg::nn {

class Pullback {
 public:
  /// For rows of `features` numbers.
  Pullback(Network network, Index features);
  ~Pullback();

  const Layout& layout() const { return layout_; }
  /// The network's outputs [n, k] for the rows of x [n, features], any n ≥ 1.
  Matrix outputs(const Vector& parameters, const Matrix& x) const;
  /// Σ_ij slope_ij ∂output_ij/∂parameters, with slope [n, k].
  Vector gradient(const Vector& parameters, const Matrix& x, const Matrix& slope) const;

 private:
  struct Program;
  Program& program(const Vector& parameters, const Matrix& x) const;

  Network network_;
  Index features_;
  Layout layout_;
  /// By number of rows. Only a cache.
  mutable std::map<Index, std::unique_ptr<Program>> programs_;
};

}  // namespace thalweg::nn
