"""contrib/ for containers: what is run there has no right that it does not need.

Read only; docs/container.md says what was built and run, and where.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

CONTRIB = ROOT / "contrib"
NOBODY = 10001
FOLDER = "/var/lib/clusterarchiv"


def instructions() -> list[tuple[str, ...]]:
    text = (CONTRIB / "Containerfile").read_text("utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


def documents() -> list[dict[str, Any]]:
    paths = sorted((CONTRIB / "kubernetes").glob("*.yaml"))
    return [one for path in paths for one in yaml.safe_load_all(path.read_text("utf-8"))]


def pods() -> dict[str, dict[str, Any]]:
    found = {}
    for one in documents():
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if pod := spec.get("template", {}).get("spec"):
            found[one["kind"]] = pod
    return found


def test_both_stages_stand_on_the_same_base():
    assert [what for word, what in instructions() if word == "FROM"] == [
        "${BASE} AS build",
        "${BASE}",
    ]


def test_packages_come_by_hash_and_nothing_of_our_name_from_an_index():
    installs = [
        command
        for word, what in instructions()
        if word == "RUN"
        for command in what.split("&&")
        if "pip install" in command
    ]
    assert len(installs) == 2
    assert "--require-hashes -r requirements-run.lock" in installs[0]
    assert {"--no-deps", "--no-index", "--no-build-isolation"} <= set(installs[1].split())


def test_the_image_runs_as_nobody_and_is_asked_for_its_health():
    last = dict(instructions())
    assert last["USER"] == f"{NOBODY}:{NOBODY}"
    assert last["WORKDIR"] == last["VOLUME"] == FOLDER
    assert json.loads(last["ENTRYPOINT"]) == ["clusterarchiv"]
    asked = json.loads(last["HEALTHCHECK"].split("CMD", 1)[1])
    compile(asked[2], "HEALTHCHECK", "exec")
    order = [word for word, _ in instructions()]
    assert order.index("USER") > max(at for at, word in enumerate(order) if word == "RUN")


@pytest.mark.parametrize("name", ["update", "serve"])
def test_compose_confines_both_services(name):
    service = yaml.safe_load((CONTRIB / "compose.yaml").read_text("utf-8"))["services"][name]
    assert service["read_only"] is True
    assert service["user"] == f"{NOBODY}:{NOBODY}"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["command"][0] == name
    assert [volume.split(":")[1] for volume in service["volumes"]] == [FOLDER]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@pytest.mark.parametrize("kind", ["CronJob", "Deployment"])
def test_kubernetes_confines_both_pods(kind):
    pod = pods()[kind]
    security, (container,) = pod["securityContext"], pod["containers"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] == security["fsGroup"] == NOBODY
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        volume["name"] for volume in pod["volumes"]
    }


def test_a_night_in_the_cluster_is_one_run():
    (job,) = (one["spec"] for one in documents() if one["kind"] == "CronJob")
    assert job["concurrencyPolicy"] == "Forbid"
    assert job["jobTemplate"]["spec"]["backoffLimit"] == 0
    cron = (CONTRIB / "clusterarchiv.cron").read_text("utf-8").splitlines()[-1]
    assert cron.startswith(job["schedule"])
    (container,) = pods()["CronJob"]["containers"]
    assert cron.endswith(" ".join(container["args"]))


def test_what_runs_is_locked_as_it_is_tested():
    """requirements-run.lock is a part of requirements.lock, with the same versions and hashes."""

    def entries(name: str) -> dict[str, set[str]]:
        text = (ROOT / name).read_text("utf-8")
        parts = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        return {part.split()[0]: set(re.findall(r"sha256:[0-9a-f]+", part)) for part in parts}

    everything, running = entries("requirements.lock"), entries("requirements-run.lock")
    assert 50 < len(running) < len(everything)
    assert {pin: hashes for pin, hashes in running.items() if everything.get(pin) != hashes} == {}
    assert not {"pytest", "mypy", "playwright"} & {pin.split("==")[0] for pin in running}
