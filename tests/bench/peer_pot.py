#!/usr/bin/python3
# The work of bench_transport by POT (Debian's python3-pot, for /usr/bin/python3) on the same inputs,
# in turns with it on one thread: prints both times and their ratio.
# usage: peer_pot.py BENCH_TRANSPORT; exit status 77 when there is no POT.
import json
import os
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
try:
    import numpy as np
    import ot
except ImportError:
    print("peer_pot: no POT; apt-get install python3-pot to compare with it")
    sys.exit(77)

ETA = 1200


def uniform(seed, count):
    """The engine's uniform draws (core/base/rng.hpp)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def normal(seed, n):
    u = uniform(seed, 4 * n)
    return (np.sqrt(-2 * np.log(1 - u[0::2])) * np.cos(2 * np.pi * u[1::2])).reshape(n, 2)


def cloud_cost(n):
    """The problem pts2d-<n>-l2sq of transport_problems.hpp."""
    odd, third = np.arange(n) % 2, np.arange(n) % 3
    x = np.array([(.3, .3), (.7, .6)])[odd] + np.array([.10, .08])[odd, None] * normal(100, n)
    y = np.array([(.25, .75), (.5, .25), (.8, .8)])[third] + .07 * normal(101, n)
    cost = ot.dist(x, y, "sqeuclidean")
    return cost / cost.max()


def milliseconds(work, tries):
    best = float("inf")
    for _ in range(tries):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1e3 * best


def random_cost(n):
    """The problem rla-<n>: exponents down to -ETA, where exponentials are denormal."""
    return uniform(1, n * n).reshape(n, n)


def sweeps(method, n, count, cost_of=cloud_cost):
    """Milliseconds an iteration of ot.sinkhorn takes, its set-up not counted."""
    masses, cost = np.full(n, 1 / n), cost_of(n)

    def run(iterations):
        return milliseconds(lambda: ot.sinkhorn(masses, masses, cost, 1 / ETA, method=method,
                                                numItermax=iterations, stopThr=0, warn=False), 3)
    return (run(2 * count) - run(count)) / count


def exact(n):
    x, y = (uniform(seed, 2 * n).reshape(n, 2) for seed in (10, 11))
    masses, cost = np.full(n, 1 / n), ot.dist(x, y, "sqeuclidean")
    return milliseconds(lambda: ot.emd(masses, masses, cost, numItermax=10**8), 2)


def ours(program, row):
    out = subprocess.run([program, f"--benchmark_filter=^{row}$", "--benchmark_format=json"],
                         check=True, capture_output=True, text=True).stdout
    result = json.loads(out)["benchmarks"][0]
    return result.get("best_ms", result["cpu_time"])


def main(program):
    rows = []
    for n, count in ((500, 200), (1000, 100), (2000, 20)):
        rows.append((f"kernel_sweep/{n}/1", lambda n=n, c=count: sweeps("sinkhorn", n, c)))
        rows.append((f"log_sweep/{n}/1", lambda n=n, c=count: sweeps("sinkhorn_log", n, c // 5)))
        rows.append((f"log_sweep_far/{n}/1",
                     lambda n=n, c=count: sweeps("sinkhorn_log", n, c // 10, random_cost)))
    for n in (1000, 2000, 4000):
        rows.append((f"exact_uniform_points/{n}/10", lambda n=n: exact(n)))
    print(f"{'':28}{'ms':>10}{'POT ms':>10}{'times faster':>14}")
    for row, peer in rows:
        own = ours(program, row)
        other = peer()
        print(f"{row:28}{own:10.3f}{other:10.3f}{other / own:14.2f}", flush=True)


main(sys.argv[1])
