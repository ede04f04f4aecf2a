// The network simplex: pricing over rows of the cost matrix, pivots on a tree of children's lists.
#include "core/transport/network_simplex.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

using Whole = NetworkSimplex::Whole;
constexpr Whole unbounded = std::numeric_limits<Whole>::max();
// Duals stay within 8 192 × 2^47 = 2^60: a target with this one is never priced.
constexpr Whole never_priced = -(Whole{1} << 61);

// Adding 1.5 × 2^52 to |x| < 2^51 rounds x to a whole number and leaves it in the low bits, in two
// vector instructions.
constexpr double rounder = 6755399441055744.0;
constexpr Whole rounder_bits = std::bit_cast<Whole>(rounder);
Whole biased(double x) { return std::bit_cast<Whole>(x + rounder); }

double scale_of(const Matrix& cost) {
  const double largest = cost.cwiseAbs().maxCoeff();
  return largest > 0 ? std::ldexp(1.0, 47 - static_cast<int>(std::ceil(std::log2(largest)))) : 1;
}

// A tree for each connected part of a plan without cycles, hung up at its first source.
std::vector<int> parents_of(const std::vector<Cell>& cells, int n, int m) {
  const auto nodes = static_cast<std::size_t>(n + m);
  std::vector<std::vector<int>> neighbours(nodes);
  for (const Cell& cell : cells) {
    neighbours[static_cast<std::size_t>(cell.row)].push_back(n + cell.col);
    neighbours[static_cast<std::size_t>(n + cell.col)].push_back(cell.row);
  }
  std::vector<int> parent(nodes, -1), open;
  std::vector<bool> seen(nodes, false);
  for (int top = 0; top < n; ++top) {
    if (!seen[static_cast<std::size_t>(top)]) open.push_back(top);
    while (!open.empty()) {
      const int node = open.back();
      open.pop_back();
      seen[static_cast<std::size_t>(node)] = true;
      for (const int other : neighbours[static_cast<std::size_t>(node)]) {
        if (seen[static_cast<std::size_t>(other)]) continue;
        parent[static_cast<std::size_t>(other)] = node;
        open.push_back(other);
      }
    }
  }
  return parent;
}

}  // namespace

NetworkSimplex::NetworkSimplex(const Matrix& cost, WholeMasses masses, StartRule start)
    : cost_(&cost),
      masses_(std::move(masses)),
      n_(static_cast<int>(cost.rows())),
      m_(static_cast<int>(cost.cols())),
      root_(n_ + m_),
      scale_(scale_of(cost)) {
  THALWEG_ASSERT(n_ + m_ <= 8192 && masses_.source.size() == n_ && masses_.target.size() == m_);
  if (!grow(parents_of(basic_solution(cost, masses_, start), n_, m_))) {
    throw Internal("the first tree is not feasible", "NetworkSimplex");
  }
}

// --- The tree

void NetworkSimplex::link(int node, int parent) {
  Node& below = at(node);
  Node& above = at(parent);
  below.parent = parent, below.previous = -1, below.next = above.child;
  if (above.child >= 0) at(above.child).previous = node;
  above.child = node;
}

void NetworkSimplex::unlink(int node) {
  const Node& gone = at(node);
  if (gone.previous >= 0) {
    at(gone.previous).next = gone.next;
  } else {
    at(gone.parent).child = gone.next;
  }
  if (gone.next >= 0) at(gone.next).previous = gone.previous;
}

Arc NetworkSimplex::arc_above(int node) const {
  const int parent = at(node).parent;
  if (parent < 0 || parent == root_) return {};
  return is_source(node) ? Arc{node, parent - n_} : Arc{parent, node - n_};
}

Whole NetworkSimplex::mass_of(int node) const {
  return is_source(node) ? masses_.source[node] : masses_.target[node - n_];
}

std::vector<int> NetworkSimplex::preorder() const {
  std::vector<int> order, open{root_};
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    order.push_back(node);
    for (int c = at(node).child; c >= 0; c = at(c).next) {
      open.push_back(c);
    }
  }
  return order;
}

