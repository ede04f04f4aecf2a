// Labels with commands and scripts.
#include <catch2/catch.hpp>

#include "core/figure/markup.hpp"

namespace thalweg {

using Runs = std::vector<TextRun>;

TEST_CASE("Commands become symbols and scripts runs of their own", "[figure]") {
  CHECK(text_runs("\\eta") == Runs{{"η", 0}});
  CHECK(text_runs("error at \\eta = 1") == Runs{{"error at η = 1", 0}});
  CHECK(text_runs("x_1") == Runs{{"x", 0}, {"1", -1}});
  CHECK(text_runs("10^{-3} s") == Runs{{"10", 0}, {"−3", 1}, {" s", 0}});
  CHECK(text_runs("\\lambda_{max}(H)") == Runs{{"λ", 0}, {"max", -1}, {"(H)", 0}});
  CHECK(text_runs("x_{k+1}^2") == Runs{{"x", 0}, {"k+1", -1}, {"2", 1}});
  CHECK(text_runs("w_\\star → 0") == Runs{{"w", 0}, {"⋆", -1}, {" → 0", 0}});
  CHECK(text_runs("\\alpha^*") == Runs{{"α", 0}, {"*", 1}});
  CHECK(text_runs("\\|x\\|^2") == Runs{{"‖x‖", 0}, {"2", 1}});
  CHECK(text_runs("e^{\\lambda t}") == Runs{{"e", 0}, {"λ t", 1}});
}

TEST_CASE("What is no markup stays as it was typed", "[figure]") {
  for (const char* label : {"", "plain", "source_points", "my_file_2b.csv", "C:\\data", "a_", "_b",
                            "x ^ y", "x_{", "x_{}", "100 % _", "^", "\\", "a__b"}) {
    CHECK(text_runs(label) == Runs{{label, 0}});
  }
}

TEST_CASE("Plain text has small characters where Unicode has them", "[figure]") {
  CHECK(plain_label("\\eta_1") == "η₁");
  CHECK(plain_label("10^{-12}") == "10⁻¹²");
  CHECK(plain_label("\\lambda_{max}") == "λ_max");
  CHECK(plain_label("source_points") == "source_points");
}

TEST_CASE("Scripts are smaller, raised or lowered, and stacked when they meet", "[figure]") {
  const FixedMetrics metrics;
  const TextStyle style{Face::regular, 10};
  const PlacedLabel label = placed_label("ab_{12}^{3}c", style, metrics);
  REQUIRE(label.runs.size() == 4);
  const double wide = metrics.measure("a", style).width, narrow = 0.72 * wide;
  CHECK(label.runs[1].x == Approx(2 * wide));
  CHECK(label.runs[2].x == Approx(2 * wide));
  CHECK(label.runs[3].x == Approx(2 * wide + 2 * narrow));
  CHECK(label.width == Approx(3 * wide + 2 * narrow));
  CHECK(label.runs[1].rise < 0);
  CHECK(label.runs[2].rise > 0);
  CHECK(label.runs[1].style.size == Approx(7.2));
}

}  // namespace thalweg
