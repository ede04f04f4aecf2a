// All parameters of a network as one flat vector with named pieces, so that optimisers, spectra and
// landscapes need to know vectors only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/autodiff/shape.hpp"
#include "core/base/named_array.hpp"

namespace thalweg::nn {

/// What a piece is before training. Fans are the numbers of inputs and outputs of one unit.
struct Init {
  enum Kind {
    zero,
    one,
    normal,            ///< variance 1
    truncated_normal,  ///< the same, drawn again beyond ±2
    lecun,             ///< normal of variance 1/in (LeCun et al. 1998)
    xavier,            ///< normal of variance 2/(in + out) (Glorot and Bengio 2010)
    xavier_uniform,    ///< uniform of that variance, in ±√(6/(in + out))
    he,                ///< normal of variance 2/in (He et al. 2015)
    he_uniform,        ///< uniform of that variance, in ±√(6/in)
    uniform,           ///< uniform in ±1/√in, of variance 1/(3 in)
    orthogonal,        ///< orthonormal rows or columns, whichever are fewer (Saxe et al. 2014)
  };
  Kind kind = zero;
  double gain = 1;  ///< times this: {Init::normal, 0.02} is of deviation 0.02

  constexpr Init(Kind chosen, double times = 1) : kind(chosen), gain(times) {}
};

struct Piece {
  std::string name;  ///< "hidden.weight"
  autodiff::Shape shape;
  Index begin = 0;  ///< first entry in the flat vector, row by row
  Init init = Init::zero;
};

/// Numbers of inputs and outputs of one unit of a piece: of [out, in, …], all further axes counting
/// for both; of fewer axes its size for both.
struct Fans {
  double in = 1, out = 1;
};
Fans fans_of(const autodiff::Shape& shape);

class Layout {
 public:
  /// Appends a piece; Internal when the name is taken or the gain is negative or not finite.
  void add(std::string name, const autodiff::Shape& shape, Init init);
  const std::vector<Piece>& pieces() const { return pieces_; }
  /// BadInput names the closest when there is no such piece.
  const Piece& at(std::string_view name) const;
  /// Number of parameters.
  Index size() const { return size_; }

 private:
  std::vector<Piece> pieces_;
  Index size_ = 0;
};

/// The parameters before training. Piece i draws from the stream named by its own name, so adding a
/// layer does not change the others.
Vector initial_parameters(const Layout& layout, std::uint64_t seed);

/// The pieces with their names, as files keep them, and back. BadInput names the piece that is
/// missing, has another shape or is not finite; arrays that the layout does not name are left out.
std::vector<NamedArray> arrays_of(const Layout& layout, const Vector& parameters);
Vector parameters_from(const Layout& layout, const std::vector<NamedArray>& arrays);

}  // namespace thalweg::nn
