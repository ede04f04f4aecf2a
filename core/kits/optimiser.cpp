// Hyper-parameters of the table of optimisers as parameters of experiments.
#include "core/kits/optimiser.hpp"

#include <algorithm>
#include <cctype>

namespace thalweg::optim {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string label_of(std::string name) {
  if (name == "first") return "Value at the start";
  if (name == "size") return "Size of the simplex";
  std::replace(name.begin(), name.end(), '_', ' ');
  name[0] = static_cast<char>(std::toupper(name[0]));
  return name;
}

/// Shares have a slider over all of them; what else is positive one over four decades.
RealSpec range_of(const HyperParameter& parameter) {
  RealSpec spec{.when = When::live, .scope = Scope::contender, .more = true};
  const double value = *parameter.value;
  spec.min = parameter.least, spec.max = parameter.most;
  spec.lo = parameter.least, spec.hi = std::min(parameter.most, 1.0);
  if (parameter.most > 1 && value > 0) {
    spec.log = true;
    spec.lo = std::max({value / 100, parameter.least, 1e-12});
    spec.hi = std::min(value * 100, parameter.most);
  }
  return spec;
}

}  // namespace

std::vector<OptimiserRow> optimisers_without(std::initializer_list<std::string_view> keys) {
  std::vector<OptimiserRow> out;
  for (const OptimiserRow& row : optimisers()) {
    if (!is_one_of(row.key, keys)) out.push_back(row);
  }
  return out;
}

std::vector<OwnSetting> own_settings(const std::string& method, const std::string& rule,
                                     const SharedNames& shared) {
  std::vector<OwnSetting> out;
  const auto optimiser = make_optimiser(rule);
  for (const HyperParameter& parameter : optimiser->parameters()) {
    const std::string_view name = parameter.name;
    if (std::find(shared.begin(), shared.end(), name) != shared.end()) continue;
    OwnSetting own{method + "." + parameter.name, label_of(parameter.name), parameter.doc,
                   *parameter.value, range_of(parameter)};
    own.spec.method = method;
    own.whole = is_one_of(name, {"memory", "window", "particles", "block", "adaptive", "seed"});
    if (own.whole) {
      own.spec.lo = std::ceil(own.spec.lo), own.spec.hi = std::min(own.spec.hi, 1000.0);
    }
    if (is_one_of(name, {"first", "size", "spread", "particles"})) own.spec.when = When::restart;
    out.push_back(std::move(own));
  }
  return out;
}

void use_settings(Optimiser& optimiser, const std::string& method, const NamedNumbers& own,
                  std::initializer_list<std::pair<std::string_view, double>> shared) {
  for (const HyperParameter& parameter : optimiser.parameters()) {
    for (const auto& [name, value] : shared) {
      if (name == parameter.name) *parameter.value = value;
    }
    const auto found = own.find(method + "." + parameter.name);
    if (found != own.end()) *parameter.value = found->second;
  }
}

}  // namespace thalweg::optim
