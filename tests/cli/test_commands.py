# SPDX-License-Identifier: Apache-2.0
"""Commands on good and bad input: one clear sentence, the documented exit code, nothing lost."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from program import HAS_PDF, NOBODY, PROGRAM, ProgramTest, run

CDL = """<?xml version="1.0" encoding="UTF-8"?>
<ColorCorrection id="warm" xmlns="urn:ASC:CDL:v1.01"><SOPNode><Slope>{slope}</Slope><Offset>0 0 0</Offset>
<Power>1 1 1</Power></SOPNode><SatNode><Saturation>1</Saturation></SatNode></ColorCorrection>
"""


class UsageTest(ProgramTest):
    def test_help_and_version_succeed(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertEqual(run("offload", "run", "--help").returncode, 0)
        self.assertRegex(run("--version").stdout, r"^\d+\.\d+\.\d+\n$")

    def test_a_wrong_command_line_exits_2(self):
        for arguments in ([], ["nonsense"], ["offload"], ["offload", "run"], ["offload", "run", "x"],
                          ["offload", "run", "x", "--to", "y", "--nope"], ["feed", "grab"]):
            self.assertEqual(run(*arguments).returncode, 2, arguments)

    def test_a_mistyped_word_is_named_with_the_known_ones(self):
        self.assert_refused(run("offlod", "run", "x"), 2, '"offlod"', "card", "offload", "project")
        self.assert_refused(run("offload", "rnu", "x", "--to", "y", "--json"), 2, '"rnu"', "run", "resume", "verify",
                            "status")

    def test_an_unknown_hash_is_refused_with_the_known_ones(self):
        (self.folder / "card").mkdir()
        (self.folder / "card" / "a").write_text("a")
        process = run("offload", "run", self.folder / "card", "--to", self.folder / "d", "--hash", "crc32")
        self.assert_refused(process, 2, "crc32", "xxh64")


class ProjectTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.project = self.folder / "show.tailslate"

    def test_a_new_project_is_sound(self):
        self.assertEqual(run("project", "new", self.project, "--show", "MIDNIGHT SUN", "--unit", "A").returncode, 0)
        info = run("project", "info", self.project, "--json")
        self.assertEqual(info.returncode, 0, info.stderr)
        self.assertEqual(self.json_lines(info)[-1]["show"], "MIDNIGHT SUN")
        self.assertEqual(run("project", "check", self.project).returncode, 0)

    def test_an_existing_file_is_never_replaced(self):
        self.project.write_text("precious")
        self.assert_refused(run("project", "new", self.project, "--show", "X"), 1, self.project)
        self.assertEqual(self.project.read_text(), "precious")

    def test_a_missing_project_exits_10(self):
        self.assert_refused(run("project", "info", self.project), 10, self.project)
        self.assertFalse(self.project.exists())

    def test_a_corrupt_project_is_named_and_left_as_it_is(self):
        run("project", "new", self.project, "--show", "X")
        sound = self.project.read_bytes()
        for damaged in (b"", b"not a database at all, but long enough to look like one" * 40, os.urandom(40960),
                        sound[:100], sound[:5000], sound[:4096] + os.urandom(len(sound) - 4096)):
            self.project.write_bytes(damaged)
            for verb in ("info", "check"):
                process = run("project", verb, self.project)
                self.assertIn(process.returncode, (1, 11), (verb, len(damaged), process.stderr, process.stdout))
                self.assertTrue(process.stderr or process.stdout)
                self.assertEqual(self.project.read_bytes(), damaged)

    def test_a_corrupt_project_stops_an_offload_before_anything_is_copied(self):
        self.project.write_bytes(os.urandom(8192))
        (self.folder / "card").mkdir()
        (self.folder / "card" / "clip.mov").write_text("clip")
        process = run("offload", "run", self.folder / "card", "--to", self.folder / "d", "--project", self.project)
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertFalse((self.folder / "d").exists())


class FeedTest(ProgramTest):
    def test_grabs_a_graded_still_of_the_pattern(self):
        cdl = self.folder / "warm.cc"
        cdl.write_text(CDL.format(slope="1.2 1 0.8"))
        still = self.folder / "still.png"
        process = run("feed", "grab", "--cdl", cdl, "--out", still)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(still.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        plain = self.folder / "plain.png"
        run("feed", "grab", "--out", plain)
        self.assertNotEqual(still.read_bytes(), plain.read_bytes())

    def test_a_feed_that_does_not_exist_is_one_sentence(self):
        out = self.folder / "still.png"
        for source in (self.folder / "none.mov", "/dev/video77", "v4l2:/dev/video77"):
            self.assert_refused(run("feed", "grab", "--source", source, "--out", out), 10)
        for source in ("rtsp://127.0.0.1:9/none", "tcp://127.0.0.1:9"):
            process = run("feed", "grab", "--source", source, "--out", out)
            self.assertIn(process.returncode, (1, 10), process.stderr)
            self.assertEqual(len(process.stderr.splitlines()), 1, process.stderr)
        self.assertFalse(out.exists())

    def test_a_file_that_is_no_movie_is_refused(self):
        (self.folder / "junk.mov").write_bytes(os.urandom(100_000))
        (self.folder / "empty.mov").write_bytes(b"")
        for name in ("junk.mov", "empty.mov"):
            process = run("feed", "grab", "--source", self.folder / name, "--out", self.folder / "still.png")
            self.assert_refused(process, 1, name)

    def test_a_bad_cdl_is_refused_and_named(self):
        cdl = self.folder / "bad.cc"
        for text in ("", "<nope/>", CDL.format(slope="1,0 1 1"), CDL.format(slope="-1 1 1"), CDL[:60]):
            cdl.write_text(text)
            process = run("feed", "grab", "--cdl", cdl, "--out", self.folder / "still.png")
            self.assertIn(process.returncode, (1, 2), process.stderr)
            self.assertIn("bad.cc", process.stderr)
        self.assert_refused(run("feed", "grab", "--cdl", self.folder / "no.cc", "--out", self.folder / "s.png"), 10)

    def test_a_missing_correction_id_exits_10(self):
        cdl = self.folder / "warm.cc"
        cdl.write_text(CDL.format(slope="1 1 1"))
        self.assert_refused(run("feed", "grab", "--cdl", cdl, "--id", "cold", "--out", self.folder / "s.png"), 10,
                            "cold")


class CardTest(ProgramTest):
    def test_a_missing_card_exits_10(self):
        self.assert_refused(run("card", "show", self.folder / "none"), 10, self.folder / "none")
        missing = self.folder / "none"
        self.assert_refused(run("offload", "run", missing, "--to", self.folder / "d"), 10, missing, "put it in again")
        self.assertFalse((self.folder / "d").exists())

    def test_a_second_destination_without_its_own_to_is_explained(self):
        card = self.folder / "card"
        card.mkdir()
        (card / "clip.mov").write_text("clip")
        places = [self.folder / "r1", self.folder / "r2"]
        process = run("offload", "run", card, "--to", *places)
        self.assert_refused(process, 10, places[1], "put it in again", "--to of its own")
        self.assertFalse(any(place.exists() for place in places))

    def test_a_file_is_no_card(self):
        (self.folder / "file").write_text("x")
        self.assert_refused(run("card", "show", self.folder / "file"), 2, self.folder / "file")

    def test_an_unreadable_file_is_named_and_the_rest_is_verified(self):
        # Root reads everything, so root steps down, and works where anybody may go.
        as_nobody = {"preexec_fn": lambda: os.setuid(NOBODY)} if os.geteuid() == 0 else {}
        if subprocess.run([PROGRAM, "--version"], capture_output=True, check=False, **as_nobody).returncode != 0:
            self.skipTest("another user cannot run the program where it was built")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tailslate-cli-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        card = folder / "card"
        places = [folder / "a", folder / "b"]
        for place in (folder, card, *places):
            place.mkdir(exist_ok=True)
            place.chmod(0o777)
        (card / "good.mov").write_bytes(b"good" * 1000)
        (card / "locked.mov").write_bytes(b"secret")
        (card / "locked.mov").chmod(0)
        process = run("offload", "run", card, "--to", places[0], "--to", places[1], "--json", **as_nobody)
        self.assertEqual(process.returncode, 1, process.stderr)
        result = self.json_lines(process)[-1]
        self.assertEqual([one["filesVerified"] for one in result["destinations"]], [1, 1])
        self.assertIn("locked.mov", result["reasons"][0])
        self.assertTrue((places[0] / "card" / "good.mov").exists())
        self.assertFalse((places[0] / "card" / "locked.mov").exists())


    def test_a_second_read_that_the_system_cannot_prove_to_this_user_says_so(self):
        if os.geteuid() != 0:
            self.skipTest("a card of another user needs root")
        as_nobody = {"preexec_fn": lambda: os.setuid(NOBODY)}
        if subprocess.run([PROGRAM, "--version"], capture_output=True, check=False, **as_nobody).returncode != 0:
            self.skipTest("another user cannot run the program where it was built")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tailslate-cli-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        card, place = folder / "card", folder / "raid"
        for path in (folder, card, place):
            path.mkdir(exist_ok=True)
            path.chmod(0o777)
        (card / "clip.mov").write_bytes(os.urandom(100_000))
        (card / "clip.mov").chmod(0o644)
        process = run("offload", "run", card, "--to", place, "--mode", "second-read", "--json", **as_nobody)
        self.assertEqual(process.returncode, 1, process.stderr + process.stdout)
        reason = self.json_lines(process)[-1]["reasons"][0]
        self.assertIn("neither owns nor may write", reason)
        self.assertIn("offload it without the second read", reason)
        self.assertFalse((place / "card" / "clip.mov").exists())
        # The copies are the user's own.
        once = run("offload", "run", card, "--to", place, **as_nobody)
        self.assertEqual(once.returncode, 0, once.stderr + once.stdout)


class DemoTest(ProgramTest):
    def test_the_whole_job_ends_with_every_file_it_names(self):
        out = self.folder / "demo"
        process = run("demo", "run", "--out", out, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        made = self.json_lines(process)[-1]
        named = [made["card"], made["project"], made["cdl"], made["lut"], made["still"], made["csv"],
                 *made["destinations"], *made["manifests"]]
        if HAS_PDF:
            named.append(made["pdf"])
            self.assertEqual(pathlib.Path(made["pdf"]).read_bytes()[:5], b"%PDF-")
        for path in named:
            self.assertTrue(pathlib.Path(path).exists(), path)
        check = run("project", "check", made["project"])
        self.assertEqual(check.returncode, 0, check.stdout)
        # Both copies lie on one disk here, and that is not enough to format a card.
        self.assertFalse(made["safeToFormat"])

    def test_a_folder_with_something_in_it_is_left_alone(self):
        (self.folder / "thing").write_text("x")
        self.assert_refused(run("demo", "run", "--out", self.folder), 1, self.folder)
        self.assert_refused(run("demo", "card", self.folder), 1, self.folder)
