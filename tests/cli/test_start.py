# SPDX-License-Identifier: Apache-2.0
"""How the program starts: at once where it can, and with all commands where they are asked for."""

import json
import pathlib
import shutil
import subprocess

from program import PROGRAM, ProgramTest, run


class StartTest(ProgramTest):
    def test_loads_nothing_that_decodes_or_draws_pictures(self):
        process = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True)
        if "san.so" in process.stdout:
            self.skipTest("a sanitizer build links what a release leaves out")
        for library in ("libavcodec", "libavformat", "libOpenImageIO", "libOpenColorIO", "libopencv", "libQt6"):
            self.assertNotIn(library, process.stdout)

    def test_help_names_every_noun_and_report(self):
        process = run("--help")
        self.assertEqual(process.returncode, 0, process.stderr)
        for noun in ("offload", "card", "feed", "mhl", "report", "project", "demo"):
            self.assertRegex(process.stdout, rf"(?m)^  {noun} ")
        self.assertIn("--report", run("offload", "run", "--help").stdout)
        self.assertIn("--report", run("offload", "resume", "--help").stdout)

    def test_what_needs_pictures_is_done_with_its_exit_code_and_output(self):
        process = run("feed", "probe", "pattern", "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(self.json_lines(process)[-1]["type"], "feed")
        self.assertEqual(run("report", "make", "--project", self.folder / "none", "--out", self.folder).returncode, 10)

    def test_alone_it_offloads_and_says_what_it_misses_for_the_rest(self):
        alone = self.folder / "tailslate-cli"
        shutil.copy(PROGRAM, alone)

        def run_alone(*arguments):
            return subprocess.run([alone, *map(str, arguments)], capture_output=True, text=True, timeout=60,
                                  check=False)

        self.assertEqual(run_alone("--version").stdout, run("--version").stdout)
        self.assertEqual(run_alone("project", "new", self.folder / "p", "--show", "X").returncode, 0)
        missing = pathlib.Path(self.folder, "tailslate-pictures")
        self.assert_refused(run_alone("feed", "probe", "pattern"), 1, missing, "beside tailslate-cli")
        process = run_alone("report", "make", "--project", self.folder / "p", "--out", self.folder, "--json")
        self.assertEqual(process.returncode, 1)
        error = json.loads(process.stdout)
        self.assertEqual((error["type"], error["path"], error["exitCode"]), ("error", str(missing), 1))
