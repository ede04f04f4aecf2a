// Gradients and products with the Hessian of a network of 26 122 parameters on the 1 797 digits, in
// float on one thread, against the matrix products that they cannot do without.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cmath>
#include <memory>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/clock.hpp"
#include "core/base/parallel.hpp"
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

/// Floating-point operations a second of a large matrix product on one thread.
template <class T>
double product_rate() {
  static const double rate = [] {
    constexpr Index n = 768;
    using Square = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    const Square a = Square::Constant(n, n, T(1e-3)), b = a;
    Square c(n, n);
    const double seconds = best_seconds(100, [&] {
      c.noalias() = a * b;
      benchmark::DoNotOptimize(c.data());
    });
    return 2.0 * n * n * n / seconds;
  }();
  return rate;
}

constexpr double forward_products = 2.0 * 1797 * 25856;  // operations
constexpr double gradient_products = 2.0 * 1797 * (3 * 25856 - 8192);
constexpr double hessian_products = 2.0 * 1797 * (2 * 8192 + 6 * 17664);

/// The network 64-128-128-10 with tanh at random weights, and everything asked of it.
template <class T>
class Network {
 public:
  Network() : shapes_(test::mlp_shapes({64, 128, 128, 10})) {
    const std::vector<data::DigitImage>& digits = data::digits();
    const auto n = static_cast<Index>(digits.size());
    const Index size = test::total_size(shapes_);
    x_ = graph_.input({n, 64}), labels_ = graph_.input({n, 10});
    theta_ = graph_.input({size}), v_ = graph_.input({size});
    const std::vector<Node> weights = test::unflatten(theta_, shapes_);
    const std::vector<Node> directions = test::unflatten(v_, shapes_);
    loss_ = test::cross_entropy(test::mlp(x_, weights, tanh), labels_);
    gradient_ = flatten(gradient(loss_, weights));
    product_ = flatten(hessian_vector(loss_, weights, directions));
    const Node outputs[] = {loss_, gradient_, product_};
    evaluator_ = std::make_unique<Evaluator<T>>(outputs);
    std::vector<T> images, labels(static_cast<std::size_t>(10 * n), T(0));
    for (std::size_t i = 0; i < digits.size(); ++i) {
      for (const double pixel : digits[i].pixels) images.push_back(static_cast<T>(pixel / 16));
      labels[10 * i + static_cast<std::size_t>(digits[i].label)] = 1;
    }
    evaluator_->set(x_, std::span<const T>(images));
    evaluator_->set(labels_, std::span<const T>(labels));
  }

  void move(std::uint64_t seed) { fill(theta_, points_[seed % 2], seed % 2, 0.1); }
  void turn(std::uint64_t seed) { fill(v_, directions_[seed % 2], seed % 2, 1); }
  /// W_l = normal(1001 + l) / √in, biases 0: where the reference values are known.
  void move_to_reference() {
    std::vector<double> numbers;
    for (std::size_t l = 0; l < shapes_.size(); ++l) {
      const Shape& shape = shapes_[l];
      for (Index i = 0; i < shape.size(); ++i) {
        const double draw = random_normal(1001 + l / 2, static_cast<std::uint64_t>(i));
        const bool bias = shape.rank() == 1;
        numbers.push_back(bias ? 0 : draw / std::sqrt(static_cast<double>(shape[1])));
      }
    }
    evaluator_->set(theta_, std::span<const double>(numbers));
  }
  Index size() const { return theta_.shape().size(); }
  void hessian_times(const Vector& v, Vector& out) {
    evaluator_->set(v_, std::span(v.data(), static_cast<std::size_t>(v.size())));
    const auto value = evaluator_->value(product_);
    std::copy(value.begin(), value.end(), out.data());
  }
  double loss() { return evaluator_->number(loss_); }
  T gradient_norm() { return evaluator_->value(gradient_)[0]; }
  T product_norm() { return evaluator_->value(product_)[0]; }

