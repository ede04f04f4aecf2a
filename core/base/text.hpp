// Numbers as a person reads them. One place, so that window, exports and tables agree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thalweg {

/// 4 significant digits; `3.1e-13` style below 1e-3 and from 1e5; "—" for NaN, "∞" for infinity.
std::string real_text(double value);
/// In full with thin grouping: 160 000.
std::string count_text(std::int64_t value);
/// Shortest text that reads back to the same double; "inf", "-inf", "nan".
std::string exact_text(double value);
/// Seconds with a unit: 41 ms, 1.3 s, 2 min 5 s.
std::string duration_text(double seconds);
/// Up to `most` of `known`, closest to `text` first, for "did you mean" (edit distance ≤ 1/3).
std::vector<std::string> nearest(const std::string& text, const std::vector<std::string>& known,
                                 std::size_t most = 3);

}  // namespace thalweg
