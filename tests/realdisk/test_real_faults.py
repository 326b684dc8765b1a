# SPDX-License-Identifier: Apache-2.0
"""Offloads to and from disks that fail for real, through the kernel. Whatever fails: the card is untouched, the other
destination is proved and sealed, nothing wrong has a final name, and once the fault is gone the next run completes."""

import os
import pathlib
import subprocess
import time
import unittest

from disks import FaultDisk, ImageDisk
from program import PROGRAM, ProgramTest, run, traces
from seals import content_of, final_files, seal_problems

MEGABYTE = 1 << 20
PARTS = "name=*.tailslate-part"


class RealFaultTest(ProgramTest):
    SIZES = {"clip1.mov": 3 * MEGABYTE + 17, "clip2.mov": 9 * MEGABYTE, "clip3.mov": 2 * MEGABYTE,
             "sound/take1.wav": 700_001, "sound/empty.txt": 0, "clip4.mov": MEGABYTE}

    def setUp(self):
        super().setUp()
        self.card = self.card_folder = self.folder / "card"
        self.content = {}
        for name, size in self.SIZES.items():
            path = self.card / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = os.urandom(size)
            path.write_bytes(data)
            self.content[name] = content_of(data)
        self.before = traces(self.card)
        self.good = self.folder / "good"
        self.bad = self.folder / "bad"

    def fault_disk(self):
        """The second destination is on a disk that can fail."""
        disk = FaultDisk(self, self.folder / "raid")
        self.bad = disk.mount / "place"
        return disk

    def fault_card(self):
        """The card is in a reader that can fail."""
        disk = FaultDisk(self, self.card_folder)
        self.card = disk.mount
        return disk

    def command(self):
        return ["offload", "run", self.card, "--to", self.good, "--to", self.bad, "--hash", "md5", "--json"]

    def roll(self, destination):
        return destination / self.card.name

    def offload(self, expected):
        process = run(*self.command())
        return self.outcome(process.returncode, process.stdout, process.stderr, expected)

    def offload_while(self, ready, act, expected, then=lambda: None):
        """Acts in the middle of an offload, once ready() says so; and then again when it has ended."""
        process = subprocess.Popen([PROGRAM, *map(str, self.command())], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        try:
            deadline = time.monotonic() + 30
            while not ready():
                self.assertIsNone(process.poll(), "it ended before anything could happen to it")
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.002)
            act()
            self.assertIsNone(process.poll(), "it ended before anything could happen to it")
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()
        then()
        return self.outcome(process.returncode, output, errors, expected)

    def outcome(self, exit_code, output, errors, expected):
        """The last line the program printed, once what holds for every offload was found to hold."""
        self.said = output + errors
        self.assertEqual(exit_code, expected, self.said)
        self.assertEqual(traces(self.card_folder), self.before)
        for destination in (self.good, self.bad):
            self.assert_nothing_wrong(destination)
        lines = self.json_lines(subprocess.CompletedProcess([], exit_code, output, errors))
        self.failed_files = {line["file"] for line in lines if line["type"] == "copyFailed"}
        for line in lines:
            if line["type"] == "copyVerified":
                self.assertTrue((self.roll(pathlib.Path(line["destination"])) / line["file"]).exists(), line)
        self.assertEqual(lines[-1]["type"], "result", self.said)
        return lines[-1]

    def assert_nothing_wrong(self, destination):
        try:
            os.listdir(self.roll(destination))
        except OSError:
            return
        held = final_files(self.roll(destination))
        for name, content in held.items():
            self.assertEqual(content, self.content[name], f"{name} at {destination} differs from the card")
        self.assertEqual(seal_problems(self.roll(destination), held, finished=False), [])

    def assert_proved(self, destination):
        held = final_files(self.roll(destination))
        self.assertEqual(held, self.content)
        self.assertEqual(seal_problems(self.roll(destination), held), [])

    def assert_only_the_bad_destination_failed(self, result):
        good, bad = result["destinations"]
        self.assertTrue(good["good"], self.said)
        self.assertFalse(bad["good"], self.said)
        self.assertIsNotNone(bad["error"], self.said)
        self.assertFalse(result["safeToFormat"])
        self.assert_proved(self.good)

    def assert_the_next_run_completes(self):
        result = self.offload(0)
        self.assertTrue(result["allVerified"])
        self.assert_proved(self.good)
        self.assert_proved(self.bad)

    def files_at(self, destination):
        return [path for path in self.roll(destination).rglob("*") if path.is_file()]


