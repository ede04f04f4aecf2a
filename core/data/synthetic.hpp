// Examples made by formula and chance, each with a reason to be hard. n ≥ 1 examples; all draws are
// from `rng`. BadInput when there are none of something, or a `noise` (standard deviation) below 0.
#pragma once

#include "core/data/dataset.hpp"

namespace thalweg::data {

/// `arms` interleaved spirals of `turns` turns in the unit disc, one class each.
Dataset spirals(Index n, int arms, double turns, double noise, Rng rng);
/// Two half circles that embrace each other.
Dataset moons(Index n, double noise, Rng rng);
/// A circle of radius 1 around one of radius `inner`.
Dataset circles(Index n, double inner, double noise, Rng rng);
/// Normal clouds of deviation `noise` around `clusters` random directions times `distance`, one
/// class each, equally many of each.
Dataset blobs(Index n, Index features, int clusters, double distance, double noise, Rng rng);
/// A sheet rolled up, and one bent to an S, in three dimensions; the target is the place along it.
Dataset swiss_roll(Index n, double noise, Rng rng);
Dataset s_curve(Index n, double noise, Rng rng);
/// All pairs (a, b), each one-hot of `modulus`: [modulus², 2 modulus]; the class is a + b mod p
/// (Power et al. 2022).
Dataset modular_addition(int modulus);
/// Random signs of `bits` places; the class is the parity of the first `k`, 1 ≤ k ≤ bits.
Dataset parity(Index n, Index bits, Index k, Rng rng);
/// Normal inputs; the target is what a network of `hidden` tanh units with normal weights of
/// variance 1/inputs and 1/hidden says.
Dataset teacher_student(Index n, Index features, Index hidden, Rng rng);
/// Draws from Σ weight N(mean, deviation² I), the class being the component; weights ≥ 0 need not
/// sum to 1, rows of `means` as many.
Dataset mixture(Index n, const Matrix& means, const Vector& weights, double deviation, Rng rng);

}  // namespace thalweg::data
