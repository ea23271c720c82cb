"""Runs one command and measures what it takes."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .processes import Sampler, shared_out
from .settings import SCRATCH, WORK

RUNNER = WORK / "native" / "runner"


@dataclass
class Command:
    """What is run. Its output goes to the files `out` and `err` of the folder it runs in."""

    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)
    # Whether its memory is that of several processes.
    is_tree: bool = False


@dataclass
class Measurement:
    wall: float
    cpu: float
    peak: int
    status: int
    timed_out: bool = False


def environment() -> dict[str, str]:
    """No proxies, no configuration files, and a home that may be written to."""
    home = SCRATCH / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


def run(
    command: Command,
    folder: Path,
    limit: float,
    observe: Callable[[list[int]], None] | None = None,
    interval: float = 0.25,
) -> Measurement:
    """Runs a command in `folder`, and ends it with all that it started after `limit` seconds."""
    result = folder / "usage"
    result.unlink(missing_ok=True)
    peak_of_tree = 0

    def observe_tree(processes: list[int]) -> None:
        nonlocal peak_of_tree
        peak_of_tree = max(peak_of_tree, shared_out(processes))

    began = time.monotonic()
    with open(folder / "out", "wb") as out, open(folder / "err", "wb") as err:
        process = subprocess.Popen(
            [RUNNER, result, *command.argv],
            cwd=folder,
            env=environment() | command.env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    observer = observe_tree if command.is_tree else observe
    sampler = Sampler(process.pid, interval, observer) if observer else None
    if sampler:
        sampler.start()
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        return Measurement(time.monotonic() - began, 0, 0, -1, timed_out=True)
    finally:
        _end(process)
        if sampler:
            sampler.stop()
    measured = _read(result)
    if command.is_tree:
        measured.peak = peak_of_tree
    return measured


def _end(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _read(result: Path) -> Measurement:
    if not result.exists():
        return Measurement(0, 0, 0, -1)
    wall, user, system, peak, status = map(int, result.read_text().split())
    return Measurement(
        wall / 1e9, (user + system) / 1e6, peak * 1024, os.waitstatus_to_exitcode(status)
    )
