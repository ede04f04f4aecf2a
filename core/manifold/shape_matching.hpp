// Learning features without labels so that two surfaces match: functional maps, a soft point map
// and a transport loss (after Le, Nguyen, Sun, Ho and Xie, CVPR 2024, arXiv:2403.01781).
#pragma once

#include <functional>
#include <vector>

#include "core/manifold/functional_map.hpp"
#include "core/math/krylov.hpp"

namespace thalweg::manifold {

/// A surface as matching sees it.
struct MatchingSide {
  LaplaceBasis basis;
  Matrix descriptors;  ///< n × p
};

struct MatchingPair {
  MatchingSide x, y;
};

/// How far two feature clouds (rows) are apart, with gradients for both.
struct CloudLoss {
  double value = 0;
  Matrix source_gradient, target_gradient;
};
using CloudDistance = std::function<CloudLoss(const Matrix& source, const Matrix& target)>;

struct MatchingOptions {
  double functional = 1, coupling = 1, transport = 1;  ///< weights of the losses
  double alpha = 1e-3;        ///< of commuting with the Laplacians, in functional_map
  double temperature = 0.07;  ///< τ of the soft point map softmax(F_y F_xᵀ / τ)
  CloudDistance distance;     ///< empty: no transport loss
  Matrix target_plan = {};    ///< n_y × n_x, rows sum to 1; empty: no refinement
  StopCheck stop = {};        ///< asked now and then; true: return early, with nothing of use
  double refinement = 1;      ///< weight of ‖Φ_y⁺ P Φ_x − C‖²
};

/// Losses at one linear map of descriptors to features, weighted by the options.
struct Matching {
  double functional = 0;  ///< ‖C_xy C_yx − I‖² + … and ‖C_xyᵀ C_xy − I‖² + …, over k
  double coupling = 0;   ///< ‖C_xy − Φ_y⁺ Π Φ_x‖² and back, over k
  double transport = 0;  ///< distance of F_y and Π F_x, and back
  double refinement = 0;
  double total = 0;
  Matrix c_xy, c_yx;              ///< k × k
  Matrix features_x, features_y;  ///< unit rows
  Matrix gradient;                ///< of `total` in the weights, p × d; empty unless asked for
};

/// Features are descriptors times `weights` (p × d), rows scaled to unit length. O(n² d).
Matching match(const MatchingPair& pair, const Matrix& weights, const MatchingOptions& options,
               bool with_gradient);

/// Rows of `from` against rows of `to`: softmax of the products over τ (rows sum to 1).
Matrix soft_point_map(const Matrix& from, const Matrix& to, double temperature);

/// Features with unit rows; rows of zeros stay.
Matrix unit_rows(const Matrix& a);

}  // namespace thalweg::manifold
