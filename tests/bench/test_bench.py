# SPDX-License-Identifier: Apache-2.0
"""Runs tailslate-bench as a user or a script would. Says nothing about how fast anything is: machines differ."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["TAILSLATE_BENCH"]
PARENT = os.environ["TAILSLATE_BENCH_DIR"]
# What a sanitizer slows down says nothing about time.
QUICK_SECONDS = 200 if os.environ.get("TAILSLATE_SANITIZE") else 45
KEYS = {"case", "against", "unit", "better", "ours", "reference", "ratio", "target", "ok"}
# What a machine without the rivals of the benches says.
LEFT_OUT_ONLY = re.compile(r"\A(tailslate-bench: \w+ is not installed and was left out\n)*\Z")


def run(*arguments, environment=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=240, check=False,
                          env=environment)


def names():
    return [json.loads(line)["name"] for line in run("--json").stdout.splitlines()]


class BenchTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="bench-test-", dir=PARENT)
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def assert_row(self, row):
        self.assertEqual(row.keys(), KEYS)
        self.assertGreater(row["ours"], 0)
        self.assertGreater(row["reference"], 0)
        self.assertAlmostEqual(row["ratio"], row["ours"] / row["reference"], places=9)
        if row["target"] is None:
            self.assertIs(row["ok"], True)
        else:
            reached = row["ratio"] <= row["target"] if row["better"] == "lower" else row["ratio"] >= row["target"]
            self.assertIs(row["ok"], reached)

    def test_lists_the_benches_without_a_name(self):
        self.assertEqual(names(), ["hash", "offload", "million", "cards", "mhl", "color"])
        text = run()
        self.assertEqual(text.returncode, 0)
        self.assertEqual([line.split()[0] for line in text.stdout.splitlines()], names())

    def test_every_bench_ends_in_time_with_rows_and_nothing_left(self):
        for name in names():
            with self.subTest(name):
                started = time.monotonic()
                done = run(name, "--quick", "--json", "--dir", self.folder)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertLess(time.monotonic() - started, QUICK_SECONDS)
                self.assertRegex(done.stderr, LEFT_OUT_ONLY)
                rows = [json.loads(line) for line in done.stdout.splitlines()]
                self.assertGreater(len(rows), 0)
                for row in rows:
                    self.assert_row(row)
                self.assertEqual(list(self.folder.iterdir()), [])

    def offload(self, *arguments, environment=None):
        done = run("offload", "--quick", "--json", "--dir", self.folder, *arguments, environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done, [json.loads(line) for line in done.stdout.splitlines()]

    def test_measures_only_the_part_of_the_offload_that_was_asked_for(self):
        _, rows = self.offload("--load", "small", "--copies", "1", "--rivals", "cp")
        self.assertEqual({row["case"] for row in rows},
                         {"300 files of 32 KiB, 1 copy", "300 files of 32 KiB, 1 copy: peak memory"})
        self.assertEqual([row["against"] for row in rows],
                         ["plain I/O", "cp", "best of cp", "256 MiB and 1 KiB a file"])
        for row in rows:
            self.assert_row(row)

    def test_leaves_a_rival_that_is_not_installed_out_and_says_so(self):
        programs = self.folder / "programs"
        programs.mkdir()
        (programs / "cp").symlink_to(shutil.which("cp"))
        done, rows = self.offload("--load", "small", "--copies", "1", "--rivals", "cp,rclone",
                                  environment={**os.environ, "PATH": str(programs)})
        self.assertEqual(done.stderr, "tailslate-bench: rclone is not installed and was left out\n")
        self.assertNotIn("rclone", [row["against"] for row in rows])
        self.assertIn("cp", [row["against"] for row in rows])

    def test_a_rival_that_fails_is_a_failure_with_its_last_words(self):
        programs = self.folder / "programs"
        programs.mkdir()
        broken = programs / "cp"
        broken.write_text("#!/bin/sh\necho 'no luck today' >&2\nexit 1\n", encoding="utf-8")
        broken.chmod(0o755)
        done = run("offload", "--quick", "--load", "small", "--copies", "1", "--rivals", "cp", "--dir", self.folder,
                   environment={**os.environ, "PATH": str(programs)})
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "tailslate-bench: cp failed: no luck today\n")
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["programs"])

    def test_the_peak_memory_of_an_offload_is_that_of_the_offload_alone(self):
        _, rows = self.offload("--load", "small", "--copies", "1", "--rivals", "none")
        peaks = [row for row in rows if row["case"].endswith("peak memory")]
        self.assertEqual(len(peaks), 1)
        self.assertEqual(peaks[0]["unit"], "MiB")
        # A program this small cannot do with less than a mebibyte.
        self.assertGreater(peaks[0]["ours"], 1)

    def test_prints_a_table_for_people(self):
        done = run("mhl", "--quick", "--dir", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        heading, *rows = done.stdout.splitlines()
        self.assertEqual(heading.split(), ["case", "ours", "reference", "against", "ratio", "target", "verdict"])
        self.assertEqual(len(rows), 7 if shutil.which("xxhsum") else 4)

    def test_refuses_a_wrong_command_line(self):
        wrong = [["no-such-bench"], ["hash", "--no-such-option"], ["hash", "offload"],
                 ["hash", "--load", "large"], ["offload", "--flat"], ["offload", "--load", "huge"],
                 ["offload", "--copies", "4"], ["offload", "--rivals", "winrar"],
                 ["hash", "--quick", "--dir", str(self.folder / "missing")]]
        for arguments in wrong:
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stdout, "")
                self.assertNotEqual(done.stderr, "")

    def test_a_signal_ends_it_and_nothing_is_left(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), subprocess.Popen([PROGRAM, "offload", "--dir", self.folder],
                                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                                        text=True) as process:
                # The signal must find it at work.
                while not any(self.folder.rglob("*.bin")) and process.poll() is None:
                    time.sleep(0.01)
                process.send_signal(number)
                output, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, errors)
                self.assertEqual(output, "")
                self.assertIn("stopped", errors)
                self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