class FailingCardTest(RealFaultTest):
    def setUp(self):
        super().setUp()
        self.reader = self.fault_card()

    def test_a_file_that_cannot_be_read_is_named_and_all_others_are_verified(self):
        self.reader.set("read EIO name=clip2.mov offset=5000000")
        result = self.offload(1)
        self.assertIn("read EIO name=clip2.mov offset=5000000", self.reader.happened())
        self.assertEqual(self.failed_files, {"clip2.mov"})
        others = sorted(name for name in self.content if name != "clip2.mov")
        for destination, outcome in zip((self.good, self.bad), result["destinations"]):
            self.assertFalse(outcome["good"])
            self.assertEqual(outcome["filesVerified"], len(others))
            self.assertEqual(sorted(final_files(self.roll(destination))), others)
        self.assertFalse(result["safeToFormat"])
        self.reader.set()
        self.assert_the_next_run_completes()

    def test_a_block_that_reads_at_the_second_try_costs_nothing(self):
        self.reader.set("read EIO name=clip2.mov offset=0 count=1")
        result = self.offload(0)
        self.assertEqual(len(self.reader.happened()), 1)
        self.assertTrue(result["allVerified"])
        for destination in (self.good, self.bad):
            self.assert_proved(destination)

    def test_a_card_pulled_out_while_it_is_read_leaves_nothing_wrong(self):
        self.reader.set("delay read ms=20")
        self.offload_while(lambda: self.files_at(self.good), lambda: self.reader.set("vanish"), 1,
                           then=self.reader.set)
        self.assertIn("vanish", self.reader.happened())
        self.assert_the_next_run_completes()


