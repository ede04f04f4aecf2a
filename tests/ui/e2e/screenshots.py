#!/usr/bin/env python3
# Writes a picture of every region and state of the window in both themes, to be looked at.
# usage: screenshots.py PROGRAM FOLDER [NAME…]; a NAME keeps only the tours that contain it.
import pathlib
import shutil
import sys
import time

from window_driver import Display, Failure, Window

SNS, DESCENT = "transport/sinkhorn_newton_sparse", "landscapes/descent_race"
TRACE = "view.marginal-error.figure"


class Tour:
    """A window in one theme and size; each picture is named by what it shows."""

    def __init__(self, program, folder, theme, size, arguments=(), **settings):
        self.pictures = folder / theme.replace(" ", "_")
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.room = folder / "room"
        shutil.rmtree(self.room, ignore_errors=True)
        self.room.mkdir()
        self.display = Display(self.room, *size)
        self.program, self.arguments = program, arguments
        self.settings = dict(THALWEG_THEME=theme, THALWEG_SIZE=f"{size[0]}x{size[1]}", **settings)
        self.open()

    def open(self):
        self.window = Window(self.program, self.display, self.room, self.room / "state",
                             self.arguments, **self.settings)

    def take(self, name):
        self.window.picture(self.pictures / f"{name}.png")

    def away(self):
        """The pointer where it lights nothing up."""
        w, h = self.display.pixels()[:2]
        self.window.move(round(0.62 * w), 4)

    def steps(self, least):
        self.window.wait(f"step {least}", lambda all: "top.clock" in all and
                         self.window.clock() >= least, 60)

    def until(self, *words):
        """Waits for one of the words in the state chip."""
        self.window.wait(" or ".join(words), lambda all: any(
            word in all.get("stage.state", {}).get("text", "") for word in words), 90)

    def close(self):
        self.window.close()
        self.display.close()


def running(tour):
    w = tour.window
    tour.steps(8)
    tour.take("running")
    w.wait("the Newton stage", lambda all: any(
        v["text"].startswith("Newton stage") for n, v in all.items()
        if n.startswith("timeline.event")), 30)
    w.keys("space")
    tour.take("paused")
    w.keys("shift+Left")
    tour.take("past")
    w.find("eta 800")
    tour.take("past_branch_prepared")
    w.keys("Escape")
    w.keys("End")
    w.keys("n")
    w.do("type", "Newton has just begun")
    tour.take("note")
    w.keys("Return")
    w.find("eta 800")
    w.move(*w.within(TRACE, 0.5, 0.4))
    tour.take("edited_hover")


def pointing(tour):
    w = tour.window
    tour.steps(8)
    w.find("cancel")
    for name, widget in (("trace", TRACE), ("plan", "view.transport-plan.figure"),
                         ("interpolation", "view.interpolation.figure"),
                         ("system", "view.newton-system.figure")):
        w.move(*w.within(widget, 0.45, 0.4))
        tour.take(f"hover_{name}")
    w.press("view.transport-plan.figure", share=0.4)
    tour.take("plan_selected")
    w.keys("Escape")
    w.press(TRACE, button=3)
    tour.take("view_menu")
    w.keys("Escape")
    w.press("contender.sinkhorn", button=3)
    tour.take("contender_menu")
    w.keys("Escape")
    w.press("contender.sns.open")
    tour.take("contender_open")
    w.press("contender.sns.open")
    w.press("contender.add")
    tour.take("add_contender")
    w.keys("Escape")
    w.press("contender.sinkhorn", held=["alt"])
    tour.away()
    tour.take("solo")


def sheets(tour):
    w = tour.window
    tour.steps(8)
    w.keys("space")
    for key, name in (("ctrl+e", "export"), ("ctrl+o", "open"), ("ctrl+shift+s", "save_as"),
                      ("question", "keys")):
        w.press("view.marginal-error.title")
        w.keys(key)
        w.widget("sheet")
        time.sleep(0.6)
        tour.away()
        tour.take(f"sheet_{name}")
        w.keys("Escape")
    for command in ("Settings", "Messages", "About"):
        w.find(command)
        w.widget("sheet")
        tour.take(f"sheet_{command.lower()}")
        w.keys("Escape")
    w.keys("ctrl+k")
    w.widget("palette.query")
    w.do("type", "eta 3")
    tour.take("palette")
    w.keys("Escape")
    for tab in ("Method", "Data"):
        w.press(f"inspector.{tab}")
        tour.away()
        tour.take(f"tab_{tab.lower()}")


def catalogue(tour):
    w = tour.window
    tour.steps(8)
    w.keys("space")
    w.press("catalogue.filter")
    w.do("type", "zygote")
    tour.take("filter_empty")
    w.keys("ctrl+a")
    w.do("type", "cuturi")
    tour.take("filter")
    w.keys("ctrl+a")
    w.keys("BackSpace")
    w.keys("Escape")
    rows = [n for n in w.widgets() if n.startswith("catalogue.") and "descent_race" in n]
    w.move(*w.point(rows[0]))
    time.sleep(1)
    tour.take("card")
    w.find("Browse")
    time.sleep(6)
    tour.take("browse")


