#!/usr/bin/env python3
# Words that must not be in the repository: paths of one machine, unfinished business, calls that
# break the promise of equal numbers. Every source also begins with a comment saying what it is.
# usage: words.py [ROOT] | words.py --self-test; exit status 1 when something is found.
import pathlib
import re
import sys

SOURCE = r".*\.(cpp|hpp|glsl|vert|frag|py|sh|cmake)|dev|\.ci/run|(.*/)?CMakeLists\.txt"
CODE = r"(app|core|ui)/.*\.[ch]pp"
RULES = [  # (files, forbidden, why)
    (r".*", r"(?<![\w.])/(work|home|root|Users)/\w", "a path of one machine"),
    (SOURCE, r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", "finish it, or open an issue"),
    (CODE, r"\bparallel_reduce\b|\bparallel_deterministic_reduce\b",
     "sums depend on threads; use core/base/parallel.hpp"),
    (r"core/.*", r"\bstd::random_device\b", "only the window may ask for a seed by chance"),
    (CODE, r"\bstd::(\w+_distribution|shuffle|mt19937)",
     "differs between libraries; use core/base/rng.hpp"),
    (CODE, r"\bstd::rand\b|\bsrand\(", "use core/base/rng.hpp"),
    (CODE, r"\busing namespace std\b", "name what you use"),
    (CODE, r"^\s*abort\(|\bstd::(abort|terminate|exit)\b", "throw; see core/base/error.hpp"),
    (SOURCE, r"-ffast-math|-Ofast", "breaks equal numbers"),
]
TEXT = {".cpp", ".hpp", ".py", ".sh", ".cmake", ".txt", ".md", ".json", ".yml", ".vert", ".frag",
        ".glsl", ".patch", ".svg", ""}
SKIPPED = {".git", "build", "out", ".cache"}


def check(path, text):
    found = []
    if re.fullmatch(r".*\.[ch]pp", path) and not text.startswith("//"):
        found.append(f"{path}:1: begin with a comment that says what this file is")
    if path.endswith(".hpp") and "#pragma once" not in text:
        found.append(f"{path}:1: #pragma once is missing")
    for files, forbidden, why in RULES:
        if re.fullmatch(files, path) and not path.endswith("lint/words.py"):
            for match in re.finditer(forbidden, text, re.MULTILINE):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path}:{line}: '{match[0].strip()}': {why}")
    return found


def self_test():
    bad = [
        ("README.md", "see /" "work/x"),
        ("tests/a.cpp", "// x\nload(\"/home/me/data\");"),
        ("core/run/a.cpp", "// x\n// TODO: later"),
        ("dev", "# FIXME"),
        ("core/run/a.cpp", "int a;"),
        ("core/run/a.hpp", "// x\nint a;"),
        ("core/run/a.cpp", "// x\ntbb::parallel_reduce(a);"),
        ("core/data/a.cpp", "// x\nstd::normal_distribution<double> d;"),
        ("CMakeLists.txt", "add_compile_options(-ffast-math)"),
    ]
    good = [
        ("core/run/a.hpp", "// What it is.\n#pragma once\nint a;"),
        ("README.md", "the folder of the repository/" "work/load, https://example.org/home/x"),
        ("tests/a.py", "# todos are fine"),
    ]
    wrong = [sample for sample in bad if not check(*sample)]
    return wrong + [sample for sample in good if check(*sample)]


def texts(root):
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and path.suffix in TEXT and not SKIPPED & set(name.parts):
            yield name.as_posix(), path.read_text("utf-8")


def main(root):
    files = list(texts(pathlib.Path(root)))
    found = [complaint for path, text in files for complaint in check(path, text)]
    print("\n".join(found) or f"words: {len(files)} files, nothing to complain about")
    return found


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        failures = self_test()
        print(f"words: misjudged samples: {failures or 'none'}")
        sys.exit(1 if failures else 0)
    sys.exit(1 if main(sys.argv[1] if len(sys.argv) > 1 else ".") else 0)
