// Objectives that another program computes, in any language: it answers through its standard input
// and output. The protocol is described in assets/oracle/README.md, beside a client for Python.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/math/krylov.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

struct ExternalOptions {
  std::vector<std::string> command;  ///< the program and its arguments
  double start_seconds = 30;         ///< until its greeting: a large library may have to be loaded
  double answer_seconds = 10;        ///< until each answer
  StopCheck stop;                    ///< asked every 20 ms while waiting; empty: never stops
};

/// f, ∇f and ∇²f v as a child process answers them. A child that fails, hangs, dies, answers with
/// another size or with NaN is a BadInput that says so; it is ended, and the next call starts
/// another. One question at a time, whoever asks.
class ExternalObjective final : public Objective {
 public:
  /// Starts the program and reads its greeting, of at most 2²⁷ dimensions and examples.
  explicit ExternalObjective(ExternalOptions options);
  ~ExternalObjective() override;

  std::string name() const override;
  Index dimension() const override;
  Domain domain() const override;
  double value(const Vector& x) const override;
  /// BadInput when the program does not offer gradients, or products with the Hessian.
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  Index examples() const override;
  std::unique_ptr<Objective> on(std::span<const Index> batch) const override;

  bool has_gradient() const;
  bool has_products() const;

 private:
  class Oracle;
  ExternalObjective(std::shared_ptr<Oracle> oracle, std::vector<Index> batch);

  std::shared_ptr<Oracle> oracle_;
  std::vector<Index> batch_;  // empty: all examples
};

}  // namespace thalweg::optim
