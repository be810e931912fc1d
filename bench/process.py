"""CPU and memory of a whole process, by the operating system's own accounting."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one finished process used: CPU seconds (user and system) and peak memory in MB."""

    cpu: float
    peak_mb: float


def run(command: list[str], cwd: str) -> Cost:
    """Run ``command`` to its end. Raises RuntimeError with its output when it fails."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
