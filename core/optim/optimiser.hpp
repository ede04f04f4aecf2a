// The one interface of all optimisers: a step, the hyper-parameters, the state.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// What a step has asked of the objective.
struct Work {
  int values = 0, gradients = 0;
  int products = 0;  ///< with a Hessian or Gauss–Newton matrix; a whole Hessian counts n
};

/// A setting that may change between two steps.
struct HyperParameter {
  const char* name;
  double* value;
  double least, most;  ///< the method is defined from … to …
  const char* doc;     ///< one sentence
};

/// Shows or replaces state piece by piece; names are unique within an optimiser.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;
  virtual void vector(const char* name, Vector& value) = 0;  ///< empty before the first step
  virtual void number(const char* name, double& value) = 0;
  virtual void count(const char* name, std::int64_t& value) = 0;
};

/// A tensor of x as rows × cols numbers, row by row; rows = 0: a vector, such as a bias, of cols.
struct TensorRows {
  Index rows = 1, cols = 0;
  Index size() const { return (rows == 0 ? 1 : rows) * cols; }
};

/// Minimises by steps. Copies of the visited state and the settings reproduce every later step to
/// the bit. Numbers that are not finite in x are the caller's to notice.
class Optimiser {
 public:
  virtual ~Optimiser() = default;
  /// One iteration on f; x, of f's dimension at every call, is replaced.
  virtual Work step(const Objective& f, Vector& x) = 0;
  /// In a fixed order.
  virtual std::vector<HyperParameter> parameters() { return {}; }
  virtual void state(StateVisitor&) {}
  /// Of which tensors x consists, one after the other, for rules that treat each by itself (LAMB,
  /// AdamP, SGDP); without this, and when empty, x is one of a single row. Not part of the state.
  /// The next step is Internal when their sizes do not add up to that of x.
  virtual void set_tensors(std::vector<TensorRows>) {}
};

/// A row of the table of optimisers.
struct OptimiserRow {
  const char* key;     ///< "adam": stable, used in names
  const char* name;    ///< "Adam"
  const char* source;  ///< where its formulas are from
  std::unique_ptr<Optimiser> (*make)();
};

/// All optimisers, in the order in which a person is offered them.
std::span<const OptimiserRow> optimisers();

/// The optimiser `key` at its defaults; BadInput for an unknown key.
std::unique_ptr<Optimiser> make_optimiser(const std::string& key);

/// Sets one hyper-parameter. BadInput names it when it is unknown, or `value` is out of its range.
void set_parameter(Optimiser& optimiser, const std::string& name, double value);

}  // namespace thalweg::optim
