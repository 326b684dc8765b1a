# SPDX-License-Identifier: Apache-2.0
"""Runs tailslate-cli as a user would, and looks at what it left on the disk."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["TAILSLATE_CLI"]
HAS_PDF = os.environ.get("TAILSLATE_HAS_PDF", "ON").upper() in ("ON", "1", "TRUE")
SCHEMAS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "schemas"
NOBODY = 65534


def run(*arguments, **options):
    """The finished process, its output as text."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=240, check=False,
                          **options)


def tree(folder):
    """Relative path to SHA-256 of every file below a folder, computed by Python."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def traces(folder):
    """What any access other than reading would change, of every entry below a folder."""
    seen = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        seen[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
                           status.st_atime_ns if path.is_file() else 0)
    return seen


def copied(destination):
    """The files of a roll folder without its history."""
    return {name: digest for name, digest in tree(destination).items() if not name.startswith("ascmhl/")}


class ProgramTest(unittest.TestCase):
    """A scratch folder for each test."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tailslate-cli-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def assert_refused(self, process, exit_code, *words):
        """The exit code, one sentence on standard error, and the words in it."""
        self.assertEqual(process.returncode, exit_code, process.stderr + process.stdout)
        lines = [line for line in process.stderr.splitlines() if line]
        self.assertEqual(len(lines), 1, process.stderr)
        for word in words:
            self.assertIn(str(word), lines[0])

    @staticmethod
    def json_lines(process):
        return [json.loads(line) for line in process.stdout.splitlines()]
