# SPDX-License-Identifier: Apache-2.0
"""Media hash lists when the program dies, or the disk is full: a chain lists only manifests that are there and whole, and
a generation that was once in it stays in it, byte for byte."""

import errno
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import time

from disks import ImageDisk
from program import PROGRAM, ProgramTest, run

BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DAMAGED = 1
CHAIN_MISSING = 32


def c4_of(data):
    number = int.from_bytes(hashlib.sha512(data).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE_58[digit] + digits
    return "c4" + digits.rjust(88, "1")


class HistoryTest(ProgramTest):
    FILES = 60

    def make_roll(self, folder):
        self.roll = folder / "A001R2EC"
        for number in range(self.FILES):
            path = self.roll / f"Clips/A001C{number:03}.mov"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes([number]) * (1000 + number * 997))
        self.known = {}

    def generations(self):
        """File name to content of what the chain lists, after a look at all that must hold."""
        history = self.roll / "ascmhl"
        chain = history / "ascmhl_chain.xml"
        if not chain.exists():
            self.assertEqual(self.known, {}, "the chain is gone")
            self.assertFalse(history.exists(), "a history is there as a whole, or not at all")
            return {}
        found = {}
        for number, name, c4 in re.findall(
                r'<hashlist sequencenr="(\d+)">\s*<path>([^<]+)</path>\s*<c4>([^<]+)</c4>', chain.read_text()):
            content = (history / name).read_bytes()
            self.assertEqual(int(number), len(found) + 1)
            self.assertEqual(c4_of(content), c4, name)
            found[name] = content
        self.assertGreaterEqual(len(found), 1)
        self.assertEqual({name: found.get(name) for name in self.known}, self.known)
        self.known = found
        return found


class KilledTest(HistoryTest):
    KILLS = 45
    FIRST = 20  # So many of a history that begins.

    def test_a_history_survives_death_at_any_moment(self):
        self.make_roll(self.folder)
        began = time.monotonic()
        self.assertEqual(run("mhl", "create", self.roll).returncode, 0)
        usual = time.monotonic() - began
        shutil.rmtree(self.roll / "ascmhl")
        seed = int(os.environ.get("TAILSLATE_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"TAILSLATE_SEED={seed}")
        moments = random.Random(seed)
        for kill in range(self.KILLS):
            verb = "verify" if self.known and kill % 2 else "create"
            with subprocess.Popen([PROGRAM, "mhl", verb, self.roll], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(moments.uniform(0, usual * 1.1))
                except subprocess.TimeoutExpired:
                    process.kill()
                process.wait()
            self.assertNotIn(process.returncode, (DAMAGED, CHAIN_MISSING))
            self.generations()
            if kill < self.FIRST and self.known:  # Again a first generation.
                shutil.rmtree(self.roll / "ascmhl")
                self.known = {}
            if self.known and kill % 10 == 9:
                before = len(self.known)
                done = run("mhl", "verify", self.roll)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(len(self.generations()), before + 1)
        done = run("mhl", "create", self.roll, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.generations()
        # What died leaves is no content.
        paths = [line["path"] for line in map(json.loads, done.stdout.splitlines()) if line["type"] == "path"]
        self.assertEqual(len(paths), self.FILES)


class FullDiskTest(HistoryTest):
    def setUp(self):
        super().setUp()
        self.disk = ImageDisk(self, self.folder / "small", "ext4", 24, ("-q", "-F", "-m", "0"))
        self.make_roll(self.disk.mount)
        self.filler = self.disk.mount / "filler"

    def fill(self, left):
        os.sync()
        space = os.statvfs(self.disk.mount)
        size = space.f_bavail * space.f_frsize - left
        with open(self.filler, "wb") as filler:
            while size > 0:
                try:
                    return os.posix_fallocate(filler.fileno(), 0, size)
                except OSError as error:  # The file system keeps a few blocks for its own records.
                    if error.errno != errno.ENOSPC:
                        raise
                    size -= space.f_frsize

    def test_what_finds_no_room_changes_nothing_and_works_when_there_is_room(self):
        for verb in ("create", "verify"):
            refused = 0
            for blocks in range(0, 40):
                self.fill(blocks * 1024)
                process = run("mhl", verb, self.roll)
                self.filler.unlink()
                before = len(self.known)
                after = len(self.generations())
                self.assertEqual(after, before + (process.returncode == 0), process.stdout + process.stderr)
                if process.returncode == 0:
                    break
                refused += 1
                self.assertEqual(process.returncode, 1, process.stdout + process.stderr)
                self.assertIn("space", (process.stdout + process.stderr).lower())
            self.assertGreater(refused, 1)
            done = run("mhl", "verify", self.roll)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.generations()


if __name__ == "__main__":
    import unittest
    unittest.main()
