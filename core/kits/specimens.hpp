// Data for every kind of figure.
#pragma once

#include <map>
#include <string>

#include "core/base/rng.hpp"
#include "core/frame/buffer.hpp"

namespace thalweg::specimens {

/// A buffer of each kind by name, some with values that are missing. `rng` decides the springs.
std::map<std::string, Buffer> all(Rng rng);

}  // namespace thalweg::specimens
