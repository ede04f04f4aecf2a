// The network simplex for dense transport: a spanning tree of sources and targets, improved by one
// arc at a time. Ahuja, Magnanti, Orlin, Network Flows, 1993, chapter 11; strongly feasible trees
// (Cunningham 1976) keep it from cycling. Whole numbers throughout: nothing is ever rounded.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/math/krylov.hpp"
#include "core/transport/basic_solution.hpp"

namespace thalweg::transport {

/// Which arc enters the tree.
enum class Pricing {
  block,          ///< the most negative reduced cost of the next row that has one
  most_negative,  ///< of all arcs (Dantzig)
  first_eligible  ///< the first negative one, in cyclic order of the rows
};

/// An arc from a source to a target.
struct Arc {
  int row = -1, col = -1;
};

/// One exchange of arcs.
struct Pivot {
  Arc entering;
  Arc leaving;                ///< row −1: a seam between two parts of the tree closed
  std::int64_t reduced_cost;  ///< of the entering arc, < 0, in units of cost
  std::int64_t mass;          ///< moved round the cycle; 0: a degenerate pivot
};

/// Nodes are the n sources, then the m targets. Parts of the tree that no mass connects are sewn
/// together at a root beyond all nodes by seams without mass, which never enter again. The tree is
/// strongly feasible: of an arc without mass the source is the child. Duals satisfy
/// f_i + g_j = C_ij on the tree.
class NetworkSimplex {
 public:
  using Whole = std::int64_t;
  /// All that decides the following pivots.
  struct State {
    std::vector<int> parent;  ///< n + m nodes; −1: at a seam, or a target without mass
    int next_row = 0;         ///< where pricing goes on
    std::int64_t pivots = 0, degenerate = 0;
  };

  /// `cost` (n × m, finite, n + m ≤ 8 192) is kept by reference and rounded to multiples of 2^-47
  /// of the power of two not below its largest magnitude.
  NetworkSimplex(const Matrix& cost, WholeMasses masses, StartRule start = StartRule::regret);

  /// The pivot that comes next, not made; nothing at the optimum.
  std::optional<Pivot> next(Pricing pricing = Pricing::block) const;
  /// Makes it.
  std::optional<Pivot> pivot(Pricing pricing = Pricing::block);
  /// Pivots until the optimum; false when `stop` said so first. It is asked every 64 pivots.
  bool run(const StopCheck& stop = {}, Pricing pricing = Pricing::block);

  State state() const;
  /// Takes over a tree and computes flows and duals anew: false, and unchanged, unless it is a
  /// strongly feasible tree of this problem. With other costs than those it grew on it is a warm
  /// start.
  bool restore(const State& state);

  /// Arcs of the tree with their mass, which may be 0; by node.
  std::vector<Cell> tree() const;
  /// Nodes of the tree's path from `arc.row` to `arc.col`, seams left out.
  std::vector<int> path(Arc arc) const;
  /// In units of cost; a target without mass gets the largest g that is feasible.
  const WholeVector& source_duals() const { return f_; }
  WholeVector target_duals() const;
  Whole reduced_cost(Arc arc) const;
  double cost_unit() const { return 1 / scale_; }
  const WholeMasses& masses() const { return masses_; }

 private:
  struct Node {
    int parent = -1, child = -1, next = -1, previous = -1;  // children form a list
    int size = 1;                                           // nodes of its subtree
    Whole flow = 0;                                         // of the arc to the parent
  };
  struct Entering {
    Arc arc;
    Whole reduced_cost = 0;
    int next_row = 0;
  };
  struct Leaving {
    int node = -1, join = -1;  // the arc above node; where the cycle meets the root's side
    Whole mass = 0;
    bool below_target = false;  // node lies on the entering arc's target's side
  };

  Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }
  const Node& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  bool is_source(int node) const { return node < n_; }
  /// The tree's arc between `node` and its parent; none at a seam.
  Arc arc_above(int node) const;
  Whole mass_of(int node) const;
  Whole cost(int row, int col) const;
  Whole least_in_row(int row) const;
  int first_in_row(int row, Whole value) const;
  std::optional<Entering> price(Pricing pricing) const;
  Leaving find_leaving(Arc entering) const;
  void push(Arc entering, const Leaving& leaving);
  void rehang(Arc entering, const Leaving& leaving);
  void shift_duals(int top, Whole change);
  void link(int node, int parent);
  void unlink(int node);
  bool grow(const std::vector<int>& parent);
  std::vector<int> preorder() const;

  const Matrix* cost_;
  WholeMasses masses_;
  int n_, m_, root_;
  double scale_;
  std::vector<Node> nodes_;  // the root last
  WholeVector f_, g_;
  int next_row_ = 0;
  std::int64_t pivots_ = 0, degenerate_ = 0;
};

}  // namespace thalweg::transport
