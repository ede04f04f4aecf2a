// Groups of numbers on which one instruction works: Eigen's packets by short names, for the few
// kernels that are no expressions.
#pragma once

#include <algorithm>

#include "core/math/dense.hpp"

namespace thalweg {

template <class T>
using Lanes = typename Eigen::internal::packet_traits<T>::type;
template <class T>
constexpr Index lane_count = Eigen::internal::unpacket_traits<Lanes<T>>::size;
/// Accumulators that stay in registers while two or three more are in use.
constexpr Index lane_registers = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 24 : 12;

template <class T>
Lanes<T> load(const T* at) {
  return Eigen::internal::ploadu<Lanes<T>>(at);
}
template <class T>
Lanes<T> filled_with(T value) {
  return Eigen::internal::pset1<Lanes<T>>(value);
}
template <class T>
void store(T* at, const Lanes<T>& lanes) {
  Eigen::internal::pstoreu(at, lanes);
}
/// a b + c, rounded once where the machine can.
template <class L>
L multiply_add(const L& a, const L& b, const L& c) {
  return Eigen::internal::pmadd(a, b, c);
}

template <class T>
T sum_of_lanes(const Lanes<T>& lanes) {
  return Eigen::internal::predux(lanes);
}

/// x, with 0 in the lanes where `mask`, a result of a comparison, is true.
template <class L>
L zero_where(const L& mask, const L& x) {
  return Eigen::internal::pandnot(x, mask);
}

/// out[i] = f(x[i]) for n numbers, by groups; f is given the last, shorter one padded with zeros.
template <class T, class F>
void map_lanes(const T* x, Index n, T* out, F f) {
  constexpr Index lanes = lane_count<T>;
  Index i = 0;
  for (; i + lanes <= n; i += lanes) store(out + i, f(load(x + i)));
  if (i == n) return;
  T rest[lanes] = {};
  std::copy(x + i, x + n, rest);
  store(rest, f(load(rest)));
  std::copy(rest, rest + (n - i), out + i);
}

/// out[i] = x[i] for n numbers, as below: std::copy calls a function for each row.
template <class T>
void copy_lanes(const T* x, Index n, T* out) {
  constexpr Index lanes = lane_count<T>;
  if (n < lanes) {
    for (Index i = 0; i < n; ++i) out[i] = x[i];
    return;
  }
  for (Index i = 0; i + lanes < n; i += lanes) store(out + i, load(x + i));
  store(out + n - lanes, load(x + n - lanes));
}

/// out[i] += x[i] for n numbers; of a short row as well nothing is done number by number where n is
/// at least a group.
template <class T>
void add_lanes(const T* x, Index n, T* out) {
  constexpr Index lanes = lane_count<T>;
  if (n < lanes) {
    for (Index i = 0; i < n; ++i) out[i] += x[i];
    return;
  }
  // The last group overlaps the one before: it is computed first and stored last.
  const Lanes<T> last = Eigen::internal::padd(load(out + n - lanes), load(x + n - lanes));
  for (Index i = 0; i + lanes < n; i += lanes) {
    store(out + i, Eigen::internal::padd(load(out + i), load(x + i)));
  }
  store(out + n - lanes, last);
}

}  // namespace thalweg
