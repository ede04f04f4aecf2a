// Pieces, their evaluators and ordered sums.
#include "core/autodiff/piecewise.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::autodiff {
namespace {

/// The numbers of a vector, or of a row of a matrix.
template <class V>
std::span<const double> numbers(const V& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

/// Sets rows or shared inputs of a piece from numbers that were kept; inputs never set stay so.
template <class T>
void set_kept(Evaluator<T>& evaluator, Node input, const std::vector<T>& all, std::size_t first,
              std::size_t count) {
  if (!all.empty()) evaluator.set(input, std::span<const T>(all).subspan(first, count));
}

std::size_t size_of(Node node) { return static_cast<std::size_t>(node.shape().size()); }

}  // namespace

template <class T>
Piecewise<T>::Sized::Sized(const Build& build, Index rows)
    : nodes(build(graph, rows)),
      evaluators([this] { return std::make_unique<Evaluator<T>>(nodes.outputs); }) {
  for (const Node& node : nodes.rows) THALWEG_ASSERT(node.shape()[0] == rows);
}

template <class T>
Piecewise<T>::Piecewise(Index examples, Index most_rows, const Build& build, std::size_t most_bytes)
    : examples_(examples), pieces_((examples + most_rows - 1) / most_rows) {
  THALWEG_ASSERT(examples >= 1 && most_rows >= 1);
  const Index rows = examples / pieces_;
  if (examples % pieces_ > 0) larger_ = std::make_unique<Sized>(build, rows + 1);
  smaller_ = std::make_unique<Sized>(build, rows);
  const PieceGraph& nodes = smaller_->nodes;
  shared_.resize(nodes.shared.size()), rows_.resize(nodes.rows.size());
  for (std::size_t i = 0; larger_ && i < nodes.outputs.size(); ++i) {
    THALWEG_ASSERT(larger_->nodes.outputs.at(i).shape() == nodes.outputs[i].shape());
  }
  if (sized(0).evaluators.lend()->bytes() * static_cast<std::size_t>(pieces_) <= most_bytes) {
    for (Index piece = 0; piece < pieces_; ++piece) {
      kept_.push_back(std::make_unique<Evaluator<T>>(sized(piece).nodes.outputs));
    }
  }
  constexpr Index most_groups = 16;
  sums_.resize(static_cast<std::size_t>(std::min(pieces_, most_groups)));
}

template <class T>
Index Piecewise<T>::first_row(Index piece) const {
  return piece * (examples_ / pieces_) + std::min(piece, examples_ % pieces_);
}

template <class T>
typename Piecewise<T>::Sized& Piecewise<T>::sized(Index piece) const {
  return piece < examples_ % pieces_ ? *larger_ : *smaller_;
}

template <class T>
template <class Other>
void Piecewise<T>::set_shared_from(std::size_t which, std::span<const Other> values) {
  THALWEG_ASSERT(values.size() == size_of(smaller_->nodes.shared.at(which)));
  if (!keeps()) return shared_[which].assign(values.begin(), values.end());
  parallel_for(pieces_, 1, [&](Index piece, Index) {
    kept_[static_cast<std::size_t>(piece)]->set(sized(piece).nodes.shared[which], values);
  });
}

template <class T>
template <class Other>
void Piecewise<T>::set_rows_from(std::size_t which, std::span<const Other> values) {
  const std::size_t each =
      size_of(smaller_->nodes.rows.at(which)) / static_cast<std::size_t>(examples_ / pieces_);
  THALWEG_ASSERT(each * static_cast<std::size_t>(examples_) == values.size());
  if (!keeps()) return rows_[which].assign(values.begin(), values.end());
  for (Index piece = 0; piece < pieces_; ++piece) {
    const Node input = sized(piece).nodes.rows[which];
    const auto first = static_cast<std::size_t>(first_row(piece)) * each;
    kept_[static_cast<std::size_t>(piece)]->set(input, values.subspan(first, size_of(input)));
  }
}

template <class T>
void Piecewise<T>::set_shared(std::size_t which, std::span<const double> values) {
  set_shared_from(which, values);
}

template <class T>
void Piecewise<T>::set_shared(std::size_t which, std::span<const float> values) {
  set_shared_from(which, values);
}

template <class T>
void Piecewise<T>::set_rows(std::size_t which, std::span<const double> values) {
  set_rows_from(which, values);
}

template <class T>
void Piecewise<T>::set_rows(std::size_t which, std::span<const float> values) {
  set_rows_from(which, values);
}

template <class T>
void Piecewise<T>::add_piece(Index piece, std::size_t which, bool first, Vector& sum) {
  const auto add = [&](Evaluator<T>& evaluator) {
    const std::span<const T> value = evaluator.value(sized(piece).nodes.outputs.at(which));
    const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>> part(value.data(), sum.size());
    if (first) {
      sum = part.template cast<double>();
    } else {
      sum += part.template cast<double>();
    }
  };
  if (keeps()) return add(*kept_[static_cast<std::size_t>(piece)]);
  const PieceGraph& nodes = sized(piece).nodes;
  const auto evaluator = sized(piece).evaluators.lend();
  const auto row = static_cast<std::size_t>(first_row(piece));
  for (std::size_t i = 0; i < nodes.shared.size(); ++i) {
    set_kept(*evaluator, nodes.shared[i], shared_[i], 0, shared_[i].size());
  }
  for (std::size_t i = 0; i < nodes.rows.size(); ++i) {
    const std::size_t each = rows_[i].size() / static_cast<std::size_t>(examples_);
    set_kept(*evaluator, nodes.rows[i], rows_[i], row * each, size_of(nodes.rows[i]));
  }
  add(*evaluator);
}

template <class T>
void Piecewise<T>::sum(std::size_t which, Vector& out) {
  const Index size = smaller_->nodes.outputs.at(which).shape().size();
  const auto groups = static_cast<Index>(sums_.size());
  parallel_for(groups, 1, [&](Index group, Index) {
    Vector& sum = sums_[static_cast<std::size_t>(group)];
    sum.resize(size);
    const Index begin = pieces_ * group / groups, end = pieces_ * (group + 1) / groups;
    for (Index piece = begin; piece < end; ++piece) add_piece(piece, which, piece == begin, sum);
  });
  constexpr Index strip = 4096;  // added over all groups while it is in the cache
  out.resize(size);
  parallel_for(size, strip, [&](Index begin, Index end) {
    out.segment(begin, end - begin) = sums_[0].segment(begin, end - begin);
    for (std::size_t i = 1; i < sums_.size(); ++i) {
      out.segment(begin, end - begin) += sums_[i].segment(begin, end - begin);
    }
  });
}

template <class T>
double Piecewise<T>::sum(std::size_t which) {
  Vector out;
  sum(which, out);
  THALWEG_ASSERT(out.size() == 1);
  return out[0];
}

template <class T>
ExampleByExample<T>::ExampleByExample(const typename Piecewise<T>::Build& build)
    : nodes_(build(graph_, 1)),
      evaluators_([this] { return std::make_unique<Evaluator<T>>(nodes_.outputs); }) {}

template <class T>
void ExampleByExample<T>::evaluate(std::size_t which, std::span<const Vector> shared,
                                   std::span<const Matrix> rows, Matrix& out) const {
  THALWEG_ASSERT(!rows.empty() && shared.size() == nodes_.shared.size());
  THALWEG_ASSERT(rows.size() == nodes_.rows.size());
  const Index examples = rows[0].rows();
  for (const Matrix& matrix : rows) THALWEG_ASSERT(matrix.rows() == examples);
  const Node output = nodes_.outputs.at(which);
  out.resize(examples, output.shape().size());
  constexpr Index grain = 16;
  parallel_for(examples, grain, [&](Index begin, Index end) {
    const auto evaluator = evaluators_.lend();
    for (std::size_t i = 0; i < shared.size(); ++i) {
      evaluator->set(nodes_.shared[i], numbers(shared[i]));
    }
    for (Index example = begin; example < end; ++example) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        evaluator->set(nodes_.rows[i], numbers(rows[i].row(example)));
      }
      const std::span<const T> value = evaluator->value(output);
      std::copy(value.begin(), value.end(), out.row(example).data());
    }
  });
}

template class ExampleByExample<float>;
template class ExampleByExample<double>;
template class Piecewise<float>;
template class Piecewise<double>;

}  // namespace thalweg::autodiff
