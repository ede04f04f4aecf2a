// Gradients and products with the Hessian of a network of 26 122 parameters on the 1 797 digits and
// of a convolutional one, Lanczos runs and quadratures with them, on one thread against the matrix
// products that they cannot do without; and what a second thread gains.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cmath>
#include <memory>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/piecewise.hpp"
#include "core/base/clock.hpp"
#include "core/base/parallel.hpp"
#include "core/base/pool.hpp"
#include "core/base/rng.hpp"
#include "core/data/digits.hpp"
#include "core/math/spectrum.hpp"
#include "tests/support/mlp.hpp"

namespace {

using namespace thalweg;
using namespace thalweg::autodiff;

/// Least processor seconds of `tries` calls: others may use the machine meanwhile.
template <class Work>
double best_seconds(int tries, Work work) {
  double best = 1e300;
  for (int i = 0; i < tries; ++i) {
    const double began = thread_cpu_seconds();
    work();
    best = std::min(best, thread_cpu_seconds() - began);
  }
  return best;
}

/// The time of a large matrix product on one thread, the least of what sample() has seen: taken in
/// turns with what is compared with it, so that both see the same machine.
template <class T>
class ProductLimit {
 public:
  void sample() {
    best_ = std::min(best_, best_seconds(2, [&] {
                       c_.noalias() = a_ * a_;
                       benchmark::DoNotOptimize(c_.data());
                     }));
  }
  double rate() const { return 2.0 * n * n * n / best_; }
  /// `seconds` in units of what so many operations take at least.
  double units(double seconds, double operations) const { return seconds / operations * rate(); }

 private:
  static constexpr Index n = 512;
  using Square = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  Square a_ = Square::Constant(n, n, T(1e-3)), c_ = a_;
  double best_ = 1e300;
};

constexpr double forward_products = 2.0 * 1797 * 25856;  // operations
constexpr double gradient_products = 2.0 * 1797 * (3 * 25856 - 8192);
constexpr double hessian_products = 2.0 * 1797 * (2 * 8192 + 6 * 17664);

/// The network 64-128-128-10 with tanh, and everything asked of it.
template <class T>
class Network {
 public:
  static constexpr Index examples = 1797, most_rows = 900;  // 2 pieces

  Network() : shapes_(test::mlp_shapes({64, 128, 128, 10})), sums_(examples, most_rows, build()) {
    std::vector<double> images, labels;
    for (const data::DigitImage& digit : data::digits()) {
      for (const double pixel : digit.pixels) images.push_back(pixel / 16);
      for (int label = 0; label < 10; ++label) labels.push_back(label == digit.label);
    }
    sums_.set_rows(0, std::span<const double>(images));
    sums_.set_rows(1, std::span<const double>(labels));
    neighbour_ = reference_ = reference_point();
    for (double& number : neighbour_) number *= 1.001;
  }

  /// To the reference point, or next to it: what is known of the one does not help at the other.
  void move(std::uint64_t seed) {
    sums_.set_shared(0, std::span<const double>(seed % 2 == 0 ? reference_ : neighbour_));
  }
  void turn(std::uint64_t seed) {
    std::vector<T>& numbers = directions_[seed % 2];
    for (Index i = static_cast<Index>(numbers.size()); i < size(); ++i) {
      numbers.push_back(static_cast<T>(random_normal(seed % 2, static_cast<std::uint64_t>(i))));
    }
    sums_.set_shared(1, std::span<const T>(numbers));
  }
  void move_to_reference() { move(0); }
  Index size() const { return test::total_size(shapes_); }
  void hessian_times(const Vector& v, Vector& out) {
    sums_.set_shared(1, std::span(v.data(), static_cast<std::size_t>(v.size())));
    sums_.sum(2, out);
  }
  double loss() { return sums_.sum(0); }
  const Vector& gradient() { return sum(1); }
  const Vector& product() { return sum(2); }

