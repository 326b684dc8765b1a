# SPDX-License-Identifier: Apache-2.0
"""Media hash lists from the command line: every verb, and the exit code of every kind of finding."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import NOBODY, PROGRAM, SCHEMAS, ProgramTest, run

GOLDEN = SCHEMAS.parent / "golden" / "asc-mhl"


def is_valid(document):
    schema = "ASCMHLDirectory.xsd" if document.suffix == ".xml" else "ASCMHL.xsd"
    return subprocess.run(["xmllint", "--nonet", "--noout", "--schema", SCHEMAS / schema, document],
                          capture_output=True, check=False).returncode == 0


class MhlTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.roll = self.folder / "A001R2EC"
        self.put("Clips/A001C001.mov", b"one")
        self.put("Clips/A001C002.mov", b"two")
        self.put("notes & <1>.txt", b"three")

    def put(self, name, content):
        path = self.roll / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def mhl(self, *arguments, code=0):
        """The objects of a command, the last being its result."""
        process = run("mhl", *arguments, "--json")
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        lines = self.json_lines(process)
        self.assertEqual(lines[-1]["exitCode"], code)
        return lines

    @staticmethod
    def verdicts(lines):
        return {line["path"]: line["verdict"] for line in lines
                if line["type"] == "path" and line["verdict"] != "match"}

    def create(self, *arguments):
        return self.mhl("create", self.roll, *arguments)[-1]

    def test_a_new_history_holds_every_format_asked_for_and_is_valid(self):
        result = self.create("-h", "xxh64", "-h", "md5", "-h", "c4", "--author", "Jo", "--role", "DIT",
                             "--location", "Stage 4")
        self.assertEqual(result["counts"]["new"], 3)
        manifest = next((self.roll / "ascmhl").glob("0001_A001R2EC_*Z.mhl"))
        self.assertEqual(result["appended"][0]["manifest"], str(manifest))
        text = manifest.read_text()
        self.assertIn("<md5 action=\"original\"", text)
        self.assertIn("role=\"DIT\"", text)
        if SCHEMAS.exists():
            self.assertTrue(is_valid(manifest))
            self.assertTrue(is_valid(self.roll / "ascmhl" / "ascmhl_chain.xml"))
        else:
            print("no schemas, validity is not checked")

    def test_verify_appends_unless_told_not_to(self):
        self.create()
        result = self.mhl("verify", self.roll)[-1]
        self.assertEqual((result["counts"]["match"], result["appended"][0]["generation"]), (3, 2))
        self.assertEqual(self.mhl("verify", self.roll, "--no-append")[-1]["appended"], [])
        process = run("mhl", "verify", self.roll)
        self.assertIn("3 match", process.stdout)
        self.assertIn("Generation 3 appended", process.stdout)

    def test_every_finding_is_reported_and_the_most_serious_gives_the_code(self):
        self.create()
        self.put("new.mov", b"new")
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, code=21)), {"new.mov": "new"})
        (self.roll / "Clips/A001C002.mov").unlink()
        expected = {"new.mov": "new", "Clips/A001C002.mov": "missing"}
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, code=21)), expected)
        lines = self.mhl("diff", self.roll, code=21)
        self.assertEqual(self.verdicts(lines), expected | {"Clips/A001C001.mov": "present",
                                                           "notes & <1>.txt": "present"})
        self.assertEqual(lines[-1]["counts"]["match"], 0)
        self.put("Clips/A001C001.mov", b"ONE")
        expected["Clips/A001C001.mov"] = "mismatch"
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, code=11)), expected)
        self.mhl("create", self.roll, code=11)
        (self.roll / "Clips/A001C001.mov").write_bytes(b"one")
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, code=10)), {"Clips/A001C002.mov": "missing"})

    def test_one_file_is_verified_alone(self):
        self.create()
        self.put("Clips/A001C001.mov", b"ONE")
        self.assertEqual(self.mhl("verify", self.roll, "--file", "Clips/A001C002.mov")[-1]["counts"]["match"], 1)
        lines = self.mhl("verify", self.roll, "--file", self.roll / "Clips/A001C001.mov", code=11)
        self.assertEqual(self.verdicts(lines), {"Clips/A001C001.mov": "mismatch"})
        self.assert_refused(run("mhl", "verify", self.roll, "--file", "../x"), 2, "not in the folder")
        self.assert_refused(run("mhl", "verify", self.roll, "--file", "nothing"), 10, "nothing")

    def test_names_in_brackets_are_taken_as_they_are(self):
        self.put("[bb]/xy", b"brackets")
        self.put("bb/xy", b"plain")
        self.create()
        lines = self.mhl("verify", self.roll, "--no-append", "--file=[bb]")
        self.assertEqual([line["path"] for line in lines if line["type"] == "path"], ["[bb]/xy"])
        self.create("--ignore", "[!a]", "--ignore", "[x,y]")
        self.assertEqual(self.mhl("info", self.roll)[-1]["histories"][0]["ignore"][-2:], ["[!a]", "[x,y]"])

    def test_an_option_takes_one_value_and_leaves_the_folder_alone(self):
        self.mhl("create", "-h", "xxh64", "-h", "md5", self.roll, "--location", "B")
        self.mhl("verify", "--file", "Clips", "--file", "notes & <1>.txt", self.roll, "--no-append")
        self.mhl("create", "--ignore", "*.RMD", self.roll, "--location", "B")

    def test_the_state_of_the_history_has_its_own_codes(self):
        self.assertFalse(self.mhl("verify", self.roll, code=30)[-1]["hasHistory"])
        self.mhl("info", self.roll, code=30)
        manifest = pathlib.Path(self.create()["appended"][0]["manifest"])
        chain = self.roll / "ascmhl" / "ascmhl_chain.xml"
        kept = manifest.read_bytes()
        manifest.write_bytes(kept + b"\n")
        lines = self.mhl("verify", self.roll, code=31)
        self.assertEqual(lines[0]["fault"], "manifestModified")
        self.assertIn("damaged", lines[-1]["notAppended"])
        manifest.unlink()
        self.mhl("verify", self.roll, code=33)
        manifest.write_bytes(kept)
        chain.unlink()
        self.mhl("verify", self.roll, code=32)
        self.mhl("flatten", self.roll, "--out", self.folder, code=32)

    def test_ignored_files_stay_out_of_the_history(self):
        self.put("A001.RMD", b"later")
        self.create("--ignore", "*.RMD")
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll)), {})
        result = self.mhl("info", self.roll)[-1]
        self.assertEqual(result["histories"][0]["ignore"], [".DS_Store", "ascmhl", "ascmhl/", "*.RMD"])
        self.assertEqual(result["histories"][0]["files"], 3)

    def test_recorded_files_do_not_vanish_behind_patterns(self):
        self.create()
        self.put("Clips/A001C001.mov", b"ONE")
        expected = {"Clips/A001C001.mov": "ignored", "Clips/A001C002.mov": "ignored"}
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, "--ignore", "Clips/", code=1)), expected)
        shutil.rmtree(self.roll / "Clips")
        self.assertEqual(self.verdicts(self.mhl("verify", self.roll, code=1)), expected)

    def test_nothing_compared_is_no_success(self):
        (self.roll / "empty").mkdir()
        self.create()
        self.mhl("verify", self.roll, "--file", "empty", "--no-append", code=1)

    def test_info_shows_all_that_is_known_of_a_file(self):
        self.create()
        self.create("-h", "sha1")
        os.rename(self.roll / "Clips/A001C001.mov", self.roll / "Clips/A001C009.mov")
        result = self.mhl("rename", self.roll)[-1]
        self.assertEqual(result["renamed"], [{"from": "Clips/A001C001.mov", "to": "Clips/A001C009.mov"}])
        self.mhl("verify", self.roll)
        for name in ("Clips/A001C009.mov", "Clips/A001C001.mov"):
            result = self.mhl("info", self.roll, name)[-1]
            self.assertEqual(result["path"], "Clips/A001C009.mov")
            self.assertEqual(result["previousPath"], "Clips/A001C001.mov")
            self.assertEqual([one["generation"] for one in result["digests"]], [1, 2, 2, 3, 4])
        self.assert_refused(run("mhl", "info", self.roll, "nothing"), 10, "does not know")

    def test_info_goes_through_the_histories_around_a_file(self):
        self.create()
        (self.roll / "Clips" / "new").write_bytes(b"new")
        self.mhl("create", self.roll / "Clips", "--file", "new")
        result = self.mhl("info", self.roll, "Clips/A001C001.mov")[-1]
        self.assertEqual([(one["history"], one["generation"]) for one in result["digests"]], [("", 1)])
        self.mhl("create", self.roll / "Clips")
        result = self.mhl("info", self.roll, "Clips/A001C001.mov")[-1]
        self.assertEqual([(one["history"], one["generation"]) for one in result["digests"]], [("Clips", 2), ("", 1)])

    def test_a_role_needs_an_author(self):
        process = run("mhl", "create", self.roll, "--role", "DIT")
        self.assertEqual(process.returncode, 2, process.stderr + process.stdout)
        self.assertIn("--author", process.stderr)
        self.assertFalse((self.roll / "ascmhl").exists())

    def test_a_named_rename_is_proved_by_the_bytes(self):
        self.create()
        os.rename(self.roll / "Clips", self.roll / "Takes")
        self.assertEqual(len(self.mhl("rename", self.roll, "Clips", "Takes")[-1]["renamed"]), 2)
        os.rename(self.roll / "notes & <1>.txt", self.roll / "n.txt")
        self.put("n.txt", b"other")
        self.mhl("rename", self.roll, "notes & <1>.txt", "n.txt", code=11)
        self.assert_refused(run("mhl", "rename", self.roll, "one"), 2)

    def test_the_folder_of_a_history_has_no_name_in_it(self):
        self.create()
        for names in ((".", "Sub"), ("Clips", "."), ("Clips", "Clips"), ("Clips", "../Takes"), ("Clips",)):
            with self.subTest(names):
                process = run("mhl", "rename", self.roll, *names)
                self.assertEqual(process.returncode, 2, process.stdout + process.stderr)
        self.assertEqual(len(list((self.roll / "ascmhl").glob("*.mhl"))), 1)

    def test_the_renamed_folder_of_a_nested_history_is_found_and_recorded(self):
        self.create()
        self.mhl("create", self.folder)
        (self.folder / "A001R2EC").rename(self.folder / "B001R2EC")
        lost = self.mhl("verify", self.folder, code=33)
        self.assertEqual([line["fault"] for line in lost if line["type"] == "problem"], ["referenceMoved"])
        result = self.mhl("rename", self.folder)[-1]
        self.assertEqual(result["renamedFolders"][0], {"from": "A001R2EC", "to": "B001R2EC"})
        self.mhl("verify", self.folder)

    def test_a_flattened_history_verifies_another_copy(self):
        self.create()
        copy = self.folder / "copy"
        shutil.copytree(self.roll, copy, ignore=shutil.ignore_patterns("ascmhl"))
        result = self.mhl("flatten", self.roll, "--out", self.folder / "post")[-1]
        self.assertEqual(result["files"], 3)
        self.assertTrue(os.path.exists(result["collection"]))
        check = self.mhl("verify", copy, "--packing-list", result["manifest"])[-1]
        self.assertEqual((check["counts"]["match"], check["appended"]), (3, []))
        (copy / "Clips/A001C001.mov").write_bytes(b"ONE")
        self.mhl("verify", copy, "--packing-list", result["manifest"], code=11)
        self.assertFalse((copy / "ascmhl").exists())

    def test_a_collection_is_checked_as_a_whole(self):
        self.create()
        result = self.mhl("flatten", self.roll, "--out", self.folder / "post")[-1]
        self.assertEqual(self.mhl("verify", result["collection"])[-1]["counts"]["match"], 1)
        self.assert_refused(run("mhl", "verify", self.roll, "--packing-list", result["collection"]), 2,
                            "verify the collection by itself")
        with open(result["manifest"], "a", encoding="utf-8") as manifest:
            manifest.write("<!-- -->")
        lines = self.mhl("verify", result["collection"], code=31)
        self.assertEqual(lines[-1]["counts"]["match"], 0)
        os.remove(result["manifest"])
        self.mhl("verify", result["collection"], code=33)

    def test_a_changed_generation_is_no_list_to_convert_or_compare_with(self):
        self.create()
        manifest = next((self.roll / "ascmhl").glob("*.mhl"))
        manifest.write_text(manifest.read_text().replace("A001C001", "A001C009"))
        self.mhl("convert", manifest, "--out", self.folder, code=31)
        self.assertEqual(list(self.folder.glob("*.mhl")), [])
        self.mhl("verify", self.roll, "--packing-list", manifest, code=31)

    def test_a_folder_inside_a_history_says_where_the_history_is(self):
        self.create()
        process = run("mhl", "verify", self.roll / "Clips")
        self.assertEqual(process.returncode, 30)
        self.assertIn(f"but in {self.roll}", process.stdout + process.stderr)
        process = run("mhl", "create", self.roll / "ascmhl")
        self.assertEqual(process.returncode, 2, process.stdout + process.stderr)
        self.assertIn("name the folder around it", process.stdout + process.stderr)

    def test_a_packing_list_that_is_not_its_collections_is_modified(self):
        self.create()
        result = self.mhl("flatten", self.roll, "--out", self.folder / "post")[-1]
        manifest = pathlib.Path(result["manifest"])
        manifest.write_bytes(manifest.read_bytes() + b"\n")
        lines = self.mhl("verify", self.roll, "--packing-list", manifest, code=31)
        self.assertEqual(lines[0]["fault"], "manifestModified")
        self.assertEqual(lines[-1]["counts"]["match"], 0)
        self.assertIsNone(self.mhl("convert", manifest, "--out", self.folder, code=31)[-1]["manifest"])
        pathlib.Path(result["collection"]).write_text("<broken")
        self.mhl("verify", self.roll, "--packing-list", manifest, code=1)
        pathlib.Path(result["collection"]).unlink()
        self.mhl("verify", self.roll, "--packing-list", manifest)

    def test_a_legacy_manifest_verifies_the_folder_it_lies_in(self):
        self.create()
        outside = self.mhl("convert", self.roll, "--out", self.folder / "lists")[-1]["manifest"]
        legacy = pathlib.Path(shutil.move(outside, self.roll))
        shutil.rmtree(self.roll / "ascmhl")
        result = self.mhl("verify", legacy)[-1]
        self.assertEqual((result["counts"]["match"], result["counts"]["new"], result["appended"]), (3, 0, []))
        copy = self.folder / "copy"
        shutil.copytree(self.roll, copy)
        (copy / "Clips/A001C001.mov").write_bytes(b"ONE")
        lines = self.mhl("verify", copy, "--packing-list", copy / legacy.name, code=11)
        self.assertEqual(self.verdicts(lines), {"Clips/A001C001.mov": "mismatch"})

    def test_a_generation_is_not_verified_by_itself(self):
        manifest = self.create()["appended"][0]["manifest"]
        process = run("mhl", "verify", manifest)
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn("generation of a history", process.stderr)

    def test_histories_are_converted_both_ways(self):
        self.create("-h", "md5")
        self.mhl("convert", self.roll, "--out", self.folder, code=1)  # No xxh64 is recorded.
        self.assert_refused(run("mhl", "convert", self.roll, "--out", self.roll, "-h", "md5"), 2, "give a folder outside")
        result = self.mhl("convert", self.roll, "--out", self.folder / "lists", "-h", "md5")[-1]
        self.assertEqual((result["to"], result["files"]), ("legacy", 3))
        back = self.mhl("convert", result["manifest"], "--out", self.folder)[-1]
        self.assertEqual((back["to"], back["files"]), ("ascmhl", 3))
        check = self.mhl("verify", self.roll, "--packing-list", back["manifest"], "--ignore", "*.mhl")[-1]
        self.assertEqual(check["counts"]["match"], 3)
        self.assert_refused(run("mhl", "convert", self.roll, "--out", self.folder, "-h", "c4"), 2, "xxh64 or md5")

    def test_a_history_of_folders_alone_says_why_there_is_no_list_of_it(self):
        folders = self.folder / "folders"
        (folders / "empty").mkdir(parents=True)
        self.mhl("create", folders)
        for verb in ("flatten", "convert"):
            with self.subTest(verb=verb):
                process = run("mhl", verb, folders, "--out", self.folder / "lists")
                self.assertEqual(process.returncode, 1, process.stdout + process.stderr)
                self.assertIn("no file with a digest is recorded, and such a list holds only files", process.stdout)
        self.assertFalse((self.folder / "lists").exists())

    def test_a_folder_that_cannot_be_listed_is_named_and_is_no_success(self):
        self.create()
        self.put("Cards/B001/clip", b"clip")
        self.mhl("create", self.roll / "Cards" / "B001")
        locked = self.roll / "Cards"
        # Root reads everything, so root steps down, and works where anybody may go.
        as_nobody = {"preexec_fn": lambda: os.setuid(NOBODY)} if os.geteuid() == 0 else {}
        for folder in (self.folder, self.roll):
            folder.chmod(0o777)
        if subprocess.run([PROGRAM, "mhl", "info", self.roll], capture_output=True, check=False,
                          **as_nobody).returncode != 0:
            self.skipTest("another user cannot run the program where it was built, or read this folder")
        self.addCleanup(locked.chmod, 0o755)
        locked.chmod(0)
        for arguments in (("info", self.roll), ("info", self.roll, "notes & <1>.txt"),
                          ("flatten", self.roll, "--out", self.folder / "lists"),
                          ("convert", self.roll, "--out", self.folder)):
            with self.subTest(verb=arguments[0]):
                process = run("mhl", *arguments, **as_nobody)
                self.assertEqual(process.returncode, 1, process.stdout + process.stderr)
                self.assertIn(f"UNREADABLE {locked}: ", process.stdout)
                self.assertIn("a history in it, and all that it records, is missing here", process.stdout)
        # The rest is there, and a pattern says that what is in there is not meant.
        self.assertEqual(len(list((self.folder / "lists").glob("collection_*/*.mhl"))), 1)
        locked.chmod(0o755)
        self.create("--ignore", "Cards/")
        locked.chmod(0)
        self.assertEqual(run("mhl", "info", self.roll, **as_nobody).returncode, 0)

    def test_nested_histories_go_on_inside_first(self):
        self.create()
        day = self.mhl("create", self.folder)[-1]
        self.assertEqual([os.path.dirname(one["manifest"]) for one in day["appended"]],
                         [str(self.roll / "ascmhl"), str(self.folder / "ascmhl")])
        self.assertEqual(len(self.mhl("info", self.folder)[-1]["histories"]), 2)
        self.put("Clips/A001C001.mov", b"ONE")
        self.assertEqual(self.verdicts(self.mhl("verify", self.folder, code=11)),
                         {"A001R2EC/Clips/A001C001.mov": "mismatch"})

    def test_wrong_formats_and_folders_are_refused(self):
        self.assert_refused(run("mhl", "create", self.roll, "-h", "sha256"), 2, "sha256")
        self.assert_refused(run("mhl", "create", self.folder / "nothing"), 10, "nothing")
        self.assert_refused(run("mhl", "verify", self.roll / "notes & <1>.txt"), 2)
        self.assertFalse((self.roll / "ascmhl").exists())

    def test_help_explains_the_verbs(self):
        self.assertIn("--packing-list", run("mhl", "verify", "--help").stdout)
        self.assertIn("flatten", run("mhl", "--help").stdout)

    @unittest.skipUnless(GOLDEN.exists(), f"no trees of the reference implementation at {GOLDEN}")
    def test_trees_of_the_reference_give_their_codes(self):
        codes = {"01-create": 0, "02-all-formats": 0, "03-append-verified": 0, "04-append-failed": 11,
                 "05-nested": 0, "06-missing-and-new": 21, "07-tampered-manifest": 31, "08-flattened": 0}
        for tree, code in codes.items():
            scope = GOLDEN / tree / ("Day01" if tree == "05-nested" else "A001R2EC")
            with self.subTest(tree=tree):
                self.mhl("verify", scope, "--no-append", code=code)
