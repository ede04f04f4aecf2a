# A child for the tests of external objectives that needs no library: f(x) = ½ Σ i xᵢ² of three
# numbers, i from 1, answered well or in one of the ways in which a program can go wrong.
# usage: child_oracle.py MODE
import os
import struct
import sys
import time

MODE = sys.argv[1] if len(sys.argv) > 1 else "good"
N = 200000 if MODE == "deaf" else 3


def write(data):
    os.write(1, data)


def answer(numbers):
    write(struct.pack(f"<QQ{len(numbers)}d", 0, len(numbers), *numbers))


def read(count):
    data = b""
    while len(data) < count:
        piece = os.read(0, count - len(data))
        if not piece:
            sys.exit(0)
        data += piece
    return data


def greet():
    if MODE == "silent":
        time.sleep(60)
    if MODE == "babbles":
        write(b"Hello, I am a program.\n")
        time.sleep(60)
    if MODE == "stillborn":
        sys.stderr.write("no such module\n")
        sys.exit(3)
    n = {"empty": 0, "vast": 2**27 + 1}.get(MODE, N)
    offers = 0 if MODE == "values only" else 7
    lo, hi = (1.0, 1.0) if MODE == "flat" else (-2.0, 2.0)
    write(struct.pack("<8sQQQQ", b"THALWEG1", n, 2**60 if MODE == "crowd" else 4, offers, 5) + b"Three")
    if MODE == "vast":
        time.sleep(60)
    write(struct.pack(f"<{2 * n}d", *[lo] * n, *[hi] * n))


def go_wrong():
    if MODE == "dies":
        sys.stderr.write("out of luck\n")
        sys.stderr.flush()
        os._exit(7)
    if MODE == "killed":
        os.kill(os.getpid(), 11)
    if MODE == "hangs":
        time.sleep(60)
    if MODE == "half":
        write(struct.pack("<QQ", 0, 1) + b"abc")
        time.sleep(60)
    if MODE == "deaf":
        time.sleep(60)
    if MODE == "rude":
        text = "the reactor is cold".encode()
        write(struct.pack("<QQ", 1, len(text)) + text)
        time.sleep(60)
    if MODE == "chatty":  # more than a pipe holds
        sys.stderr.write("x" * 1000000)
        sys.stderr.flush()


def main():
    greet()
    weights = [1.0] * 3
    if MODE == "deaf":
        go_wrong()
    while True:
        kind, count = struct.unpack("<QQ", read(16))
        data = struct.unpack(f"<{count}d", read(8 * count))
        go_wrong()
        x, v = data[:N], data[N:]
        if kind == 4:
            weights = [float(len(data))] * 3 if data else [1.0] * 3
            answer([])
            continue
        if kind == 1:
            out = [sum(w * (i + 1) * t * t / 2 for i, (w, t) in enumerate(zip(weights, x)))]
        else:
            at = x if kind == 2 else v
            out = [w * (i + 1) * t for i, (w, t) in enumerate(zip(weights, at))]
        if MODE == "nan" or MODE == "nan once" and not os.path.exists(sys.argv[2]):
            out[-1] = float("nan")
            if MODE == "nan once":
                open(sys.argv[2], "w").close()
        if MODE == "infinite":
            out[0] = float("inf")
        if MODE == "long":
            out = out + [0.0]
        if MODE == "short":
            out = out[:-1]
        answer(out)


main()
