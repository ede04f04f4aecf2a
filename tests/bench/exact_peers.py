"""POT's ot.emd on the problems of transport_exact.cpp: n, seed, processor seconds, cost.

Needs python3-pot. Usage: /usr/bin/python3 exact_peers.py [n ...]
"""
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
import numpy  # noqa: E402
import ot  # noqa: E402


def mix(z):
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def uniform(seed, count):
    steps = numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
    return (mix(numpy.uint64(seed) + steps) >> numpy.uint64(11)) * 2.0**-53


def main(sizes):
    for n in sizes:
        masses = numpy.full(n, 1 / n)
        for seed in (10, 20, 30):
            x, y = (uniform(s, 2 * n).reshape(n, 2) for s in (seed, seed + 1))
            cost = ((x[:, None, :] - y[None, :, :]) ** 2).sum(2)
            best = float("inf")
            for _ in range(3):
                began = time.process_time()
                plan = ot.emd(masses, masses, cost, numItermax=10**8)
                best = min(best, time.process_time() - began)
            print(f"{n} {seed} {best:.4f} s {(plan * cost).sum():.15f}", flush=True)


main([int(n) for n in sys.argv[1:]] or [1000, 2000, 4000])
