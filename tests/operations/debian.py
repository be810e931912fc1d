"""A Debian that has just been made, booted with its own systemd, in which the page is followed.

Needs root, debootstrap and systemd-nspawn, a Debian mirror and a package index, and minutes: for
``make soak``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
_CERTIFICATES = Path("/usr/local/share/ca-certificates")
"""Certificates that this machine needs to reach an index, as behind a company's proxy."""
_BOOT = """\
umount -l /sys/fs/cgroup 2>/dev/null
set -e
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/nspawn-$$
echo $$ > /sys/fs/cgroup/nspawn-$$/cgroup.procs
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
exec systemd-nspawn --register=no --keep-unit --quiet --resolv-conf=copy-host -D "$1" --boot
"""
_UNIT = """\
[Unit]
Description=What root types
[Service]
Type=oneshot
Environment=DEBIAN_FRONTEND=noninteractive
StandardOutput=file:/root/said
StandardError=file:/root/said
ExecStart=/bin/bash /root/typed
ExecStopPost=/bin/sh -c 'echo "$EXIT_STATUS" >/root/code; systemctl poweroff --no-block'
[Install]
WantedBy=multi-user.target
"""


class Debian:
    """A minimal system in ``root``: a base with systemd, and nothing of ours."""

    def __init__(self, suite: str, root: Path) -> None:
        self.root = root
        included = "--include=ca-certificates,systemd,systemd-sysv,dbus"
        subprocess.run(
            ["debootstrap", "--variant=minbase", included, suite, root, MIRROR],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        root.chmod(0o755)  # it is `/` of that machine, and not root's alone
        for certificate in _CERTIFICATES.glob("*.crt"):
            shutil.copy(certificate, root / "usr/local/share/ca-certificates")
        subprocess.run(["chroot", root, "update-ca-certificates"], check=True, capture_output=True)
        # pip's own are Mozilla's; this has it take the system's, and whatever index the host asks.
        (root / "etc/pip.conf").write_text(
            "[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n"
            + (f"index-url = {index}\n" if (index := os.environ.get("PIP_INDEX_URL")) else "")
        )

    def type(self, commands: str, minutes: float) -> tuple[int, str]:
        """Boot, have root type the commands, turn off: exit code and what was printed."""
        (self.root / "root/typed").write_text(commands)
        (self.root / "etc/systemd/system/typed.service").write_text(_UNIT)
        wanted = self.root / "etc/systemd/system/multi-user.target.wants/typed.service"
        wanted.parent.mkdir(exist_ok=True)
        wanted.unlink(missing_ok=True)
        wanted.symlink_to("../typed.service")
        code, said = self.root / "root/code", self.root / "root/said"
        code.unlink(missing_ok=True)
        subprocess.run(
            ["unshare", "--mount", "bash", "-c", _BOOT, "boot", self.root],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=minutes * 60,
        )  # fmt: skip
        assert code.exists(), "the machine did not boot, or did not end"
        return int(code.read_text()), said.read_text("utf-8", "replace")