class FailingDestinationTest(RealFaultTest):
    def setUp(self):
        super().setUp()
        self.disk = self.fault_disk()

    def assert_given_up_after(self, *faults, exit_code=1):
        self.disk.set(*faults)
        result = self.offload(exit_code)
        self.assertTrue(set(self.disk.happened()) & set(faults), "the fault never happened")
        self.assert_only_the_bad_destination_failed(result)
        self.disk.set()
        self.assert_the_next_run_completes()

    def test_it_runs_full_while_it_is_written(self):
        self.assert_given_up_after(f"write ENOSPC {PARTS} after=5000000")

    def test_it_cannot_be_written(self):
        self.assert_given_up_after(f"write EIO {PARTS} nth=3")

    def test_it_does_not_confirm_a_file_as_stored(self):
        # Once only: whoever asked again would be told that all is well.
        self.assert_given_up_after(f"fsync EIO {PARTS} nth=2 count=1")

    def test_it_reports_at_closing_that_a_file_was_not_stored(self):
        self.assert_given_up_after(f"close EIO {PARTS} nth=1")

    def test_it_does_not_confirm_a_folder_as_stored(self):
        self.assert_given_up_after("fsyncdir EIO")

    def test_it_turns_read_only(self):
        self.assert_given_up_after("create EROFS", "mkdir EROFS", "write EROFS", "rename EROFS", "unlink EROFS")

    def test_it_does_not_give_final_names(self):
        self.assert_given_up_after(f"rename EIO {PARTS}")

    def test_it_cannot_be_read_back(self):
        self.assert_given_up_after(f"read EIO {PARTS}")

    def test_it_stores_a_wrong_bit(self):
        self.assert_a_wrong_bit_is_found(f"flip-write {PARTS} offset=1000000 bit=3 count=1")

    def test_it_reads_back_a_wrong_bit(self):
        self.assert_a_wrong_bit_is_found(f"flip-read {PARTS} offset=1000000 bit=0")

    def assert_a_wrong_bit_is_found(self, fault):
        self.disk.set(fault)
        result = self.offload(11)
        self.assertIn(fault, self.disk.happened())
        self.assert_only_the_bad_destination_failed(result)
        self.assertTrue(self.failed_files)
        self.assertEqual(self.failed_files & set(final_files(self.roll(self.bad))), set())
        self.disk.set()
        self.assert_the_next_run_completes()

    def test_it_takes_every_file_but_no_seal(self):
        self.disk.set("create ENOSPC name=*.mhl*")
        result = self.offload(1)
        self.assertIn("create ENOSPC name=*.mhl*", self.disk.happened())
        self.assert_only_the_bad_destination_failed(result)
        self.assertEqual(sorted(final_files(self.roll(self.bad))), sorted(self.content))
        self.assertFalse((self.roll(self.bad) / "ascmhl" / "ascmhl_chain.xml").exists())
        self.disk.set()
        self.assert_the_next_run_completes()

    def test_it_vanishes_in_the_middle(self):
        self.disk.set("delay write ms=30")
        result = self.offload_while(lambda: self.files_at(self.disk.folder / "place"),
                                    lambda: self.disk.set("vanish"), 1, then=self.disk.set)
        self.assertIn("vanish", self.disk.happened())
        self.assert_only_the_bad_destination_failed(result)
        self.assert_the_next_run_completes()

    def test_it_refuses_direct_transfers_and_is_verified_past_the_cache_all_the_same(self):
        self.disk.set("write EINVAL direct", "read EINVAL direct")
        self.assertTrue(self.offload(0)["allVerified"])
        self.assertEqual(set(self.disk.happened()), {"write EINVAL direct", "read EINVAL direct"})
        self.assert_proved(self.bad)

    def test_it_has_the_limits_of_fat_and_is_verified_all_the_same(self):
        limits = ("rename EINVAL noreplace", "link EPERM", "fallocate EOPNOTSUPP", "chmod EPERM", "coarse-times")
        self.disk.set(*limits)
        self.assertTrue(self.offload(0)["allVerified"])
        self.assertIn("rename EINVAL noreplace", self.disk.happened())
        self.assertIn("fallocate EOPNOTSUPP", self.disk.happened())
        self.assert_proved(self.bad)
        self.assert_the_next_run_completes()


class ReturningDiskTest(RealFaultTest):
    """A device that goes away in the middle of a file and comes back while it is waited for."""

    SIZES = RealFaultTest.SIZES | {"clip0.mov": 40 * MEGABYTE + 1}

    def command(self):
        return [*super().command(), "--wait", "1"]

    def assert_completed_after(self, ready, lose, bring_back):
        def act():
            lose()
            time.sleep(1.5)  # The program looks twice a second.
            bring_back()

        result = self.offload_while(ready, act, 0)
        self.assertTrue(result["allVerified"])
        self.assert_proved(self.good)
        self.assert_proved(self.bad)

    def part_of_at_least(self, folder, size):
        return lambda: any(path.stat().st_size >= size for path in folder.rglob(".*.tailslate-part"))

    def test_a_destination_that_fails_for_a_while_is_completed(self):
        disk = self.fault_disk()
        disk.set("delay write ms=5")
        self.assert_completed_after(self.part_of_at_least(disk.folder, 16 * MEGABYTE),
                                    lambda: disk.set("vanish"), disk.set)
        self.assertIn("vanish", disk.happened())

    def test_a_destination_that_is_unmounted_and_mounted_again_is_completed(self):
        disk = self.fault_disk()
        disk.set("delay write ms=5")
        self.assert_completed_after(self.part_of_at_least(disk.folder, 16 * MEGABYTE), disk.pull_out, disk.plug_in)

    def test_a_card_that_fails_for_a_while_is_read_to_its_end(self):
        disk = self.fault_card()
        disk.set("delay read ms=10")
        self.assert_completed_after(self.part_of_at_least(self.good, 8 * MEGABYTE),
                                    lambda: disk.set("vanish"), disk.set)
        self.assertIn("vanish", disk.happened())

    def test_a_card_that_is_unmounted_and_mounted_again_is_read_to_its_end(self):
        disk = self.fault_card()
        disk.set("delay read ms=10")
        self.assert_completed_after(self.part_of_at_least(self.good, 8 * MEGABYTE), disk.pull_out, disk.plug_in)

    def test_nothing_is_written_to_another_volume_at_the_place_of_the_one_that_went_away(self):
        disk = self.fault_disk()
        disk.set("delay write ms=5")
        other = self.folder / "other"
        (other / "place" / self.card.name).mkdir(parents=True)
        there = traces(other)

        def pull_out_and_mount_another():
            disk.pull_out()
            disk.folder, self.real = other, disk.folder
            disk.plug_in()

        def bring_back():
            disk.pull_out()
            self.assertEqual(traces(other), there)
            disk.folder = self.real
            disk.plug_in()

        self.assert_completed_after(self.part_of_at_least(disk.folder, 16 * MEGABYTE), pull_out_and_mount_another,
                                    bring_back)


