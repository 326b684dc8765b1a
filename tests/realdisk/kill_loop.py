# SPDX-License-Identifier: Apache-2.0
"""Kills an offload at random moments, again and again. After every death: no file with its final name differs from the
card, no manifest claims what is not so, and the project knows of no verified copy that is not there and equal. The
next run goes on from there, and when one is left alone it completes.

TAILSLATE_KILLS says how often, TAILSLATE_SEED repeats a series of moments."""

import concurrent.futures
import contextlib
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from program import PROGRAM, run, traces
from seals import content_of, final_files, seal_problems

KILLS = int(os.environ.get("TAILSLATE_KILLS", "200"))
SEED = int(os.environ.get("TAILSLATE_SEED", random.SystemRandom().randrange(1 << 32)))
SERIES = 2  # Side by side, each in a folder of its own.
MEGABYTE = 1 << 20
# The engine writes small files together, larger ones by themselves, and continues the largest where it was cut off.
SIZES = {f"clips/A001C{number:03}.xml": 1000 + 7919 * number for number in range(30)} | {
    f"clips/A001C{number:03}.mov": 2 * MEGABYTE + number for number in range(4)} | {
    "clips/A001C004.mov": 20 * MEGABYTE + 4095, "A001C005.mov": 24 * MEGABYTE}
WORTH_CONTINUING = 16 * MEGABYTE
PATIENCE = 120
NOT_VERIFIED_YET = 3  # The exit code of an offload that is copied, and to be read back later.
PROVED = ("verified", "source-verified", "re-verified")
COUNTS = ("kills", "sealing", "resumed", "verifying", "continued", "completed")


