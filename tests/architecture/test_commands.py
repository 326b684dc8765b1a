#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands in cmake/, with stand-ins for the system's tools: nothing is installed, built or downloaded."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ["bash", "env", "awk", "sed", "grep", "readlink", "dirname", "cat", "nproc", "mktemp", "mkdir", "rm", "mkfifo"]


class CommandsTest(unittest.TestCase):
    """Each test gets a copy of cmake/ in a tree of its own and a PATH that holds nothing but what it needs."""

    def setUp(self):
        self.scratch = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.scratch)
        self.root = self.scratch / "tree with spaces"
        shutil.copytree(ROOT / "cmake", self.root / "cmake")
        self.bin = self.scratch / "bin"
        self.bin.mkdir()
        self.log = self.scratch / "calls"
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.fake("id", "echo 1000")
        self.fake("apt-get", "")
        self.fake("sudo", 'exec "$@"')
        self.fake("cmake", "")
        self.installed_except()

    def fake(self, name, body):
        """A stand-in that notes its call, one line each, and then does `body`."""
        file = self.bin / name
        file.write_text(f'#!/usr/bin/env bash\necho "{name} $*" >>"{self.log}"\n{body}\n', encoding="utf-8")
        file.chmod(0o755)

    def installed_except(self, *missing):
        pattern = "|".join(missing) or "-"
        self.fake("dpkg-query", f"""code=0
for name in "${{@:3}}"; do
    case "$name" in
    {pattern}) code=1; echo "no packages found matching $name" >&2 ;;
    *) echo "installed $name" ;;
    esac
done
exit $code""")

    def fake_programs(self):
        programs = self.root / "build" / "release" / "bin"
        programs.mkdir(parents=True)
        for name in ("tailslate", "tailslate-cli"):
            self.fake(name, "")
            shutil.move(self.bin / name, programs / name)

    def run_command(self, name, *arguments, **environment):
        return subprocess.run([str(self.root / "cmake" / name), *arguments], capture_output=True, text=True, cwd="/",
                              check=False, env={"PATH": str(self.bin), **environment})

    def calls(self, name):
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.split(" ")[0] == name]

    # install-packages

    def test_needs_neither_root_nor_network_when_all_is_installed(self):
        done = self.run_command("install-packages", "build", "run", "test", "ci", "tidy")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.calls("apt-get") + self.calls("sudo"), [])

    def test_installs_only_what_is_missing_through_sudo(self):
        self.installed_except("cmake", "libgtest-dev")
        self.assertEqual(self.run_command("install-packages", "build", "run").returncode, 0)
        self.assertEqual(len(self.calls("sudo")), 2)
        install = self.calls("apt-get")[-1]
        self.assertTrue(install.endswith("install -y --no-install-recommends cmake libgtest-dev"), install)

    def test_installs_without_sudo_as_root(self):
        self.installed_except("cmake")
        self.fake("id", "echo 0")
        self.assertEqual(self.run_command("install-packages", "build").returncode, 0)
        self.assertEqual((len(self.calls("sudo")), len(self.calls("apt-get"))), (0, 2))

    def test_a_removed_package_with_its_settings_left_behind_counts_as_missing(self):
        self.fake("dpkg-query", 'for name in "${@:3}"; do echo "config-files $name"; done')
        self.assertEqual(self.run_command("install-packages", "ci").returncode, 0)
        self.assertIn("clang-format-19", self.calls("apt-get")[-1])

    def test_names_the_packages_where_neither_root_nor_sudo_is_at_hand(self):
        self.installed_except("cmake")
        (self.bin / "sudo").unlink()
        done = self.run_command("install-packages", "build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("as root, run: apt-get install cmake\n", done.stderr)
        self.assertEqual(self.calls("apt-get"), [])

    def test_says_so_where_there_is_no_debian(self):
        (self.bin / "dpkg-query").unlink()
        done = self.run_command("install-packages", "build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not a Debian system", done.stderr)

    def test_a_failed_installation_fails_the_command(self):
        self.installed_except("cmake")
        self.fake("apt-get", "exit 100")
        done = self.run_command("run", "--build-only")
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not install", done.stderr)
        self.assertEqual(self.calls("cmake"), [])

    def test_an_unknown_group_is_a_usage_error(self):
        self.assertEqual(self.run_command("install-packages", "nonsense").returncode, 2)
        self.assertEqual(self.run_command("install-packages").returncode, 2)

    def test_no_package_is_listed_twice(self):
        lines = (ROOT / "cmake" / "packages.txt").read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith("#")]
        self.assertEqual(sorted(packages), sorted(set(packages)))

    # run

    def test_help_exits_0_and_a_wrong_argument_exits_2_before_anything_is_done(self):
        self.assertEqual(self.run_command("run", "--help").returncode, 0)
        for arguments in (["--nonsense"], ["extra"], ["--out"]):
            with self.subTest(arguments):
                done = self.run_command("run", *arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn("usage: cmake/run", done.stderr)
        self.assertFalse(self.log.exists())

    def test_build_only_builds_the_three_programs_and_runs_none(self):
        self.fake_programs()
        done = self.run_command("run", "--build-only", DISPLAY=":1")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(self.calls("cmake")[-1].endswith("--target tailslate tailslate-cli tailslate-bench"))
        self.assertEqual(self.calls("tailslate-cli") + self.calls("tailslate"), [])

    def test_the_demo_gets_the_first_free_folder(self):
        self.fake_programs()
        demo = self.root / "build" / "demo"
        self.assertEqual(self.run_command("run").returncode, 0)
        demo.mkdir()
        self.assertEqual(self.run_command("run").returncode, 0)
        self.assertEqual(self.run_command("run", "--out", "/somewhere else").returncode, 0)
        self.assertEqual(self.calls("tailslate-cli"), [f"tailslate-cli demo run --out {demo}",
                                                       f"tailslate-cli demo run --out {demo}-2",
                                                       "tailslate-cli demo run --out /somewhere else"])
        self.assertEqual(self.calls("tailslate"), [])

    def test_the_application_opens_on_the_demo_where_there_is_a_display(self):
        self.fake_programs()
        for display in ("DISPLAY", "WAYLAND_DISPLAY"):
            self.assertEqual(self.run_command("run", "--out", "/d", **{display: "x"}).returncode, 0)
        self.assertEqual(self.calls("tailslate"), ["tailslate /d/project.tailslate"] * 2)

    def test_a_failed_demo_opens_nothing_and_hands_its_exit_code_on(self):
        self.fake_programs()
        (self.root / "build/release/bin/tailslate-cli").write_text("#!/usr/bin/env bash\nexit 11\n", encoding="utf-8")
        self.assertEqual(self.run_command("run", DISPLAY=":1").returncode, 11)
        self.assertEqual(self.calls("tailslate"), [])

    # test

    def prepare_test_run(self, ctest):
        self.fake("setpriv", 'exec "${@:3}"')
        # Its number is noted before it says that it is there: it may be ended right after that.
        self.fake("Xvfb", 'echo $$ >"' + str(self.scratch / "screen") + '"; echo 42 >&3; exec "'
                  + shutil.which("sleep") + '" 60')
        self.fake("ctest", ctest)

    def screen_is_gone(self):
        number = int((self.scratch / "screen").read_text(encoding="utf-8"))
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        return False

    def test_the_tests_run_on_a_screen_of_their_own_away_from_the_home_folder(self):
        self.prepare_test_run('echo "$DISPLAY $LC_ALL $LIBGL_ALWAYS_SOFTWARE $QT_QPA_PLATFORM $HOME"')
        done = self.run_command("test", "-R", "a name", HOME="/nowhere", LC_ALL="de_DE", DISPLAY=":7")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^:42 C\.UTF-8 1 xcb /.*/home\n$")
        self.assertIn("-R a name", self.calls("ctest")[0])
        self.assertTrue(self.screen_is_gone())
        self.assertFalse(Path(done.stdout.split()[-1]).exists())

    def test_failing_tests_hand_on_the_exit_code_of_ctest_and_leave_no_screen(self):
        self.prepare_test_run("exit 8")
        self.assertEqual(self.run_command("test").returncode, 8)
        self.assertTrue(self.screen_is_gone())

    def test_says_so_where_no_screen_can_be_had(self):
        self.prepare_test_run("")
        self.fake("Xvfb", "echo no screens found >&2; exit 1")
        (self.bin / "tail").symlink_to(shutil.which("tail"))
        done = self.run_command("test")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no screen for the window tests: no screens found", done.stderr)
        self.assertEqual(self.calls("ctest"), [])


if __name__ == "__main__":
    unittest.main()
