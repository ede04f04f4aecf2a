// Spectra as the data of views.
#include "core/kits/spectra.hpp"

#include <algorithm>

namespace thalweg {

Index outliers(const Vector& descending) {
  Index best = 1;
  double largest = 0;
  for (Index i = 0; i + 1 < descending.size(); ++i) {
    const double ratio = descending[i] / std::max(descending[i + 1], 1e-6);
    if (ratio > largest) largest = ratio, best = i + 1;
  }
  return best;
}

CurveData density_curve(const SpectralQuadrature& quadrature, const Vector& at, double width,
                        double least) {
  const std::vector<Estimate> values = spectral_density(quadrature, at, width);
  // From the first to the last place where there is something to see.
  std::size_t first = 0, last = values.size();
  while (first + 2 < last && values[first + 1].mean < least) ++first;
  while (last > first + 2 && values[last - 2].mean < least) --last;
  CurveData out;
  for (std::size_t j = first; j < last; ++j) {
    const auto [mean, error] = values[j];
    out.x.push_back(at[static_cast<Index>(j)]);
    out.y.push_back(std::max(mean, least));
    if (quadrature.nodes.size() == 1) continue;
    out.lo.push_back(std::max(mean - error, least));
    out.hi.push_back(std::max(mean + error, least));
  }
  return out;
}

CurveData ranked(const RitzPairs& pairs) {
  CurveData out;
  for (Index i = 0; i < pairs.values.size(); ++i) {
    out.x.push_back(static_cast<double>(i + 1)), out.y.push_back(pairs.values[i]);
    out.lo.push_back(pairs.values[i] - pairs.residuals[i]);
    out.hi.push_back(pairs.values[i] + pairs.residuals[i]);
  }
  return out;
}

PointsData not_converged(const RitzPairs& pairs, double tolerance) {
  PointsData out;
  for (Index i = 0; i < pairs.values.size() && out.x.empty(); ++i) {
    if (pairs.residuals[i] <= tolerance * pairs.values.cwiseAbs().maxCoeff()) continue;
    out.x = {static_cast<double>(i + 1)}, out.y = {pairs.values[i] + pairs.residuals[i]};
    out.label = {"not converged from here on"};
  }
  return out;
}

PointsData note_on(const CurveData& curve, double x, std::string text) {
  const auto at = std::lower_bound(curve.x.begin(), curve.x.end() - 1, x) - curve.x.begin();
  const auto place = static_cast<std::size_t>(at);
  return {{curve.x[place]}, {curve.y[place]}, {}, {}, {std::move(text)}};
}

}  // namespace thalweg
