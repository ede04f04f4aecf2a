#!/usr/bin/env python3
# A check that never fails checks nothing: each broken/STEM.patch or STEM.WHAT.patch breaks a method
# in a scratch copy of the tree, and the experiment's claim check must then fall short (status 1).
# usage: run_broken.py SOURCE SCRATCH ID...
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "support"))
import scratch as scratch_tree  # noqa: E402


def check(scratch, experiment):
    scratch_tree.build(scratch, "thalweg")
    done = subprocess.run([scratch / "build/native/app/thalweg", "check", experiment],
                          capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def judge(source, scratch, experiment):
    """Sentences about what is wrong with the patches of one experiment."""
    stem = experiment.split("/")[1]
    patches = sorted([*HERE.glob(f"broken/{stem}.patch"), *HERE.glob(f"broken/{stem}.*.patch")])
    if not patches:
        return [f"{experiment}: there is no broken/{stem}.patch"]
    wrong = []
    for patch in patches:
        scratch_tree.sync(source, scratch)
        try:
            scratch_tree.apply_patch(scratch, patch.read_text("utf-8"))
        except scratch_tree.BadPatch as reason:
            wrong.append(f"{patch.name}: {reason}")
            continue
        status, said = check(scratch, experiment)
        print(f"--- {patch.name}: status {status}\n{said}", flush=True)
        if status != 1:
            wrong.append(f"{patch.name}: the check ended with status {status}, not 1")
    return wrong


def main(source, scratch, experiments):
    wrong = []
    scratch_tree.sync(source, scratch)
    for experiment in experiments:
        status, said = check(scratch, experiment)
        if status != 0:
            wrong.append(f"{experiment}: falls short as it is\n{said}")
    for experiment in experiments:
        wrong += judge(source, scratch, experiment)
    scratch_tree.sync(source, scratch)
    print("\n".join(wrong) or f"every check of {len(experiments)} experiments notices")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(),
                  sys.argv[3:]))
