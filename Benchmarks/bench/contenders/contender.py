"""What each contender says of itself."""

import re
import subprocess
from pathlib import Path

from ..job import Job
from ..measure import Command, Measurement


class Contender:
    # What CONTENDERS and the figures call it.
    key: str
    # What the report calls it.
    name: str

    def missing(self) -> str | None:
        """Why it can't be run on this machine, or None."""
        return None

    def version(self) -> str:
        raise NotImplementedError

    def unfit(self, job: Job) -> str | None:
        """Why it can't do a job that others can, or None."""
        return None

    def prepare(self, job: Job) -> None:
        """Writes the inputs that it needs besides the list."""

    def command(self, job: Job) -> Command:
        raise NotImplementedError

    def fetched(self, job: Job) -> int:
        """How many URLs it fetched whole with status 200, by what it wrote itself."""
        raise NotImplementedError

    def adjust(self, job: Job, measured: Measurement) -> Measurement:
        """For those that do more or less than what the job asks."""
        return measured


def first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0] if lines else ""


def number_of_version(text: str) -> str:
    found = re.search(r"\d+\.\d+(\.\d+)?", text)
    return found.group() if found else text


def saved(folder: Path, size: int) -> int:
    """How many files of this size are in a folder and those below it."""
    return sum(1 for file in folder.rglob("*") if file.is_file() and file.stat().st_size == size)