class SmallDiskTest(RealFaultTest):
    """A destination that is a file system of its own, on a loop device."""

    def setUp(self):
        super().setUp()
        self.disk = ImageDisk(self, self.folder / "small", "ext4", 64, ("-q", "-F", "-m", "0"))
        self.bad = self.disk.mount / "place"

    def slow_card(self):
        self.fault_card().set("delay read ms=40")

    def fill(self, left):
        """Takes the room there is, but for so many bytes."""
        space = os.statvfs(self.disk.mount)
        with open(self.disk.mount / "filler", "wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, space.f_bavail * space.f_frsize - left)

    def test_a_card_that_does_not_fit_is_refused_before_the_first_byte(self):
        self.fill(sum(self.SIZES.values()) - MEGABYTE)
        process = run("offload", "run", self.card, "--to", self.good, "--to", self.bad)
        self.assert_refused(process, 1, self.disk.mount)
        self.assertFalse(self.bad.exists())
        self.assertFalse(self.good.exists())
        self.assertEqual(traces(self.card_folder), self.before)
        (self.disk.mount / "filler").unlink()
        self.assert_the_next_run_completes()

    def test_another_program_fills_the_disk_during_the_copy(self):
        self.slow_card()
        result = self.offload_while(lambda: self.files_at(self.bad), lambda: self.fill(MEGABYTE // 4), 1)
        self.assert_only_the_bad_destination_failed(result)
        self.assertIn("clip", "".join(self.failed_files))
        (self.disk.mount / "filler").unlink()
        self.assert_the_next_run_completes()

    def test_the_power_of_the_disk_is_cut_while_files_are_copied(self):
        self.slow_card()
        self.assert_survives_a_power_cut(lambda: len(self.final_names()) >= 2)

    def test_the_power_of_the_disk_is_cut_when_it_is_about_to_be_sealed(self):
        self.slow_card()
        self.assert_survives_a_power_cut(lambda: len(self.final_names()) >= len(self.content) - 1)

    def final_names(self):
        return [path for path in self.files_at(self.bad) if path.suffix != ".tailslate-part"]

    def assert_survives_a_power_cut(self, ready):
        result = self.offload_while(ready, self.disk.cut_power, 1, then=self.disk.restart)
        self.assert_only_the_bad_destination_failed(result)
        self.assertGreater(result["destinations"][1]["filesVerified"], 0)
        self.assert_the_next_run_completes()


class FatDiskTest(RealFaultTest):
    """File systems of shuttle drives: names that are one in any case, times in steps of two seconds."""

    def offload_to(self, kind, *options):
        disk = ImageDisk(self, self.folder / kind, kind, 64, options)
        self.bad = disk.mount / "place"
        self.assert_the_next_run_completes()
        for name in self.content:
            difference = (self.card_folder / name).stat().st_mtime - (self.roll(self.bad) / name).stat().st_mtime
            self.assertLess(abs(difference), 2.0, name)
        self.assert_the_next_run_completes()

    def test_a_fat_disk_is_verified(self):
        self.offload_to("vfat", "-F", "32")

    def test_an_exfat_disk_is_verified(self):
        self.offload_to("exfat")


if __name__ == "__main__":
    unittest.main()
