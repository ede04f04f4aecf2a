// What the host itself says of a contender in trouble: fitted once, for all experiments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/run/progress.hpp"
#include "core/run/stepper.hpp"

namespace thalweg {

struct Snapshot;
struct Standing;

/// "about 1 900 more, 0.9 s", where the steps left are known.
std::string left_text(const Progress& progress);

/// Of one that diverged at `step`: `what` it did ("left finite numbers at step 212") and `own`, the
/// experiment's explanation, if it has one. Settings it would change are tried on a branch from a
/// few steps earlier, not before `first`.
Advice diverged_advice(const std::string& what, std::int64_t step, std::int64_t first, Advice own);

/// Of one that is slow, stalls or has used up its steps, at the snapshot's head; empty where all is
/// well or the experiment has an advice of its own. Names somebody who is faster, if anybody is.
std::optional<Advice> present_advice(const Snapshot& snapshot, const Standing& standing);

/// "Exact takes 20 ms at this size, less than any that has arrived." where a method on offer, timed
/// by an analysis, is faster than all that have converged; else empty.
std::string faster_offer(const Snapshot& snapshot);

/// True for a contender that ended on its own without converging, at no limit of the host's.
bool gave_up(const Standing& standing);

}  // namespace thalweg
