# SPDX-License-Identifier: Apache-2.0
"""What `clip list` says of the takes that ran with the pictures of the demo card."""

from program import ProgramTest, run


class ClipSoundTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.card = self.folder / "CARD"
        made = run("demo", "card", self.card)
        self.assertEqual(made.returncode, 0, made.stderr)

    def clips(self):
        process = run("clip", "list", self.card, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        return self.json_lines(process)[-1]["clips"]

    def test_takes_and_pictures_name_each_other(self):
        clips = self.clips()
        pairs = set()
        for place, clip in enumerate(clips):
            for match in clip["matches"]:
                other = clips[match["clip"]]
                self.assertEqual(other["name"], match["name"])
                self.assertNotEqual(other["kind"], clip["kind"])
                self.assertGreater(match["overlap"], 0.5)
                self.assertFalse(match["ratesDiffer"] or match["falseTake"])
                back = [one for one in other["matches"] if one["clip"] == place]
                self.assertEqual([one["offset"] for one in back], [-match["offset"]])
                pairs.add(frozenset((clip["name"], other["name"])))
        self.assertEqual(len(pairs), 2)
        words = run("clip", "list", self.card).stdout
        self.assertEqual(words.count("s together"), 2)
        alone = [clip["name"] for clip in clips if not clip["matches"]]
        self.assertEqual(len(alone), 1)
        self.assertIn(f"Pictures without sound: {alone[0]}", words)

    def test_a_false_take_is_marked_and_kept(self):
        take = next(self.card.rglob("*.wav"))
        (take.parent / "FALSETAKES").mkdir()
        take.rename(take.parent / "FALSETAKES" / take.name)
        clips = self.clips()
        marked = [clip for clip in clips if clip["falseTake"]]
        self.assertEqual([clip["name"] for clip in marked], [take.stem])
        self.assertTrue(marked[0]["matches"][0]["falseTake"])
        self.assertIn("false take", run("clip", "list", self.card).stdout)


if __name__ == "__main__":
    import unittest
    unittest.main()
