#!/usr/bin/env python3
# An experiment is one file and nothing else: the second experiment's file, copied under a new stem
# into a scratch copy of the tree, builds and passes conformance with no other file touched.
# usage: one_file.py SOURCE SCRATCH
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import scratch as scratch_tree  # noqa: E402

FOLDER, STEM, NEW = "core/experiments/landscapes", "descent_race", "one_file_copy"


def main(source, scratch):
    scratch_tree.sync(source, scratch)
    text = (source / FOLDER / f"{STEM}.cpp").read_text("utf-8")
    (scratch / FOLDER / f"{NEW}.cpp").write_text(text.replace(STEM, NEW), "utf-8")
    scratch_tree.build(scratch, "test_conformance")
    done = subprocess.run([scratch / "build/native/tests/conformance/test_conformance"],
                          env={**os.environ, "THALWEG_CONFORMANCE": f"landscapes/{NEW}"})
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
