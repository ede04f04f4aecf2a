#!/usr/bin/env python3
# Who may include whom: one rule a folder, checked on every #include of app, core and ui.
# usage: includes.py [ROOT] | includes.py --self-test; exit status 1 when a rule is broken.
import pathlib
import re
import sys

# Engines include only engines to their left, as written out here.
ENGINES = {
    "math": "", "autodiff": "math", "data": "math autodiff", "optim": "math autodiff data",
    "nn": "math autodiff data optim", "landscape": "math autodiff data optim nn",
    "transport": "math autodiff", "manifold": "math autodiff transport", "imaging": "math autodiff",
    "pde": "math autodiff",
}
HOST = "core/base core/frame core/figure core/run core/io"
EVERY_ENGINE = " ".join(f"core/{name}" for name in ENGINES)
EIGEN_TYPES = "Eigen/Core Eigen/SparseCore"

# folder: (what of ours it may include, what of libraries, as prefixes; '.cpp:' not in headers)
RULES = {
    "core/base": ("", "fmt/"),
    "core/base/parallel.cpp": ("core/base", "oneapi/tbb/"),
    "core/frame": ("core/base", "fmt/"),
    "core/figure": ("core/base core/frame", "fmt/"),
    "core/run": ("core/base core/frame core/figure/view_spec.hpp", "fmt/"),
    "core/io": ("core/base core/frame core/figure core/run",
                "fmt/ nlohmann/json_fwd.hpp .cpp:nlohmann/ .cpp:cairo .cpp:ft2build.h .cpp:zip.h"),
    "core/kits": (f"core/run/author.hpp core/base core/frame {EVERY_ENGINE}",
                  f"fmt/ {EIGEN_TYPES}"),
    "core/experiments": (f"core/kits core/run/author.hpp core/base core/frame {EVERY_ENGINE}",
                         f"fmt/ {EIGEN_TYPES}"),
    "ui": (HOST, "fmt/ imgui imstb GLFW/ epoxy/ backends/"),
    "app": (f"ui {HOST}", "fmt/ CLI/ .cpp:nlohmann/"),
}
for name, left in ENGINES.items():
    ours = " ".join(["core/base"] + [f"core/{other}" for other in left.split()])
    RULES[f"core/{name}"] = (ours, f"fmt/ {EIGEN_TYPES}")
RULES["core/math"] = ("core/base", f"fmt/ {EIGEN_TYPES} .cpp:Eigen/ .cpp:Spectra/")

# Standard headers that break a promise: bits that differ between libraries, threads of one's own.
FORBIDDEN = {"core/": "random", "core/experiments": "thread future mutex atomic execution"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SYSTEM = re.compile(r"[a-z0-9_]+|sys/.*|(unistd|fcntl|spawn|cpuid|immintrin|malloc)\.h")  # std, POSIX


def library_allowed(header, prefixes, is_source):
    for prefix in prefixes.split():
        if header.startswith(prefix.removeprefix(".cpp:")):
            return is_source or not prefix.startswith(".cpp:")
    return False


def complaint(path, quoted, header):
    """What is wrong with this include of this file; None when nothing is."""
    folder = max((rule for rule in RULES if path == rule or path.startswith(rule + "/")),
                 key=len, default=None)
    if folder is None:
        return f"'{path}' lies in no folder that includes.py has a rule for"
    ours, libraries = RULES[folder]
    if quoted:
        if not re.match(r"(app|core|ui)/", header):
            return f'"{header}" does not start at the root of the repository'
        mine = [] if folder == "core/experiments" else [folder]
        if any((header + "/").startswith(prefix + "/") for prefix in ours.split() + mine):
            return None
        return f"{folder} must not include {header}"
    for scope, names in FORBIDDEN.items():
        if path.startswith(scope) and header in names.split():
            return f"{scope} must not include <{header}>"
    if SYSTEM.fullmatch(header) or library_allowed(header, libraries, path.endswith(".cpp")):
        return None
    return f"{folder} must not include <{header}>"


def check(path, text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := INCLUDE.match(line):
            if what := complaint(path, match[1] == '"', match[2]):
                found.append(f"{path}:{number}: {what}")
    return found


def self_test():
    bad = [
        ("core/run/run.cpp", '#include "ui/shell/window.hpp"'),
        ("core/run/run.cpp", '#include "core/transport/sinkhorn.hpp"'),
        ("core/run/run.cpp", '#include "core/figure/layout.hpp"'),
        ("core/figure/x.hpp", "#include <Eigen/Core>"),
        ("core/base/x.cpp", "#include <imgui.h>"),
        ("core/io/x.cpp", "#include <GLFW/glfw3.h>"),
        ("core/io/x.cpp", "#include <epoxy/gl.h>"),
        ("core/io/x.hpp", "#include <cairo.h>"),
        ("core/io/x.hpp", "#include <nlohmann/json.hpp>"),
        ("core/base/x.cpp", "#include <oneapi/tbb/parallel_for.h>"),
        ("core/base/x.hpp", "#include <tbb/parallel_for.h>"),
        ("core/math/x.hpp", "#include <Eigen/Dense>"),
        ("core/math/x.cpp", '#include "x.hpp"'),
        ("core/data/x.cpp", '#include "core/optim/adam.hpp"'),
        ("core/transport/x.cpp", '#include "core/run/author.hpp"'),
        ("core/experiments/a/b.cpp", '#include "core/experiments/a/c.hpp"'),
        ("core/experiments/a/b.cpp", "#include <thread>"),
        ("core/experiments/a/b.cpp", '#include "core/run/run.hpp"'),
        ("core/optim/x.cpp", "#include <random>"),
        ("ui/plot/x.cpp", "#include <Eigen/Core>"),
        ("ui/plot/x.cpp", '#include "core/math/dense.hpp"'),
        ("app/main.cpp", "#include <zip.h>"),
        ("core/strange/x.cpp", "#include <vector>"),
    ]
    good = [
        ("core/run/run.cpp", '#include "core/figure/view_spec.hpp"'),
        ("core/run/run.cpp", "#include <vector>"),
        ("core/io/x.cpp", "#include <sys/stat.h>"),
        ("core/io/x.cpp", "#include <cairo-pdf.h>"),
        ("core/io/x.cpp", "#include <zip.h>"),
        ("core/base/parallel.cpp", "#include <oneapi/tbb/parallel_for.h>"),
        ("core/math/x.cpp", "#include <Eigen/Dense>"),
        ("core/experiments/a/b.cpp", '#include "core/transport/sinkhorn.hpp"'),
        ("ui/shell/x.cpp", "#include <imgui_impl_glfw.h>"),
        ("app/main.cpp", '#include "ui/a.hpp"'),
    ]
    wrong = [sample for sample in bad if not check(*sample)]
    return wrong + [sample for sample in good if check(*sample)]


def main(root):
    root = pathlib.Path(root)
    files = [p for top in ("app", "core", "ui") for p in sorted((root / top).rglob("*.[ch]pp"))]
    found = [c for p in files for c in check(p.relative_to(root).as_posix(), p.read_text("utf-8"))]
    print("\n".join(found) or f"includes: {len(files)} files, every rule is kept")
    return found


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        failures = self_test()
        print(f"includes: misjudged samples: {failures or 'none'}")
        sys.exit(1 if failures else 0)
    sys.exit(1 if main(sys.argv[1] if len(sys.argv) > 1 else ".") else 0)
