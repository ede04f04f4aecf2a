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

}  // namespace

template <class T>
Piecewise<T>::Piecewise(Index examples, Index most_rows, const Build& build) : examples_(examples) {
  THALWEG_ASSERT(examples >= 1 && most_rows >= 1);
  const Index count = (examples + most_rows - 1) / most_rows;
  evaluators_.resize(static_cast<std::size_t>(count));
  parts_.resize(evaluators_.size());
  const Index larger = examples % count, rows = examples / count;
  for (const Index size : {rows + 1, rows}) {
    sizes_.push_back(std::make_unique<Sized>());
    if (size > rows && larger == 0) continue;
    Sized& sized = *sizes_.back();
    sized.nodes = build(sized.graph, size);
    for (const Node& node : sized.nodes.rows) THALWEG_ASSERT(node.shape()[0] == size);
  }
  for (Index piece = 0; piece < count; ++piece) {
    evaluators_[static_cast<std::size_t>(piece)] =
        std::make_unique<Evaluator<T>>(nodes(piece).outputs);
  }
}

template <class T>
Index Piecewise<T>::first_row(Index piece) const {
  return piece * (examples_ / pieces()) + std::min(piece, examples_ % pieces());
}

template <class T>
const PieceGraph& Piecewise<T>::nodes(Index piece) const {
  return sizes_[piece < examples_ % pieces() ? 0 : 1]->nodes;
}

template <class T>
template <class Other>
void Piecewise<T>::set_shared_from(std::size_t which, std::span<const Other> values) {
  parallel_for(pieces(), 1, [&](Index piece, Index) {
    evaluators_[static_cast<std::size_t>(piece)]->set(nodes(piece).shared.at(which), values);
  });
}

template <class T>
template <class Other>
void Piecewise<T>::set_rows_from(std::size_t which, std::span<const Other> values) {
  const auto each = values.size() / static_cast<std::size_t>(examples_);
  THALWEG_ASSERT(each * static_cast<std::size_t>(examples_) == values.size());
  for (Index piece = 0; piece < pieces(); ++piece) {
    const auto first = static_cast<std::size_t>(first_row(piece)) * each;
    const auto last = static_cast<std::size_t>(first_row(piece + 1)) * each;
    evaluators_[static_cast<std::size_t>(piece)]->set(nodes(piece).rows.at(which),
                                                      values.subspan(first, last - first));
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
void Piecewise<T>::evaluate(std::size_t which) {
  parallel_for(pieces(), 1, [&](Index piece, Index) {
    const auto at = static_cast<std::size_t>(piece);
    parts_[at] = evaluators_[at]->value(nodes(piece).outputs.at(which));
  });
  for (const auto& part : parts_) THALWEG_ASSERT(part.size() == parts_[0].size());
}

template <class T>
void Piecewise<T>::sum(std::size_t which, Vector& out) {
  evaluate(which);
  constexpr Index strip = 4096;  // added over all pieces while it is in the cache
  out.resize(static_cast<Index>(parts_[0].size()));
  parallel_for(out.size(), strip, [&](Index begin, Index end) {
    out.segment(begin, end - begin).setZero();
    for (const auto& part : parts_) {
      out.segment(begin, end - begin) +=
          Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(part.data() + begin, end - begin)
              .template cast<double>();
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
