#!/usr/bin/env python3
# The real program from a command line: what it prints, writes, and with which status it ends.
# usage: cli_test.py PROGRAM [unittest arguments]
import json
import os
import pathlib
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree
import zipfile

PROGRAM = ""
SNS = "transport/sinkhorn_newton_sparse"
VALLEY = "landscapes/descent_race"
SMALL = ["--set", "side=6", "--steps", "25"]


def thalweg(*arguments, folder=None, limit=None, cache=None, **more):
    """Runs the program without a display; `limit` is the largest file it may write."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    if cache:
        environment["XDG_CACHE_HOME"] = str(cache)

    def before():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, env=environment, text=True,
                          capture_output="stdout" not in more, preexec_fn=before, timeout=120,
                          **more)


def without_timing(result):
    return {key: value for key, value in json.loads(result).items() if key != "timing"}


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thalweg-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def done(self, *arguments, **more):
        run = thalweg(*arguments, folder=self.folder, **more)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def refused(self, *arguments, says, **more):
        """Ends with status 2 and one sentence or more that contains every text of `says`."""
        run = thalweg(*arguments, folder=self.folder, **more)
        self.assertEqual(run.returncode, 2, (arguments, run.stderr))
        self.assertTrue(run.stderr.startswith("thalweg: "), run.stderr)
        for text in says:
            self.assertIn(text, run.stderr, arguments)
        return run

    def write(self, name, rows):
        path = self.folder / name
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")
        return path


class Listing(CommandTest):
    def test_list_names_every_experiment(self):
        self.assertIn(SNS, self.done("list"))
        entries = json.loads(self.done("list", "--json"))
        self.assertEqual([e["id"] for e in entries], sorted(e["id"] for e in entries))
        for entry in entries:
            self.assertEqual(set(entry), {"id", "title", "family", "paper"})
            self.assertEqual(entry["id"].split("/")[0], entry["family"])

    def test_params_shows_values_ranges_and_inputs(self):
        text = self.done("params", SNS)
        for word in ("eta", "1200", "live", "restart", "cost", "sinkhorn"):
            self.assertIn(word, text)
        by_name = {p["name"]: p for p in json.loads(self.done("params", SNS, "--json"))}
        self.assertEqual(by_name["eta"]["acts"], "live")
        self.assertEqual(by_name["kappa"]["of"], "sns")

    def test_help_is_everywhere(self):
        self.assertIn("Exit status", self.done("--help"))
        for command in ("list", "params", "run", "export", "check", "replay", "docs"):
            self.assertIn("--help", self.done(command, "--help"))
        self.assertRegex(self.done("--version"), r"^thalweg \d+\.\d+\.\d+ \(build [0-9a-f]{16}\)\n$")

    def test_docs_writes_a_page_for_each_experiment(self):
        paths = self.done("docs", "pages").split()
        ids = [e["id"] for e in json.loads(self.done("list", "--json"))]
        self.assertEqual(paths, [f"pages/{i}.md" for i in ids] + ["pages/index.md"])
        page = (self.folder / f"pages/{SNS}.md").read_text()
        for word in ("## Contenders", "## Parameters", "`eta`", "arXiv:2401.12253", "## What is checked"):
            self.assertIn(word, page)

    def test_check_keeps_what_it_measured_for_the_window(self):
        done = thalweg("check", VALLEY, folder=self.folder, cache=self.folder / "cache")
        self.assertEqual(done.returncode, 0, done.stdout)
        kept, = (self.folder / "cache/thalweg").glob("*/claims/*.json")
        self.assertEqual(kept.name, "landscapes.descent_race.json")
        results = json.loads(kept.read_text())
        self.assertEqual(len(results), done.stdout.count("holds"))
        self.assertTrue(all(m["holds"] for r in results for m in r["measurements"]))

    def test_check_works_where_nothing_can_be_kept(self):
        (self.folder / "cache").write_text("a file where the folder would be")
        done = thalweg("check", VALLEY, folder=self.folder, cache=self.folder / "cache")
        self.assertEqual(done.returncode, 0)
        self.assertIn("not kept", done.stderr)


class Running(CommandTest):
    def test_run_prints_every_contender(self):
        table = self.done("run", SNS, *SMALL)
        for word in ("Newton–Sparse", "Sinkhorn, log", "iterations", "Exact"):
            self.assertIn(word, table)
        self.assertEqual(self.done("run", SNS, *SMALL, "--table").splitlines()[0].split(),
                         table.splitlines()[0].split())  # widths follow the times

    def test_json_is_equal_between_runs_but_for_timing(self):
        first = self.done("run", SNS, *SMALL, "--json")
        self.assertEqual(without_timing(first), without_timing(self.done("run", SNS, *SMALL, "--json")))
        result = json.loads(first)
        self.assertEqual([c["key"] for c in result["contenders"]],
                         ["sns", "sinkhorn", "scaling", "stabilised"])
        self.assertEqual(result["reference"]["name"], "reference.cost")
        self.assertGreater(result["reference"]["value"], 0)
        self.assertEqual(set(result["timing"]["contenders"]), {c["key"] for c in result["contenders"]})
        self.assertNotIn("second", json.dumps(without_timing(first)))

    def test_settings_reach_all_or_one_contender(self):
        result = json.loads(self.done("run", SNS, *SMALL, "--set", "eta=300", "--set", "sns.kappa=4",
                                      "--set", "problem=random", "--set", "n=30", "--seed", "7",
                                      "--json"))
        self.assertEqual(result["settings"]["eta"], 300)
        self.assertEqual(result["seed"], 7)
        other = json.loads(self.done("run", SNS, *SMALL, "--set", "eta=300", "--set", "problem=random",
                                     "--set", "n=30", "--seed", "8", "--json"))
        self.assertNotEqual(result["reference"]["value"], other["reference"]["value"])

    def test_steps_limits_every_contender(self):
        for steps in (0, 3):
            result = json.loads(self.done("run", SNS, "--set", "side=6", "--steps", steps, "--json"))
            self.assertEqual({c["steps"] for c in result["contenders"]}, {steps})

    def test_each_value_is_a_case_of_one_table(self):
        table = self.done("run", SNS, *SMALL, "--each", "eta=50,400")
        lines = table.splitlines()
        self.assertTrue(lines[0].startswith("Sharpness"), table)
        self.assertEqual([line.split()[0] for line in lines[1:9]], ["50"] * 4 + ["400"] * 4)
        self.assertTrue(lines[9].startswith("50 · Exact (network simplex): "), table)
        self.refused("run", SNS, "--each", "nothing=1", says=["--each", "nothing"])
        self.refused("run", SNS, "--each", "eta", says=["--each"])

    def test_divergence_is_a_result(self):
        result = json.loads(self.done("run", VALLEY, "--set", "gd.lr=0.2", "--steps", 200, "--json"))
        self.assertIn("diverged", {c["condition"] for c in result["contenders"]})

    def test_a_contender_on_offer_joins_by_a_setting_of_its_own(self):
        def adamw(*settings):
            result = json.loads(self.done("run", VALLEY, "--set", *settings, "--steps", 60, "--json"))
            return [c for c in result["contenders"] if c["key"] == "adamw"]

        self.assertEqual(adamw("lr=0.004"), [])
        gentle, strong = adamw("adamw.decay=0.001")[0], adamw("adamw.decay=0.5")[0]
        self.assertNotEqual(gentle, strong)
        self.refused("run", VALLEY, "--set", "adamw.memory=3", says=["memory"])
        self.refused("run", VALLEY, "--set", "lbfgs.memory=2.5", says=["whole number"])
        far = json.loads(self.done("run", VALLEY, "--set", "function=booth", "start=-8,8",
                                   "--steps", 5, "--json"))
        self.assertEqual(far["settings"]["start"], [-8, 8])

    def test_what_networks_learn_is_exported(self):
        self.done("run", "curvature/edge_of_stability", "--steps", 2, "--export", "out")
        with zipfile.ZipFile(self.folder / "out/weights_gd.npz") as weights:
            self.assertIn("out.weight.npy", weights.namelist())

    def test_inputs_come_from_files(self):
        cost = [[(i - j) ** 2 / 100 for j in range(8)] for i in range(8)]
        masses = self.write("masses.csv", [[0 if i == 2 else 1 / 7] for i in range(8)])
        result = json.loads(self.done("run", SNS, "--input", f"cost={self.write('c.csv', cost)}",
                                      "--input", f"source={masses}", "--steps", 40, "--json"))
        self.assertEqual(result["settings"]["problem"], "own")
        self.assertTrue(any("zero" in n or "without mass" in n or "left out" in n
                            for n in result["notes"]), result["notes"])

    def test_ctrl_c_ends_with_what_is_done(self):
        program = subprocess.Popen([PROGRAM, "run", SNS, "--set", "eta=100000", "--set", "tol=1e-14",
                                    "--steps", "100000000", "--json"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        program.send_signal(signal.SIGINT)
        began = time.time()
        out, err = program.communicate(timeout=30)
        self.assertLess(time.time() - began, 10)
        self.assertEqual(program.returncode, 0, err)
        self.assertIn("stopped", err)
        self.assertIn("cancelled", {c["condition"] for c in json.loads(out)["contenders"]})


class Exporting(CommandTest):
    def export(self, *more):
        self.done("run", SNS, *SMALL, "--export", "made", *more)
        return self.folder / "made"

    def test_export_writes_figures_data_and_session(self):
        made = self.export("--formats", "svg,pdf,png")
        pictures = sorted(p.stem for p in made.glob("*.svg"))
        self.assertEqual(len(pictures), 4)
        for name in pictures:
            root = xml.etree.ElementTree.parse(made / f"{name}.svg").getroot()
            self.assertTrue(root.tag.endswith("svg"))
            self.assertTrue((made / f"{name}.pdf").read_bytes().startswith(b"%PDF"))
            png = (made / f"{name}.png").read_bytes()
            self.assertEqual(struct.unpack(">II", png[16:24]), (1960, 1560))
            self.assertIn(SNS.encode(), png)
            self.assertTrue(json.loads((made / f"{name}.meta.json").read_text()))
        self.assertTrue(list(made.glob("*.csv")))
        for array in made.glob("*.npy"):
            self.assertTrue(array.read_bytes().startswith(b"\x93NUMPY"))
        self.assertEqual(json.loads((made / "results.json").read_text())["experiment"], SNS)
        self.assertEqual([p for p in made.iterdir() if p.suffix == ".part"], [])

    def test_every_kind_of_figure_is_valid_as_a_vector_and_keeps_its_text(self):
        self.done("export", "gallery/all", "--formats", "svg,pdf", "--export", "made")
        pictures = sorted((self.folder / "made").glob("*.svg"))
        self.assertGreater(len(pictures), 25)
        for picture in pictures:
            root = xml.etree.ElementTree.parse(picture).getroot()
            words = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
            title = next(w for w in words if w)
            self.assertEqual(title.lower().split()[0].strip(","), picture.stem.split("-")[0])
            if not shutil.which("pdftotext"):
                continue
            read = subprocess.run(["pdftotext", picture.with_suffix(".pdf"), "-"], text=True,
                                  capture_output=True)
            self.assertEqual((read.returncode, read.stderr), (0, ""), picture)
            self.assertIn(title, read.stdout)

    def test_a_session_is_a_zip_of_sorted_entries_with_one_date(self):
        with zipfile.ZipFile(self.export() / "session.thalweg") as session:
            names = session.namelist()
            self.assertEqual(names, sorted(names))
            self.assertIn("manifest.json", names)
            self.assertEqual({i.date_time for i in session.infolist()}, {(1980, 1, 1, 0, 0, 0)})

    def test_exporting_a_session_gives_the_same_session_and_figures(self):
        first = self.export()
        self.done("export", first / "session.thalweg", "--export", "again")
        for path in first.iterdir():
            if path.suffix != ".json":
                self.assertEqual((self.folder / "again" / path.name).read_bytes(),
                                 path.read_bytes(), path.name)

    def test_a_session_goes_on_from_its_head(self):
        session = self.export() / "session.thalweg"
        at_once = json.loads(self.done("run", SNS, "--set", "side=6", "--steps", 60, "--json"))
        later = json.loads(self.done("run", session, "--steps", 60, "--json"))
        self.assertEqual([(c["steps"], c["measure"]) for c in at_once["contenders"]],
                         [(c["steps"], c["measure"]) for c in later["contenders"]])

    def test_a_session_with_a_live_edit_replays_bit_for_bit(self):
        session = self.export() / "session.thalweg"
        self.done("run", session, "--set", "eta=500", "--steps", 80, "--export", "edited")
        for path in (session, self.folder / "edited/session.thalweg"):
            self.assertIn("bit for bit", self.done("replay", path))

    def test_replay_names_the_first_step_that_differs(self):
        source = self.export() / "session.thalweg"
        target = self.folder / "altered.thalweg"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
            manifest = json.loads(old.read("manifest.json"))
            track = next(t for t in manifest["runs"][0]["tracks"] if t["key"] == "sinkhorn")
            for name in old.namelist():
                data = bytearray(old.read(name))
                if name == track["traces"]["error"]:
                    # The last but one value, with one bit of its last place turned over.
                    data[len(data) - 24] ^= 1
                new.writestr(name, bytes(data))
        run = thalweg("replay", target)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("sinkhorn differs first at step 24: error was", run.stdout)

    def test_without_a_display_the_first_experiment_runs_headless(self):
        run = thalweg(folder=self.folder)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("headless", run.stderr.splitlines()[0])
        out = self.folder / "out"
        for suffix in ("svg", "png"):
            self.assertEqual(len(list(out.glob(f"*.{suffix}"))), 4)
        for name in ("session.thalweg", "results.json"):
            self.assertTrue((out / name).exists())
        self.assertTrue(list(out.glob("*.csv")) and list(out.glob("*.npy")))


class BadInput(CommandTest):
    def test_values_outside_what_a_method_allows(self):
        for eta in ("0", "-1", "1e12", "nan", "inf"):
            self.refused("run", SNS, "--set", f"eta={eta}", says=["eta", "outside", "1200"])
        self.refused("run", SNS, "--set", "problem=random", "--set", "n=1", says=["'n'", "outside"])
        self.refused("run", SNS, "--set", "eta=many", says=["'many' is not a number"])
        self.refused("run", SNS, "--set", "n=7.5", says=["whole number"])
        self.refused("run", SNS, "--set", "problem=digts", says=["digits_w2"])

    def test_names_that_do_not_exist(self):
        self.refused("run", SNS, "--set", "etta=3", says=["etta", "Nearest: eta"])
        self.refused("run", SNS, "--set", "snss.kappa=3", says=["snss", "sns, sinkhorn"])
        self.refused("run", SNS, "--set", "sns.side=9", says=["belongs to the problem"])
        self.refused("run", SNS, "--set", "eta", says=["name=value"])
        self.refused("run", SNS, "--input", "costs=c.csv", says=["costs", "cost, source"])
        self.refused("run", "transport/sinkhorn_newton", says=["Nearest: " + SNS])
        self.refused("params", "nothing/here", says=["nothing/here", "thalweg list"])
        self.refused("check", "nothing/here", says=["nothing/here"])
        self.refused("rum", says=["rum", "Nearest: run"])
        self.refused("run", SNS, "--stepps", "3", says=["--stepps", "--help"])
        self.refused("run", SNS, "--steps", "-3", says=["--steps"])
        self.refused("run", SNS, "--seed", "x", says=["--seed"])

    def test_input_files_that_cannot_be_used(self):
        cost = [[abs(i - j) for j in range(6)] for i in range(6)]
        good = self.write("cost.csv", cost)

        def with_cost(cell):
            rows = [row[:] for row in cost]
            rows[3][2] = cell
            return f"cost={self.write('bad.csv', rows)}"

        def with_masses(rows):
            return [f"cost={good}", "--input", f"source={self.write('masses.csv', rows)}"]

        self.refused("run", SNS, "--input", with_cost("inf"), says=["line 4, column 3", "finite"])
        self.refused("run", SNS, "--input", with_cost("n/a"), says=["line 4, column 3", '"n/a"'])
        self.refused("run", SNS, "--input", "cost=none.csv", says=["none.csv", "opened"])
        self.refused("run", SNS, "--input", *with_masses([[1]] * 5 + [[-1]]), says=["negative"])
        self.refused("run", SNS, "--input", *with_masses([[1]] * 4), says=["4", "6"])
        self.refused("run", SNS, "--input", *with_masses([[1, 2], [3, 4]]), says=["one column"])
        twice = self.write("twice.csv", [[2]] * 6)
        once = self.write("once.csv", [[1]] * 6)
        self.refused("run", SNS, "--input", f"cost={good}", "--input", f"source={twice}", "--input",
                     f"target={once}", says=["12", "6", "Scale target by 2"])
        zeros = self.write("zeros.csv", [[0]] * 6)
        self.refused("run", SNS, "--input", f"cost={good}", "--input", f"source={zeros}", says=[])

    def test_sessions_that_cannot_be_opened(self):
        self.done("run", VALLEY, "--steps", 5, "--export", "made")
        whole = (self.folder / "made/session.thalweg").read_bytes()
        bad = self.folder / "bad.thalweg"
        bad.write_bytes(whole[: len(whole) // 2])
        self.refused("run", bad, says=["bad.thalweg", "cut short"])
        bad.write_bytes(b"something else")
        self.refused("replay", bad, says=["not a session"])
        with zipfile.ZipFile(bad, "w") as archive:
            archive.writestr("manifest.json", json.dumps({"format": "thalweg session", "version": 9}))
        self.refused("export", bad, "--export", "x", says=["version 9"])
        self.refused("run", "none.thalweg", says=["none.thalweg", "opened"])

    def test_places_that_cannot_be_written_to(self):
        (self.folder / "file").write_text("mine")
        for place in ("file", "file/below", "/proc/none", "/dev/null"):
            self.refused("run", VALLEY, "--export", place, says=[place])
        self.refused("docs", "file", says=["file"])
        self.assertEqual((self.folder / "file").read_text(), "mine")

    def test_a_full_disk_leaves_what_was_there(self):
        self.done("run", VALLEY, "--steps", 3, "--export", "made")
        before = {p.name: p.read_bytes() for p in (self.folder / "made").iterdir()}
        self.refused("run", VALLEY, "--steps", 300, "--export", "made", limit=2000,
                     says=["session.thalweg", "cannot be written"])
        after = {p.name: p.read_bytes() for p in (self.folder / "made").iterdir()}
        self.assertEqual(before, after)
        with open("/dev/full", "w") as full:
            run = thalweg("list", stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 2)
        self.assertIn("disk", run.stderr)

    def test_pictures_of_absurd_sizes(self):
        self.refused("run", VALLEY, "--export", "x", "--width", "1e9", says=["--width"])
        self.refused("run", VALLEY, "--export", "x", "--scale", "0", says=["--scale"])
        self.refused("run", VALLEY, "--export", "x", "--theme", "pink", says=["pink", "light"])
        self.refused("run", VALLEY, "--export", "x", "--formats", "bmp", says=["bmp", "svg"])
        self.assertFalse((self.folder / "x").exists())


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
