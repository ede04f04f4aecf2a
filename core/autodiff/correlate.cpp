// Kernels of convolutions.
#include "core/autodiff/correlate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/base/error.hpp"
#include "core/math/lanes.hpp"

namespace thalweg::autodiff {
namespace {

constexpr Index most_lanes = 16;  // of any machine and precision
constexpr Index block_outs = lane_registers / 3;
constexpr Index group_numbers = Index{1} << 15;  // of the images that are correlated at a time

Index divided_up(Index a, Index b) { return (a + b - 1) / b; }
Index padded(Index count) { return divided_up(count, most_lanes) * most_lanes; }

/// A bordered image of some channels taken apart by the remainders of row and column modulo the
/// stride: entry (i s + p, j s + q) of a channel lies at (i, j) of its plane (p, q), so that what
/// one entry of the window meets is contiguous along the result.
struct Planes {
  Index channels, stride, rows, cols;

  Index plane() const { return rows * cols; }
  Index channel() const { return stride * stride * plane(); }
  Index size() const { return channels * channel(); }
  Index at(Index channel_index, Index i, Index j) const {
    return channel_index * channel() + (i % stride * stride + j % stride) * plane() +
           i / stride * cols + j / stride;
  }
};

Planes planes_of_x(const ConvolutionSizes& s) {
  return {s.channels, s.stride, divided_up(s.height + 2 * s.border, s.stride),
          divided_up(s.width + 2 * s.border, s.stride)};
}

/// y spread out by the stride, with borders as wide as the window.
Planes planes_of_y(const ConvolutionSizes& s) {
  return {s.outs, 1, s.height + s.window_rows - 1, s.width + s.window_cols - 1};
}

/// From the first entry of a result to behind the last, in rows as long as those of the planes.
Index span_of(const Planes& planes, Index rows, Index cols) {
  return (rows - 1) * planes.cols + cols;
}

template <class T>
void fill_x(const ConvolutionSizes& s, const Planes& planes, const T* x, T* out) {
  std::fill_n(out, planes.size(), T(0));
  for (Index c = 0; c < s.channels; ++c) {
    for (Index i = 0; i < s.height; ++i, x += s.width) {
      for (Index phase = 0; phase < s.stride; ++phase) {
        // Entries j with (j + border) mod stride equal to the phase.
        const Index first = ((phase - s.border) % s.stride + s.stride) % s.stride;
        if (first >= s.width) continue;
        T* const to = out + planes.at(c, i + s.border, first + s.border);
        if (s.stride == 1) {
          copy_lanes(x, s.width, to);
        } else {
          for (Index j = first, k = 0; j < s.width; j += s.stride, ++k) to[k] = x[j];
        }
      }
    }
  }
}

template <class T>
void spread_y(const ConvolutionSizes& s, const Planes& planes, const T* y, T* out) {
  const Index above = s.window_rows - 1 - s.border, before = s.window_cols - 1 - s.border;
  // Entries of a row that lie within the planes.
  const Index first = before < 0 ? divided_up(-before, s.stride) : 0;
  const Index end = std::min(s.cols, divided_up(planes.cols - before, s.stride));
  std::fill_n(out, planes.size(), T(0));
  for (Index o = 0; o < s.outs; ++o) {
    for (Index i = 0; i < s.rows; ++i, y += s.cols) {
      const Index row = i * s.stride + above;
      if (row < 0 || row >= planes.rows || first >= end) continue;
      T* const to = out + planes.at(o, row, 0) + before;
      if (s.stride == 1) {
        copy_lanes(y + first, end - first, to + first);
      } else {
        for (Index j = first; j < end; ++j) to[j * s.stride] = y[j];
      }
    }
  }
}

/// Where in the planes the window's entries lie for the first place of the window.
struct Taps {
  std::int32_t* offsets;  ///< at the beginning of the scratch space
  Index count;

