# SPDX-License-Identifier: Apache-2.0
"""What `clip list` and `clip probe` say of the demo card, whose clips and sound are real media."""

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

    def test_what_is_no_media_is_refused(self):
        text = self.folder / "notes.txt"
        text.write_text("no media")
        self.assert_refused(run("clip", "probe", text), 1, text)
        self.assert_refused(run("clip", "probe", self.folder / "gone.mov"), 10, "gone.mov")
        self.assert_refused(run("clip", "list", self.folder / "gone"), 10, "gone")
