# Answers Thalweg's questions about an objective (the protocol: README.md). Needs NumPy alone.
# MIT licence, as the rest of Thalweg.
import os
import struct
import sys
import traceback

import numpy as np

VALUE, GRADIENT, HVP, BATCH = 1, 2, 3, 4


class _Channel:
    """Standard input and output for the protocol; what is printed goes to standard error."""

    def __init__(self):
        self.input = os.fdopen(os.dup(0), "rb")
        self.output = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def read(self, count):
        data = self.input.read(count)
        if len(data) < count:
            sys.exit(0)  # Thalweg has ended
        return data

    def question(self):
        kind, count = struct.unpack("<QQ", self.read(16))
        return kind, np.frombuffer(self.read(8 * count), "<f8").astype(float)

    def answer(self, numbers):
        numbers = np.ascontiguousarray(np.atleast_1d(numbers), "<f8").ravel()
        self.output.write(struct.pack("<QQ", 0, numbers.size) + numbers.tobytes())
        self.output.flush()

    def complain(self, text):
        data = text.encode()
        self.output.write(struct.pack("<QQ", 1, len(data)) + data)
        self.output.flush()

    def greet(self, dimension, examples, offers, name, lo, hi):
        ends = [np.broadcast_to(np.asarray(end, "<f8"), (dimension,)).tobytes() for end in (lo, hi)]
        data = name.encode()
        head = struct.pack("<8sQQQQ", b"THALWEG1", dimension, examples, offers, len(data))
        self.output.write(head + data + ends[0] + ends[1])
        self.output.flush()


def serve(value, dimension, gradient=None, hvp=None, batch=None, examples=0, lo=-1.0, hi=1.0,
          name="external"):
    """Answers until Thalweg ends.

    value(x) -> float, gradient(x) -> [n], hvp(x, v) -> [n] for arrays x, v [n] of doubles; leave out
    what there is not. batch(indices) chooses the examples, integers [b], over which later answers
    are means; batch(None) chooses all. lo, hi: the domain, numbers or arrays [n], in which the
    objective is looked at first. An exception becomes an error message in Thalweg.
    """
    channel = _Channel()
    n = int(dimension)
    offers = (gradient is not None) + 2 * (hvp is not None) + 4 * (batch is not None)
    channel.greet(n, int(examples) if batch else 0, offers, name, lo, hi)
    known = {
        VALUE: lambda data: value(data),
        GRADIENT: lambda data: gradient(data),
        HVP: lambda data: hvp(data[:n], data[n:]),
        BATCH: lambda data: batch(data.astype(np.int64) if data.size else None),
    }
    while True:
        kind, data = channel.question()
        try:
            answer = known[kind](data)
        except Exception as error:
            traceback.print_exc()
            channel.complain(f"{type(error).__name__}: {error}")
            continue
        channel.answer([] if kind == BATCH else answer)


def _example():
    """Rosenbrock's function in any dimension: python3 thalweg_oracle.py [DIMENSION]."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2

    def value(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    def gradient(x):
        r = x[1:] - x[:-1] ** 2
        out = np.zeros(n)
        out[1:] += 200 * r
        out[:-1] += -400 * x[:-1] * r - 2 * (1 - x[:-1])
        return out

    def hvp(x, v):
        r = x[1:] - x[:-1] ** 2
        dr = v[1:] - 2 * x[:-1] * v[:-1]
        out = np.zeros(n)
        out[1:] += 200 * dr
        out[:-1] += -400 * (v[:-1] * r + x[:-1] * dr) + 2 * v[:-1]
        return out

    serve(value, n, gradient, hvp, lo=-2, hi=2, name="Rosenbrock in Python")


if __name__ == "__main__":
    _example()
