# SPDX-License-Identifier: Apache-2.0
"""Offloads of real media with the real program: proof, seal, a card left alone, interruption and death."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from program import HAS_PDF, PROGRAM, SCHEMAS, ProgramTest, copied, run, traces, tree


def part_files(folder):
    return list(folder.rglob("*.tailslate-part"))


class SampleCardTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.card = self.folder / "card"
        process = run("demo", "card", self.card)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.places = [self.folder / "raid-1", self.folder / "raid-2"]

    def offload(self, *more):
        return run("offload", "run", self.card, "--to", self.places[0], "--to", self.places[1], *more)

    def probe(self, path, entries):
        if not shutil.which("ffprobe"):
            self.skipTest("ffprobe is not installed")
        output = subprocess.run(["ffprobe", "-v", "error", "-show_entries", entries, "-of", "json", path],
                                capture_output=True, text=True, check=True).stdout
        return json.loads(output)

    def test_the_sample_card_holds_real_media(self):
        mov = self.probe(next(self.card.rglob("*.mov")), "stream=codec_name:stream_tags=timecode,reel_name")
        self.assertIn("prores", [stream.get("codec_name") for stream in mov["streams"]])
        tags = {key: value for stream in mov["streams"] for key, value in stream.get("tags", {}).items()}
        self.assertRegex(tags["timecode"], r"^\d\d:\d\d:\d\d:\d\d$")
        self.assertEqual(tags["reel_name"], "A001R2EC")
        mxf = self.probe(next(self.card.rglob("*.mxf")), "stream=codec_name,profile")
        self.assertEqual(mxf["streams"][0]["codec_name"], "dnxhd")
        self.assertIn("DNXHR", mxf["streams"][0]["profile"])
        wav = next(self.card.rglob("*.wav"))
        sound = self.probe(wav, "stream=channels,sample_rate:format_tags=time_reference")
        self.assertGreater(sound["streams"][0]["channels"], 1)
        self.assertIn("time_reference", sound["format"]["tags"])
        self.assertIn(b"iXML", wav.read_bytes())

    def test_a_card_in_brackets_is_the_one_that_is_named(self):
        for name, content in (("[c]", b"brackets"), ("c", b"plain"), ("[d,e]", b"comma")):
            (self.folder / name).mkdir()
            (self.folder / name / "clip").write_bytes(content)
        self.places[0].mkdir()
        process = run("offload", "run", "[c]", "--to", self.places[0], "[d,e]", "--json", cwd=self.folder)
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        self.assertEqual((self.places[0] / "[c]" / "clip").read_bytes(), b"brackets")
        self.assertEqual((self.places[0] / "[d,e]" / "clip").read_bytes(), b"comma")
        process = run("offload", "run", "--to", self.places[0])
        self.assertEqual((process.returncode, "CARD is required" in process.stderr), (2, True), process.stderr)

    def test_every_copy_equals_the_card_and_the_card_is_untouched(self):
        before = traces(self.card)
        process = self.offload()
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        self.assertEqual(traces(self.card), before)
        source = tree(self.card)
        self.assertGreater(len(source), 4)
        for place in self.places:
            self.assertEqual(copied(place / "A001R2EC"), source)
            self.assertEqual(part_files(place), [])

    def test_manifests_and_chains_are_valid_against_the_schemas(self):
        if not (SCHEMAS / "ASCMHL.xsd").exists() or not shutil.which("xmllint"):
            self.skipTest("the ASC MHL schemas or xmllint are not here")
        self.offload()
        for place in self.places:
            history = place / "A001R2EC" / "ascmhl"
            for pattern, schema in (("*.mhl", "ASCMHL.xsd"), ("*chain.xml", "ASCMHLDirectory.xsd")):
                file, = history.glob(pattern)
                checked = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMAS / schema, file],
                                         capture_output=True, text=True, check=False)
                self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_seals_say_who_did_it_and_where(self):
        process = self.offload("--author", "Jo Roe", "--role", "DIT", "--location", "Stage 4 & 5",
                               "--comment", "second unit")
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        for place in self.places:
            manifest = next(place.rglob("*.mhl")).read_text()
            self.assertIn('<author role="DIT">Jo Roe</author>', manifest)
            self.assertIn("<location>Stage 4 &amp; 5</location>", manifest)
            self.assertRegex(manifest, r"<comment>Offload .*; every file read back .* Remark: second unit</comment>")
        elsewhere = run("offload", "run", self.card, "--to", self.folder / "other", "--comment", "bell \a")
        self.assertEqual(elsewhere.returncode, 2, elsewhere.stderr + elsewhere.stdout)
        self.assertFalse((self.folder / "other" / "A001R2EC").exists())

    def test_a_card_mounted_read_only_is_all_it_needs(self):
        mount = self.folder / "mounted"
        mount.mkdir()
        bound = subprocess.run(["mount", "--bind", self.card, mount], capture_output=True, check=False)
        if bound.returncode != 0:
            self.skipTest("mounting needs root")
        self.addCleanup(subprocess.run, ["umount", mount], check=False)
        subprocess.run(["mount", "-o", "remount,ro,bind", mount], check=True)
        with self.assertRaises(OSError):
            (mount / "probe").write_text("x")
        self.card = mount
        self.assertEqual(self.offload().returncode, 0)

    def test_the_project_knows_every_copy_and_writes_the_report(self):
        project = self.folder / "show.tailslate"
        run("project", "new", project, "--show", "MIDNIGHT SUN")
        process = self.offload("--project", project, "--report", self.folder / "reports", "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        result = self.json_lines(process)[-1]
        self.assertEqual(result["type"], "result")
        info = self.json_lines(run("project", "info", project, "--json"))[-1]
        self.assertEqual(info["copies"], 2 * result["files"])
        self.assertEqual(info["offloads"][0]["job"], result["job"])
        self.assertEqual(run("project", "check", project).returncode, 0)
        csv = next((self.folder / "reports").glob("*.csv")).read_text(encoding="utf-8")
        self.assertIn("A001C001_261121_R2EC.mov", csv)
        if HAS_PDF:
            pdf = next((self.folder / "reports").glob("*.pdf"))
            text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
            for words in ("MIDNIGHT SUN", "A001R2EC", "NOT SAFE TO FORMAT", "A001C001_261121_R2EC"):
                self.assertIn(words, text)
        again = run("report", "make", "--project", project, "--out", self.folder / "again")
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_the_same_card_again_adds_a_generation_and_changes_no_file(self):
        self.offload()
        first = {place: traces(place / "A001R2EC" / "A001R2EC") for place in self.places}
        process = self.offload()
        self.assertEqual(process.returncode, 0, process.stderr + process.stdout)
        for place in self.places:
            self.assertEqual(len(list((place / "A001R2EC" / "ascmhl").glob("*.mhl"))), 2)
            now = traces(place / "A001R2EC" / "A001R2EC")
            self.assertEqual({name: seen[:3] for name, seen in now.items()},
                             {name: seen[:3] for name, seen in first[place].items()})


class RefusalTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.card = self.folder / "card"
        self.card.mkdir()
        (self.card / "clip.mov").write_bytes(os.urandom(100_000))

    def test_refuses_what_can_never_be_a_copy(self):
        inside = self.card / "backup"
        link = self.folder / "link"
        link.symlink_to(self.card)
        place = self.folder / "place"
        for destinations in ([self.card], [inside], [link], [link / "deeper"], [place, place], [place, f"{place}/."]):
            arguments = [argument for one in destinations for argument in ("--to", one)]
            self.assert_refused(run("offload", "run", self.card, *arguments), 2)
        self.assertEqual(list(self.card.iterdir()), [self.card / "clip.mov"])
        self.assertFalse(place.exists())

    def test_refuses_an_existing_different_file(self):
        taken = self.folder / "place" / "card" / "clip.mov"
        taken.parent.mkdir(parents=True)
        taken.write_bytes(b"other")
        self.assert_refused(run("offload", "run", self.card, "--to", self.folder / "place"), 1, taken)
        self.assertEqual(taken.read_bytes(), b"other")

    def test_refuses_a_volume_without_room_before_the_first_byte(self):
        full = self.folder / "full"
        full.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", full], capture_output=True,
                                 check=False)
        if mounted.returncode != 0:
            self.skipTest("mounting needs root")
        self.addCleanup(subprocess.run, ["umount", full], check=False)
        self.assert_refused(run("offload", "run", self.card, "--to", full, "--to", self.folder / "ok"), 1, full)
        self.assertEqual(list(full.iterdir()), [])
        self.assertFalse((self.folder / "ok").exists())


class InterruptionTest(ProgramTest):
    """Half a gigabyte, so that there is a middle to be interrupted in."""

    FILES = 8

    def setUp(self):
        super().setUp()
        self.card = self.folder / "card"
        self.card.mkdir()
        for number in range(self.FILES):
            (self.card / f"clip{number}.mov").write_bytes(os.urandom(1 << 20) * 64)
        self.places = [self.folder / "raid-1", self.folder / "raid-2"]
        self.command = [PROGRAM, "offload", "run", str(self.card), "--json"]
        for place in self.places:
            self.command += ["--to", str(place)]

    def start_and_wait_for_a_part(self):
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if any(part_files(place) for place in self.places if place.exists()):
                break
            time.sleep(0.005)
        return process

    def assert_no_wrong_file(self):
        source = tree(self.card)
        for place in self.places:
            for name, digest in copied(place / "card").items():
                if not name.endswith(".tailslate-part"):
                    self.assertEqual(digest, source[name], name)

    def test_stopped_by_the_operator_it_ends_within_seconds_and_leaves_no_part_file(self):
        process = self.start_and_wait_for_a_part()
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - asked, 5.0)
        self.assertEqual(process.returncode, 130, errors + output)
        self.assertTrue(json.loads(output.splitlines()[-1])["cancelled"])
        self.assert_no_wrong_file()
        for place in self.places:
            self.assertEqual(part_files(place), [])
            self.assertFalse((place / "card" / "ascmhl").exists())

    def test_killed_at_any_moment_it_leaves_no_wrong_file_and_the_next_run_completes(self):
        for delay in (0.0, 0.1, 0.25):
            process = self.start_and_wait_for_a_part()
            time.sleep(delay)
            process.kill()
            process.communicate()
            self.assert_no_wrong_file()
        finished = subprocess.run(self.command, capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(finished.returncode, 0, finished.stderr + finished.stdout)
        self.assert_no_wrong_file()
        source = tree(self.card)
        for place in self.places:
            self.assertEqual({name: digest for name, digest in copied(place / "card").items()
                              if not name.endswith(".tailslate-part")}, source)
