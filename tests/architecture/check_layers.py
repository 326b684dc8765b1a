#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when the sources break a rule of cmake/layers.json or one of the rules for all files: license line, names.

usage: check_layers.py ROOT

Prints one line per violation, `file:line: what is wrong`. Exit codes: 0 none, 1 some, 2 usage.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CPP_SUFFIXES = {".h", ".cpp"}
LICENSED_SUFFIXES = {".h", ".cpp", ".cmake", ".py", ".sh", ".vert", ".frag", ".glsl"}
LICENSE_LINE = "SPDX-License-Identifier: Apache-2.0"

# C++23 (ISO/IEC 14882:2024, tables 24 and 25) and the C headers it keeps.
STANDARD_HEADERS = set("""
algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts condition_variable
coroutine deque exception execution expected filesystem flat_map flat_set format forward_list fstream functional future
generator initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map mdspan memory
memory_resource mutex new numbers numeric optional ostream print queue random ranges ratio regex scoped_allocator
semaphore set shared_mutex source_location span spanstream sstream stack stacktrace stdexcept stdfloat stop_token
streambuf string string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version
cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef cstdint cstdio
cstdlib cstring ctime cuchar cwchar cwctype
assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h
stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h tgmath.h time.h uchar.h wchar.h
wctype.h
""".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')

# std::thread::hardware_concurrency() and std::thread::id start nothing.
THREAD_START = re.compile(
    r"std::(?:thread|jthread)\b(?!\s*::)|std::async\b|\bpthread_create\b|\bQtConcurrent\b|\bQThreadPool\b"
    r"|\bnew\s+QThread\b|\bpublic\s+QThread\b|\bQThread::create\b|\bQThread\s+m_")

COMMENT = r"//(?:\\\n|[^\n])*|/\*.*?\*/"
STRING = r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\[^\n\']{1,10}|\\\'|[^\'\\\n])\''
TOKENS = re.compile(f"(?P<comment>{COMMENT})|(?P<string>{STRING})", re.DOTALL)


@dataclass(frozen=True, order=True)
class Violation:
    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def blank(text):
    """The same number of lines, with nothing on them."""
    return "\n" * text.count("\n")


def without_comments(source):
    return TOKENS.sub(lambda hit: blank(hit[0]) if hit["comment"] else hit[0], source)


def without_comments_and_strings(source):
    return TOKENS.sub(lambda hit: blank(hit[0]), source)


class Place:
    """Where a source file stands: a module of src/, or a folder of ui/ and, in views, the view."""

    def __init__(self, path):
        parts = PurePosixPath(path).parts
        self.top = parts[0]
        self.unit = parts[1] if len(parts) > 2 else ""
        self.view = parts[2] if len(parts) > 3 else ""
        self.in_detail = "detail" in parts[2:-1]

    @property
    def name(self):
        return f"ui/{self.unit}" if self.top == "ui" else self.unit


class Checker:
    def __init__(self, root):
        self.root = Path(root)
        self.rules = json.loads((self.root / "cmake/layers.json").read_text(encoding="utf-8"))
        self.modules = self.rules["modules"]
        self.ui_folders = self.rules["ui"]["folders"]
        self.files = self._files()
        self.violations = []

    def run(self):
        """All violations, sorted by file and line."""
        self._check_top_level()
        for path in self.files:
            self._check_folder_names(path)
            text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            self._check_license(path, text)
            pure = PurePosixPath(path)
            if pure.parts[0] not in ("src", "ui"):
                continue
            if pure.suffix in CPP_SUFFIXES:
                self._check_length(path, text)
                self._check_threads(path, text)
                if self._check_known_place(path):
                    self._check_includes(path, text)
            elif pure.name == "CMakeLists.txt" and len(pure.parts) > 2 and self._check_known_place(path):
                self._check_links(path, text)
        return sorted(set(self.violations))

    def _report(self, path, line, text):
        self.violations.append(Violation(str(path), line, text))

    # --- which files --------------------------------------------------------------------------------------------------

    def _files(self):
        """Every file of the tree, less the build folder and hidden ones; .ci counts as ours."""
        found = []
        for folder, names, files in os.walk(self.root):
            here = Path(folder).relative_to(self.root)
            names[:] = [name for name in names if (not name.startswith(".") or name == ".ci") and name != "__pycache__"
                        and not (here == Path(".") and name == "build")]
            found += [(here / name).as_posix() for name in files]
        return sorted(path for path in found if (self.root / path).is_file())

    def _top_level_names(self):
        """What git tracks; outside a checkout, what lies there, less the build folder."""
        tracked = None
        if (self.root / ".git").exists() and shutil.which("git"):
            tracked = subprocess.run(["git", "-C", str(self.root), "ls-files", "-z"], capture_output=True, check=False)
        if tracked is not None and tracked.returncode == 0:
            return {name.split("/")[0] for name in tracked.stdout.decode(errors="replace").split("\0") if name}
        return {path.name for path in self.root.iterdir()} - {"build"}

    # --- rules on files and folders -----------------------------------------------------------------------------------

    def _check_top_level(self):
        for name in sorted(self._top_level_names()):
            if not name.startswith(".") and name not in self.rules["topLevel"]:
                self._report(name, 1, "does not belong to the top level; cmake/layers.json names what does")

    def _check_folder_names(self, path):
        for folder in PurePosixPath(path).parts[:-1]:
            if folder.lower() in self.rules["forbiddenFolders"]:
                self._report(path, 1, f'folder name "{folder}" says nothing about what is inside')

    def _check_license(self, path, text):
        pure = PurePosixPath(path)
        is_script = text.startswith("#!")
        if not (pure.suffix in LICENSED_SUFFIXES or pure.name == "CMakeLists.txt" or is_script):
            return
        lines = text.split("\n", 2)[: 2 if is_script else 1]
        if not any(LICENSE_LINE in line for line in lines):
            self._report(path, 1, f"lacks the line {LICENSE_LINE}")

    def _check_length(self, path, text):
        limit = next(most for prefix, most in self.rules["linesAtMost"].items() if path.startswith(prefix))
        lines = len(text.splitlines())
        if lines > limit:
            self._report(path, lines, f"{lines} lines; at most {limit} are allowed")

    def _check_threads(self, path, text):
        home = self.rules["threadsStartIn"]
        if path.startswith(home + "/"):
            return
        for number, line in enumerate(without_comments_and_strings(text).split("\n"), 1):
            hit = THREAD_START.search(line)
            if hit:
                self._report(path, number, f"{hit[0]}: threads are started in {home} only")

    def _check_known_place(self, path):
        place = Place(path)
        if place.top == "src" and place.unit not in self.modules:
            self._report(path, 1, f'cmake/layers.json knows no module "{place.unit}" of src')
            return False
        if place.top == "ui" and place.unit not in self.ui_folders:
            self._report(path, 1, f'cmake/layers.json knows no folder "{place.unit}" of ui')
            return False
        return True

    # --- who may use what ---------------------------------------------------------------------------------------------

    def _may_use_module(self, place, module):
        if place.top == "ui":
            never = self.rules["ui"].get("never", []) + self.ui_folders[place.unit].get("never", [])
            return module not in never
        if module == place.unit:
            return True
        rule = self.modules[place.unit]
        lower = self.modules[module]["rank"] < rule["rank"] and module not in rule.get("never", [])
        return lower or module in rule.get("uses", [])

    def _libraries_of(self, place):
        rule = self.rules["ui"] if place.top == "ui" else self.modules[place.unit]
        return rule["libraries"]

    def _library_of_header(self, name):
        for library, rule in self.rules["libraries"].items():
            for entry in rule["headers"]:
                if name == entry or (not entry.endswith((".h", ".hpp")) and name.startswith(entry)):
                    return library
        return None

    def _resolve(self, path, name):
        """The Place that an include names, or None when it is not one of our files."""
        beside = (PurePosixPath(path).parent / name).as_posix()
        for candidate in (beside, f"src/{name}", f"ui/{name}", name):
            parts = []
            for part in PurePosixPath(candidate).parts:
                if part == "..":
                    if parts:
                        parts.pop()
                else:
                    parts.append(part)
            normal = "/".join(parts)
            if parts and parts[0] in ("src", "ui") and (self.root / normal).is_file():
                return Place(normal)
        first = PurePosixPath(name).parts[0]
        if first in ("src", "ui") and len(PurePosixPath(name).parts) > 2:
            return Place(name)
        if "/" in name and first in self.modules:
            return Place(f"src/{name}")
        if "/" in name and first in self.ui_folders:
            return Place(f"ui/{name}")
        return None

    def _check_includes(self, path, text):
        place = Place(path)
        for number, line in enumerate(without_comments(text).split("\n"), 1):
            hit = INCLUDE.match(line)
            if not hit:
                continue
            name = hit[1] or hit[2]
            if name.endswith(".moc") or name.startswith("moc_"):
                continue
            target = self._resolve(path, name)
            problem = self._problem_with_own(path, place, target) if target else self._problem_with_foreign(
                path, place, name)
            if problem:
                self._report(path, number, f"{problem} ({name})")

    def _problem_with_own(self, path, place, target):
        if target.top == "ui":
            return self._problem_with_ui(place, target)
        if target.unit not in self.modules:
            return f'there is no module "{target.unit}"'
        if not self._may_use_module(place, target.unit):
            return f"{place.name} may not use {target.unit}"
        if target.in_detail and target.name != place.name:
            return f"{place.name} may not use the details of {target.name}"
        if target.in_detail and self._is_public_header(path, place):
            return "a public header may not include details"
        return None

    def _problem_with_ui(self, place, target):
        if place.top == "src":
            return f"{place.name} may not use the user interface"
        if target.unit == place.unit:
            separate = self.ui_folders[place.unit].get("separate", False)
            if separate and target.view and target.view != place.view:
                return f"view {place.view or place.name} may not use view {target.view}"
            return None
        if target.unit not in self.ui_folders[place.unit]["uses"]:
            return f"{place.name} may not use {target.name}"
        return None

    def _problem_with_foreign(self, path, place, name):
        if name in STANDARD_HEADERS:
            return None
        library = self._library_of_header(name)
        if library is None:
            return "unknown header; name its library in cmake/layers.json"
        if library not in self._libraries_of(place):
            return f"{place.name} may not use {library}"
        if self._is_public_header(path, place):
            if library not in self.modules[place.unit].get("publicLibraries", []):
                return f"public header of {place.name} shows {library}"
        return None

    def _is_public_header(self, path, place):
        return (place.top == "src" and path.endswith(".h") and not place.in_detail
                and not self.modules[place.unit].get("program", False))

    # --- what CMake links ---------------------------------------------------------------------------------------------

    def _check_links(self, path, text):
        place = Place(path)
        section = ""
        for number, line in enumerate(text.split("\n"), 1):
            for token in re.findall(r"[\w:.+-]+|\(|\)", line.split("#", 1)[0]):
                if re.fullmatch(r"[A-Z_]+|\(|\)", token):
                    section = token
                    continue
                problem = self._problem_with_link(place, token, section)
                if problem:
                    self._report(path, number, f"{problem} ({token})")

    def _problem_with_link(self, place, token, section):
        if token.startswith("tailslate::"):
            module = token.removeprefix("tailslate::")
            if module in self.modules and not self._may_use_module(place, module):
                return f"{place.name} may not use {module}"
            return None
        for library, rule in self.rules["libraries"].items():
            if any(token == entry or token.startswith(entry if entry.endswith("::") else entry + "::")
                   for entry in rule.get("targets", [])):
                if library not in self._libraries_of(place):
                    return f"{place.name} may not use {library}"
                if section == "PUBLIC" and place.top == "src":
                    return f"{place.name} hands {library} on to its users; link it PRIVATE"
        return None


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    checker = Checker(arguments[1])
    violations = checker.run()
    for violation in violations:
        print(violation)
    print(f"{len(checker.files)} files, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
