// Small invented data in the shape of a transport race, for figure tests.
#pragma once

#include "core/figure/view_spec.hpp"
#include "core/frame/frame.hpp"

namespace thalweg::sample {

/// Three contenders on a 12 × 12 plan: "sns" (the focus, converged at step 15), "sinkhorn" and
/// "diverging" (diverged). Traces "error"; buffers "plan", "morph", "kept", "f", "path", and
/// "landscape" (others), "clouds" and "source" (problem).
FrameSet race();
ViewSpec error_view();
/// One view of every kind over race().
Views every_view();
/// Buffers of race()'s frame "problem" for kinds_views(), and a buffer "score" a contender.
std::map<std::string, BufferPtr, std::less<>> kinds_data();
CategoriesData score(int contender);
/// Every kind of series beside the lines of a race, and what is written on them.
Views kinds_views();

}  // namespace thalweg::sample
