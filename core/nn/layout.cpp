// Pieces of a flat vector and their values before training.
#include "core/nn/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/base/text.hpp"

namespace thalweg::nn {
namespace {

/// Gram–Schmidt, twice, on normal rows: uniform among matrices of orthonormal rows or columns.
Matrix orthogonal(Index rows, Index cols, Rng& rng) {
  const bool wide = rows <= cols;
  Matrix q(wide ? rows : cols, wide ? cols : rows);
  for (Index i = 0; i < q.size(); ++i) q.data()[i] = rng.normal();
  for (Index i = 0; i < q.rows(); ++i) {
    for (int pass = 0; pass < 2; ++pass) {
      const Vector along = q.topRows(i) * q.row(i).transpose();
      q.row(i) -= along.transpose() * q.topRows(i);
    }
    q.row(i).normalize();
  }
  if (wide) return q;
  return q.transpose();
}

/// Of the unscaled numbers: their standard deviation, or the half width of a uniform one.
double spread(Init::Kind kind, const Fans& fans) {
  switch (kind) {
    case Init::lecun:
    case Init::uniform:
      return std::sqrt(1 / fans.in);
    case Init::xavier:
      return std::sqrt(2 / (fans.in + fans.out));
    case Init::xavier_uniform:
      return std::sqrt(6 / (fans.in + fans.out));
    case Init::he:
      return std::sqrt(2 / fans.in);
    case Init::he_uniform:
      return std::sqrt(6 / fans.in);
    default:
      return 1;
  }
}

double within_two(Rng& rng) {
  double number = rng.normal();
  while (std::abs(number) > 2) number = rng.normal();
  return number;
}

/// The numbers of a piece without its gain.
void draw(const Piece& piece, Rng rng, double* out) {
  const Index size = piece.shape.size();
  const Init::Kind kind = piece.init.kind;
  const double scale = spread(kind, fans_of(piece.shape));
  switch (kind) {
    case Init::zero:
    case Init::one:
      std::fill(out, out + size, kind == Init::one ? 1.0 : 0.0);
      return;
    case Init::uniform:
    case Init::xavier_uniform:
    case Init::he_uniform:
      for (Index i = 0; i < size; ++i) out[i] = rng.uniform(-scale, scale);
      return;
    case Init::orthogonal: {
      const Index rows = piece.shape.rank() > 0 ? piece.shape[0] : 1;
      const Matrix q = orthogonal(rows, size / rows, rng);
      std::copy(q.data(), q.data() + size, out);
      return;
    }
    case Init::truncated_normal:
      for (Index i = 0; i < size; ++i) out[i] = within_two(rng);
      return;
    default:
      for (Index i = 0; i < size; ++i) out[i] = scale * rng.normal();
  }
}

}  // namespace

Fans fans_of(const autodiff::Shape& shape) {
  if (shape.rank() < 2)
    return {static_cast<double>(shape.size()), static_cast<double>(shape.size())};
  const double window =
      static_cast<double>(shape.size()) / static_cast<double>(shape[0] * shape[1]);
  return {static_cast<double>(shape[1]) * window, static_cast<double>(shape[0]) * window};
}

void Layout::add(std::string name, const autodiff::Shape& shape, Init init) {
  for (const Piece& piece : pieces_) {
    if (piece.name == name) throw Internal("two parameters of a network are called " + name);
  }
  if (!(init.gain >= 0 && std::isfinite(init.gain))) {
    throw Internal(fmt::format("a gain of {} before training", init.gain), name);
  }
  pieces_.push_back({std::move(name), shape, size_, init});
  size_ += shape.size();
}

const Piece& Layout::at(std::string_view name) const {
  std::vector<std::string> known;
  for (const Piece& piece : pieces_) {
    if (piece.name == name) return piece;
    known.push_back(piece.name);
  }
  const std::vector<std::string> close = nearest(std::string(name), known, 1);
  throw BadInput(fmt::format("The network has no parameter '{}'", name), "",
                 close.empty() ? "" : fmt::format("Did you mean '{}'?", close[0]));
}

Vector initial_parameters(const Layout& layout, std::uint64_t seed) {
  Vector out(layout.size());
  const Rng rng(seed);
  for (const Piece& piece : layout.pieces()) {
    draw(piece, rng.split(piece.name), out.data() + piece.begin);
    if (piece.init.gain != 1) out.segment(piece.begin, piece.shape.size()) *= piece.init.gain;
  }
  return out;
}

std::vector<NamedArray> arrays_of(const Layout& layout, const Vector& parameters) {
  THALWEG_ASSERT(parameters.size() == layout.size());
  std::vector<NamedArray> out;
  for (const Piece& piece : layout.pieces()) {
    const double* begin = parameters.data() + piece.begin;
    const std::span<const Index> sizes = piece.shape.sizes();
    out.push_back({piece.name, {sizes.begin(), sizes.end()}, {begin, begin + piece.shape.size()}});
  }
  return out;
}

Vector parameters_from(const Layout& layout, const std::vector<NamedArray>& arrays) {
  Vector out(layout.size());
  for (const Piece& piece : layout.pieces()) {
    const auto found = std::find_if(arrays.begin(), arrays.end(),
                                    [&](const NamedArray& a) { return a.name == piece.name; });
    if (found == arrays.end()) {
      throw BadInput(fmt::format("The weights have no '{}'", piece.name), "",
                     fmt::format("The network wants it as {}.", piece.shape.text()));
    }
    const std::span<const Index> sizes = piece.shape.sizes();
    if (!std::equal(sizes.begin(), sizes.end(), found->shape.begin(), found->shape.end())) {
      throw BadInput(
          fmt::format("'{}' is of shape [{}]", piece.name, fmt::join(found->shape, ", ")), "",
          fmt::format("The network wants it as {}.", piece.shape.text()));
    }
    if (!std::all_of(found->values.begin(), found->values.end(),
                     [](double value) { return std::isfinite(value); })) {
      throw BadInput(fmt::format("'{}' holds a number that is not finite", piece.name), "",
                     "Take weights from before the training diverged.");
    }
    std::copy(found->values.begin(), found->values.end(), out.data() + piece.begin);
  }
  return out;
}

}  // namespace thalweg::nn