class Loop:
    def __init__(self, folder, seed, kills):
        self.seed = seed
        self.wanted = kills
        self.random = random.Random(seed)
        self.folder = folder
        self.card = folder / "A001"
        self.content = {}
        for name, size in SIZES.items():
            data = self.random.randbytes(size)
            path = self.card / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self.content[name] = content_of(data)
        self.before = traces(self.card)
        self.new_project = folder / "new.tailslate"
        made = run("project", "new", self.new_project, "--show", "KILL")
        if made.returncode != 0:
            raise AssertionError(made.stderr)
        self.count = dict.fromkeys(COUNTS, 0)
        self.round = 0
        self.parts = contextlib.ExitStack()
        self.start_over("verify")

    def start_over(self, mode):
        """A new project and new destinations."""
        if self.round:
            self.parts.close()
            shutil.rmtree(self.place)
        self.round += 1
        self.mode = mode
        self.copied = None
        self.known = {}
        self.large_parts = []
        self.place = self.folder / f"round-{self.round}"
        self.place.mkdir()
        self.project = self.place / "show.tailslate"
        self.destinations = [self.place / "raid-1", self.place / "raid-2"]
        self.rolls = [destination / self.card.name for destination in self.destinations]
        shutil.copyfile(self.new_project, self.project)

    def expect(self, holds, words):
        if not holds:
            raise AssertionError(f"round {self.round}, kill {self.count['kills']}, seed {self.seed}: {words}")

    def rows(self, query, *values):
        database = sqlite3.connect(self.project)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def start(self, anew=0.0):
        """Goes on with the offload that was killed, or, so often as told, does as an operator who simply starts it
        again."""
        unfinished = self.newest_unfinished()
        if unfinished is None or self.random.random() < anew:
            command = ["run", self.card, "--hash", "md5", "--mode", self.mode]
            for destination in self.destinations:
                command += ["--to", destination]
        elif unfinished == self.copied:
            self.count["verifying"] += 1
            command = ["verify"]
        else:
            self.count["resumed"] += 1
            command = ["resume"]
        return subprocess.Popen([PROGRAM, "offload", *map(str, command), "--project", str(self.project)],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def newest_unfinished(self):
        """@return The job that `resume` and `verify` go on with when they are not told which, or None. A killed one
        that was started again by hand stays unfinished and comes after the newer ones."""
        jobs = self.rows("SELECT o.job_id FROM offloads o LEFT JOIN verdicts v USING (offload_id)"
                         " WHERE coalesce(v.all_verified, 0) = 0 ORDER BY o.started DESC, o.offload_id DESC LIMIT 1")
        return jobs[0][0] if jobs else None

    def measure(self):
        """How long an offload that nobody kills works, and how much of that goes into the seals."""
        project = self.project_state()
        process = self.start()
        opened = self.wait(process, PATIENCE, lambda: self.project_state() != project)
        sealing = self.wait(process, PATIENCE, self.seals)
        output = process.communicate(timeout=PATIENCE)[0]
        done = time.monotonic()
        self.expect(process.returncode == 0, output)
        self.assert_complete()
        self.work, self.seal_work = done - opened, done - sealing
        print(f"unkilled: works {self.work:.2f} s, {self.seal_work:.2f} s of them on the seals", flush=True)

    def project_state(self):
        """Changes as soon as the program is up and opens the project; loading the program is no work."""
        return {path.name: path.stat().st_mtime_ns for path in self.place.glob(f"{self.project.name}*")}

    def seals(self):
        """What there is of manifests and chains, also of those on their way."""
        return {path.name for roll in self.rolls
                for path in (*(roll / "ascmhl").glob("*"), *roll.glob(".ascmhl.*"))}

    def final_names(self):
        return sum((roll / name).exists() for roll in self.rolls for name in self.content)

    def part_bytes(self):
        """Of the largest part file there is."""
        sizes = [0]
        for roll in self.rolls:
            for part in (*roll.glob(".*.tailslate-part"), *roll.glob("clips/.*.tailslate-part")):
                with contextlib.suppress(FileNotFoundError):
                    sizes.append(part.stat().st_size)
        return max(sizes)

    @staticmethod
    def wait(process, limit, seen=lambda: False):
        """Until it is seen, the process ended or the time is over. @return When."""
        deadline = time.monotonic() + limit
        while process.poll() is None and time.monotonic() < deadline and not seen():
            time.sleep(0.001)
        return time.monotonic()

    def wait_for_its_moment(self, process):
        """A quarter of the deaths comes while the seals are made, others when so many more files have their final
        names or so much of a large one is written, and the rest at any moment of the work."""
        seals, names, project = self.seals(), self.final_names(), self.project_state()
        files = len(self.rolls) * len(self.content)
        way = self.random.random()
        if way < 0.25:
            self.wait(process, PATIENCE, lambda: self.seals() != seals)
            self.wait(process, self.random.uniform(0, 0.7 * self.seal_work))
        elif way < 0.45 and names < files:
            wanted = names + self.random.randrange(files - names)
            self.wait(process, PATIENCE, lambda: self.final_names() > wanted)
        elif way < 0.65 and names < files:
            wanted = self.random.uniform(self.part_bytes(), max(SIZES.values()))
            self.wait(process, PATIENCE, lambda: self.part_bytes() > wanted)
        else:
            left = max(0.1, 0.8 - names / files) * self.work
            self.wait(process, PATIENCE, lambda: self.project_state() != project)
            self.wait(process, self.random.uniform(0, left))

    def kill_once(self):
        """@return Whether it came to that."""
        seals = self.seals()
        process = self.start(anew=0.2)
        try:
            self.wait_for_its_moment(process)
        finally:
            process.kill()
            output = process.communicate()[0]
        if process.returncode >= 0:
            return not self.ended(process.returncode, output)
        self.expect(process.returncode == -9, f"signal {-process.returncode}: {output}")
        self.count["kills"] += 1
        self.count["sealing"] += self.seals() != seals
        self.assert_nothing_wrong()
        return True

    def ended(self, exit_code, output):
        """@return Whether an offload that was left alone has nothing left to do."""
        if self.mode == "later" and exit_code == NOT_VERIFIED_YET:
            self.copied = self.newest_unfinished()
            self.assert_nothing_wrong(finished=False)
            return False
        self.expect(exit_code == 0, f"exit code {exit_code}: {output}")
        self.assert_complete()
        return True

    def finish(self):
        """What is left alone completes; what is to be read back later, at the second time."""
        for _ in range(2):
            process = self.start()
            output = process.communicate(timeout=PATIENCE)[0]
            if self.ended(process.returncode, output):
                return
        self.expect(False, "what was left alone did not complete")

    def assert_nothing_wrong(self, finished=False):
        self.expect(traces(self.card) == self.before, "the card was touched")
        for roll in self.rolls:
            held = final_files(roll, self.known)
            for name, content in held.items():
                self.expect(content == self.content.get(name), f"{name} in {roll} differs from the card")
            self.expect(not list(roll.rglob("*.verify-failed")), f"a good copy in {roll} was called bad")
            problems = seal_problems(roll, held, finished)
            self.expect(not problems, problems)
            if finished:
                self.expect(held == self.content, f"{roll} is not complete")
                self.expect(not list(roll.rglob(".*")), f"something was left behind in {roll}")
        self.count_continued()
        self.assert_the_project_is_honest()

    def count_continued(self):
        """Which of the large part files that lay there at the last death are copies now; held open, so that nothing
        else can become them."""
        for part, path in self.large_parts:
            self.count["continued"] += path.exists() and os.path.samestat(os.fstat(part), path.stat())
        self.parts.close()
        self.large_parts = []
        for roll in self.rolls:
            for name, size in SIZES.items():
                if size < WORTH_CONTINUING:
                    continue
                for part in (roll / name).parent.glob(".*.tailslate-part"):
                    if part.stat().st_size > 4 * MEGABYTE:
                        opened = self.parts.enter_context(open(part, "rb"))
                        self.large_parts.append((opened.fileno(), roll / name))

    def assert_the_project_is_honest(self):
        for path, roll, level, source, read_back, algorithm in self.rows(
                "SELECT f.path, d.roll_folder, c.level, c.source_digest, c.read_back_digest, o.algorithm FROM copies c"
                " JOIN files f USING (offload_id, file) JOIN destinations d USING (offload_id, destination)"
                " JOIN offloads o USING (offload_id) WHERE c.error_code IS NULL"):
            name = os.fsdecode(path)
            copy = pathlib.Path(os.fsdecode(roll)) / name
            claimed = (source, read_back) if level in PROVED else (source,)
            self.expect(algorithm == "md5" and set(claimed) == {self.content[name].md5},
                        f"the project claims another digest of {copy}")
            self.expect(copy.exists(), f"the project claims {copy}, which is not there")
        for safe, in self.rows("SELECT all_verified FROM verdicts"):
            self.expect(not safe or all(final_files(roll, self.known) == self.content for roll in self.rolls),
                        "the project claims that all is verified")

    def assert_complete(self):
        self.count["completed"] += 1
        self.assert_nothing_wrong(finished=True)
        last, = self.rows("SELECT v.all_verified FROM offloads o JOIN verdicts v USING (offload_id)"
                          " WHERE o.finished IS NOT NULL ORDER BY o.finished DESC LIMIT 1")
        self.expect(last == (1,), "the project does not know that all is verified")
        # Its ledger only grows, so this finds what any of the deaths before did to it.
        checked = run("project", "check", self.project)
        self.expect(checked.returncode == 0, checked.stdout + checked.stderr)

    def run(self):
        self.measure()
        while self.count["kills"] < self.wanted:
            self.start_over("later" if self.random.random() < 0.3 else "verify")
            survives = self.random.randrange(4, 16)
            while survives and self.count["kills"] < self.wanted and self.kill_once():
                survives -= 1
            if not survives or self.count["kills"] == self.wanted:
                self.finish()
            print(f"seed {self.seed}, round {self.round}, {self.mode}: {self.count['kills']} kills", flush=True)
        self.parts.close()


def series(folder, seed, kills):
    folder.mkdir()
    loop = Loop(folder, seed, kills)
    loop.run()
    return loop.count


def main():
    print(f"seed {SEED}, {KILLS} kills", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tailslate-kill-")).resolve()
    began = time.monotonic()
    try:
        with concurrent.futures.ProcessPoolExecutor(SERIES) as pool:
            running = [pool.submit(series, folder / str(number), SEED + number, (KILLS + number) // SERIES)
                       for number in range(SERIES)]
            counts = [one.result() for one in running]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    total = {name: sum(count[name] for count in counts) for name in COUNTS}
    print(f"{total['kills']} kills, {total['sealing']} of them while it was sealed; {total['resumed']} resumed, "
          f"{total['verifying']} read back later, {total['continued']} large files continued; {total['completed']} "
          f"completed and proved, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
