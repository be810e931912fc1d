"""What `contrib/` offers is understood by those it is for, and does what the documentation says."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

CONTRIB = ROOT / "contrib"
SERVICE, TIMER = CONTRIB / "clusterarchiv.service", CONTRIB / "clusterarchiv.timer"
FOLDER = "/var/lib/clusterarchiv"
SERVE = CONTRIB / "clusterarchiv-serve.service"


def unit(path):
    parser = configparser.ConfigParser(
        strict=False, interpolation=None, delimiters="=", comment_prefixes="#"
    )
    parser.optionxform = str
    parser.read_string(path.read_text().replace("\\\n", ""))
    return parser


def test_the_service_has_no_more_rights_than_it_needs():
    service = unit(SERVICE)["Service"]
    assert service["User"] == "clusterarchiv"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["RestrictAddressFamilies"] == "AF_INET AF_INET6 AF_UNIX"
    assert service["StateDirectory"] == "clusterarchiv"
    for right in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateUsers"):
        assert service[right] == "yes"


def test_a_lock_held_by_another_run_is_no_failure_of_the_service():
    assert unit(SERVICE)["Service"]["SuccessExitStatus"] == "3 5"


def test_the_timer_makes_up_for_missed_nights():
    timer = unit(TIMER)["Timer"]
    assert timer["OnCalendar"] == "*-*-* 03:17:00"
    assert timer["Persistent"] == "true"


def test_cron_and_service_run_the_same_command_in_the_same_folder():
    """So there is one archive, whoever starts the run, and whoever looks at it by hand."""
    cron = (CONTRIB / "clusterarchiv.cron").read_text().splitlines()[-1]
    service = unit(SERVICE)["Service"]
    command = service["ExecStart"]
    assert cron.endswith(f" && {command}")
    assert f" clusterarchiv  cd {FOLDER} && " in cron
    assert service["WorkingDirectory"] == unit(SERVE)["Service"]["WorkingDirectory"] == FOLDER
    assert "ARCHIVE_PATH" not in command
    assert {"--quiet", "--max-minutes"} <= set(command.split())


def test_what_is_served_listens_to_this_machine_and_cannot_call_out():
    service = unit(SERVE)["Service"]
    assert service["IPAddressDeny"] == "any"
    assert service["IPAddressAllow"] == "localhost"
    port = re.search(r"--host 127\.0\.0\.1 --port (\d+)", service["ExecStart"])[1]
    assert f"proxy_pass http://127.0.0.1:{port};" in (CONTRIB / "clusterarchiv.nginx").read_text()


def test_logrotate_leaves_a_running_crawl_its_file():
    text = (CONTRIB / "clusterarchiv.logrotate").read_text()
    assert re.search(r"^/var/log/clusterarchiv/\*\.log \{$", text, re.MULTILINE)
    assert "delaycompress" in text


@pytest.mark.parametrize("path", [SERVICE, TIMER, SERVE], ids=lambda path: path.name)
def test_systemd_understands_the_units(path, tmp_path):
    """Where systemd is; the tests above hold everywhere."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    for unit_file in (SERVICE, TIMER, SERVE):
        here = unit_file.read_text().replace("/opt/clusterarchiv/bin/clusterarchiv", "/bin/true")
        (tmp_path / unit_file.name).write_text(here)
    done = subprocess.run(
        [analyze, "verify", "--man=no", tmp_path / path.name], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
