// Looking up an experiment's parts.
#include "core/run/experiment.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace thalweg {

const Method& Experiment::contender(std::string_view key) const {
  std::vector<std::string> known;
  for (const Method& offered : contenders) {
    if (offered.key == key) return offered;
    known.push_back(offered.key);
  }
  throw BadInput(fmt::format("There is no contender '{}'", key), id(),
                 fmt::format("Known: {}.", fmt::join(known, ", ")));
}

std::uint64_t Experiment::seed(const Settings& resolved) const {
  for (const ParamSpec& spec : schema.specs) {
    if (spec.kind == ParamKind::seed) {
      return static_cast<std::uint64_t>(std::get<std::int64_t>(resolved.at(spec.name)));
    }
  }
  return 0;
}

}  // namespace thalweg
