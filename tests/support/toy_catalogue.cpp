// A catalogue with the toy alone, for tests that look experiments up by id.
#include "core/run/catalogue_table.hpp"
#include "core/run/experiment.hpp"

namespace thalweg {
namespace catalogue {
const Experiment& toy();
}

std::vector<CatalogueEntry> catalogue_table() { return {{"test", &catalogue::toy}}; }

}  // namespace thalweg
