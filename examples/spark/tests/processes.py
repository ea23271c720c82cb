"""Processes that are gone when the test is, and what /proc says of others."""

import ctypes
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyspark

PR_SET_PDEATHSIG = 1
SPARK = Path(pyspark.__file__).parent


def eventually(condition: Callable[[], object], seconds: float = 120):
    """What the condition gives once that is something."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {seconds} s")
        time.sleep(0.02)
    return value


def environment() -> dict[str, str]:
    """Loopback alone, and nothing of the user's."""
    kept = {name: os.environ[name] for name in ["PATH", "HOME", "JAVA_HOME"] if name in os.environ}
    return kept | {
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CONFIG_HOME": "/dev/null/none",
        "LANG": "C.UTF-8",
    }


class Process:
    """A program in a session of its own, with a log."""

    def __init__(self, command: list, log: Path):
        libc = ctypes.CDLL(None)
        self.log = log
        with open(log, "wb") as output:
            self._process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(),
                cwd=log.parent,
                start_new_session=True,
                # Even if the test is killed.
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
            )
        self.id = self._process.pid

    def find(self, pattern: str) -> str:
        """What a line of the log has, once it is there."""

        def look() -> str | None:
            match = re.search(pattern, self.log.read_text(errors="replace"))
            if not match and self._process.poll() is not None:
                raise RuntimeError(f"it ended:\n{self.tail()}")
            return match and match.group(1)

        return eventually(look)

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def wait(self, seconds: float) -> int:
        return self._process.wait(seconds)

    def kill(self) -> None:
        """With SIGKILL, and all of its session with it."""
        try:
            os.killpg(self.id, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()


def running(program: Path) -> list[int]:
    """The processes that were started by this very path."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words[0] == str(program).encode():
            found.append(int(folder.name))
    return found


def ancestors(process: int) -> list[int]:
    found = [process]
    try:
        while found[-1] > 1:
            status = Path(f"/proc/{found[-1]}/stat").read_text()
            found.append(int(status.rpartition(")")[2].split()[1]))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def peers(process: int) -> set[str]:
    """The addresses that a process is connected to."""
    try:
        names = [os.readlink(file) for file in Path(f"/proc/{process}/fd").iterdir()]
        table = Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return set()
    own = {name.removeprefix("socket:[").removesuffix("]") for name in names}
    rows = [row for row in map(str.split, table) if row[9] in own]
    numbers = [int(row[2].partition(":")[0], 16) for row in rows]
    return {socket.inet_ntoa(struct.pack("=I", number)) for number in numbers}
