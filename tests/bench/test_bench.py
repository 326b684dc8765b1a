# SPDX-License-Identifier: Apache-2.0
"""Runs tailslate-bench as a user or a script would. Says nothing about how fast anything is: machines differ."""

import json
import os
import pathlib
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


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=240, check=False)


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
        self.assertEqual(names(), ["hash", "offload", "mhl", "color"])
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
                self.assertEqual(done.stderr, "")
                rows = [json.loads(line) for line in done.stdout.splitlines()]
                self.assertGreater(len(rows), 0)
                for row in rows:
                    self.assert_row(row)
                self.assertEqual(list(self.folder.iterdir()), [])

    def test_prints_a_table_for_people(self):
        done = run("mhl", "--quick", "--dir", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        heading, *rows = done.stdout.splitlines()
        self.assertEqual(heading.split(), ["case", "ours", "reference", "against", "ratio", "target", "verdict"])
        self.assertEqual(len(rows), 2)

    def test_refuses_a_wrong_command_line(self):
        wrong = [["no-such-bench"], ["hash", "--no-such-option"], ["hash", "offload"],
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
