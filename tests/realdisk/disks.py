# SPDX-License-Identifier: Apache-2.0
"""Disks that fail, for tests: a folder seen through faultfs, and small images on loop devices."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import time
import unittest

FAULTFS = os.environ.get("TAILSLATE_FAULTFS", "")
TOOLS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
# linux/fs/ext4: EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
EXT4_SHUTDOWN = 0x8004587D
EXT4_WITHOUT_LOG_FLUSH = (2).to_bytes(4, "little")


def detach(mount):
    """Unmounts, whatever still uses it."""
    if not os.path.ismount(mount) and not is_dead(mount):
        return
    for command in (["umount", mount], ["fusermount3", "-u", "-z", mount], ["umount", "-l", mount]):
        if shutil.which(command[0], path=TOOLS) and \
                subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0:
            return


def is_dead(mount):
    """Whether it is the mount point of a FUSE program that died."""
    try:
        os.lstat(mount)
    except OSError:
        return True
    return False


def needs_root():
    if os.geteuid() != 0:
        raise unittest.SkipTest("mounting needs root")


class FaultDisk:
    """A folder as a disk of its own. What is set happens from the next request on; nothing is set at first."""

    def __init__(self, test, folder):
        needs_root()
        if not FAULTFS or not pathlib.Path(FAULTFS).exists():
            raise unittest.SkipTest("faultfs was not built: libfuse3 is not installed")
        if not os.access("/dev/fuse", os.R_OK | os.W_OK):
            raise unittest.SkipTest("/dev/fuse is not here")
        self.folder = folder
        self.mount = folder.with_name(folder.name + "-mounted")
        self.faults = folder.with_name(folder.name + "-faults")
        for one in (self.folder, self.mount):
            one.mkdir(exist_ok=True)
        self.faults.write_text("")
        self.log = pathlib.Path(f"{self.faults}.log")
        test.addCleanup(self.close)
        self.plug_in()

    def plug_in(self):
        self.process = subprocess.Popen([FAULTFS, self.folder, self.faults, self.mount], stderr=subprocess.PIPE,
                                        text=True)
        deadline = time.monotonic() + 10
        while not os.path.ismount(self.mount):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise unittest.SkipTest(f"FUSE does not mount here: {self.process.communicate()[1].strip()}")
            time.sleep(0.01)

    def pull_out(self):
        """As desktops see to it: the mount point stays, empty, whatever was open there."""
        self.process.kill()
        self.process.communicate()
        detach(self.mount)

    def set(self, *faults):
        new = pathlib.Path(f"{self.faults}.new")
        new.write_text("".join(f"{fault}\n" for fault in faults))
        os.replace(new, self.faults)

    def happened(self):
        """The faults that came to pass, once each time."""
        return self.log.read_text().splitlines()

    def close(self):
        self.set()
        detach(self.mount)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process.stderr.close()


class ImageDisk:
    """A file system of its own in a file, on a loop device."""

    def __init__(self, test, folder, kind, megabytes, options=()):
        needs_root()
        maker = shutil.which(f"mkfs.{kind}", path=TOOLS)
        if not maker:
            raise unittest.SkipTest(f"mkfs.{kind} is not installed")
        self.image = folder.with_name(folder.name + ".img")
        self.mount = folder
        self.mount.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        made = subprocess.run([maker, *options, self.image], capture_output=True, text=True, timeout=30, check=False)
        if made.returncode != 0:
            raise unittest.SkipTest(f"mkfs.{kind}: {made.stderr.strip()}")
        test.addCleanup(detach, self.mount)
        self.attach()

    def attach(self):
        mounted = subprocess.run(["mount", "-o", "loop", self.image, self.mount], capture_output=True, text=True,
                                 timeout=30, check=False)
        if mounted.returncode != 0:
            reason = " ".join(mounted.stderr.split())
            raise unittest.SkipTest(f"such an image cannot be mounted here: {reason}")
        self.read_the_medium()

    def read_the_medium(self):
        """Else the kernel reads the image through its page cache, and no copy on it is ever verified."""
        source = subprocess.run(["findmnt", "-n", "-o", "SOURCE", self.mount], capture_output=True, text=True, check=True)
        direct = subprocess.run(["losetup", "--direct-io=on", source.stdout.strip()], capture_output=True, text=True,
                                check=False)
        if direct.returncode != 0:
            raise unittest.SkipTest(f"images cannot be read past the page cache here: {direct.stderr.strip()}")

    def cut_power(self):
        """What ext4 has not yet stored is lost, and from now on every access fails."""
        folder = os.open(self.mount, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_SHUTDOWN, EXT4_WITHOUT_LOG_FLUSH)
        finally:
            os.close(folder)

    def restart(self):
        """Comes back with what was stored."""
        subprocess.run(["umount", self.mount], check=True, capture_output=True, timeout=30)
        self.attach()
