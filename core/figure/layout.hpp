// From a figure to a scene of a given size: ticks, labels, margins, decimation, all decided here.
#pragma once

#include "core/figure/figure.hpp"
#include "core/figure/scene.hpp"
#include "core/figure/text_metrics.hpp"

namespace thalweg {

/// Lays `figure` out in `size` px (at least 40 × 40; smaller gives an empty scene).
Scene layout(const Figure& figure, Size2 size, const TextMetrics& metrics);

}  // namespace thalweg
