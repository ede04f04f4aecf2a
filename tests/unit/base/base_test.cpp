// Random numbers, texts, parallel loops.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/memory.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/base/text.hpp"

using namespace thalweg;

TEST_CASE("Random numbers equal their published check values", "[base]") {
  CHECK(random_uniform(1, 0) == 0.5665615751722809);
  CHECK(random_uniform(1, 1) == 0.7457817572627011);
  CHECK(random_uniform(1, 2) == 0.9710027535867962);
  CHECK(random_normal(1, 0) == Approx(-0.034267321791851144).epsilon(1e-13));
  CHECK(random_normal(1, 1) == Approx(-2.5000674933698677).epsilon(1e-13));
}

TEST_CASE("Split streams are independent and repeatable", "[base]") {
  const Rng root(7);
  Rng a = root.split("a");
  Rng b = root.split("b");
  CHECK(a.uniform() != b.uniform());
  Rng again = root.split("a");
  again.uniform();
  CHECK(a.uniform() == again.uniform());
  const auto order = Rng(3).permutation(100);
  CHECK(std::set<std::uint32_t>(order.begin(), order.end()).size() == 100);
}

TEST_CASE("Numbers read as people expect", "[base]") {
  CHECK(real_text(1200) == "1200");
  CHECK(real_text(0.0165) == "0.0165");
  CHECK(real_text(7.3e-12) == "7.3e-12");
  CHECK(real_text(std::nan("")) == "—");
  CHECK(count_text(160000) == "160\u2009000");
  CHECK(exact_text(0.1) == "0.1");
  CHECK(duration_text(0.041) == "41 ms");
  CHECK(nearest("ets", {"eta", "kappa", "tol"}) == std::vector<std::string>{"eta"});
}

TEST_CASE("Parallel sums have the same bits at any thread count", "[base]") {
  const auto body = [](std::int64_t begin, std::int64_t end) {
    double sum = 0;
    for (std::int64_t i = begin; i < end; ++i) sum += std::sin(static_cast<double>(i));
    return sum;
  };
  const int before = thread_count();
  set_thread_count(1);
  const double alone = parallel_sum(100'000, 1'000, body);
  set_thread_count(4);
  const double together = parallel_sum(100'000, 1'000, body);
  set_thread_count(before);
  CHECK(alone == together);
}

TEST_CASE("An exception in a parallel loop reaches the caller", "[base]") {
  CHECK_THROWS_AS(parallel_for(1000, 10,
                               [](std::int64_t begin, std::int64_t) {
                                 if (begin == 500) throw BadInput("stop");
                               }),
                  BadInput);
}

TEST_CASE("A quick hash depends on every byte and on the length", "[base]") {
  std::set<std::uint64_t> seen;
  std::size_t made = 0;
  for (const std::size_t length : {0, 1, 7, 8, 63, 64, 65, 200}) {
    std::vector<std::byte> bytes(length, std::byte{0});
    seen.insert(quick_hash(bytes)), ++made;
    for (std::byte& byte : bytes) {
      byte = std::byte{1};
      seen.insert(quick_hash(bytes)), ++made;
      byte = std::byte{0};
    }
  }
  CHECK(seen.size() == made);
}

TEST_CASE("Memory is aligned and may be used to its end, whatever its size", "[base]") {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{64}, std::size_t{5} << 20}) {
    const NumberMemory<char> memory(static_cast<char*>(allocate_memory(bytes)));
    CHECK(reinterpret_cast<std::uintptr_t>(memory.get()) % 64 == 0);
    memory.get()[bytes - 1] = 1;
  }
}
