# SPDX-License-Identifier: Apache-2.0
"""Offloads that go on, are verified later, repeat, or lie in folders from a template, with the real program."""

import hashlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

from program import PROGRAM, ProgramTest, copied, run, traces, tree

MEGABYTE = 1 << 20
LEGACY = """<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="1.1"><creatorinfo><name>camera</name></creatorinfo><hash><file>clip.mov</file><size>{size}</size>
<md5>{md5}</md5></hash></hashlist>
"""


class GoOnTest(ProgramTest):
    """A card of two small clips, two destinations and a project."""

    def setUp(self):
        super().setUp()
        self.card = self.make_card("A001")
        self.places = [self.folder / "raid-1", self.folder / "raid-2"]
        self.project = self.folder / "show.tailslate"
        self.assertEqual(run("project", "new", self.project, "--show", "MIDNIGHT SUN", "--unit", "Main").returncode, 0)

    def make_card(self, name, clips=("clip.mov", "deep/sound.wav")):
        card = self.folder / name
        for clip in clips:
            (card / clip).parent.mkdir(parents=True, exist_ok=True)
            (card / clip).write_bytes(os.urandom(100_000))
        return card

    def to_places(self):
        return [argument for place in self.places for argument in ("--to", place)]

    def offload(self, *more):
        return run("offload", "run", self.card, *self.to_places(), "--project", self.project, *more)

    def levels(self):
        """How far the copies are proved, each level once, as the project has it."""
        database = sqlite3.connect(f"file:{self.project}?mode=ro", uri=True)
        try:
            return {row[0] for row in database.execute("SELECT level FROM copies")}
        finally:
            database.close()

    def status(self):
        process = run("offload", "status", "--project", self.project, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        return self.json_lines(process)[-1]["offloads"]

    def assert_complete(self):
        source = tree(self.card)
        for place in self.places:
            self.assertEqual(copied(place / self.card.name), source)
            self.assertEqual(list(place.rglob("*.tailslate-part")), [])

    def generations(self):
        return [len(list((place / "A001" / "ascmhl").glob("*.mhl"))) for place in self.places]


class LaterTest(GoOnTest):
    def test_copies_are_verified_and_sealed_when_the_card_is_gone(self):
        source = tree(self.card)
        process = self.offload("--mode", "later", "--json")
        self.assertEqual(process.returncode, 3, process.stderr + process.stdout)
        lines = self.json_lines(process)
        events = [line["type"] for line in lines if line["type"] != "notice"]
        self.assertEqual(sorted(events), ["copyHashed"] * 4 + ["destinationCopied"] * 2 + ["result"])
        result = lines[-1]
        self.assertEqual((result["mode"], result["exitCode"]), ("later", 3))
        self.assertFalse(result["allVerified"] or result["safeToFormat"])
        self.assertEqual({line["level"] for line in lines if line["type"] == "copyHashed"}, {"hashed"})
        for one in result["destinations"]:
            self.assertEqual((one["filesVerified"], one["filesUnverified"], one["filesFailed"]), (0, 2, 0))
            self.assertEqual(one["level"], "hashed")
            self.assertIsNone(one["manifest"])
        self.assertEqual(self.levels(), {"hashed"})
        before, = self.status()
        self.assertEqual((before["job"], before["finished"], before["complete"]), (result["job"], True, False))
        self.assertEqual(before["next"], "verify")
        listed = run("offload", "status", "--project", self.project).stdout
        self.assertIn('copied, not verified; read it back with "offload verify"', listed)
        self.assertNotIn("resume", listed)

        shutil.move(self.card, self.folder / "formatted")
        verified = run("offload", "verify", "--project", self.project, "--json")
        self.assertEqual(verified.returncode, 0, verified.stderr + verified.stdout)
        result = self.json_lines(verified)[-1]
        self.assertEqual(result["job"], before["job"])
        self.assertTrue(result["allVerified"])
        self.assertEqual([one["filesVerified"] for one in result["destinations"]], [2, 2])
        self.assertEqual(self.levels(), {"verified"})
        self.assertEqual(self.generations(), [1, 1])
        for place in self.places:
            self.assertEqual(copied(place / "A001"), source)
        self.assertTrue(self.status()[0]["complete"])
        self.assertIsNone(self.status()[0]["next"])
        self.assertEqual(run("project", "check", self.project).returncode, 0)
        # Nothing is left to do.
        self.assert_refused(run("offload", "verify", "--project", self.project), 10, "unfinished")

    def test_a_copy_that_changed_meanwhile_is_found(self):
        self.assertEqual(self.offload("--mode", "later").returncode, 3)
        with open(self.places[1] / "A001" / "clip.mov", "r+b") as copy:
            copy.write(b"\0wrong\0")
        process = run("offload", "verify", "--project", self.project, "--json")
        self.assertEqual(process.returncode, 11, process.stderr)
        result = self.json_lines(process)[-1]
        self.assertEqual([one["good"] for one in result["destinations"]], [True, False])
        self.assertEqual(len(list(self.places[1].rglob("clip.mov.*.verify-failed"))), 1)
        self.assertEqual(self.status()[0]["next"], "resume")
        self.assertIn('incomplete; resume it with "offload resume"',
                      run("offload", "status", "--project", self.project).stdout)
        # With the card at hand it is put right; the copy is again one to be verified later.
        self.assertEqual(run("offload", "resume", "--project", self.project).returncode, 3)
        self.assertEqual(run("offload", "verify", "--project", self.project).returncode, 0)
        self.assertEqual((self.places[1] / "A001" / "clip.mov").read_bytes(), (self.card / "clip.mov").read_bytes())
        self.assertEqual(self.generations(), [1, 1])


class ProofTest(GoOnTest):
    def test_a_second_read_of_the_card_proves_the_source(self):
        process = self.offload("--mode", "second-read", "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        result = self.json_lines(process)[-1]
        self.assertEqual(result["mode"], "second-read")
        self.assertEqual([one["level"] for one in result["destinations"]], ["source-verified"] * 2)
        self.assertEqual({line["level"] for line in self.json_lines(process) if line["type"] == "copyVerified"},
                         {"source-verified"})
        self.assertEqual(self.levels(), {"source-verified"})
        self.assert_complete()
        said = self.offload("--mode", "second-read", "--reverify").stdout
        self.assertIn("2 files re-verified (read back, xxh64)", said)

    def test_the_level_is_said_in_words(self):
        said = self.offload("--mode", "second-read").stdout
        self.assertEqual(said.count("2 files source-verified (read back, xxh64)"), 2, said)
        self.card = self.make_card("A002")
        said = self.offload("--mode", "later").stdout
        self.assertEqual(said.count(": 2 copied, not verified\n"), 2, said)

    def test_a_manifest_on_the_card_proves_its_file_and_a_wrong_one_stops_it(self):
        content = (self.card / "clip.mov").read_bytes()
        manifest = self.card / "A001.mhl"
        manifest.write_text(LEGACY.format(size=len(content), md5=hashlib.md5(b"other").hexdigest()))
        process = self.offload("--json")
        self.assertEqual(process.returncode, 11, process.stderr + process.stdout)
        self.assertIn("clip.mov", self.json_lines(process)[-1]["reasons"][0])
        self.assertFalse((self.places[0] / "A001" / "clip.mov").exists())
        ignored = self.offload("--ignore-card-manifests")
        self.assertEqual(ignored.returncode, 0, ignored.stderr + ignored.stdout)
        self.assert_complete()

        self.card = self.make_card("A002", ["clip.mov"])
        content = (self.card / "clip.mov").read_bytes()
        (self.card / "A002.mhl").write_text(LEGACY.format(size=len(content), md5=hashlib.md5(content).hexdigest()))
        process = self.offload("--json")
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        texts = {line["file"]: line["text"] for line in self.json_lines(process) if line["type"] == "copyVerified"}
        self.assertIn("source confirmed", texts["clip.mov"])
        self.assertNotIn("source confirmed", texts["A002.mhl"])


class RepeatTest(GoOnTest):
    def test_the_same_card_again_does_nothing_unless_it_is_asked_to_reverify(self):
        self.assertEqual(self.offload().returncode, 0)
        again = self.offload("--json")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertTrue(self.json_lines(again)[-1]["alreadyOffloaded"])
        self.assertEqual(self.generations(), [1, 1])
        self.assertEqual(self.levels(), {"verified"})
        anew = self.offload("--reverify", "--json")
        self.assertEqual(anew.returncode, 0, anew.stderr)
        self.assertFalse(self.json_lines(anew)[-1]["alreadyOffloaded"])
        self.assertEqual(self.generations(), [2, 2])
        self.assertEqual(self.levels(), {"re-verified"})
        self.assertEqual(len(self.status()), 1)

    def test_more_clips_continue_the_roll_and_another_card_of_its_name_is_refused(self):
        self.assertEqual(self.offload().returncode, 0)
        self.make_card("A001", ["clip2.mov"])
        self.assertEqual(self.offload().returncode, 0)
        self.assert_complete()
        self.assertEqual(self.generations(), [2, 2])
        (self.folder / "reader").mkdir()
        self.card = self.make_card("reader/A001", ["other.mov"])
        self.assert_refused(self.offload(), 1, "same roll name", "choose another roll folder")
        self.assertEqual(list(self.folder.rglob("raid-*/**/other.mov")), [])


class TemplateTest(GoOnTest):
    def test_several_cards_get_folders_from_the_template_and_numbers_in_turn(self):
        second = self.make_card("A002")
        process = run("offload", "run", self.card, second, *self.to_places(), "--project", self.project, "--json",
                      "--template", "{project}/{unit}/{date:%Y-%m-%d}/{camera}{custom.lens}/{counter:2}",
                      "--set", "counter=7", "--set", "camera=A", "--set", "date=2026-11-21", "--set", "custom.lens=32")
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        results = [line for line in self.json_lines(process) if line["type"] == "result"]
        self.assertEqual([one["roll"] for one in results], ["A001", "A002"])
        day = pathlib.Path("MIDNIGHT SUN", "Main", "2026-11-21", "A32")
        self.assertEqual([one["destinations"][0]["folder"] for one in results],
                         [str(self.places[0] / day / "07" / "A001"), str(self.places[0] / day / "08" / "A002")])
        for place in self.places:
            self.assertEqual(copied(place / day / "07" / "A001"), tree(self.card))
            self.assertEqual(copied(place / day / "08" / "A002"), tree(second))
        listed = run("offload", "status", "--project", self.project)
        self.assertEqual(listed.stdout.count("done"), 2, listed.stdout)

    def test_what_a_template_cannot_give_is_refused_before_the_first_byte(self):
        for words, arguments in (
                (("lens",), ("--template", "{lens}/{roll}")),
                (("camera",), ("--template", "{camera}/{roll}")),
                (("lens", "known are project, unit"), ("--set", "lens=32")),
                (("comes from the card",), ("--set", "roll=A001")),
                (("no such day",), ("--set", "date=2026-02-30")),
                (("write the date as 2026-11-21",), ("--set", "date=2026-11-21abc")),
                (("whole number",), ("--set", "counter=one")),
                (("300 bytes",), ("--template", "{custom.a}", "--set", "custom.a=" + "x" * 300)),
                (("bytes, and 3832 is the most", "shorten the folder template", self.places[0]),
                 ("--template", "/".join(["{custom.a}"] * 20), "--set", "custom.a=" + "x" * 200)),
                (("second-read",), ("--mode", "twice"))):
            with self.subTest(arguments=[one[:40] for one in arguments]):
                self.assert_refused(self.offload(*arguments), 2, *words)
        self.assertFalse(any(place.exists() for place in self.places))

    def test_the_date_is_that_of_the_clock_on_the_wall(self):
        # At any moment these two zones have different days.
        for zone in ("XXX+12", "XXX-14"):
            here = {**os.environ, "TZ": zone}
            wall = [subprocess.run(["date", "+%Y-%m-%d"], env=here, capture_output=True, text=True,
                                   check=True).stdout.strip()]
            process = run("offload", "run", self.card, "--to", self.places[0], "--dry-run", "--json",
                          "--template", "{date:%Y-%m-%d}", env=here)
            self.assertEqual(process.returncode, 0, process.stderr)
            wall.append(subprocess.run(["date", "+%Y-%m-%d"], env=here, capture_output=True, text=True,
                                       check=True).stdout.strip())
            folder = self.json_lines(process)[-1]["rolls"][0]["destinations"][0]["folder"]
            self.assertIn(folder, [str(self.places[0] / day / "A001") for day in wall])

    def test_two_cards_of_one_roll_name_are_refused_together(self):
        (self.folder / "reader").mkdir()
        other = self.make_card("reader/A001", ["other.mov"])
        self.assert_refused(run("offload", "run", self.card, other, *self.to_places()), 1, "A001")
        self.assertFalse(any(place.exists() for place in self.places))


class NameTest(GoOnTest):
    def test_a_name_that_is_not_utf8_is_copied_and_said_not_to_be_sealed(self):
        odd = os.fsencode(self.card) + b"/caf\xe9.mov"
        try:
            with open(odd, "wb") as clip:
                clip.write(b"pictures")
        except OSError:
            self.skipTest("this file system takes UTF-8 names only")
        process = self.offload("--json")
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        lines = self.json_lines(process)
        self.assertIn("caf\\xe9.mov", {line.get("file") for line in lines})
        result = lines[-1]
        self.assertEqual([one["unsealedNames"] for one in result["destinations"]], [1, 1])
        self.assertFalse(result["safeToFormat"])
        self.assertTrue(any("not UTF-8" in reason and "not sealed" in reason for reason in result["reasons"]))
        for place in self.places:
            with open(os.fsencode(place) + b"/A001/caf\xe9.mov", "rb") as copy:
                self.assertEqual(copy.read(), b"pictures")

    def test_names_that_a_destination_may_make_one_are_refused(self):
        stick = self.folder / "stick"
        stick.mkdir()
        # Not one of the file systems that are known to keep case apart.
        if subprocess.run(["mount", "-t", "ramfs", "none", stick], capture_output=True, check=False).returncode != 0:
            self.skipTest("mounting needs root")
        self.addCleanup(subprocess.run, ["umount", stick], check=False)
        self.card = self.make_card("A003", ["clip.mov", "CLIP.MOV"])
        if len(tree(self.card)) != 2:
            self.skipTest("the temporary folder folds case itself")
        self.places.append(stick)
        self.assert_refused(self.offload(), 2, "clip.mov", "CLIP.MOV", stick)
        self.assertFalse(any(place.exists() for place in self.places[:2]))


class NoticeTest(GoOnTest):
    def test_what_is_wrong_with_recordings_is_told_before_the_copy_and_with_the_verdict(self):
        lines = self.json_lines(self.offload("--json"))
        kinds = [line["type"] for line in lines]
        text = ("look at the card before it is formatted: clip.mov does not begin as a movie does; "
                "and 1 more warning")
        told = [line.get("text") for line in lines].index(text)
        self.assertLess(told, kinds.index("copyVerified"))
        result = lines[-1]
        self.assertEqual((result["exitCode"], result["allVerified"], result["safeToFormat"]), (0, True, False))
        for warning in ("clip.mov does not begin as a movie does", "sound.wav does not begin as a sound file does"):
            self.assertIn(f"Open warning: {warning}", result["reasons"])

    def test_what_concerns_no_destination_is_told_in_words_and_as_json(self):
        # The notice that the machine may fall asleep is such a one. Of this card there is nothing else to say.
        self.card = self.make_card("A002", ["clip.bin"])
        deaf = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder / 'no-bus'}"}
        words = run("offload", "run", self.card, *self.to_places(), env=deaf)
        self.assertEqual(words.returncode, 0, words.stderr)
        self.assertEqual([line for line in words.stdout.splitlines() if line.startswith("Note: ")],
                         ["Note: the system offers no way to keep it awake; see to it that it does not fall asleep"])
        shutil.rmtree(self.places[0])
        process = run("offload", "run", self.card, *self.to_places(), "--json", env=deaf)
        notices = [line for line in self.json_lines(process) if line["type"] == "notice"]
        self.assertEqual([(one["file"], one["destination"]) for one in notices], [("", "")])
        self.assertIn("keep it awake", notices[0]["text"])


class UsageTest(GoOnTest):
    def test_what_cannot_go_on_is_one_sentence(self):
        self.assert_refused(run("offload", "resume", "--project", self.project), 10, "unfinished")
        unknown = "01934a5e-7c1b-7e3f-8a21-0123456789ab"
        self.assert_refused(run("offload", "verify", "--project", self.project, "--job", unknown), 10)
        for wait in ("-1", "nan", "-nan", "inf", "1e999", "1440.5", "1h", " "):
            process = run("offload", "run", self.card, "--to", self.places[0], f"--wait={wait}")
            self.assertEqual(process.returncode, 2, (wait, process.stderr))
            self.assertIn("give 0 to 1440 minutes", process.stderr)
        self.assertFalse(self.places[0].exists())
        for wait in ("0", "0.5", "1440"):
            process = run("offload", "run", self.card, "--to", self.places[0], "--dry-run", f"--wait={wait}")
            self.assertEqual(process.returncode, 0, (wait, process.stderr))
        self.assertEqual(run("offload", "status", "--project", self.project).stdout, "no offloads yet\n")


class ProjectOnTheCardTest(GoOnTest):
    def test_a_project_on_the_card_is_refused_before_it_is_opened(self):
        self.assertEqual(self.offload("--mode", "later").returncode, 3)
        self.project = shutil.move(self.project, self.card / "show.tailslate")
        before = traces(self.card)
        for verb in ("resume", "verify"):
            self.assert_refused(run("offload", verb, "--project", self.project), 2, self.card)
        self.assertEqual({path: seen[:4] for path, seen in traces(self.card).items()},
                         {path: seen[:4] for path, seen in before.items()})

    def test_to_look_at_a_project_on_the_card_leaves_no_trace_beside_it(self):
        self.assertEqual(self.offload("--mode", "later").returncode, 3)
        self.project = shutil.move(self.project, self.card / "show.tailslate")
        before = traces(self.card)
        for words in (("offload", "status", "--project"), ("project", "info"), ("project", "check")):
            self.assertEqual(run(*words, self.project).returncode, 0, words)
        self.assertEqual({path: seen[:4] for path, seen in traces(self.card).items()},
                         {path: seen[:4] for path, seen in before.items()})


class KilledTest(GoOnTest):
    CLIP = 256 * MEGABYTE

    def setUp(self):
        super().setUp()
        with open(self.card / "long.mov", "wb") as clip:
            noise = os.urandom(MEGABYTE)
            for number in range(self.CLIP // MEGABYTE):
                clip.write(number.to_bytes(8, "big") + noise[8:])

    def in_the_middle_of_the_long_clip(self, *more):
        """@return The running offload, and its part file at the first destination."""
        # md5 is slower than any disk here, so that there is a middle.
        command = [PROGRAM, "offload", "run", self.card, *self.to_places(), "--project", self.project, "--hash", "md5",
                   *more]
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            for part in self.places[0].glob("A001/.*.tailslate-part"):
                try:
                    size = part.stat().st_size
                except FileNotFoundError:
                    continue
                if 32 * MEGABYTE <= size < self.CLIP:
                    return process, part
            time.sleep(0.001)
        process.kill()
        process.wait()
        self.fail("the offload was over before the middle of the clip was seen")

    def kill_in_the_middle_of_the_long_clip(self, *more):
        """@return Its part file at the first destination."""
        process, part = self.in_the_middle_of_the_long_clip(*more)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return part

    def assert_only_resume_goes_on(self):
        """Nobody looked at the card at the end: `verify` seals nothing, and says who can."""
        row, = self.status()
        self.assertEqual((row["complete"], row["next"]), (False, "resume"))
        self.assertIn('resume it with "offload resume"', run("offload", "status", "--project", self.project).stdout)
        process = run("offload", "verify", "--project", self.project, "--json")
        self.assertNotIn(process.returncode, (0, 3), process.stderr + process.stdout)
        self.assertEqual(self.generations(), [0, 0])
        row, = self.status()
        self.assertEqual((row["complete"], row["next"]), (False, "resume"))
        self.assertNotEqual(row["headline"], "SAFE TO FORMAT")

    def test_a_file_that_came_while_the_card_was_copied_is_not_sealed_away_by_verify(self):
        process, _ = self.in_the_middle_of_the_long_clip("--mode", "later")
        (self.card / "late.mov").write_bytes(b"late")
        self.assertEqual(process.wait(240), 1)
        self.assertEqual(self.levels(), {"hashed"})
        self.assert_only_resume_goes_on()
        self.assertEqual(self.levels(), {"verified"})
        # Resuming is for the same card only; offloading it anew keeps what is good.
        self.assert_refused(run("offload", "resume", "--project", self.project), 2, "late.mov", "offload the card anew")
        self.assertEqual(self.offload("--hash", "md5").returncode, 0)
        self.assert_complete()

    def test_a_killed_offload_without_its_last_look_at_the_card_is_not_sealed_by_verify(self):
        self.kill_in_the_middle_of_the_long_clip("--mode", "later")
        (self.card / "late.mov").write_bytes(b"late")
        self.assert_only_resume_goes_on()

    def test_killed_in_the_middle_of_a_large_file_it_is_continued(self):
        part = self.kill_in_the_middle_of_the_long_clip()
        self.assertFalse((self.places[0] / "A001" / "long.mov").exists())
        row, = self.status()
        self.assertFalse(row["finished"] or row["complete"])
        self.assertEqual(row["next"], "resume")
        self.assertIn("cut off; resume it", run("offload", "status", "--project", self.project).stdout)
        # As long as it is open here, no new file can have its number.
        with open(part, "rb") as begun:
            process = run("offload", "resume", "--project", self.project, "--json")
            self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
            self.assertEqual(os.fstat(begun.fileno()).st_ino, (self.places[0] / "A001" / "long.mov").stat().st_ino)
        self.assertEqual(self.json_lines(process)[-1]["job"], row["job"])
        self.assert_complete()
        self.assertTrue(self.status()[0]["complete"])
        self.assertEqual(run("project", "check", self.project).returncode, 0)