 private:
  /// W_l = normal(1001 + l) / √in, biases 0: where the reference values are known.
  std::vector<double> reference_point() const {
    std::vector<double> numbers;
    for (std::size_t l = 0; l < shapes_.size(); ++l) {
      const Shape& shape = shapes_[l];
      for (Index i = 0; i < shape.size(); ++i) {
        const double draw = random_normal(1001 + l / 2, static_cast<std::uint64_t>(i));
        const bool bias = shape.rank() == 1;
        numbers.push_back(bias ? 0 : draw / std::sqrt(static_cast<double>(shape[1])));
      }
    }
    return numbers;
  }
  typename Piecewise<T>::Build build() const {
    return [this](Graph& graph, Index rows) {
      const Node x = graph.input({rows, 64}), labels = graph.input({rows, 10});
      const Node theta = graph.input({size()}), v = graph.input({size()});
      const std::vector<Node> weights = test::unflatten(theta, shapes_);
      const Node loss = test::cross_entropy(test::mlp(x, weights, tanh), labels) *
                        (static_cast<double>(rows) / examples);
      return PieceGraph{{theta, v},
                        {x, labels},
                        {loss, flatten(autodiff::gradient(loss, weights)),
                         flatten(hessian_vector(loss, weights, test::unflatten(v, shapes_)))}};
    };
  }
  const Vector& sum(std::size_t which) {
    sums_.sum(which, out_);
    return out_;
  }
  std::vector<Shape> shapes_;
  Piecewise<T> sums_;
  std::vector<double> reference_, neighbour_;
  std::vector<T> directions_[2];
  Vector out_;
};

/// Calls work(seed) with alternating seeds; reports its best time in units of the product floor.
template <class T, class Work>
void report(benchmark::State& state, double operations, Work work) {
  set_thread_count(1);
  std::uint64_t seed = 0;
  double best = 1e300;
  ProductLimit<T> limit;
  for (auto _ : state) {
    best = std::min(best, best_seconds(1, [&] { work(++seed); }));
    limit.sample();
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = limit.units(best, operations);
  state.counters["GFLOPS_limit"] = limit.rate() * 1e-9;
}

template <class T>
void mlp_forward(benchmark::State& state) {
  Network<T> network;
  report<T>(state, forward_products, [&](std::uint64_t seed) {
    network.move(seed);
    benchmark::DoNotOptimize(network.loss());
  });
}
BENCHMARK_TEMPLATE(mlp_forward, float)->Unit(benchmark::kMillisecond);

template <class T>
void mlp_gradient(benchmark::State& state) {
  Network<T> network;
  report<T>(state, gradient_products, [&](std::uint64_t seed) {
    network.move(seed);
    benchmark::DoNotOptimize(network.gradient().data());
  });
}
BENCHMARK_TEMPLATE(mlp_gradient, float)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(mlp_gradient, double)->Unit(benchmark::kMillisecond);

/// At a point whose gradient is known; `of_gradient` is the ratio of the two in this run.
template <class T>
void mlp_hessian_vector(benchmark::State& state) {
  set_thread_count(1);
  Network<T> network;
  network.move(1);
  network.turn(1);
  benchmark::DoNotOptimize(network.product().data());
  double product = 1e300, gradient = 1e300;
  std::uint64_t seed = 1;
  ProductLimit<T> limit;
  for (auto _ : state) {
    ++seed;
    limit.sample();
    network.turn(seed);
    product = std::min(product, best_seconds(1, [&] { network.product(); }));
    network.move(seed);
    gradient = std::min(gradient, best_seconds(1, [&] { network.gradient(); }));
    network.product();
  }
  state.counters["best_ms"] = 1e3 * product;
  state.counters["of_product_floor"] = limit.units(product, hessian_products);
  state.counters["of_gradient"] = product / gradient;
}
BENCHMARK_TEMPLATE(mlp_hessian_vector, float)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(mlp_hessian_vector, double)->Unit(benchmark::kMillisecond);

/// 50 Lanczos steps at the reference point, where λ₁ = 3.715573; on one thread.
void mlp_lanczos(benchmark::State& state) {
  set_thread_count(1);
  Network<float> network;
  network.move_to_reference();
  const LinearOperator hessian = [&](const Vector& v, Vector& out) {
    network.hessian_times(v, out);
  };
  double best = 1e300, top = 0;
  ProductLimit<float> limit;
  for (auto _ : state) {
    limit.sample();
    best = std::min(
        best, best_seconds(1, [&] {
          top = ritz_pairs(lanczos(hessian, Vector::Ones(network.size()), 50), 1).values[0];
        }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = limit.units(best, 50 * hessian_products);
  state.counters["largest"] = top;
}
BENCHMARK(mlp_lanczos)->Unit(benchmark::kMillisecond);

/// Ten probes of 60 steps with the reference's probes, whose trace is 21.4621.
Estimate quadrature_trace(const Pool<Network<float>>& networks) {
  const LinearOperator hessian = [&](const Vector& v, Vector& out) {
    networks.lend()->hessian_times(v, out);
  };
  const Index size = networks.lend()->size();
  return trace_of(spectral_quadrature(hessian, size, 10, 60, 5000),
                  [](double node) { return node; });
}

Pool<Network<float>> reference_networks() {
  return Pool<Network<float>>([] {
    auto network = std::make_unique<Network<float>>();
    network->move_to_reference();
    return network;
  });
}

void mlp_quadrature(benchmark::State& state) {
  set_thread_count(1);
  const Pool<Network<float>> networks = reference_networks();
  double best = 1e300;
  Estimate trace;
  ProductLimit<float> limit;
  for (auto _ : state) {
    limit.sample();
    best = std::min(best, best_seconds(1, [&] { trace = quadrature_trace(networks); }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = limit.units(best, 600 * hessian_products);
  state.counters["trace"] = trace.mean;
}
BENCHMARK(mlp_quadrature)->Unit(benchmark::kMillisecond);

/// Seconds by the clock of one thread over those of two: needs a quiet machine.
void mlp_quadrature_threads(benchmark::State& state) {
  const Pool<Network<float>> networks = reference_networks();
  double best[2] = {1e300, 1e300};
  bool equal = true;
  double first = 0;
  for (auto _ : state) {
    for (const int threads : {1, 2}) {
      set_thread_count(threads);
      const double began = wall_seconds();
      const double trace = quadrature_trace(networks).mean;
      best[threads - 1] = std::min(best[threads - 1], wall_seconds() - began);
      if (first == 0) first = trace;
      equal = equal && trace == first;
    }
  }
  state.counters["speed_up"] = best[0] / best[1];
  state.counters["equal_bits"] = equal;
}
BENCHMARK(mlp_quadrature_threads)->Unit(benchmark::kMillisecond);

/// The convolutional network of 9 098 parameters on the first 1 024 digits at 28 × 28.
class Convolutional {
 public:
  static constexpr Index images = 1024, most_rows = 8;

  Convolutional() : sums_(images, most_rows, build) {
    std::vector<double> pixels, labels;
    for (Index i = 0; i < images; ++i) {
      const data::DigitImage& digit = data::digits()[static_cast<std::size_t>(i)];
      for (const double pixel : data::upsample(digit, 28)) pixels.push_back(pixel / 16);
      for (int label = 0; label < 10; ++label) labels.push_back(label == digit.label);
    }
    sums_.set_rows(0, std::span<const double>(pixels));
    sums_.set_rows(1, std::span<const double>(labels));
    set(1, {{test::total_size(shapes()), 1}}, 7);
  }

  /// Moves to the reference point, so that nothing computed before counts.
  void move() {
    set(0, {{72, 3}, {8, 0}, {1152, std::sqrt(72.0)}, {16, 0}, {7840, 28}, {10, 0}}, 3001);
  }
  void move_away() { set(0, {{test::total_size(shapes()), 100}}, 1); }
  const Vector& evaluate(bool product) {
    sums_.sum(product ? 1 : 0, out_);
    return out_;
  }

 private:
  static std::vector<Shape> shapes() {
    return {{8, 1, 3, 3}, {8}, {16, 8, 3, 3}, {16}, {10, 784}, {10}};
  }
  static PieceGraph build(Graph& graph, Index rows) {
    const Node x = graph.input({rows, 1, 28, 28}), labels = graph.input({rows, 10});
    const Index size = test::total_size(shapes());
    const Node theta = graph.input({size}), v = graph.input({size});
    const std::vector<Node> w = test::unflatten(theta, shapes());
    const auto layer = [](Node maps, Node k, Node b) {
      return average_pool(tanh(convolution(maps, k, 1, 1) + reshape(b, {b.shape()[0], 1, 1})), 2);
    };
    const Node features = layer(layer(x, w[0], w[1]), w[2], w[3]);
    const Node outputs = affine(reshape(features, {rows, 784}), w[4], w[5]);
    const Node loss = test::cross_entropy(outputs, labels) * (static_cast<double>(rows) / images);
    return {{theta, v},
            {x, labels},
            {flatten(gradient(loss, w)),
             flatten(hessian_vector(loss, w, test::unflatten(v, shapes())))}};
  }
  /// Normal draws of consecutive streams, each piece divided by a number; 0 for zeros.
  void set(std::size_t which, const std::vector<std::pair<Index, double>>& pieces,
           std::uint64_t seed) {
    std::vector<double> numbers;
    for (const auto& [count, divisor] : pieces) {
      for (Index i = 0; i < count; ++i) {
        const double draw = random_normal(seed, static_cast<std::uint64_t>(i));
        numbers.push_back(divisor == 0 ? 0 : draw / divisor);
      }
      seed += divisor != 0;
    }
    sums_.set_shared(which, std::span<const double>(numbers));
  }

  Piecewise<float> sums_;
  Vector out_;
};

constexpr double cnn_products = 1024 * 2.0 * (2 * 784 * 72 + 3 * 196 * 1152 + 3 * 7840);
constexpr double cnn_hessian_products =
    cnn_products + 1024 * 2.0 * (2 * 784 * 72 + 6 * 196 * 1152 + 6 * 7840);

/// From scratch. Reference: |∇f| = 0.80838, |Hv| = 14.9794 for v = normal(7).
void cnn(benchmark::State& state) {
  set_thread_count(1);
  Convolutional network;
  const bool product = state.range(0) == 1;
  Vector out;
  double best = 1e300;
  ProductLimit<float> limit;
  for (auto _ : state) {
    limit.sample();
    network.move_away();
    network.evaluate(product);
    network.move();
    best = std::min(best, best_seconds(1, [&] { out = network.evaluate(product); }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] =
      limit.units(best, product ? cnn_hessian_products : cnn_products);
  state.counters["norm"] = out.norm();
}
BENCHMARK(cnn)->ArgName("product")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
