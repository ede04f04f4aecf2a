#!/usr/bin/env python3
# Keeps functions and files short enough to read at one sitting.
# usage: sizes.py [ROOT] | sizes.py --self-test; exit status 1 when something is too long.
import pathlib
import re
import sys

FUNCTION_LINES = {"core": 60, "app": 60, "ui": 100}  # tests: a TEST_CASE may be a long list
FILE_LINES = [(r"core/experiments/.*\.cpp", 400), (r".*\.hpp", 200), (r".*\.cpp", 500)]
BLANK = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|//[^\n]*|/\*(?:.|\n)*?\*/'
                   r"|\"(?:\\.|[^\"\\\n])*\"|(?<!\w)'(?:\\.|[^'\\\n])+'|^[ \t]*#.*(?:\\\n.*)*",
                   re.MULTILINE)
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$")


def name_of(head):
    return (re.findall(r"([~\w:]+)\s*\(", head) or ["lambda"])[0]


def functions(text):
    """Yields (name, first line, lines) of each outermost function; its head counts as a line."""
    text = BLANK.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text) + ";"
    depth, parens, line = 0, 0, 1  # depth: open braces of the present function body
    head, start, ended = "", 0, None  # ended: a body, or only the 'a_{1}' of 'X() : a_{1} {'
    for char in text:
        line += char == "\n"
        if depth:
            depth += (char == "{") - (char == "}")
            ended = None if depth else (name_of(head), start, line - start + 1)
            continue
        if ended and not char.isspace():
            if char not in ",{":
                yield ended
                head = ""
            ended = None
        parens += (char == "(") - (char == ")")
        if char == "{" and not parens and "(" in head and not SCOPE.search(head):
            depth = 1
        elif char in "{};" and not parens:
            head = ""
        elif head or not char.isspace():
            start = start if head else line
            head += char


def sizes(path, text):
    """Yields (what, lines, limit) for the file and for each of its functions."""
    limit = next((limit for pattern, limit in FILE_LINES if re.fullmatch(pattern, path)), None)
    yield path, text.count("\n"), limit
    if most := FUNCTION_LINES.get(path.split("/")[0]):
        for name, _, lines in functions(text):
            yield f"{path} {name}", lines, most


def check(files, allowances):
    """Files as {path: text}, allowances as {what: lines}, which must be exact to only shrink."""
    found, left = [], dict(allowances)
    for path, text in files.items():
        for what, lines, limit in sizes(path, text):
            if lines > left.get(what, limit):
                found.append(f"{what}: {lines} lines, at most {left.get(what, limit)}")
            elif lines > limit and lines == left.get(what):
                del left[what]
    return found + [f"sizes.allow: '{what} {n}' is too generous or no longer needed"
                    for what, n in left.items()]


def read_allowances(path):
    lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    return {" ".join(words[:-1]): int(words[-1]) for words in lines if words and words[0] != "#"}


def self_test():
    def body(n):
        return "int f(int a) {\n" + "  ++a;  // }\n" * (n - 2) + "}\n"
    short, long = {"core/run/x.cpp": body(60)}, {"core/run/x.cpp": body(61)}
    method = {"core/run/x.hpp": "#pragma once\nnamespace a {\nclass B {\n  B() : c_{1}, d_{2} {\n"
              + "    c_ = '{';\n" * 60 + "  }\n};\n}\n"}
    table = {"core/run/x.cpp": "const int t[] = {\n" + "  1,\n" * 80 + "};\n"
             "MACRO(x,\n  {.a = 1,\n" + "   .b = {2},\n" * 80 + "  });\n"}
    samples = [
        (not check(short, {})), check(long, {}), check(method, {}), (not check(table, {})),
        not check({"ui/x.cpp": body(100)}, {}), check({"ui/x.cpp": body(101)}, {}),
        check({"ui/x.hpp": "\n" * 201}, {}), check({"core/experiments/a/b.cpp": "\n" * 401}, {}),
        check({"tests/x.cpp": "\n" * 501}, {}), not check({"tests/x.cpp": "\n" * 500}, {}),
        not check(long, {"core/run/x.cpp f": 61}), check(long, {"core/run/x.cpp f": 62}),
        check(short, {"core/run/x.cpp f": 61})]
    return [number for number, good in enumerate(samples) if not good]


def main(root):
    root = pathlib.Path(root)
    paths = [p for top in ("app", "core", "ui", "tests") for p in (root / top).rglob("*.[ch]pp")]
    files = {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in sorted(paths)}
    found = check(files, read_allowances(root / "tests/lint/sizes.allow"))
    print("\n".join(found) or f"sizes: {len(files)} files, none too long")
    return found


if __name__ == "__main__":
    if "--self-test" in sys.argv:
        failures = self_test()
        print(f"sizes: misjudged samples: {failures or 'none'}")
        sys.exit(1 if failures else 0)
    sys.exit(1 if main(sys.argv[1] if len(sys.argv) > 1 else ".") else 0)
