# Starts the program in a real window under Xvfb and moves a real pointer (xdotool). Widgets are
# found by name in the layout that THALWEG_LAYOUT_DUMP writes.
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

MISSING = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]


class Failure(Exception):
    pass


def require(condition, sentence):
    if not condition:
        raise Failure(sentence)


class Display:
    """An X server without a screen; its pixels are a file."""

    def __init__(self, folder, width=1600, height=1000):
        self.folder = pathlib.Path(folder)
        read_end, write_end = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24",
             "-fbdir", str(folder), "-nolisten", "tcp", "-noreset"],
            pass_fds=(write_end,), stderr=subprocess.DEVNULL)
        os.close(write_end)
        with os.fdopen(read_end) as told:
            number = told.readline().strip()  # all of it: the server minds an early end
        if not number:
            raise Failure("Xvfb did not start")
        self.name = ":" + number

    def pixels(self):
        """Width, height and rows of RGB bytes, from the server's frame buffer (XWD format)."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", data[:100])
        width, height, order, stride, colours = head[4], head[5], head[7], head[12], head[19]
        start = head[0] + 12 * colours
        rows = []
        for y in range(height):
            row = data[start + y * stride:start + y * stride + 4 * width]
            b, g, r = (row[0::4], row[1::4], row[2::4]) if order == 0 else (
                row[3::4], row[2::4], row[1::4])
            rgb = bytearray(3 * width)
            rgb[0::3], rgb[1::3], rgb[2::3] = r, g, b
            rows.append(bytes(rgb))
        return width, height, rows

    def close(self):
        self.server.terminate()
        self.server.wait()


def write_png(path, width, height, rows):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body +
                struct.pack(">I", zlib.crc32(kind + body)))
    raw = b"".join(b"\0" + row for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pathlib.Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
                                   chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


class Window:
    """The running program with its widgets, pointer and keyboard."""

    def __init__(self, program, display, folder, state, arguments=(), **settings):
        self.display = display
        self.folder = pathlib.Path(folder)
        self.layout = self.folder / "layout.json"
        self.layout.unlink(missing_ok=True)
        env = dict(os.environ, DISPLAY=display.name, XDG_STATE_HOME=str(state),
                   THALWEG_LAYOUT_DUMP=str(self.layout), LIBGL_ALWAYS_SOFTWARE="1")
        env["XDG_CACHE_HOME"] = str(pathlib.Path(state) / "cache")
        env.update({name: str(value) for name, value in settings.items()})
        env.pop("WAYLAND_DISPLAY", None)
        self.env = env
        self.process = subprocess.Popen([str(program), *map(str, arguments)], env=env,
                                        cwd=self.folder)

    def widgets(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended with status {self.process.returncode}")
        try:
            return {w["name"]: w for w in json.loads(self.layout.read_text())}
        except FileNotFoundError:
            return {}

    def wait(self, what, holds, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            widgets = self.widgets()
            try:
                if holds(widgets):
                    return widgets
            except KeyError:  # a widget it looks at is not there at the moment
                pass
            time.sleep(0.03)
        raise Failure(f"waited {seconds} s in vain: {what}")

    def widget(self, name, seconds=20):
        return self.wait(f"widget {name}", lambda all: name in all, seconds)[name]

    def text(self, name):
        return self.widget(name)["text"]

    def do(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.env, check=True,
                       stdout=subprocess.DEVNULL)

    def point(self, name, share=0.5):
        w = self.widget(name)
        return round(w["x"] + share * w["w"]), round(w["y"] + w["h"] / 2)

    def move(self, x, y):
        self.do("mousemove", x, y)
        time.sleep(0.08)

    def click(self, name, share=0.5):
        # The widget may still be moving when it first appears.
        time.sleep(0.1)
        self.move(*self.point(name, share))
        self.do("mousedown", 1)
        time.sleep(0.08)
        self.do("mouseup", 1)
        time.sleep(0.12)

    def drag(self, start, end, steps=8):
        self.move(*start)
        self.do("mousedown", 1)
        time.sleep(0.08)
        for i in range(1, steps + 1):
            self.move(round(start[0] + (end[0] - start[0]) * i / steps),
                      round(start[1] + (end[1] - start[1]) * i / steps))
        self.do("mouseup", 1)
        time.sleep(0.15)

    def press(self, name, button=1, share=0.5, times=1, held=()):
        """Clicks with a button and with keys held."""
        time.sleep(0.1)
        self.move(*self.point(name, share))
        for key in held:
            self.do("keydown", key)
        for _ in range(times):
            self.do("mousedown", button)
            time.sleep(0.05)
            self.do("mouseup", button)
            time.sleep(0.05)
        for key in held:
            self.do("keyup", key)
        time.sleep(0.2)

    def drag_with(self, button, start, end, steps=8, held=()):
        self.move(*start)
        for key in held:
            self.do("keydown", key)
        self.do("mousedown", button)
        time.sleep(0.08)
        for i in range(1, steps + 1):
            self.move(round(start[0] + (end[0] - start[0]) * i / steps),
                      round(start[1] + (end[1] - start[1]) * i / steps))
        self.do("mouseup", button)
        for key in held:
            self.do("keyup", key)
        time.sleep(0.2)

    def wheel(self, at, notches, held=()):
        """Turns the wheel at a place; positive is away from the person."""
        self.move(*at)
        for key in held:
            self.do("keydown", key)
        for _ in range(abs(notches)):
            self.do("click", 4 if notches > 0 else 5)
            time.sleep(0.06)
        for key in held:
            self.do("keyup", key)
        time.sleep(0.2)

    def within(self, name, x, y):
        """A place in a widget, as shares of its width and height."""
        w = self.widget(name)
        return round(w["x"] + x * w["w"]), round(w["y"] + y * w["h"])

    def clock(self):
        """The iteration shown in the top bar."""
        return int(re.sub(r"\D", "", self.text("top.clock")) or 0)

    def looks(self, name):
        """The pixels of a widget, to see whether something changed."""
        w = self.widget(name)
        width, height, rows = self.display.pixels()
        left, right = max(0, w["x"]), min(width, w["x"] + w["w"])
        return [row[3 * left:3 * right] for row in rows[max(0, w["y"]):w["y"] + w["h"]]]

    def sees(self, name, holds, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds(self.looks(name)):
                return True
            time.sleep(0.05)
        return False

    def wait_for_look(self, name, holds, what, seconds=5):
        require(self.sees(name, holds, seconds), f"waited {seconds} s in vain: {what}")

    def find(self, words):
        """Types into the command palette and presses Enter."""
        self.keys("ctrl+k")
        self.widget("palette.query")
        self.do("type", "--delay", "15", "--", words)
        self.wait(f"{words} in the palette",
                  lambda all: all.get("palette.query", {}).get("text") == words)
        self.keys("Return")
        self.wait("the palette closed", lambda all: "palette.query" not in all)

    def picture(self, path):
        time.sleep(0.25)
        width, height, rows = self.display.pixels()
        write_png(path, width, height, rows)

    def keys(self, *names):
        self.do("key", *names)
        time.sleep(0.15)

    def fill(self, name, text):
        """Replaces the text of a field and presses Enter."""
        self.click(name)
        self.keys("ctrl+a")
        self.do("type", "--delay", "15", "--", text)
        self.wait(f"text in {name}", lambda all: all.get(name, {}).get("text") == text)
        self.keys("Return")

    def quit(self):
        self.keys("ctrl+q")
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            raise Failure("the program does not end") from None
        if status != 0:
            raise Failure(f"the program ended with status {status}")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def run_script(name, play):
    """Runs play(program, folder, display) for `NAME PROGRAM [FOLDER, emptied first]`; returns the
    exit status: 77 when Xvfb or xdotool is missing. A busy machine can lose a click or a key, so
    what failed is told and tried once more."""
    if MISSING:
        print(f"skipped: {', '.join(MISSING)} missing")
        return 77
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else made).resolve()
        for attempt in (1, 2):
            kept = folder / "failed.png"
            picture = kept.read_bytes() if attempt == 2 else b""
            shutil.rmtree(folder, ignore_errors=True)  # nothing of an earlier run may pass for new
            folder.mkdir(parents=True)
            if picture:
                (folder / "failed_first.png").write_bytes(picture)
            if plays(name, play, folder):
                return 0
    return 1


def plays(name, play, folder):
    display = Display(folder)
    try:
        print(f"{name}: {play(pathlib.Path(sys.argv[1]).resolve(), folder, display)}", flush=True)
        return True
    except Failure as failure:
        width, height, rows = display.pixels()
        write_png(folder / "failed.png", width, height, rows)
        print(f"{name}: {failure} (see {folder / 'failed.png'})", flush=True)
        return False
    finally:
        display.close()
