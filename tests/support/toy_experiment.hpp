// A tiny experiment for tests of the host.
#pragma once

#include "core/run/experiment.hpp"

namespace thalweg::test {

const Experiment& toy();

}  // namespace thalweg::test
