#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants each violation in a small tree of its own and expects it reported with file and line, and nothing else."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAYERS = HERE.parent.parent / "cmake" / "layers.json"
sys.path.insert(0, str(HERE))

import check_layers  # noqa: E402

CPP_LICENSE = "// SPDX-License-Identifier: Apache-2.0\n"
HASH_LICENSE = "# SPDX-License-Identifier: Apache-2.0\n"

CLEAN = {
    "CMakeLists.txt": HASH_LICENSE,
    "README.md": "Tailslate\n",
    ".ci/run": "#!/bin/sh\n" + HASH_LICENSE,
    "src/CMakeLists.txt": HASH_LICENSE,
    "src/base/Result.h": CPP_LICENSE + "#include <expected>\n",
    "src/io/File.h": CPP_LICENSE + '#include "base/Result.h"\n\n#include <sys/types.h>\n',
    "src/io/File.cpp": CPP_LICENSE + '#include "io/File.h"\n\n#include <fcntl.h>\n#include <unistd.h>\n',
    "src/jobs/Worker.h": CPP_LICENSE + "#include <thread>\n\nstd::jthread thread;\n",
    "src/hash/Hasher.h": CPP_LICENSE + '#include "base/Result.h"\n',
    "src/hash/Hasher.cpp": CPP_LICENSE + '#include "hash/Hasher.h"\n#include "hash/detail/C4.h"\n'
                           "#include <fmt/format.h>\n#include <xxhash.h>\n",
    "src/hash/detail/C4.h": CPP_LICENSE + "#include <openssl/evp.h>\n",
    "src/hash/CMakeLists.txt": HASH_LICENSE + "tailslate_module(hash\n    HEADERS Hasher.h\n    SOURCES Hasher.cpp\n"
                               "    PUBLIC tailslate::base\n    PRIVATE PkgConfig::xxhash OpenSSL::Crypto fmt::fmt)\n",
    "src/report/Document.h": CPP_LICENSE + '#include "hash/Hasher.h"\n',
    "src/pdf/Pdf.h": CPP_LICENSE + '#include "report/Document.h"\n',
    "src/pdf/Pdf.cpp": CPP_LICENSE + '#include "pdf/Pdf.h"\n#include <QPdfWriter>\n',
    "src/pdf/CMakeLists.txt": HASH_LICENSE + "tailslate_module(pdf PUBLIC tailslate::report PRIVATE Qt6::Gui)\n",
    "src/app/App.h": CPP_LICENSE + '#include "report/Document.h"\n',
    "src/app/App.cpp": CPP_LICENSE + "const auto n = std::thread::hardware_concurrency(); // not a std::jthread\n",
    "src/cli/Options.h": CPP_LICENSE + '#include "pdf/Pdf.h"\n#include "app/App.h"\n#include <CLI/CLI.hpp>\n',
    "src/bench/main.cpp": CPP_LICENSE + '#include "app/App.h"\n',
    "ui/CMakeLists.txt": HASH_LICENSE,
    "ui/bridge/Bridge.h": CPP_LICENSE + '#include "app/App.h"\n#include <QObject>\n',
    "ui/models/Model.h": CPP_LICENSE + '#include "bridge/Bridge.h"\n',
    "ui/widgets/Wheel.h": CPP_LICENSE + '#include "hash/Hasher.h"\n#include <QWidget>\n',
    "ui/widgets/Wheel.cpp": CPP_LICENSE + '#include "Wheel.h"\n\n#include "moc_Wheel.cpp"\n',
    "ui/views/grade/Grade.h": CPP_LICENSE + '#include "ui/widgets/Wheel.h"\n#include "ui/views/grade/Strip.h"\n',
    "ui/views/grade/Strip.h": CPP_LICENSE,
    "ui/views/offload/Offload.h": CPP_LICENSE + '#include "models/Model.h"\n',
    "ui/app/MainWindow.h": CPP_LICENSE + '#include "views/grade/Grade.h"\n#include "views/offload/Offload.h"\n'
                           '#include "app/App.h"\n',
    "ui/app/MainWindow.cpp": CPP_LICENSE + '#include "app/MainWindow.h"\n',
    "tests/hash/HasherTest.cpp": CPP_LICENSE,
    "build/release/Generated.h": "std::jthread anything;\n",
}


class CheckLayersTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for path, text in CLEAN.items():
            self.write(path, text)
        (self.root / "cmake").mkdir()
        shutil.copy(LAYERS, self.root / "cmake" / "layers.json")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def append(self, path, text):
        """Adds to a file; returns the number of the first line added."""
        before = (self.root / path).read_text(encoding="utf-8") if (self.root / path).exists() else CPP_LICENSE
        self.write(path, before + text)
        return before.count("\n") + 1

    def found(self):
        return [(item.path, item.line, item.text) for item in check_layers.Checker(self.root).run()]

    def expect_one(self, path, line, *words):
        found = self.found()
        self.assertEqual(len(found), 1, found)
        self.assertEqual(found[0][:2], (path, line))
        for word in words:
            self.assertIn(word, found[0][2])

    def plant(self, path, text, *words):
        self.expect_one(path, self.append(path, text), *words)

    def test_a_clean_tree_passes(self):
        self.assertEqual(self.found(), [])

    # (a) ranks

    def test_an_include_of_a_higher_rank_is_reported(self):
        self.plant("src/base/Result.h", '#include "hash/Hasher.h"\n', "base may not use hash")

    def test_an_include_of_the_same_rank_is_reported(self):
        self.plant("src/io/File.cpp", '#include "jobs/Worker.h"\n', "io may not use jobs")

    def test_a_higher_rank_whose_header_does_not_exist_yet_is_reported(self):
        self.plant("src/hash/Hasher.cpp", '#include "project/Project.h"\n', "hash may not use project")

    def test_an_include_by_a_relative_path_is_reported(self):
        self.plant("src/base/Result.h", '#include "../hash/Hasher.h"\n', "base may not use hash")

    def test_an_include_in_angle_brackets_is_reported(self):
        self.plant("src/base/Result.h", "#  include <hash/Hasher.h>\n", "base may not use hash")

    def test_an_include_after_a_block_comment_has_its_own_line_number(self):
        self.append("src/base/Result.h", '/* one\n#include "hash/Hasher.h"\n*/\n// #include "hash/Hasher.h"\n')
        self.plant("src/base/Result.h", '#include "hash/Hasher.h"\n', "base may not use hash")

    def test_the_use_of_pdf_by_the_application_layer_is_reported(self):
        self.plant("src/app/App.cpp", '#include "pdf/Pdf.h"\n', "app may not use pdf")

    def test_the_use_of_pdf_by_the_benchmarks_is_reported(self):
        self.plant("src/bench/main.cpp", '#include "pdf/Pdf.h"\n', "bench may not use pdf")

    def test_the_use_of_the_user_interface_by_the_core_is_reported(self):
        self.plant("src/app/App.cpp", '#include "ui/widgets/Wheel.h"\n', "app may not use the user interface")

    def test_the_use_of_another_modules_details_is_reported(self):
        self.plant("src/app/App.cpp", '#include "hash/detail/C4.h"\n', "details of hash")

    def test_details_in_a_public_header_are_reported(self):
        self.plant("src/hash/Hasher.h", '#include "hash/detail/C4.h"\n', "public header")

    def test_a_link_to_a_higher_rank_is_reported(self):
        self.plant("src/hash/CMakeLists.txt", "target_link_libraries(tailslate_hash PRIVATE tailslate::report)\n",
                   "hash may not use report")

    def test_a_module_unknown_to_the_layers_is_reported(self):
        self.write("src/magic/Wand.cpp", CPP_LICENSE)
        self.expect_one("src/magic/Wand.cpp", 1, 'no module "magic"')

    # (b) Qt

    def test_a_qt_header_in_the_core_is_reported(self):
        for header in ("QString", "QtCore/QString", "qglobal.h"):
            with self.subTest(header):
                self.setUp()
                self.append("src/app/App.cpp", f"#include <{header}>\n")
                found = self.found()
                self.assertEqual([(item[0], item[1]) for item in found], [("src/app/App.cpp", 3)], found)

    def test_a_qt_library_linked_to_the_core_is_reported(self):
        self.plant("src/hash/CMakeLists.txt", "target_link_libraries(tailslate_hash PRIVATE Qt6::Core)\n",
                   "hash may not use qt")

    # (c) public headers

    def test_a_third_party_header_in_a_public_header_is_reported_even_to_its_owner(self):
        self.plant("src/hash/Hasher.h", "#include <xxhash.h>\n", "public header of hash shows xxhash")

    def test_qt_in_the_public_header_of_pdf_is_reported(self):
        self.plant("src/pdf/Pdf.h", "#include <QPdfWriter>\n", "public header of pdf shows qt")

    def test_a_formatting_header_in_a_public_header_is_reported(self):
        self.plant("src/base/Result.h", "#include <fmt/format.h>\n", "public header of base shows fmt")

    def test_a_system_header_in_a_public_header_is_reported_outside_io(self):
        self.plant("src/jobs/Worker.h", "#include <pthread.h>\n", "public header of jobs shows os")

    def test_a_library_handed_on_by_cmake_is_reported(self):
        self.plant("src/hash/CMakeLists.txt", "target_link_libraries(tailslate_hash PUBLIC PkgConfig::xxhash)\n",
                   "link it PRIVATE")

    # (d) owners of libraries

    def test_a_library_in_a_module_that_does_not_own_it_is_reported(self):
        self.plant("src/app/App.cpp", "#include <OpenColorIO/OpenColorIO.h>\n", "app may not use opencolorio")

    def test_a_quoted_library_header_is_reported(self):
        self.plant("src/app/App.cpp", '#include "libavcodec/avcodec.h"\n', "app may not use ffmpeg")

    def test_a_system_header_outside_its_owners_is_reported(self):
        self.plant("src/hash/Hasher.cpp", "#include <unistd.h>\n", "hash may not use os")

    def test_a_library_in_the_user_interface_is_reported(self):
        self.plant("ui/widgets/Wheel.h", "#include <libavcodec/avcodec.h>\n", "ui/widgets may not use ffmpeg")

    def test_a_library_linked_by_a_module_that_does_not_own_it_is_reported(self):
        self.plant("src/hash/CMakeLists.txt", "target_link_libraries(tailslate_hash PRIVATE pugixml::pugixml)\n",
                   "hash may not use pugixml")

    def test_a_header_of_an_unknown_library_is_reported(self):
        self.plant("src/hash/Hasher.cpp", "#include <mystery.h>\n", "unknown header")

    # (e) length

    def test_a_main_window_over_400_lines_is_reported(self):
        self.write("ui/app/MainWindow.cpp", CPP_LICENSE + "\n" * 399)
        self.assertEqual(self.found(), [])
        self.write("ui/app/MainWindow.cpp", CPP_LICENSE + "\n" * 400)
        self.expect_one("ui/app/MainWindow.cpp", 401, "at most 400")

    def test_any_other_file_over_600_lines_is_reported(self):
        for path in ("src/hash/Hasher.cpp", "ui/widgets/Wheel.h"):
            with self.subTest(path):
                self.setUp()
                self.write(path, CPP_LICENSE + "\n" * 599)
                self.assertEqual(self.found(), [])
                self.write(path, CPP_LICENSE + "\n" * 600)
                self.expect_one(path, 601, "at most 600")

    # (f) license line

    def test_a_missing_license_line_is_reported(self):
        for path in ("src/hash/Extra.h", "src/hash/Extra.cpp", "cmake/Extra.cmake", "tests/hash/CMakeLists.txt",
                     "tests/hash/extra.py"):
            with self.subTest(path):
                self.setUp()
                self.write(path, "\n")
                self.expect_one(path, 1, "SPDX-License-Identifier")

    def test_a_script_without_the_license_line_is_reported(self):
        for path in ("cmake/run", ".ci/run"):
            with self.subTest(path):
                self.setUp()
                self.write(path, "#!/bin/sh\necho\n" + HASH_LICENSE)
                self.expect_one(path, 1, "SPDX-License-Identifier")

    # (g) the user interface

    def test_a_view_that_uses_another_view_is_reported(self):
        for name in ("ui/views/offload/Offload.h", "views/offload/Offload.h", "../offload/Offload.h"):
            with self.subTest(name):
                self.setUp()
                self.plant("ui/views/grade/Grade.h", f'#include "{name}"\n', "view grade may not use view offload")

    def test_a_widget_that_uses_the_use_cases_is_reported(self):
        self.plant("ui/widgets/Wheel.h", '#include "app/App.h"\n', "ui/widgets may not use app")

    def test_a_widget_that_uses_a_model_is_reported(self):
        self.plant("ui/widgets/Wheel.h", '#include "models/Model.h"\n', "ui/widgets may not use ui/models")

    def test_a_widget_that_uses_the_main_window_is_reported(self):
        self.plant("ui/widgets/Wheel.h", '#include "app/MainWindow.h"\n', "ui/widgets may not use ui/app")

    def test_a_bridge_that_uses_a_view_is_reported(self):
        self.plant("ui/bridge/Bridge.h", '#include "views/grade/Grade.h"\n', "ui/bridge may not use ui/views")

    def test_the_use_of_the_command_line_by_the_user_interface_is_reported(self):
        self.plant("ui/app/MainWindow.cpp", '#include "cli/Options.h"\n', "ui/app may not use cli")

    def test_a_ui_folder_unknown_to_the_layers_is_reported(self):
        self.write("ui/things/Thing.h", CPP_LICENSE)
        self.expect_one("ui/things/Thing.h", 1, 'no folder "things"')

    # (h) top level

    def test_an_unknown_name_at_the_top_level_is_reported(self):
        self.write("notes.txt", "\n")
        self.expect_one("notes.txt", 1, "top level")

    def test_only_what_git_tracks_counts_at_the_top_level(self):
        git = ["git", "-C", str(self.root), "-c", "init.defaultBranch=main"]
        if shutil.which("git") is None:
            self.skipTest("git is not installed")
        subprocess.run([*git, "init", "-q"], check=True)
        self.write("notes.txt", "\n")
        self.assertEqual(self.found(), [])
        subprocess.run([*git, "add", "notes.txt"], check=True)
        self.expect_one("notes.txt", 1, "top level")

    # (i) threads

    def test_a_thread_started_outside_jobs_is_reported(self):
        for code in ("std::thread worker{run};", "std::jthread worker{run};", "auto later = std::async(run);",
                     "pthread_create(&thread, nullptr, run, nullptr);"):
            with self.subTest(code):
                self.setUp()
                self.plant("src/app/App.cpp", code + "\n", "threads are started in src/jobs only")

    def test_a_thread_started_by_the_user_interface_is_reported(self):
        self.plant("ui/bridge/Bridge.h", "auto* thread = QThread::create(run);\n", "threads are started")

    def test_words_in_strings_and_comments_start_no_thread(self):
        self.append("src/app/App.cpp", '// std::thread\n/* std::async */\nauto a = "std::jthread \\" std::thread";\n'
                                       'auto b = R"x(std::thread)")x";\nauto c = \'"\'; // "std::thread\n')
        self.assertEqual(self.found(), [])

    def test_a_thread_after_a_quoted_quote_is_still_seen(self):
        self.plant("src/app/App.cpp", "const char q = '\"'; std::thread worker{run}; // \"\n", "threads are started")

    # (j) folder names

    def test_a_folder_name_that_says_nothing_is_reported(self):
        for path in ("src/hash/utils/Sum.h", "tests/common/Sum.h", "ui/widgets/helpers/Sum.h", "src/hash/misc/Sum.h"):
            with self.subTest(path):
                self.setUp()
                self.write(path, CPP_LICENSE)
                self.expect_one(path, 1, "folder name")

    # the command

    def test_the_command_prints_file_and_line_and_exits_1(self):
        self.append("src/base/Result.h", '#include "hash/Hasher.h"\n')
        done = subprocess.run([sys.executable, "-B", str(HERE / "check_layers.py"), str(self.root)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("src/base/Result.h:3: base may not use hash (hash/Hasher.h)\n", done.stdout)

    def test_the_command_exits_0_on_a_clean_tree_and_2_without_one(self):
        command = [sys.executable, "-B", str(HERE / "check_layers.py")]
        done = subprocess.run([*command, str(self.root)], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, 2)


if __name__ == "__main__":
    unittest.main()
