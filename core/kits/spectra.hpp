// What experiments on spectra show of them.
#pragma once

#include <string>

#include "core/frame/buffer.hpp"
#include "core/math/spectrum.hpp"

namespace thalweg {

/// How many of eigenvalues that descend stand apart: the place of the largest ratio of one to the
/// next, at least 1.
Index outliers(const Vector& descending);

/// The smoothed density (see spectral_density) at each of `at`, ascending, with its standard error
/// as a band where there are two probes or more. Values below `least` are raised to it, and cut off
/// at both ends.
CurveData density_curve(const SpectralQuadrature& quadrature, const Vector& at, double width,
                        double least);

/// Eigenvalues over their rank from 1, each ± its residual, within which an eigenvalue lies.
CurveData ranked(const RitzPairs& pairs);
/// One point with a sentence at the first rank whose residual exceeds `tolerance` of the largest
/// eigenvalue; no point when there is none.
PointsData not_converged(const RitzPairs& pairs, double tolerance);

/// One point with a sentence, at the first x of the curve, which is not empty, from `x` on.
PointsData note_on(const CurveData& curve, double x, std::string text);

}  // namespace thalweg
