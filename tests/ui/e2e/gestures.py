#!/usr/bin/env python3
# The commonest gestures of the design, with a real pointer and real keys in a real window.
# usage: gestures.py PROGRAM [FOLDER, emptied first]; status 77 when Xvfb or xdotool is missing.
import sys
import time

from window_driver import Failure, Window, require, run_script

TRACE = "view.marginal-error.figure"


def arrive(window):
    window.wait("the cliff", lambda all: "Newton–Sparse in" in all.get(
        "verdict", {}).get("text", ""), 90)


def pause_and_run(window):
    window.keys("space")
    window.wait("the pause", lambda all: "Run" in all["top.run"]["text"])
    window.keys("space")
    window.wait("it runs again", lambda all: "Pause" in all["top.run"]["text"])
    window.keys("space")
    window.wait("the pause", lambda all: "Run" in all["top.run"]["text"])


def step_and_jump(window):
    head = window.clock()
    window.keys("Left")
    window.wait("a step back", lambda all: window.clock() == head - 1)
    window.keys("shift+Left")
    window.wait("ten steps back", lambda all: window.clock() == head - 11)
    window.keys("Right")
    window.wait("a step on", lambda all: window.clock() == head - 10)
    window.keys("Home")
    window.wait("the start", lambda all: window.clock() == 0)
    window.keys("bracketright")
    window.wait("the next event", lambda all: window.clock() > 0)
    window.keys("End")
    window.wait("the head", lambda all: "past.to_head" not in all and window.clock() == head)


def click_on_time(window):
    head = window.clock()
    window.move(*window.within(TRACE, 0.15, 0.8))
    window.do("click", 1)
    window.wait("the cursor in the past", lambda all: "past.to_head" in all)
    require(window.clock() < head, "the click did not go back")
    window.click("past.to_head")
    window.wait("the head", lambda all: "past.to_head" not in all)


def fit(window, at):
    time.sleep(0.5)  # not the second half of an earlier double click
    window.move(*at)
    window.do("click", "--repeat", 2, "--delay", 60, 1)
    window.move(700, 20)
    time.sleep(0.4)


def zoom_and_fit(window):
    centre = window.within(TRACE, 0.5, 0.5)
    fit(window, centre)
    plain = window.looks(TRACE)
    for what, gesture in (
            ("the wheel", lambda: window.wheel(centre, 2)),
            ("Shift and the wheel", lambda: window.wheel(centre, 2, ["shift"])),
            ("a drag", lambda: window.drag_with(1, centre, (centre[0] + 60, centre[1] + 40))),
            ("a box", lambda: window.drag_with(3, window.within(TRACE, 0.3, 0.3),
                                               window.within(TRACE, 0.6, 0.6)))):
        gesture()
        window.move(700, 20)
        window.wait_for_look(TRACE, lambda look: look != plain, what + " zooms")
        for patience in (2, 5):  # on a busy machine both clicks may be seen too far apart
            fit(window, centre)
            if window.sees(TRACE, lambda look: look == plain, patience):
                break
        else:
            raise Failure("a double click fits after " + what)


def hover(window):
    window.move(700, 20)
    plain = window.looks(TRACE)
    window.move(*window.within(TRACE, 0.2, 0.4))
    window.wait_for_look(TRACE, lambda look: look != plain, "a cross-hair on hover")


def change_numbers(window):
    window.press("param.eta.value", times=2)
    window.widget("param.typing")
    window.do("type", "--", "900")
    window.keys("Return")
    window.wait("η 900", lambda all: all["param.eta.value"]["text"] == "900")
    window.wheel(window.point("param.eta.value"), 1)
    window.wait("the wheel on the number", lambda all: all["param.eta.value"]["text"] != "900")
    window.keys("ctrl+z")
    window.wait("undo", lambda all: all["param.eta.value"]["text"] == "900")
    window.find("eta 800")
    window.wait("η 800 by the palette", lambda all: all["param.eta.value"]["text"] == "800")


def contenders(window):
    window.press("contender.sinkhorn")
    plain = window.looks(TRACE)
    window.press("contender.sinkhorn", held=["alt"])
    window.move(700, 20)
    window.wait_for_look(TRACE, lambda look: look != plain, "Alt+click shows one alone")
    window.press("contender.sinkhorn", held=["alt"])
    window.press("contender.sinkhorn.eye")
    window.press("contender.sinkhorn.eye")
    window.press("contender.sns")


def look_around(window):
    window.press(TRACE, button=3)
    window.wait("the view's menu", lambda all: any("xport" in w["text"] for n, w in all.items()
                                                   if "fit" in n or "export" in n))
    window.keys("Escape")
    window.move(*window.within(TRACE, 0.5, 0.5))
    window.keys("f")
    window.wait("the view fills", lambda all: "view.transport-plan.title" not in all)
    window.keys("f")
    window.wait("all views", lambda all: "view.transport-plan.title" in all)
    window.keys("space")  # once somebody has arrived, time is cut at four times that
    arrive(window)
    time.sleep(2)
    window.keys("space")
    for key in ("g", "l", "a"):
        window.move(700, 20)
        plain = window.looks(TRACE)
        window.move(*window.within(TRACE, 0.5, 0.5))
        window.keys(key)
        window.move(700, 20)
        window.wait_for_look(TRACE, lambda look: look != plain, f"{key} changes the view")
        window.move(*window.within(TRACE, 0.5, 0.5))
        window.keys(key)
    window.keys("x")
    window.wait("seconds", lambda all: "s" in all["top.clock"]["text"])
    window.keys("x", "x")
    window.wait("iterations", lambda all: all["top.clock"]["text"].startswith("k"))
    pace = window.text("top.pace")
    window.keys("comma")
    window.wait("a slower pace", lambda all: all["top.pace"]["text"] != pace)
    window.keys("period")


def runs(window):
    window.keys("p")
    window.wait("the pin", lambda all: "Unpin" in all["top.pin"]["text"])
    window.keys("ctrl+r")
    window.wait("both runs", lambda all: "catalogue.run.1" in all)
    window.wait("the pin's lane", lambda all: any("pinned" in w["text"] for n, w in all.items()
                                                  if n.startswith("timeline.")))
    window.keys("F5")
    window.wait("presenting", lambda all: "present.clock" in all and "top.run" not in all)
    window.keys("F5")
    window.wait("the workspace", lambda all: "top.run" in all)
    window.keys("question")
    window.wait("the keys", lambda all: "sheet" in all)
    window.keys("Escape")
    window.wait("the sheet closed", lambda all: "sheet" not in all)


def gestures(program, folder, display):
    window = Window(program, display, folder, folder / "state")
    done = []
    try:
        arrive(window)
        for play in (pause_and_run, step_and_jump, click_on_time, hover, zoom_and_fit,
                     change_numbers, contenders, look_around, runs):
            try:
                play(window)
            except Failure as failure:
                raise Failure(f"{play.__name__}: {failure}") from None
            done.append(play.__name__)
        window.quit()
    finally:
        window.close()
    return ", ".join(done)


if __name__ == "__main__":
    sys.exit(run_script("gestures", gestures))