// Sets nodes, flows and duals from the parents; false when they are no strongly feasible tree.
bool NetworkSimplex::grow(const std::vector<int>& parent) {
  nodes_.assign(static_cast<std::size_t>(root_) + 1, {});
  std::size_t linked = 1;
  for (int node = 0; node < root_; ++node) {
    const int above = parent[static_cast<std::size_t>(node)];
    const bool stray = above < 0 && !is_source(node);
    if (stray && mass_of(node) > 0) return false;
    if (above >= 0 && (above >= root_ || is_source(above) == is_source(node))) return false;
    if (stray) continue;
    link(node, above < 0 ? root_ : above);
    ++linked;
  }
  const std::vector<int> order = preorder();
  if (order.size() != linked) return false;  // a cycle hangs on nothing
  for (std::size_t k = order.size(); k-- > 1;) {
    Node& node = at(order[k]);
    node.flow += mass_of(order[k]);
    const bool sewn = node.parent == root_;
    if (sewn ? node.flow != 0 : node.flow < (is_source(order[k]) ? 0 : 1)) return false;
    Node& above = at(node.parent);
    above.flow -= node.flow, above.size += node.size;
  }
  f_.setZero(n_);
  g_.setConstant(m_, never_priced);
  for (std::size_t k = 1; k < order.size(); ++k) {
    const Arc arc = arc_above(order[k]);
    if (arc.row < 0) continue;  // f = 0 at a seam
    Whole& f = f_[arc.row];
    Whole& g = g_[arc.col];
    (is_source(order[k]) ? f : g) = cost(arc.row, arc.col) - (is_source(order[k]) ? g : f);
  }
  return true;
}

NetworkSimplex::State NetworkSimplex::state() const {
  State out{{}, next_row_, pivots_, degenerate_};
  for (int node = 0; node < root_; ++node) {
    const int parent = at(node).parent;
    out.parent.push_back(parent == root_ ? -1 : parent);
  }
  return out;
}

bool NetworkSimplex::restore(const State& state) {
  if (state.parent.size() != static_cast<std::size_t>(root_) || state.next_row < 0 ||
      state.next_row >= n_) {
    return false;
  }
  const std::vector<int> present = this->state().parent;
  if (!grow(state.parent)) {
    grow(present);
    return false;
  }
  next_row_ = state.next_row, pivots_ = state.pivots, degenerate_ = state.degenerate;
  return true;
}

std::vector<Cell> NetworkSimplex::tree() const {
  std::vector<Cell> out;
  for (int node = 0; node < root_; ++node) {
    const Arc arc = arc_above(node);
    if (arc.row < 0) continue;
    out.push_back({arc.row, arc.col, at(node).flow});
  }
  return out;
}

std::vector<int> NetworkSimplex::path(Arc arc) const {
  std::vector<int> up, down;
  const auto climb = [this](int& node, std::vector<int>& side) {
    side.push_back(node);
    node = at(node).parent;
  };
  for (int u = arc.row, v = n_ + arc.col;;) {
    if (u == v) {
      if (u != root_) up.push_back(u);
      break;
    }
    const bool lower = at(u).size < at(v).size;
    lower ? climb(u, up) : climb(v, down);
  }
  up.insert(up.end(), down.rbegin(), down.rend());
  return up;
}

// --- Pricing

Whole NetworkSimplex::cost(int row, int col) const {
  return biased((*cost_)(row, col) * scale_) - rounder_bits;
}

Whole NetworkSimplex::reduced_cost(Arc arc) const {
  return cost(arc.row, arc.col) - f_[arc.row] - g_[arc.col];
}

// Least C_ij − g_j of a row.
Whole NetworkSimplex::least_in_row(int row) const {
  const double* costs = cost_->data() + Index{row} * m_;
  const Whole* g = g_.data();
  const double scale = scale_;
  Whole least = unbounded;
  for (int j = 0; j < m_; ++j) least = std::min(least, biased(costs[j] * scale) - g[j]);
  return least - rounder_bits;
}

// First column whose C_ij − g_j is at most `value`; m without one.
int NetworkSimplex::first_in_row(int row, Whole value) const {
  const double* costs = cost_->data() + Index{row} * m_;
  int j = 0;
  while (j < m_ && biased(costs[j] * scale_) - rounder_bits - g_[j] > value) ++j;
  return j;
}

std::optional<NetworkSimplex::Entering> NetworkSimplex::price(Pricing pricing) const {
  Entering best{{}, 0, next_row_};
  Whole least_of_best = 0;
  for (int k = 0; k < n_; ++k) {
    const int row = (next_row_ + k) % n_;
    const Whole f = f_[row];
    const Whole least = least_in_row(row);
    if (least - f >= best.reduced_cost) continue;
    best = {{row, -1}, least - f, pricing == Pricing::block ? (row + 1) % n_ : row};
    least_of_best = least;
    if (pricing != Pricing::most_negative) break;
  }
  if (best.arc.row < 0) return std::nullopt;
  const bool any = pricing == Pricing::first_eligible;
  const Whole bound = any ? f_[best.arc.row] - 1 : least_of_best;
  best.arc.col = first_in_row(best.arc.row, bound);
  best.reduced_cost = reduced_cost(best.arc);
  return best;
}

// --- Pivots

