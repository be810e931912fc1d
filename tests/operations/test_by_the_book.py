"""Every command of docs/operations.md, typed into a copy of this machine that is thrown away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.operations.page import blocks, cron_lines, typed

_NEEDED = ("nginx", "logrotate", "systemd-analyze", "openssl", "curl", "ip", "unshare")
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_CHROOT = """\
set -e
ip link set lo up
mount -t tmpfs tmpfs "$SCRATCH"
cd "$SCRATCH"
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
cd root
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mkdir run/lock
chmod o+x $OPENED
cp "$WHEEL" "$ROOT/requirements-run.lock" root/
cp "$ROOT/tests/operations/systemctl" usr/local/sbin/systemctl
printf '#!/bin/sh\ncase "$1" in update|install) ;; *) exit 2;; esac\n' >usr/local/sbin/apt-get
chmod +x usr/local/sbin/apt-get
exec chroot . /usr/bin/env -i PATH="/usr/local/sbin:/usr/local/bin:$PATH" \\
    PYTHONDONTWRITEBYTECODE=1 /bin/bash -c "$TYPED"
"""
"""A chroot into this machine: changes go into memory, the network is loopback, HOME is not set."""
_SECTION = r"^### (.+?) \[\d+\]\n(.*?)(?=^### |\Z)"
_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
_PACKAGES = "/opt/clusterarchiv/bin/pip install --quiet --require-hashes -r requirements-run.lock"


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Path:
    missing = [name for name in _NEEDED if shutil.which(name, path=_PATH) is None]
    if missing or os.geteuid():
        pytest.skip(f"needs root and {', '.join(missing) or 'nothing else'}: see .ci/run")
    return tmp_path_factory.mktemp("machine")


def test_what_is_not_run_says_why():
    reasons = [block.note for block in blocks() if not block.is_run]
    assert all(len(reason) > len("not run: ") + 20 for reason in reasons)
    assert len(reasons) <= 3


def test_the_page_leads_from_an_empty_machine_to_a_restored_backup(machine, wheel):
    commands = typed()
    # The packages are those of the tests: as a path, so that nothing is fetched.
    assert commands.count(_PACKAGES) == 2
    site = "/opt/clusterarchiv/lib/*/site-packages"
    dependencies, base = Path(sysconfig.get_path("purelib")), Path(sys.base_prefix)
    commands = commands.replace(_PACKAGES, f"echo {dependencies} >$(echo {site})/tests.pth")
    # Python is that of the tests, too, which may lie where only root comes.
    commands = commands.replace("python3 -m venv", f"{base}/bin/{_PYTHON} -m venv")
    opened = {str(folder).lstrip("/") for path in (dependencies, base) for folder in path.parents}
    done = subprocess.run(
        ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "bash", "-c", _CHROOT],
        env={
            "PATH": _PATH, "TYPED": commands, "SCRATCH": str(machine), "ROOT": str(ROOT),
            "WHEEL": str(wheel.filename), "OPENED": " ".join(sorted(opened - {""})),
        },
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:]
    said: dict[str, str] = defaultdict(str)
    for section, text in re.findall(_SECTION, done.stdout, re.DOTALL | re.MULTILINE):
        said[section] += text
    assert "demo_kooperation" in said["A first look"]
    assert "The archive is sound." in said["A first look"]
    assert "demo_cluster: well" in said["Settings and the first night"]
    assert "syntax is ok" in said["For analysts: a proxy with TLS"]
    assert re.search(r"^200$", said["For analysts: a proxy with TLS"], re.M)
    assert said["The mornings after"].count("exit code 0") == 2
    assert "The archive is sound." in said["Upgrading"]
    assert "The archive is sound." in said["Backup and restore"]
    assert re.search(r"unchanged|not modified", said["The night after"])
    for line in cron_lines():
        assert f"done: {line.command}" in said["Cron"]


def test_cron_lines_are_understood_by_cron():
    for line in cron_lines():
        assert re.fullmatch(r"[\d*]+ [\d*]+ [\d*]+ [\d*]+ [\d*]+", " ".join(line.when))
        assert line.user == "clusterarchiv"
        assert not re.search(r"(?<!\\)%", line.written), "to cron a bare % is an end of line"
