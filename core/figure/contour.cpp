// Marching squares, and joining the pieces.
#include "core/figure/contour.hpp"

#include <array>
#include <cmath>
#include <unordered_map>

namespace thalweg {
namespace {

/// Crossings lie on grid edges; an edge has a number, so that pieces of neighbours can be joined.
class Tracer {
 public:
  Tracer(const Grid& grid, double level) : grid_(grid), level_(level) {}

  std::vector<ContourLine> run() {
    for (std::int64_t i = 0; i + 1 < grid_.rows; ++i) {
      for (std::int64_t j = 0; j + 1 < grid_.cols; ++j) cell(i, j);
    }
    std::vector<ContourLine> lines;
    std::vector<bool> used(pieces_.size(), false);
    // Open lines first, from their ends; what remains is closed.
    for (const bool closed : {false, true}) {
      for (std::size_t p = 0; p < pieces_.size(); ++p) {
        if (used[p]) continue;
        for (const std::int64_t end : pieces_[p]) {
          if (used[p] || (!closed && at_edge_.at(end)[1] >= 0)) continue;
          lines.push_back(follow(static_cast<std::int64_t>(p), end, used));
        }
      }
    }
    return lines;
  }

 private:
  using Piece = std::array<std::int64_t, 2>;

  /// Edge from (i, j) to the right, or downwards.
  std::int64_t edge(std::int64_t i, std::int64_t j, bool down) const {
    return 2 * (i * grid_.cols + j) + (down ? 1 : 0);
  }

  Point2 crossing(std::int64_t edge_number) const {
    const std::int64_t i = edge_number / 2 / grid_.cols, j = edge_number / 2 % grid_.cols;
    const bool down = edge_number % 2 == 1;
    const double from = grid_.at(i, j), to = grid_.at(i + (down ? 1 : 0), j + (down ? 0 : 1));
    const double share = (level_ - from) / (to - from);
    return {static_cast<double>(j) + (down ? 0 : share),
            static_cast<double>(i) + (down ? share : 0)};
  }

  void cell(std::int64_t i, std::int64_t j) {
    const double corner[4] = {grid_.at(i, j), grid_.at(i, j + 1), grid_.at(i + 1, j + 1),
                              grid_.at(i + 1, j)};
    int inside = 0;
    double mean = 0;
    for (int c = 0; c < 4; ++c) {
      if (!std::isfinite(corner[c])) return;
      inside |= corner[c] >= level_ ? 1 << c : 0;
      mean += corner[c] / 4;
    }
    if (inside == 0 || inside == 15) return;
    const std::int64_t top = edge(i, j, false), left = edge(i, j, true);
    const std::int64_t bottom = edge(i + 1, j, false), right = edge(i, j + 1, true);
    const bool centre = mean >= level_;
    switch (inside) {
      case 1:
      case 14:
        return join(left, top);
      case 2:
      case 13:
        return join(top, right);
      case 4:
      case 11:
        return join(right, bottom);
      case 8:
      case 7:
        return join(bottom, left);
      case 3:
      case 12:
        return join(left, right);
      case 6:
      case 9:
        return join(top, bottom);
      default:
        break;
    }
    // Two opposite corners are inside: they are joined when the centre is inside too.
    if ((inside == 5) == centre) {
      join(top, right), join(bottom, left);
    } else {
      join(left, top), join(right, bottom);
    }
  }

  void join(std::int64_t a, std::int64_t b) {
    const auto number = static_cast<std::int64_t>(pieces_.size());
    pieces_.push_back({a, b});
    for (const std::int64_t end : {a, b}) {
      auto& slots = at_edge_.try_emplace(end, Piece{-1, -1}).first->second;
      slots[slots[0] < 0 ? 0 : 1] = number;
    }
  }

  ContourLine follow(std::int64_t piece, std::int64_t from, std::vector<bool>& used) const {
    ContourLine line{crossing(from)};
    while (piece >= 0 && !used[static_cast<std::size_t>(piece)]) {
      used[static_cast<std::size_t>(piece)] = true;
      const Piece& ends = pieces_[static_cast<std::size_t>(piece)];
      from = ends[0] == from ? ends[1] : ends[0];
      line.push_back(crossing(from));
      const Piece& here = at_edge_.at(from);
      piece = here[0] == piece ? here[1] : here[0];
    }
    return line;
  }

  const Grid& grid_;
  double level_;
  std::vector<Piece> pieces_;
  std::unordered_map<std::int64_t, Piece> at_edge_;
};

}  // namespace

std::vector<ContourLine> contour_lines(const Grid& grid, double level) {
  return Tracer(grid, level).run();
}

}  // namespace thalweg
