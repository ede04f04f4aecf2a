// Normalisation, logarithm and softmax on covariances, with exact gradients.
#include "core/manifold/spd_network.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"

namespace thalweg::manifold {
namespace {

constexpr double least_eigenvalue = 1e-12;  // below it the logarithm is flat

double floored_log(double x) { return std::log(std::max(x, least_eigenvalue)); }
double floored_log_slope(double x) { return x > least_eigenvalue ? 1 / x : 0; }

}  // namespace

Vector features_of(const Matrix& symmetric) {
  const Index n = symmetric.rows();
  Vector out(n * (n + 1) / 2);
  Index at = 0;
  for (Index i = 0; i < n; ++i) {
    out[at++] = symmetric(i, i);
    for (Index j = i + 1; j < n; ++j) out[at++] = std::numbers::sqrt2 * symmetric(i, j);
  }
  return out;
}

Matrix symmetric_of(const Vector& features, Index n) {
  Matrix out(n, n);
  Index at = 0;
  for (Index i = 0; i < n; ++i) {
    out(i, i) = features[at++];
    for (Index j = i + 1; j < n; ++j) out(i, j) = out(j, i) = features[at++] / std::numbers::sqrt2;
  }
  return out;
}

Index SpdNetwork::size() const {
  return classes * (features() + 1) + (normalises ? features() + 1 : 0);
}

Vector SpdNetwork::start() const {
  Vector out = Vector::Zero(size());
  if (normalises) out[size() - 1] = 1;
  return out;
}

Matrix SpdNetwork::bias(const Vector& parameters) const {
  return symmetric_of(parameters.segment(classes * (features() + 1), features()), n);
}

double SpdNetwork::scale(const Vector& parameters) const {
  return extra_scale * parameters[size() - 1];
}

std::vector<Matrix> SpdNetwork::unit_tangents(const std::vector<Matrix>& deformed_points,
                                              const SpdStatistics& statistics) const {
  return scaled_tangents(view, deformed_points, statistics, 1, epsilon);
}

Matrix SpdNetwork::leaves(const Matrix& unit_tangent, const Vector& parameters) const {
  return from_bias(view.metric, scale(parameters) * unit_tangent, bias(parameters));
}

Matrix SpdNetwork::output(const Matrix& input, const Vector& parameters) const {
  return normalises ? undeformed(view, leaves(input, parameters)) : input;
}

Matrix SpdNetwork::classified(const Matrix& input, const Vector& parameters) const {
  if (!normalises) return input;
  const Matrix out = leaves(input, parameters);
  if (view.m.size() == 0) return out;
  const Matrix root = square_root(view.m);
  return symmetric_part(root * out * root);
}

Vector SpdNetwork::logits(const Vector& feature, const Vector& parameters) const {
  const Eigen::Map<const Matrix> weights(parameters.data(), classes, features());
  return weights * feature + parameters.segment(classes * features(), classes);
}

void SpdNetwork::add_layer_gradient(const Matrix& input, const Vector& parameters,
                                    const Matrix& to_output, Vector& gradient) const {
  Matrix to_deformed = to_output;
  if (view.m.size() > 0) {
    const Matrix root = square_root(view.m);
    to_deformed = symmetric_part(root * to_output * root);
  }
  const double s = scale(parameters);
  const BiasGradient back = bias_gradient(view.metric, s * input, bias(parameters), to_deformed);
  gradient.segment(classes * (features() + 1), features()) += features_of(back.s);
  gradient[size() - 1] += extra_scale * back.v.cwiseProduct(input).sum();
}

double SpdNetwork::loss(const std::vector<Matrix>& inputs, std::span<const int> labels,
                        const Vector& parameters, Vector* gradient) const {
  THALWEG_ASSERT(inputs.size() == labels.size() && parameters.size() == size());
  const double power = normalises ? view.theta : 1;
  const double count = static_cast<double>(inputs.size());
  if (gradient) *gradient = Vector::Zero(size());
  double sum = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const SymmetricEigen eigen = eigh(classified(inputs[i], parameters));
    const Vector feature = features_of(symmetric_function(eigen, floored_log)) / power;
    const Vector logit = logits(feature, parameters);
    const double most = logit.maxCoeff();
    Vector share = (logit.array() - most).exp();
    const double total = share.sum();
    sum += std::log(total) + most - logit[labels[i]];
    if (!gradient) continue;
    share /= total;
    share[labels[i]] -= 1;
    share /= count;
    Eigen::Map<Matrix>(gradient->data(), classes, features()) += share * feature.transpose();
    gradient->segment(classes * features(), classes) += share;
    if (!normalises || !learns_layer) continue;
    const Eigen::Map<const Matrix> weights(parameters.data(), classes, features());
    const Matrix to_log = symmetric_of(weights.transpose() * share, n) / power;
    add_layer_gradient(inputs[i], parameters,
                       function_derivative(eigen, floored_log, floored_log_slope, to_log),
                       *gradient);
  }
  return sum / count;
}

double SpdNetwork::accuracy(const std::vector<Matrix>& inputs, std::span<const int> labels,
                            const Vector& parameters) const {
  double right = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Matrix seen = symmetric_function(classified(inputs[i], parameters), floored_log);
    Index best = 0;
    logits(features_of(seen) / (normalises ? view.theta : 1), parameters).maxCoeff(&best);
    right += best == labels[i];
  }
  return inputs.empty() ? 0 : right / static_cast<double>(inputs.size());
}

}  // namespace thalweg::manifold