def layouts(tour):
    w = tour.window
    tour.steps(25)
    w.keys("space")
    for layout in ("1", "2×2", "2×3"):
        w.press(f"stage.layout.{layout}")
        tour.away()
        tour.take(f"layout_{layout.replace('×', 'x')}")
    w.press("stage.add_view")
    tour.take("add_view")
    w.keys("Escape")
    w.keys("F5")
    w.widget("present.clock")
    tour.away()
    tour.take("present")


def lanes(tour):
    w = tour.window
    tour.steps(30)
    w.keys("space")
    w.keys("p")
    w.keys("Return")  # the pin's name
    w.keys("shift+Left")
    w.keys("b")
    w.keys("Return")
    w.find("eta 600")
    w.keys("space")
    time.sleep(3)
    w.keys("space")
    tour.away()
    tour.take("branch_and_ghost")
    w.do("keydown", "grave")
    time.sleep(0.3)
    tour.take("a_b")
    w.do("keyup", "grave")
    w.find("grid side 16")
    time.sleep(1)
    tour.away()
    tour.take("restarted_run_kept")


def ends(tour):
    w = tour.window
    tour.steps(3)
    for _ in range(5):
        w.keys("period")
    tour.until("all done")
    tour.away()
    tour.take("all_done")
    w.find("tolerance 1e-14")
    time.sleep(2)
    tour.take("rounding_floor")


def stalled(tour):
    w = tour.window
    tour.steps(2)
    w.find("kappa 5")
    w.keys("ctrl+r")
    for _ in range(2):
        w.keys("period")
    tour.steps(120)
    w.keys("space")
    tour.away()
    tour.take("stalled")


def slow(tour):
    w = tour.window
    tour.steps(2)
    w.find("eta 20000")
    for _ in range(3):
        w.keys("period")
    tour.steps(150)
    w.keys("space")
    tour.away()
    tour.take("slow")
    w.find("cancel")
    tour.take("cancelled")


def trouble(tour):
    w = tour.window
    tour.steps(5)
    broken = tour.room / "broken.thalweg"
    broken.write_text("this is no session")
    w.keys("ctrl+o")
    w.fill("file.path", str(broken))
    time.sleep(0.5)
    tour.take("open_error")
    w.keys("Escape")
    tour.take("error_told")
    w.find("source digit 8")
    time.sleep(2)
    tour.take("same_masses")


def posing(tour):
    w = tour.window
    tour.steps(5)
    w.find("random")
    time.sleep(0.3)
    w.find("random")
    time.sleep(1)
    w.find("n 1000")
    time.sleep(0.2)
    tour.take("posing")


def recovered(tour):
    tour.steps(20)
    time.sleep(3)
    tour.window.process.kill()
    tour.window.process.wait()
    tour.open()
    tour.window.wait("the banner", lambda all: any("Restored" in v["text"]
                                                   for v in all.values()), 30)
    tour.take("recovered")


def descent(tour):
    w = tour.window
    tour.steps(40)
    tour.take("descent_running")
    w.find("step length 0.06")
    time.sleep(4)
    tour.away()
    tour.take("diverged")
    w.press("view.surface.title") if "view.surface.title" in w.widgets() else None
    w.press("stage.layout.2×2")
    tour.away()
    tour.take("descent_2x2")


def exhausted(tour):
    w = tour.window
    tour.steps(5)
    w.find("step length 1e-5")
    for _ in range(5):
        w.keys("period")
    tour.until("done", "limit")
    tour.away()
    tour.take("exhausted")


def narrow(tour):
    w = tour.window
    tour.steps(12)
    width, height = tour.display.pixels()[:2]
    size = f"{width}x{height}"
    w.keys("space")
    tour.take(f"size_{size}")
    for drawer in ("catalogue", "parameters", "method"):
        if f"rail.{drawer}" in w.widgets():
            w.press(f"rail.{drawer}")
            tour.take(f"size_{size}_{drawer}")
            w.keys("Escape")
    w.keys("ctrl+e")
    time.sleep(0.6)
    tour.take(f"size_{size}_export")
    w.keys("Escape")
    w.keys("shift+Left")
    tour.take(f"size_{size}_past")


FULL = (1600, 1000)
TOURS = [(play, FULL, SNS) for play in (running, pointing, sheets, catalogue, layouts, lanes, ends,
                                        stalled, slow, trouble, posing, recovered)]
TOURS += [(play, FULL, DESCENT) for play in (descent, exhausted)]
TOURS += [(narrow, size, SNS) for size in ((1280, 800), (960, 540), (640, 400))]


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    wanted = sys.argv[3:]
    failures = 0
    for theme in ("dark", "light"):
        for play, size, experiment in TOURS:
            if wanted and not any(word in play.__name__ for word in wanted):
                continue
            tour = Tour(program, folder, theme, size, [experiment])
            try:
                play(tour)
            except Failure as failure:
                failures += 1
                tour.take(f"failed_{play.__name__}")
                print(f"{theme}, {play.__name__}: {failure}")
            finally:
                tour.close()
    shutil.rmtree(folder / "room", ignore_errors=True)
    print(f"{len(list(folder.glob('*/*.png')))} pictures in {folder}")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
