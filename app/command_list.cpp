// list, params, docs: what is declared.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/target.hpp"
#include "core/io/docs.hpp"
#include "core/io/tables.hpp"
#include "core/run/catalogue.hpp"

namespace thalweg::app {

int list(bool json) {
  fmt::print("{}", json ? experiments_json(catalogue()) : experiments_table(catalogue()));
  return 0;
}

int params(const std::string& target, bool json) {
  const RunSpec spec = spec_of(target);
  fmt::print("{}", json ? params_json(spec) : params_table(spec));
  return 0;
}

int docs(const std::string& folder) {
  for (const std::string& path : write_docs(catalogue(), folder)) fmt::print("{}\n", path);
  return 0;
}

}  // namespace thalweg::app