  template <class T>
  Taps(const Planes& planes, Index rows, Index cols, T* scratch)
      : offsets(reinterpret_cast<std::int32_t*>(scratch)), count(planes.channels * rows * cols) {
    THALWEG_ASSERT(planes.size() <= std::numeric_limits<std::int32_t>::max());
    std::int32_t* next = offsets;
    for (Index c = 0; c < planes.channels; ++c) {
      for (Index i = 0; i < rows; ++i) {
        for (Index j = 0; j < cols; ++j) *next++ = static_cast<std::int32_t>(planes.at(c, i, j));
      }
    }
  }
};

/// out[o][p] = Σ weights[t][o] in[offsets[t] + p] for block_outs outs and `Groups` groups of
/// places p.
template <class T, Index Groups>
void weigh(const Taps& taps, const T* weights, const T* in, T* out, Index stride) {
  Lanes<T> sums[block_outs][Groups];
#pragma GCC unroll 8
  for (Index o = 0; o < block_outs; ++o) {
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) sums[o][g] = filled_with(T(0));
  }
  for (Index t = 0; t < taps.count; ++t, weights += block_outs) {
    Lanes<T> x[Groups];
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) x[g] = load(in + taps.offsets[t] + g * lane_count<T>);
#pragma GCC unroll 8
    for (Index o = 0; o < block_outs; ++o) {
      const Lanes<T> weight = filled_with(weights[o]);
#pragma GCC unroll 3
      for (Index g = 0; g < Groups; ++g) sums[o][g] = multiply_add(weight, x[g], sums[o][g]);
    }
  }
#pragma GCC unroll 8
  for (Index o = 0; o < block_outs; ++o) {
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) store(out + o * stride + g * lane_count<T>, sums[o][g]);
  }
}

/// A result [outs, rows, cols] of weighing planes.
struct Weighing {
  const Planes& planes;
  const Taps& taps;
  Index outs, rows, cols;

  Index span() const { return padded(span_of(planes, rows, cols)); }

  /// Computes `out` or adds to it; weights [blocks][taps][block_outs], `flat` block_outs spans.
  template <class T>
  void compute(const T* weights, const T* in, bool add, T* out, T* flat) const {
    constexpr Index lanes = lane_count<T>;
    for (Index first = 0; first < outs; first += block_outs, weights += taps.count * block_outs) {
      Index p = 0;
      for (; p + 3 * lanes <= span(); p += 3 * lanes) {
        weigh<T, 3>(taps, weights, in + p, flat + p, span());
      }
      for (; p < span(); p += lanes) weigh<T, 1>(taps, weights, in + p, flat + p, span());
      for (Index o = first; o < std::min(outs, first + block_outs); ++o) {
        for (Index i = 0; i < rows; ++i) {
          const T* const from = flat + (o - first) * span() + i * planes.cols;
          T* const to = out + (o * rows + i) * cols;
          if (add) {
            add_lanes(from, cols, to);
          } else {
            copy_lanes(from, cols, to);
          }
        }
      }
    }
  }
};

/// Fills weights [blocks][taps][block_outs] with entry(out, tap), zero beyond the last out.
template <class T, class Entry>
void pack(Index outs, Index taps, T* weights, Entry entry) {
  for (Index first = 0; first < outs; first += block_outs) {
    for (Index t = 0; t < taps; ++t) {
      for (Index o = first; o < first + block_outs; ++o) *weights++ = o < outs ? entry(o, t) : T(0);
    }
  }
}

Index packed_size(Index outs, Index taps) {
  return padded(divided_up(outs, block_outs) * block_outs * taps);
}

// The block of correlate(): outs × taps accumulators.
constexpr Index outs_at_once = 4;
constexpr Index taps_at_once = lane_registers / 4;

