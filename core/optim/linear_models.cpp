// Losses of margins and logits with their first two derivatives.
#include "core/optim/linear_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/optim/batch.hpp"

namespace thalweg::optim {
namespace {

/// φ, φ′ and φ″ at a margin.
struct Jet {
  double value, slope, curvature;
};

Jet jet_of(MarginLoss loss, double z) {
  switch (loss) {
    case MarginLoss::logistic: {
      const double p = 1 / (1 + std::exp(std::abs(z)));  // of the less likely side
      const double value = std::max(0.0, -z) + std::log1p(std::exp(-std::abs(z)));
      return {value, z > 0 ? -p : p - 1, p * (1 - p)};
    }
    case MarginLoss::hinge:
      return z < 1 ? Jet{1 - z, -1, 0} : Jet{0, 0, 0};
    case MarginLoss::smoothed_hinge:
      if (z < 0) return {0.5 - z, -1, 0};
      [[fallthrough]];
    case MarginLoss::squared_hinge:
      return z < 1 ? Jet{0.5 * (1 - z) * (1 - z), z - 1, 1} : Jet{0, 0, 0};
  }
  throw Internal("an unknown loss of margins");
}

void require_ridge(double ridge) {
  if (!(ridge >= 0)) throw BadInput(fmt::format("A ridge of {} is not at least 0", ridge));
}

Domain cube(Index n, double half) {
  return {Vector::Constant(n, -half), Vector::Constant(n, half)};
}

}  // namespace

MarginModel::MarginModel(MarginLoss loss, Matrix a, Vector labels, double ridge)
    : loss_(loss), a_(std::move(a)), labels_(std::move(labels)), ridge_(ridge) {
  THALWEG_ASSERT(a_.rows() >= 1 && a_.rows() == labels_.size());
  require_finite(a_, "the examples");
  require_ridge(ridge);
  for (Index i = 0; i < labels_.size(); ++i) {
    if (std::abs(labels_[i]) == 1) continue;
    throw BadInput(fmt::format("Label {} is {}", i + 1, labels_[i]), "", "Labels are 1 or −1.");
  }
}

std::string MarginModel::name() const {
  switch (loss_) {
    case MarginLoss::logistic:
      return "Logistic regression";
    case MarginLoss::hinge:
      return "Support vector machine, hinge loss";
    case MarginLoss::smoothed_hinge:
      return "Support vector machine, smoothed hinge";
    case MarginLoss::squared_hinge:
      return "Support vector machine, squared hinge";
  }
  return {};
}

Domain MarginModel::domain() const { return cube(dimension(), 3); }

Vector MarginModel::margins(const Vector& x) const {
  THALWEG_ASSERT(x.size() == dimension());
  return labels_.cwiseProduct(a_ * x);
}

double MarginModel::value(const Vector& x) const {
  const Vector z = margins(x);
  double sum = 0;
  for (Index i = 0; i < z.size(); ++i) sum += jet_of(loss_, z[i]).value;
  return sum / static_cast<double>(examples()) + 0.5 * ridge_ * x.squaredNorm();
}

void MarginModel::gradient(const Vector& x, Vector& out) const {
  Vector z = margins(x);
  for (Index i = 0; i < z.size(); ++i) z[i] = jet_of(loss_, z[i]).slope * labels_[i];
  out = a_.transpose() * z / static_cast<double>(examples()) + ridge_ * x;
}

void MarginModel::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  THALWEG_ASSERT(v.size() == dimension());
  const Vector z = margins(x);
  Vector moved = a_ * v;
  for (Index i = 0; i < z.size(); ++i) moved[i] *= jet_of(loss_, z[i]).curvature;
  out = a_.transpose() * moved / static_cast<double>(examples()) + ridge_ * v;
}

void MarginModel::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  hessian_times(x, v, out);
}