 private:
  void fill(Node input, std::vector<T>& numbers, std::uint64_t seed, double scale) {
    if (numbers.empty()) {
      for (Index i = 0; i < input.shape().size(); ++i) {
        const double draw = random_normal(seed, static_cast<std::uint64_t>(i));
        numbers.push_back(static_cast<T>(scale * draw));
      }
    }
    evaluator_->set(input, std::span<const T>(numbers));
  }

  std::vector<Shape> shapes_;
  Graph graph_;
  Node x_, labels_, theta_, v_, loss_, gradient_, product_;
  std::unique_ptr<Evaluator<T>> evaluator_;
  std::vector<T> points_[2], directions_[2];
};

/// Calls work(seed) with alternating seeds; reports its best time in units of the product floor.
template <class T, class Work>
void report(benchmark::State& state, double operations, Work work) {
  std::uint64_t seed = 0;
  double best = 1e300;
  for (auto _ : state) best = std::min(best, best_seconds(1, [&] { work(++seed); }));
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = best / (operations / product_rate<T>());
  state.counters["GFLOPS_limit"] = product_rate<T>() * 1e-9;
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
    benchmark::DoNotOptimize(network.gradient_norm());
  });
}
BENCHMARK_TEMPLATE(mlp_gradient, float)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(mlp_gradient, double)->Unit(benchmark::kMillisecond);

/// At a point whose gradient is known; `of_gradient` is the ratio of the two in this run.
template <class T>
void mlp_hessian_vector(benchmark::State& state) {
  Network<T> network;
  network.move(1);
  network.turn(1);
  benchmark::DoNotOptimize(network.product_norm());
  double product = 1e300, gradient = 1e300;
  std::uint64_t seed = 1;
  for (auto _ : state) {
    ++seed;
    network.turn(seed);
    product = std::min(product, best_seconds(1, [&] { network.product_norm(); }));
    network.move(seed);
    gradient = std::min(gradient, best_seconds(1, [&] { network.gradient_norm(); }));
    network.product_norm();
  }
  state.counters["best_ms"] = 1e3 * product;
  state.counters["of_product_floor"] = product / (hessian_products / product_rate<T>());
  state.counters["of_gradient"] = product / gradient;
}
BENCHMARK_TEMPLATE(mlp_hessian_vector, float)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(mlp_hessian_vector, double)->Unit(benchmark::kMillisecond);