/// k[o][t] += Σ y[o][p] x[offset[t] + p] over images and places, for a block of o and t.
template <class T>
void correlate_block(const T* x, Index x_image, const T* y, Index y_image, Index y_stride,
                     const std::int32_t* offsets, Index images, Index span, T* sums) {
  Lanes<T> sum[taps_at_once][outs_at_once];
#pragma GCC unroll 6
  for (Index t = 0; t < taps_at_once; ++t) {
#pragma GCC unroll 4
    for (Index o = 0; o < outs_at_once; ++o) sum[t][o] = filled_with(T(0));
  }
  for (Index n = 0; n < images; ++n, x += x_image, y += y_image) {
    for (Index p = 0; p < span; p += lane_count<T>) {
      Lanes<T> a[outs_at_once];
#pragma GCC unroll 4
      for (Index o = 0; o < outs_at_once; ++o) a[o] = load(y + o * y_stride + p);
#pragma GCC unroll 6
      for (Index t = 0; t < taps_at_once; ++t) {
        const Lanes<T> b = load(x + offsets[t] + p);
#pragma GCC unroll 4
        for (Index o = 0; o < outs_at_once; ++o) sum[t][o] = multiply_add(a[o], b, sum[t][o]);
      }
    }
  }
#pragma GCC unroll 6
  for (Index t = 0; t < taps_at_once; ++t) {
#pragma GCC unroll 4
    for (Index o = 0; o < outs_at_once; ++o) *sums++ = sum_of_lanes<T>(sum[t][o]);
  }
}

/// How correlate() lays out its scratch: images of x in planes, then those of y in rows as long.
struct ImageGroups {
  Planes planes;
  Index span, x_image, y_image, images;

  explicit ImageGroups(const ConvolutionSizes& s)
      : planes(planes_of_x(s)),
        span(padded(span_of(planes, s.rows, s.cols))),
        x_image(padded(planes.size())),
        y_image(divided_up(s.outs, outs_at_once) * outs_at_once * span),
        images(std::clamp<Index>(group_numbers / (x_image + y_image), 1, s.images)) {}
  Index size() const { return images * (x_image + y_image) + span + most_lanes; }
  /// One image of y, spread over rows as long as those of the planes; what lies between stays.
  template <class T>
  void fill_y(const ConvolutionSizes& s, const T* y, T* out) const {
    for (Index o = 0; o < s.outs; ++o) {
      for (Index i = 0; i < s.rows; ++i, y += s.cols) {
        copy_lanes(y, s.cols, out + o * span + i * planes.cols);
      }
    }
  }
};

}  // namespace

ConvolutionSizes::ConvolutionSizes(const Shape& x, const Shape& k, Index stride_, Index border_) {
  const bool fits = x.rank() == 4 && k.rank() == 4 && x[1] == k[1] && stride_ >= 1 &&
                    border_ >= 0 && x[2] + 2 * border_ >= k[2] && x[3] + 2 * border_ >= k[3];
  if (!fits) {
    throw Internal(fmt::format("convolution of {} with {}, stride {}, border {}", x.text(),
                               k.text(), stride_, border_));
  }
  images = x[0], channels = x[1], height = x[2], width = x[3];
  outs = k[0], window_rows = k[2], window_cols = k[3];
  stride = stride_, border = border_;
  rows = (height + 2 * border - window_rows) / stride + 1;
  cols = (width + 2 * border - window_cols) / stride + 1;
}

template <class T>
void convolve(const ConvolutionSizes& s, const T* x, const T* k, bool add, T* y, T* scratch) {
  const Planes planes = planes_of_x(s);
  const Taps taps(planes, s.window_rows, s.window_cols, scratch);
  const Weighing weighing{planes, taps, s.outs, s.rows, s.cols};
  T* const weights = scratch + padded(taps.count);
  T* const flat = weights + packed_size(s.outs, taps.count);
  T* const image = flat + block_outs * weighing.span();
  pack(s.outs, taps.count, weights, [&](Index o, Index t) { return k[o * taps.count + t]; });
  for (Index n = 0; n < s.images; ++n) {
    fill_x(s, planes, x + n * s.channels * s.height * s.width, image);
    weighing.compute(weights, image, add, y + n * s.outs * s.rows * s.cols, flat);
  }
}

