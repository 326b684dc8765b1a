# SPDX-License-Identifier: Apache-2.0
"""What `clip list` and `clip probe` say of the demo card, whose clips and sound are real media."""

from pathlib import Path

from program import ProgramTest, run, traces


def fields(clip):
    return {field["name"]: (field["value"], field["from"]) for field in clip["fields"]}


class ClipTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.card = self.folder / "CARD"
        made = run("demo", "card", self.card)
        self.assertEqual(made.returncode, 0, made.stderr)

    def test_the_clips_of_a_card_are_listed_and_the_card_keeps_no_trace(self):
        before = traces(self.card)
        process = run("clip", "list", self.card, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(traces(self.card), before)
        clips = self.json_lines(process)[-1]["clips"]
        pictures = [clip for clip in clips if clip["kind"] == "picture"]
        takes = [clip for clip in clips if clip["kind"] == "sound"]
        self.assertEqual((len(pictures), len(takes)), (3, 2))
        for clip in clips:
            self.assertIsNone(clip["unreadable"])
            self.assertGreater(clip["seconds"], 0.5)
        first = fields(pictures[0])
        self.assertEqual(first["codec"], ("prores HQ", "media"))
        self.assertEqual(first["start timecode"][1], "media")
        self.assertEqual(first["created"][1], "name")
        take = fields(takes[0])
        self.assertEqual(take["scene"][1], "wave chunk")
        self.assertIn("tracks", take)
        words = run("clip", "list", self.card)
        self.assertIn(pictures[0]["name"], words.stdout)

    def test_a_file_tells_everything_it_says(self):
        movie = next(self.card.rglob("*.mxf"))
        process = run("clip", "probe", movie, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        told = fields(self.json_lines(process)[-1])
        self.assertTrue(told["codec"][0].startswith("dnxhd"), told)
        self.assertIn("start timecode", told)

    def test_thumbnails_are_written_and_kept_beside_the_project(self):
        project = self.folder / "show.tailslate"
        self.assertEqual(run("project", "new", project, "--show", "X").returncode, 0)
        out = self.folder / "thumbnails"
        before = traces(self.card)
        asked = ("clip", "thumbnails", self.card, "--out", out, "--project", project, "--json")
        process = run(*asked)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(traces(self.card), before)
        clips = self.json_lines(process)[-1]["clips"]
        for clip in clips:
            if clip["problem"] is not None:
                self.assertEqual((clip["problem"], clip["frames"]), ("sound has no pictures", []))
                continue
            frames = [frame["frame"] for frame in clip["frames"]]
            self.assertEqual(len(frames), 3)
            self.assertEqual((frames[0], frames[1]), (0, (frames[2] + 1) // 2))
            self.assertFalse(clip["cached"])
            for frame in clip["frames"]:
                for picture in (frame["logged"], frame["graded"]):
                    self.assertEqual(Path(picture).read_bytes()[:2], b"\xff\xd8")
        self.assertEqual(sum(clip["problem"] is None for clip in clips), 3)
        self.assertTrue((self.folder / "show.tailslate-thumbnails").is_dir())

        again = self.json_lines(run(*asked))[-1]["clips"]
        self.assertEqual([clip["cached"] for clip in again],
                         [clip["problem"] is None for clip in clips])

    def test_thumbnails_never_go_to_the_card_and_a_grade_needs_its_project(self):
        self.assert_refused(run("clip", "thumbnails", self.card, "--out", self.card / "t"), 2, "card")
        self.assertFalse((self.card / "t").exists())
        out = self.folder / "thumbnails"
        self.assert_refused(run("clip", "thumbnails", self.card, "--out", out, "--grade", "Bar"), 2, "--project")
        project = self.folder / "show.tailslate"
        self.assertEqual(run("project", "new", project, "--show", "X").returncode, 0)
        self.assert_refused(run("clip", "thumbnails", self.card, "--out", out, "--project", project,
                                "--grade", "Bar"), 10, "Bar")

    def test_what_is_no_media_is_refused(self):
        text = self.folder / "notes.txt"
        text.write_text("no media")
        self.assert_refused(run("clip", "probe", text), 1, text)
        self.assert_refused(run("clip", "probe", self.folder / "gone.mov"), 10, "gone.mov")
        self.assert_refused(run("clip", "list", self.folder / "gone"), 10, "gone")