/// 50 Lanczos steps at the reference point, where λ₁ = 3.715573; on one thread.
void mlp_lanczos(benchmark::State& state) {
  Network<float> network;
  network.move_to_reference();
  const LinearOperator hessian = [&](const Vector& v, Vector& out) {
    network.hessian_times(v, out);
  };
  double best = 1e300, top = 0;
  for (auto _ : state) {
    best = std::min(
        best, best_seconds(1, [&] {
          top = ritz_pairs(lanczos(hessian, Vector::Ones(network.size()), 50), 1).values[0];
        }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = best / (50 * hessian_products / product_rate<float>());
  state.counters["largest"] = top;
}
BENCHMARK(mlp_lanczos)->Unit(benchmark::kMillisecond);

/// Ten probes of 60 steps with the reference's probes, whose trace is 21.4621; on one thread.
void mlp_quadrature(benchmark::State& state) {
  set_thread_count(1);
  Network<float> network;
  network.move_to_reference();
  const LinearOperator hessian = [&](const Vector& v, Vector& out) {
    network.hessian_times(v, out);
  };
  double best = 1e300;
  Estimate trace;
  for (auto _ : state) {
    best = std::min(best, best_seconds(1, [&] {
                      const SpectralQuadrature q =
                          spectral_quadrature(hessian, network.size(), 10, 60, 5000);
                      trace = trace_of(q, [](double node) { return node; });
                    }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = best / (600 * hessian_products / product_rate<float>());
  state.counters["trace"] = trace.mean;
}
BENCHMARK(mlp_quadrature)->Unit(benchmark::kMillisecond);

/// The convolutional network of 9 098 parameters on the first 1 024 digits at 28 × 28, in pieces
/// that stay in the cache.
class Convolutional {
 public:
  static constexpr Index piece = 32, images = 1024;

  Convolutional() {
    const std::vector<Shape> shapes{{8, 1, 3, 3}, {8}, {16, 8, 3, 3}, {16}, {10, 784}, {10}};
    const Index size = test::total_size(shapes);
    x_ = graph_.input({piece, 1, 28, 28}), labels_ = graph_.input({piece, 10});
    theta_ = graph_.input({size}), v_ = graph_.input({size});
    const std::vector<Node> w = test::unflatten(theta_, shapes);
    const std::vector<Node> d = test::unflatten(v_, shapes);
    const auto layer = [](Node x, Node k, Node b) {
      const Node maps = convolution(x, k, 1, 1) + reshape(b, {b.shape()[0], 1, 1});
      return average_pool(tanh(maps), 2);
    };
    const Node features = layer(layer(x_, w[0], w[1]), w[2], w[3]);
    const Node outputs = affine(reshape(features, {piece, 784}), w[4], w[5]);
    const Node loss = test::cross_entropy(outputs, labels_) * (1.0 * piece / images);
    gradient_ = flatten(gradient(loss, w));
    product_ = flatten(hessian_vector(loss, w, d));
    const Node wanted[] = {gradient_, product_};
    evaluator_ = std::make_unique<Evaluator<float>>(wanted);
    fill(theta_, {{72, 3}, {8, 0}, {1152, std::sqrt(72.0)}, {16, 0}, {7840, 28}, {10, 0}}, 3001);
    for (Index i = 0; i < images; ++i) {
      const data::DigitImage& digit = data::digits()[static_cast<std::size_t>(i)];
      for (const double pixel : data::upsample(digit, 28)) {
        pixels_.push_back(static_cast<float>(pixel / 16));
      }
      for (int label = 0; label < 10; ++label) hot_.push_back(label == digit.label ? 1.0F : 0.0F);
    }
    fill(v_, {{size, 1}}, 7);
  }

  /// The whole gradient, or the whole product with the Hessian from scratch.
  Vector evaluate(bool product) {
    const Node node = product ? product_ : gradient_;
    Vector sum = Vector::Zero(node.shape().size());
    for (Index first = 0; first < images; first += piece) {
      const auto from = [&](const std::vector<float>& all, Index each) {
        return std::span<const float>(all).subspan(static_cast<std::size_t>(first * each),
                                                   static_cast<std::size_t>(piece * each));
      };
      evaluator_->set(x_, from(pixels_, 784));
      evaluator_->set(labels_, from(hot_, 10));
      const auto value = evaluator_->value(node);
      for (Index i = 0; i < sum.size(); ++i) sum[i] += value[static_cast<std::size_t>(i)];
    }
    return sum;
  }

 private:
  /// Normal draws of consecutive streams, each piece divided by a number; 0 for zeros.
  void fill(Node input, const std::vector<std::pair<Index, double>>& pieces, std::uint64_t seed) {
    std::vector<double> numbers;
    for (const auto& [count, divisor] : pieces) {
      for (Index i = 0; i < count; ++i) {
        const double draw = random_normal(seed, static_cast<std::uint64_t>(i));
        numbers.push_back(divisor == 0 ? 0 : draw / divisor);
      }
      seed += divisor != 0;
    }
    evaluator_->set(input, std::span<const double>(numbers));
  }

  Graph graph_;
  Node x_, labels_, theta_, v_, gradient_, product_;
  std::unique_ptr<Evaluator<float>> evaluator_;
  std::vector<float> pixels_, hot_;
};

/// Reference: |∇f| = 0.80838, |Hv| = 14.9794 for v = normal(7).
void cnn(benchmark::State& state) {
  Convolutional network;
  const bool product = state.range(0) == 1;
  Vector out;
  double best = 1e300;
  for (auto _ : state) {
    best = std::min(best, best_seconds(1, [&] { out = network.evaluate(product); }));
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["norm"] = out.norm();
}
BENCHMARK(cnn)->ArgName("product")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
