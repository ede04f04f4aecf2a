// The entropic problems that peers were timed on, made from the same random words, and how long the
// best of those peers took on one thread.
#pragma once

#include <string>
#include <vector>

#include "core/transport/problem.hpp"

namespace thalweg::bench {

/// One row: a problem at one η. Seconds to a marginal L1 error of 1e-9 on an AMD EPYC (Zen 5), one
/// thread; 0 where that solver did not get there.
struct EntropicRow {
  std::string name;
  double eta;
  double sinkhorn_s;  ///< POT 0.8.2, kernel domain
  double newton_s;    ///< the lower of RegOT 0.0.3's SSNS and a SciPy Sinkhorn–Newton–Sparse
};

const std::vector<EntropicRow>& entropic_rows();

/// The problem of a row by name: rla-<n>, pts2d-<n>-<cost>, gmm1d-<n>-<cost>, img-0-1-28-<cost>,
/// with cost l2sq or l1.
transport::Problem entropic_problem(const std::string& name);

}  // namespace thalweg::bench
