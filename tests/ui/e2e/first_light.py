#!/usr/bin/env python3
# A person's first minutes, with a real pointer in a real window: change η, pause, scrub, export,
# save, reopen. usage: first_light.py PROGRAM [FOLDER, emptied first]; status 77 when Xvfb or xdotool
# is missing.
import re
import sys
import zipfile

from window_driver import Window, require, run_script, write_png


def change_sharpness(window):
    """Drags the slider of η to the left while the solve runs."""
    before = window.text("param.eta.value")
    x, y = window.point("param.eta.slider", 0.74)
    window.drag((x, y), (x - 40, y))
    widgets = window.wait("a new η", lambda all: all["param.eta.value"]["text"] != before)
    window.wait("an event on the timeline", lambda all: any(
        name.startswith("timeline.event") and "→" in w["text"] for name, w in all.items()))
    return widgets["param.eta.value"]["text"]


def pause(window):
    require("Pause" in window.text("top.run"), "it is not running at the start")
    window.click("top.run")
    window.wait("the pause", lambda all: "Run" in all["top.run"]["text"])
    first = window.clock()
    require(first > 0, "nothing was computed")
    window.do("mousemove", "--sync", "700", "600")
    require(window.clock() == first, "it goes on while it is paused")
    return first


def scrub(window, head):
    track = window.widget("timeline.track")
    y = track["y"] + track["h"] // 2
    window.drag((track["x"] + track["w"] // 2, y), (track["x"] + 12, y), steps=12)
    window.widget("timeline.to_head")
    require(window.clock() < head, "scrubbing did not go back")
    window.click("timeline.to_head")
    window.wait("the head", lambda all: "timeline.to_head" not in all)
    require(window.clock() == head, "the head moved")


def export(window, folder):
    window.click("view.marginal-error.title")
    window.keys("ctrl+e")
    window.widget("export.preview")
    for kind, start in (("SVG", b"<"), ("PNG", b"\x89PNG"), ("CSV", b"")):
        window.click(f"export.format.{kind}")
        path = folder / f"figure.{kind.lower()}"
        window.fill("export.path", str(path))
        window.wait(f"the {kind} file", lambda all: path.exists() and "export.done" in all)
        data = path.read_bytes()
        require(len(data) > 300 and data.startswith(start), f"{path.name} is no {kind} file")
        if kind == "SVG":
            require(b"Marginal error" in data, "the SVG holds no title as text")
            require(b"Newton" in data, "the SVG names no contender")
    window.keys("Escape")
    window.wait("the sheet closed", lambda all: "sheet" not in all)


def save(window, path):
    window.keys("ctrl+s")
    window.fill("file.path", str(path))
    window.wait("the session", lambda all: path.exists() and "sheet" not in all)
    with zipfile.ZipFile(path) as session:
        require("manifest.json" in session.namelist(), "the session holds no manifest")
        require(session.testzip() is None, "the session is damaged")


def reopen(window, path, sharpness, head):
    window.keys("ctrl+o")
    window.fill("file.path", str(path))
    window.wait("the old η", lambda all: all.get("param.eta.value", {}).get("text") == sharpness)
    window.wait("the old head", lambda all: re.sub(r"\D", "", all["top.clock"]["text"]) == str(head))
    window.wait("the old event", lambda all: any(
        name.startswith("timeline.event") and "→" in w["text"] for name, w in all.items()))


def look(display, path):
    """Writes a screenshot and checks that panels, figures and colours are there."""
    width, height, rows = display.pixels()
    write_png(path, width, height, rows)
    colours = {row[3 * x:3 * x + 3] for row in rows[::3] for x in range(0, width, 3)}
    require(len(colours) > 300, f"the window shows only {len(colours)} colours")
    require(bytes.fromhex("151a21") in colours, "the panels are not in the theme's colour")
    require(bytes.fromhex("4cc2a8") in colours, "nothing is drawn in the first contender's colour")


def first_light(program, folder, display):
    state, session = folder / "state", folder / "session.thalweg"
    window = Window(program, display, folder, state)
    try:
        window.wait("the first steps", lambda all: "param.eta.value" in all and
                    all.get("top.clock", {}).get("text", "k 0") != "k 0", 60)
        sharpness = change_sharpness(window)
        head = pause(window)
        scrub(window, head)
        export(window, folder)
        save(window, session)
        look(display, folder / "window.png")
        window.quit()
    finally:
        window.close()
    window = Window(program, display, folder, state)
    try:
        window.widget("param.eta.value", 60)
        reopen(window, session, sharpness, head)
        look(display, folder / "reopened.png")
        window.quit()
    finally:
        window.close()
    return "changed, paused, scrubbed, exported, saved and reopened"


if __name__ == "__main__":
    sys.exit(run_script("first_light", first_light))
