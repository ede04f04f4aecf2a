# A copy of the source tree to try changes on. Only files that differ are written, and the compiler
# cache knows files by their place in the tree, so that a build of the copy is short.
import os
import shutil
import subprocess
import sys

SKIPPED = {".git", "build", "out", "__pycache__", ".cache"}


def files_of(root):
    found = {}
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        if path.is_file() and not SKIPPED & set(relative.parts):
            found[relative] = path
    return found


def sync(source, scratch):
    """Makes `scratch` equal to `source`, but for its build folder."""
    scratch.mkdir(parents=True, exist_ok=True)
    wanted, present = files_of(source), files_of(scratch)
    for relative, path in wanted.items():
        target = scratch / relative
        if relative in present and target.read_bytes() == path.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for relative in present.keys() - wanted.keys():
        (scratch / relative).unlink()


def build(scratch, target):
    """Configures without a window and builds one target; ends the script when that fails."""
    folder = scratch / "build/native"  # as deep as ./dev's, for equal relative paths
    env = {**os.environ, "CCACHE_BASEDIR": str(scratch), "CCACHE_NOHASHDIR": "1"}
    commands = [["ninja", "-C", folder, target]]
    if not (folder / "build.ninja").exists():
        commands.insert(0, ["cmake", "--preset", "native", "-B", folder, "-DTHALWEG_WINDOW=OFF"])
    for command in commands:
        done = subprocess.run(command, cwd=scratch, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            print("\n".join((done.stdout + done.stderr).splitlines()[-40:]))
            sys.exit(f"{command[0]} failed for {target}")


class BadPatch(Exception):
    pass


def hunks_of(text):
    """(file, old, new) for every hunk of a unified diff."""
    name, old, new, found = None, None, None, []
    for line in text.splitlines(keepends=True):
        if line.startswith(("+++ ", "@@")) and old is not None:
            found.append((name, "".join(old), "".join(new)))
            old = new = None
        if line.startswith("+++ "):
            name = line[4:].split("\t")[0].strip().removeprefix("b/")
        elif line.startswith("@@"):
            old, new = [], []
        elif old is not None and not line.startswith("--- "):
            if line[:1] in (" ", "-"):
                old.append(line[1:])
            if line[:1] in (" ", "+"):
                new.append(line[1:])
    if old is not None:
        found.append((name, "".join(old), "".join(new)))
    return found


def apply_patch(scratch, text):
    """Replaces each hunk's old lines, which must be in the file exactly once. Line numbers do not
    count, so a patch lives as long as the lines it speaks of."""
    hunks = hunks_of(text)
    if not hunks:
        raise BadPatch("it has no hunks")
    for name, old, new in hunks:
        path = scratch / name
        content = path.read_text("utf-8") if path.exists() else ""
        if content.count(old) != 1:
            raise BadPatch(f"its lines are {content.count(old)} times in {name}, not once")
        path.write_text(content.replace(old, new), "utf-8")
