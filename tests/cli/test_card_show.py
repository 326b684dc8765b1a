# SPDX-License-Identifier: Apache-2.0
"""What `card show` says of cards that are laid out as cameras do."""

import json
import struct

from program import ProgramTest, run, traces


def box(kind, content):
    return struct.pack(">I", len(content) + 8) + kind + content


def movie():
    return box(b"ftyp", b"qt  " * 4) + box(b"mdat", b"x" * 90000) + box(b"moov", b"x" * 400)


class CardShowTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.card = self.folder / "CARD"

    def make(self, path, content=b"x"):
        target = self.card / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def show(self):
        process = run("card", "show", self.card, "--json")
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(process.stdout.splitlines()[-1])

    def test_a_whole_card_is_shown_without_a_word_and_without_a_trace(self):
        for stem in ("A001_01051619_C001", "A001_01051630_C002"):
            self.make(f"{stem}.braw", movie())
            self.make(f"{stem}.sidecar")
        before = traces(self.card)
        card = self.show()
        self.assertEqual(traces(self.card), before)
        self.assertEqual((card["typeId"], card["roll"], card["findings"]), ("braw", "A001", []))
        clip = card["clips"][1]
        self.assertEqual((clip["name"], clip["camera"], clip["number"], clip["date"]),
                         ("A001_01051630_C002", "A", 2, "01-05"))
        self.assertEqual(clip["files"], ["A001_01051630_C002.braw", "A001_01051630_C002.sidecar"])

    def test_a_dry_run_and_a_queue_tell_what_is_cut_short_before_anything_is_copied(self):
        self.make("A001_01051619_C001.braw", movie()[:-100])
        sentence = "A001_01051619_C001.braw is cut short: 100 B are missing"
        dry = run("offload", "run", self.card, "--to", self.folder / "raid", "--dry-run", "--json")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        roll, = json.loads(dry.stdout.splitlines()[-1])["rolls"]
        self.assertEqual([(finding["severity"], finding["sentence"]) for finding in roll["findings"]],
                         [("warning", sentence)])
        self.assertFalse((self.folder / "raid").exists())
        self.assertIn("WARNING: " + sentence,
                      run("offload", "run", self.card, "--to", self.folder / "raid", "--dry-run").stdout)

        other = self.folder / "B001"
        other.mkdir()
        (other / "B001_01051619_C001.braw").write_bytes(movie())
        (self.folder / "raid").mkdir()
        said = run("offload", "run", other, self.card, "--to", self.folder / "raid").stdout
        self.assertIn("A001: WARNING: " + sentence, said)
        self.assertLess(said.index("A001: WARNING: "), said.index("B001: 1 files verified"), said)

    def test_what_is_wrong_is_said_with_its_files_warnings_first(self):
        self.make("PRIVATE/M4ROOT/CLIP/C0001.MP4", movie()[:-100])
        self.make("PRIVATE/M4ROOT/CLIP/C0001M01.XML", b"<NonRealTimeMeta/>")
        self.make("DCIM/100MSDCF/DSC00001.JPG")
        self.make("PRIVATE/M4ROOT/MEDIAPRO.XML",
                  b'<MediaProfile><Contents><Material uri="./CLIP/C0001.MP4"/>'
                  b'<Material uri="./CLIP/C0002.MP4"/></Contents></MediaProfile>')
        card = self.show()
        self.assertEqual(card["typeId"], "sony_m4root")
        self.assertEqual([clip["name"] for clip in card["clips"]], ["C0001", "DSC00001"])
        self.assertEqual(
            [(finding["severity"], finding["sentence"], finding["files"]) for finding in card["findings"]],
            [("warning", "C0001.MP4 is cut short: 100 B are missing", ["PRIVATE/M4ROOT/CLIP/C0001.MP4"]),
             ("warning", "MEDIAPRO.XML lists 1 clip that is not on the card: C0002",
              ["PRIVATE/M4ROOT/MEDIAPRO.XML"]),
             ("note", "the card also holds 1 clip of another kind: Camera with a DCIM folder "
                      "(folder 100MSDCF holds DSC00001.JPG)", [])])

    def test_a_hundred_thousand_frames_are_one_clip(self):
        folder = self.card / "A001R2EC" / "A001C001_261121_R2EC"
        folder.mkdir(parents=True)
        for number in range(100000):
            (folder / f"A001C001_261121_R2EC.{number:07}.ari").touch()
        process = run("card", "show", self.card)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("100000 files, 0 B, 1 clips", process.stdout)

    def test_a_project_tells_what_it_knows_of_the_card(self):
        self.make("A001_01051619_C001.braw", movie())
        project = self.folder / "show.tailslate"
        self.assertEqual(run("project", "new", project, "--show", "X").returncode, 0)
        self.assertIsNone(self.show()["earlier"])

        def known():
            process = run("card", "show", self.card, "--project", project, "--json")
            self.assertEqual(process.returncode, 0, process.stderr)
            return json.loads(process.stdout.splitlines()[-1])

        fresh = known()
        self.assertEqual((fresh["earlier"], len(fresh["fingerprint"])), ([], 32))
        for name in ("raid-1", "raid-2"):
            (self.folder / name).mkdir()
        done = run("offload", "run", self.card, "--to", self.folder / "raid-1", "--to", self.folder / "raid-2",
                   "--project", project)
        self.assertEqual(done.returncode, 0, done.stderr)
        before = project.read_bytes()
        again = known()
        self.assertEqual(again["fingerprint"], fresh["fingerprint"])
        earlier, = again["earlier"]
        self.assertEqual((earlier["match"], earlier["verified"], earlier["present"]), ("same", 2, 2))
        self.assertEqual([place["rollFolder"] for place in earlier["places"]],
                         [str(self.folder / name / "A001") for name in ("raid-1", "raid-2")])
        self.assertIn("Already offloaded", run("card", "show", self.card, "--project", project).stdout)
        self.assertEqual(project.read_bytes(), before)

        self.make("A001_01051630_C002.braw", movie())
        grown, = known()["earlier"]
        self.assertEqual((grown["match"], grown["newClips"], grown["settled"]), ("grown", 1, False))