template <class T>
void convolve_transposed(const ConvolutionSizes& s, const T* y, const T* k, bool add, T* x,
                         T* scratch) {
  const Planes planes = planes_of_y(s);
  const Taps taps(planes, s.window_rows, s.window_cols, scratch);
  const Weighing weighing{planes, taps, s.channels, s.height, s.width};
  T* const weights = scratch + padded(taps.count);
  T* const flat = weights + packed_size(s.channels, taps.count);
  T* const image = flat + block_outs * weighing.span();
  const Index window = s.window_rows * s.window_cols;
  pack(s.channels, taps.count, weights, [&](Index c, Index t) {  // the window turned round
    return k[(t / window * s.channels + c) * window + window - 1 - t % window];
  });
  for (Index n = 0; n < s.images; ++n) {
    spread_y(s, planes, y + n * s.outs * s.rows * s.cols, image);
    weighing.compute(weights, image, add, x + n * s.channels * s.height * s.width, flat);
  }
}

template <class T>
void correlate(const ConvolutionSizes& s, const T* x, const T* y, bool add, T* k, T* scratch) {
  const ImageGroups groups(s);
  const Taps taps(groups.planes, s.window_rows, s.window_cols, scratch);
  std::fill_n(taps.offsets + taps.count, taps_at_once, 0);
  T* const ys = scratch + padded(taps.count + taps_at_once);
  T* const xs = ys + groups.images * groups.y_image;
  std::fill_n(ys, groups.size(), T(0));
  if (!add) std::fill_n(k, s.k().size(), T(0));
  for (Index first = 0; first < s.images; first += groups.images) {
    const Index count = std::min(groups.images, s.images - first);
    for (Index n = 0; n < count; ++n) {
      fill_x(s, groups.planes, x + (first + n) * s.channels * s.height * s.width,
             xs + n * groups.x_image);
      groups.fill_y(s, y + (first + n) * s.outs * s.rows * s.cols, ys + n * groups.y_image);
    }
    for (Index o = 0; o < s.outs; o += outs_at_once) {
      for (Index t = 0; t < taps.count; t += taps_at_once) {
        T sums[outs_at_once * taps_at_once];
        correlate_block(xs, groups.x_image, ys + o * groups.span, groups.y_image, groups.span,
                        taps.offsets + t, count, groups.span, sums);
        for (Index i = 0; i < std::min(outs_at_once, s.outs - o); ++i) {
          for (Index j = 0; j < std::min(taps_at_once, taps.count - t); ++j) {
            k[(o + i) * taps.count + t + j] += sums[j * outs_at_once + i];
          }
        }
      }
    }
  }
}

Index scratch_size(const ConvolutionSizes& s) {
  const Index window = s.window_rows * s.window_cols;
  const auto of = [](const Planes& planes, Index outs, Index rows, Index cols, Index taps) {
    const Index span = padded(span_of(planes, rows, cols));
    return padded(taps) + packed_size(outs, taps) + (block_outs + 1) * span + padded(planes.size());
  };
  return std::max({of(planes_of_x(s), s.outs, s.rows, s.cols, s.channels * window),
                   of(planes_of_y(s), s.channels, s.height, s.width, s.outs * window),
                   padded(s.channels * window + taps_at_once) + ImageGroups(s).size()});
}

#define THALWEG_INSTANTIATE(T)                                                                  \
  template void convolve(const ConvolutionSizes&, const T*, const T*, bool, T*, T*);            \
  template void convolve_transposed(const ConvolutionSizes&, const T*, const T*, bool, T*, T*); \
  template void correlate(const ConvolutionSizes&, const T*, const T*, bool, T*, T*);
THALWEG_INSTANTIATE(float)
THALWEG_INSTANTIATE(double)
#undef THALWEG_INSTANTIATE

}  // namespace thalweg::autodiff
