"""What /proc tells about a process and its descendants."""

import threading
import time
from collections.abc import Callable
from pathlib import Path


def descendants(process: int) -> list[int]:
    found = []
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def _kilobytes(file: str, member: str) -> int:
    try:
        for line in Path(file).read_text().splitlines():
            if line.startswith(member):
                return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def resident(process: int) -> int:
    """Bytes of memory that a process has now."""
    return _kilobytes(f"/proc/{process}/status", "VmRSS:") * 1024


def shared_out(processes: list[int]) -> int:
    """Bytes of memory that processes have together; what they share is counted once."""
    return sum(_kilobytes(f"/proc/{p}/smaps_rollup", "Pss:") for p in processes) * 1024


class Sampler(threading.Thread):
    """Calls `observe` with the processes below `root` again and again until stopped."""

    def __init__(self, root: int, interval: float, observe: Callable[[list[int]], None]):
        super().__init__(daemon=True)
        self._root, self._interval, self._observe = root, interval, observe
        self._stopped = threading.Event()

    def run(self) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            if processes := descendants(self._root):
                self._observe(processes)
            due = max(due + self._interval, time.monotonic())
            self._stopped.wait(due - time.monotonic())

    def stop(self) -> None:
        self._stopped.set()
        self.join()
