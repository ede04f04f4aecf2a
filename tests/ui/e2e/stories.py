#!/usr/bin/env python3
# What a person comes for, with a real pointer in a real window: the first minute, 'why is Sinkhorn
# stuck?', a figure for the paper. Writes a screenshot of each.
# usage: stories.py PROGRAM [FOLDER, emptied first]; status 77 when Xvfb or xdotool is missing.
import re
import sys
import time

from window_driver import Window, require, run_script

TRACE = "view.marginal-error.figure"
PLANE = "view.paths-on-the-plane.figure"


def texts(window):
    return [w["text"] for w in window.widgets().values() if w["text"]]


def first_minute(program, folder, display):
    """Start, touch nothing; then drag the start of a race down a valley; Space, Left."""
    state = folder / "first_minute"
    window = Window(program, display, folder, state)
    try:
        began = time.monotonic()
        window.wait("a picture", lambda all: TRACE in all, 30)
        window.wait("the first step", lambda all: window.clock() > 0, 30)
        shown = time.monotonic() - began
        require("Space pauses" in " ".join(texts(window)), "the two keys are not told")
        plain = window.looks(TRACE)
        window.wait_for_look(TRACE, lambda look: look != plain, "the curves move by themselves")
        window.click("catalogue.start.landscapes/descent_race")
        window.wait("the race", lambda all: PLANE in all and window.clock() > 3, 30)
        require("Drag the start" in window.text("stage.try"), "nothing says what to grab")
        window.picture(folder / "first_minute_running.png")
        before = window.text("param.start.value")
        start = window.point("view.paths-on-the-plane.handle.start.0")
        plain = window.looks(PLANE)
        window.drag(start, (start[0] - 90, start[1] - 120), steps=10)
        window.wait_for_look(PLANE, lambda look: look != plain, "all paths follow the drag")
        window.wait("a new start", lambda all: all["param.start.value"]["text"] != before)
        window.wait("steps from there", lambda all: window.clock() > 10)
        window.keys("space")
        window.wait("the pause", lambda all: "Run" in all["top.run"]["text"])
        head = window.clock()
        window.keys("Left")
        window.wait("one step back", lambda all: window.clock() == head - 1)
        window.picture(folder / "first_minute_dragged.png")
        window.quit()
    finally:
        window.close()
    window = Window(program, display, folder, state)
    try:
        window.wait("the first step", lambda all: "top.clock" in all and window.clock() > 0, 30)
        require("Space pauses" not in " ".join(texts(window)), "the two keys are told twice")
        window.quit()
    finally:
        window.close()
    return f"first steps seen {shown:.1f} s after the start"


def stuck(program, folder, display):
    """η to 20 000: the advice says rate, steps and a cure; exact is added, Newton–Sparse falls."""
    window = Window(program, display, folder, folder / "stuck")
    try:
        window.wait("the first steps", lambda all: "param.eta.value" in all and
                    window.clock() > 3, 60)
        window.find("eta 20000")
        for _ in range(3):
            window.keys("period")
        window.wait("an advice with a rate", lambda all: re.search(
            r"converges at 0\.\d+ an iteration: about [\d\u2009 ]+ more",
            all.get("advice", {}).get("text", "")), 60)
        require("akes" in window.text("advice") or "done after" in window.text("advice"),
                "nobody faster is named")
        window.keys("space")
        window.picture(folder / "stuck_advice.png")
        window.wait("Add exact", lambda all: any(
            w["text"] == "Add exact" for n, w in all.items() if n.startswith("advice.")))
        name = next(n for n, w in window.widgets().items()
                    if n.startswith("advice.") and w["text"] == "Add exact")
        window.click(name)
        window.wait("exact in the legend", lambda all: "contender.exact" in all)
        window.keys("space")
        window.find("eta 1200")
        window.wait("Newton–Sparse done", lambda all: "Newton–Sparse in" in all.get(
            "verdict", {}).get("text", ""), 60)
        window.picture(folder / "stuck_cured.png")
        bad = [t for t in texts(window) if re.search(r"\bnan\b|\binf\b", t, re.I)]
        require(not bad, f"not a number is shown: {bad}")
        window.keys("ctrl+z")
        window.wait("undo", lambda all: all["param.eta.value"]["text"] != "1200")
        window.quit()
    finally:
        window.close()
    return "advice, exact, cliff"


def paper(program, folder, display):
    """Right click, Export, 84 mm wide, PDF, light while the window is dark; the PDF reopens."""
    window = Window(program, display, folder, folder / "paper")
    pdf = folder / "error.pdf"
    try:
        window.wait("the cliff", lambda all: "Newton–Sparse in" in all.get(
            "verdict", {}).get("text", ""), 90)
        window.keys("space")
        time.sleep(0.5)
        window.press(TRACE, button=3)
        item = window.wait("the menu", lambda all: any(
            w["text"].startswith("Export") and ".menu" in n or n.endswith(".export")
            for n, w in all.items()))
        window.click(next(n for n in item if n.endswith(".export")))
        window.widget("export.preview")
        window.click("export.format.PDF")
        window.fill("export.width", "84 mm")
        window.click("export.data", 0.1)
        window.click("export.caption", 0.1)
        window.picture(folder / "paper_sheet.png")
        window.fill("export.path", str(pdf))
        window.wait("the file", lambda all: pdf.exists() and "export.done" in all)
        beside = {p.name for p in folder.glob("error*")}
        require({"error.pdf", "error.csv"} <= beside and any("txt" in n or "md" in n for n in beside),
                f"data and caption are not beside the figure: {sorted(beside)}")
        media = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", pdf.read_bytes())
        require(media and abs(float(media[1]) - 84 / 25.4 * 72) < 0.6, "it is not 84 mm wide")
        window.keys("Escape")
        sharpness = window.text("param.eta.value")
        window.quit()
    finally:
        window.close()
    window = Window(program, display, folder, folder / "paper_later", ["landscapes/descent_race"])
    try:
        window.wait("another experiment", lambda all: "top.clock" in all and window.clock() > 0, 60)
        window.keys("ctrl+o")
        window.fill("file.path", str(pdf))
        window.wait("the figure's run", lambda all: all.get("param.eta.value", {}).get(
            "text") == sharpness, 60)
        window.picture(folder / "paper_reopened.png")
        window.quit()
    finally:
        window.close()
    return "84 mm PDF with data and caption, reopened"


def stories(program, folder, display):
    return "; ".join(play(program, folder, display) for play in (first_minute, stuck, paper))


if __name__ == "__main__":
    sys.exit(run_script("stories", stories))
