# SPDX-License-Identifier: Apache-2.0
"""Checks an ASC MHL history and the files under it without Tailslate: for offloads made with --hash md5."""

import hashlib
import typing
import xml.etree.ElementTree as xml

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MANIFEST = "{urn:ASC:MHL:v2.0}"
CHAIN = "{urn:ASC:MHL:DIRECTORY:v2.0}"
UNFINISHED = (".tailslate-part", ".part", ".verify-failed")


def c4(content):
    """The C4 ID (SMPTE ST 2114): SHA-512 in base 58, 90 characters."""
    number = int.from_bytes(hashlib.sha512(content).digest(), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return "c4" + digits.rjust(88, "1")


def is_final(path):
    """Whether the name is one that somebody could take for a copy or a manifest. The folder in which a history is made
    ready has an unfinished name itself."""
    return not path.name.endswith(UNFINISHED) and not path.parent.name.endswith(UNFINISHED)


class Content(typing.NamedTuple):
    """What a file holds, as far as a test must know."""
    size: int
    md5: str


def content_of(data):
    return Content(len(data), hashlib.md5(data).hexdigest())


def final_files(roll_folder, known=None):
    """Relative path to content of every copy below a roll folder that has its final name.

    Where known, a dictionary, is given, it remembers what was read, and what was not touched since is not read again."""
    held = {}
    known = {} if known is None else known
    for path in sorted(roll_folder.rglob("*")):
        name = path.relative_to(roll_folder)
        if not path.is_file() or not is_final(path) or name.parts[0] == "ascmhl":
            continue
        status = path.stat()
        traces = (path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if traces not in known:
            known[traces] = content_of(path.read_bytes())
        held[str(name)] = known[traces]
    return held


def manifest_problems(manifest, content):
    """What a manifest claims of files that is not so; content as final_files gives it."""
    problems = []
    root = xml.fromstring(manifest.read_bytes())
    records = root.findall(f"{MANIFEST}hashes/{MANIFEST}hash")
    if not records:
        problems.append(f"{manifest.name} records no file")
    for record in records:
        path = record.find(f"{MANIFEST}path")
        digest = record.find(f"{MANIFEST}md5")
        held = content.get(path.text)
        if held is None:
            problems.append(f"{manifest.name} records {path.text}, which is not there")
        elif held.size != int(path.get("size")):
            problems.append(f"{manifest.name} records another size of {path.text}")
        elif digest is None or held.md5 != digest.text:
            problems.append(f"{manifest.name} records another digest of {path.text}")
    recorded = {record.find(f"{MANIFEST}path").text for record in records}
    problems += [f"{manifest.name} does not record {name}" for name in content if name not in recorded]
    return problems


def seal_problems(roll_folder, content, finished=True):
    """What is wrong with the history of a roll folder; content as final_files gives it. Where finished is False, there
    may be none yet, or a manifest without its chain; but what has its final name is whole and true all the same."""
    history = roll_folder / "ascmhl"
    manifests = {path.name: path for path in sorted(history.glob("*.mhl")) if is_final(path)}
    problems = []
    for manifest in manifests.values():
        problems += manifest_problems(manifest, content)
    chain = history / "ascmhl_chain.xml"
    if not chain.exists():
        return problems + (["there is no chain"] if finished else [])
    chained = []
    for entry in xml.fromstring(chain.read_bytes()).findall(f"{CHAIN}hashlist"):
        name = entry.find(f"{CHAIN}path").text
        chained.append(name)
        if name not in manifests:
            problems.append(f"the chain lists {name}, which is not there")
        elif c4(manifests[name].read_bytes()) != entry.find(f"{CHAIN}c4").text:
            problems.append(f"the chain records another digest of {name}")
    # A death between a manifest and its line in the chain leaves the manifest; the next run makes that generation anew.
    numbers = {name.split("_")[0] for name in chained}
    if finished:
        problems += [f"the chain does not list {name}" for name in manifests
                     if name not in chained and name.split("_")[0] not in numbers]
    return problems
