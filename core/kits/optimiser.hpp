// What experiments with optimisers share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/optim/optimiser.hpp"
#include "core/run/author.hpp"

namespace thalweg::optim {

/// Saves and restores an optimiser's state.
inline void archive_state(Optimiser& optimiser, Archive& archive) {
  class Visitor final : public StateVisitor {
   public:
    explicit Visitor(Archive& archive) : archive_(archive) {}
    void vector(const char* name, Vector& value) override { archive_.vector(name, value); }
    void number(const char* name, double& value) override { archive_.value(name, value); }
    void count(const char* name, std::int64_t& value) override { archive_.value(name, value); }

   private:
    Archive& archive_;
  };
  Visitor visitor(archive);
  optimiser.state(visitor);
}

/// The rows of the table but those of these keys.
std::vector<OptimiserRow> optimisers_without(std::initializer_list<std::string_view> keys);

/// Names of the hyper-parameters that an experiment declares itself and gives to all that have
/// them.
using SharedNames = std::vector<std::string_view>;

/// One setting of a method: the name "method.parameter" and what a schema says of it.
struct OwnSetting {
  std::string name, label, doc;
  double fallback = 0;
  RealSpec spec;
  bool whole = false;
};
/// Each hyper-parameter that the optimiser `rule`, offered as `method`, has beside the shared ones,
/// at the optimiser's default. What only the first step reads restarts a run.
std::vector<OwnSetting> own_settings(const std::string& method, const std::string& rule,
                                     const SharedNames& shared);

/// Declares own_settings() as entries of P's field.
template <class P>
void declare_own(Schema<P>& s, NamedNumbers P::*field, const std::string& method,
                 const std::string& rule, const SharedNames& shared) {
  for (const OwnSetting& own : own_settings(method, rule, shared)) {
    s.entry(own.name, field, own.label, own.doc, own.fallback, own.spec, own.whole);
  }
}

/// Gives the optimiser the settings of `method`: each parameter from `own`, where it is there as
/// "method.parameter", else from `shared`.
void use_settings(Optimiser& optimiser, const std::string& method, const NamedNumbers& own,
                  std::initializer_list<std::pair<std::string_view, double>> shared);

/// Work in units of one gradient: a value costs a third, a product with the Hessian two.
inline double in_gradients(const Work& work) {
  return work.values / 3.0 + work.gradients + 2.0 * work.products;
}

}  // namespace thalweg::optim