// Both sides climb to where they join. Mass falls on arcs out of sources on the entering arc's
// source's side, and on arcs into targets on the other. Of the arcs that block first, the last one
// along the cycle leaves, from the join in the direction of the entering arc: that keeps the tree
// strongly feasible.
NetworkSimplex::Leaving NetworkSimplex::find_leaving(Arc entering) const {
  Leaving row_side{-1, -1, unbounded, false}, col_side{-1, -1, unbounded, true};
  int u = entering.row, v = n_ + entering.col;
  while (u != v) {
    const Node& from_row = at(u);
    const Node& from_col = at(v);
    if (from_row.size < from_col.size) {
      if (is_source(u) && from_row.flow < row_side.mass) {
        row_side.node = u, row_side.mass = from_row.flow;
      }
      u = from_row.parent;
    } else {
      if (!is_source(v) && from_col.flow <= col_side.mass) {
        col_side.node = v, col_side.mass = from_col.flow;
      }
      v = from_col.parent;
    }
  }
  row_side.join = col_side.join = u;
  return col_side.mass <= row_side.mass ? col_side : row_side;
}

void NetworkSimplex::push(Arc entering, const Leaving& leaving) {
  for (int u = entering.row; u != leaving.join;) {
    Node& node = at(u);
    node.flow += is_source(u) ? -leaving.mass : leaving.mass;
    u = node.parent;
  }
  for (int v = n_ + entering.col; v != leaving.join;) {
    Node& node = at(v);
    node.flow += is_source(v) ? leaving.mass : -leaving.mass;
    v = node.parent;
  }
}

// The subtree below the leaving arc is hung up at its end of the entering arc, which turns the
// parents on the way between the two upside down.
void NetworkSimplex::rehang(Arc entering, const Leaving& leaving) {
  int node = leaving.below_target ? n_ + entering.col : entering.row;
  int above = leaving.below_target ? entering.row : n_ + entering.col;
  const int moved = at(leaving.node).size;
  for (int x = at(leaving.node).parent; x != leaving.join;) {
    at(x).size -= moved;
    x = at(x).parent;
  }
  for (int x = above; x != leaving.join;) {
    at(x).size += moved;
    x = at(x).parent;
  }
  Whole flow = leaving.mass;
  int left_behind = 0;
  for (bool last = false; !last;) {
    Node& turned = at(node);
    const int next = turned.parent;
    last = node == leaving.node;
    unlink(node);
    link(node, above);
    std::swap(turned.flow, flow);
    turned.size = moved - std::exchange(left_behind, turned.size);
    above = std::exchange(node, next);
  }
}

// f + change and g − change on the subtree below `top`.
void NetworkSimplex::shift_duals(int top, Whole change) {
  for (int node = top;;) {
    if (is_source(node)) {
      f_[node] += change;
    } else {
      g_[node - n_] -= change;
    }
    const Node* here = &at(node);
    if (here->child >= 0) {
      node = here->child;
      continue;
    }
    while (node != top && here->next < 0) {
      node = here->parent;
      here = &at(node);
    }
    if (node == top) return;
    node = here->next;
  }
}

std::optional<Pivot> NetworkSimplex::next(Pricing pricing) const {
  const std::optional<Entering> found = price(pricing);
  if (!found) return std::nullopt;
  const Leaving leaving = find_leaving(found->arc);
  return Pivot{found->arc, arc_above(leaving.node), found->reduced_cost, leaving.mass};
}

std::optional<Pivot> NetworkSimplex::pivot(Pricing pricing) {
  const std::optional<Entering> found = price(pricing);
  if (!found) return std::nullopt;
  const Leaving leaving = find_leaving(found->arc);
  const Pivot out{found->arc, arc_above(leaving.node), found->reduced_cost, leaving.mass};
  if (leaving.mass > 0) push(found->arc, leaving);
  rehang(found->arc, leaving);
  const int top = leaving.below_target ? n_ + found->arc.col : found->arc.row;
  shift_duals(top, leaving.below_target ? -found->reduced_cost : found->reduced_cost);
  next_row_ = found->next_row;
  ++pivots_;
  if (leaving.mass == 0) ++degenerate_;
  return out;
}

bool NetworkSimplex::run(const StopCheck& stop, Pricing pricing) {
  for (int k = 0; pivot(pricing); ++k) {
    if (k % 64 == 0 && stop && stop()) return false;
  }
  return true;
}

WholeVector NetworkSimplex::target_duals() const {
  WholeVector out = g_;
  for (int j = 0; j < m_; ++j) {
    Whole& g = out[j];
    if (g != never_priced) continue;
    g = unbounded;
    for (int i = 0; i < n_; ++i) g = std::min(g, cost(i, j) - f_[i]);
  }
  return out;
}

}  // namespace thalweg::transport