std::unique_ptr<Objective> MarginModel::on(std::span<const Index> batch) const {
  Matrix a(static_cast<Index>(batch.size()), dimension());
  Vector labels(a.rows());
  each_example(batch, *this, [&](Index place, Index example) {
    a.row(place) = a_.row(example);
    labels[place] = labels_[example];
  });
  return std::make_unique<MarginModel>(loss_, std::move(a), std::move(labels), ridge_);
}

SoftmaxRegression::SoftmaxRegression(Matrix a, std::vector<Index> classes, Index count,
                                     double ridge)
    : a_(std::move(a)), classes_(std::move(classes)), count_(count), ridge_(ridge) {
  THALWEG_ASSERT(a_.rows() >= 1 && a_.rows() == static_cast<Index>(classes_.size()));
  THALWEG_ASSERT(count >= 1);
  require_finite(a_, "the examples");
  require_ridge(ridge);
  for (const Index c : classes_) {
    if (c < 0 || c >= count) {
      throw BadInput(fmt::format("There is no class {}", c), "",
                     fmt::format("Classes are 0 … {}.", count - 1));
    }
  }
}

Domain SoftmaxRegression::domain() const { return cube(dimension(), 3); }

Matrix SoftmaxRegression::log_probabilities(const Vector& x) const {
  THALWEG_ASSERT(x.size() == dimension());
  Matrix logits = a_ * Eigen::Map<const Matrix>(x.data(), count_, a_.cols()).transpose();
  for (Index i = 0; i < logits.rows(); ++i) {
    const double top = logits.row(i).maxCoeff();
    const double sum = (logits.row(i).array() - top).exp().sum();
    logits.row(i).array() -= top + std::log(sum);
  }
  return logits;
}

double SoftmaxRegression::value(const Vector& x) const {
  const Matrix log_p = log_probabilities(x);
  double sum = 0;
  for (Index i = 0; i < examples(); ++i) sum -= log_p(i, classes_[static_cast<std::size_t>(i)]);
  return sum / static_cast<double>(examples()) + 0.5 * ridge_ * x.squaredNorm();
}

void SoftmaxRegression::gradient(const Vector& x, Vector& out) const {
  Matrix g = log_probabilities(x).array().exp();
  for (Index i = 0; i < examples(); ++i) g(i, classes_[static_cast<std::size_t>(i)]) -= 1;
  out.resize(dimension());
  Eigen::Map<Matrix>(out.data(), count_, a_.cols()) =
      g.transpose() * a_ / static_cast<double>(examples());
  out += ridge_ * x;
}

void SoftmaxRegression::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  THALWEG_ASSERT(v.size() == dimension());
  const Matrix p = log_probabilities(x).array().exp();
  Matrix moved = a_ * Eigen::Map<const Matrix>(v.data(), count_, a_.cols()).transpose();
  // (diag p − p pᵀ) times the moved logits of each example.
  for (Index i = 0; i < examples(); ++i) {
    const double mean = p.row(i).dot(moved.row(i));
    moved.row(i) = p.row(i).array() * (moved.row(i).array() - mean);
  }
  out.resize(dimension());
  Eigen::Map<Matrix>(out.data(), count_, a_.cols()) =
      moved.transpose() * a_ / static_cast<double>(examples());
  out += ridge_ * v;
}

void SoftmaxRegression::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  hessian_times(x, v, out);
}

std::unique_ptr<Objective> SoftmaxRegression::on(std::span<const Index> batch) const {
  Matrix a(static_cast<Index>(batch.size()), a_.cols());
  std::vector<Index> classes(batch.size());
  each_example(batch, *this, [&](Index place, Index example) {
    a.row(place) = a_.row(example);
    classes[static_cast<std::size_t>(place)] = classes_[static_cast<std::size_t>(example)];
  });
  return std::make_unique<SoftmaxRegression>(std::move(a), std::move(classes), count_, ridge_);
}

}  // namespace thalweg::optim
