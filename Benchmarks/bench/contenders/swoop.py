import subprocess

from .. import tools
from ..job import Job
from ..measure import Command
from ..settings import NEWEST
from . import records
from .contender import Contender, first_line, number_of_version, saved
from .newest import LOADER, newest_curl_version


class Swoop(Contender):
    def __init__(self, key: str, name: str, *flags: str) -> None:
        self.key, self.name, self.flags = key, name, flags

    def program(self) -> list[str]:
        return [str(tools.swoop())]

    def missing(self) -> str | None:
        if "--loops" in self.flags and "--loops" not in _help():
            return "this swoop has no --loops"
        return None

    def version(self) -> str:
        return number_of_version(first_line([*self.program(), "--version"]))

    def command(self, job: Job) -> Command:
        argv = [*self.program(), *self.flags, "-q", "-o", "records.jsonl", "--http", "1.1"]
        argv += ["-c", str(job.in_flight), "--per-host", "0"]
        if job.cacert:
            argv += ["--cacert", str(job.cacert)]
        if job.saves:
            argv += ["-d", "bodies"]
        return Command([*argv, str(job.urls)])

    def fetched(self, job: Job) -> int:
        count = records.fetched(job.out / "records.jsonl", job.size)
        return min(count, saved(job.bodies, job.size)) if job.saves else count


class SwoopOnNewest(Swoop):
    """The same program with the newest libcurl and the C library that it needs."""

    def program(self) -> list[str]:
        return [*LOADER, *super().program()]

    def missing(self) -> str | None:
        if not NEWEST.exists():
            return "the newest libcurl could not be had"
        if not first_line([*self.program(), "--version"])[:1].isdigit():
            return "this swoop does not run with the newest libcurl"
        return None

    def version(self) -> str:
        return f"{super().version()} with libcurl {newest_curl_version()}"


def _help() -> str:
    return subprocess.run([tools.swoop(), "--help"], capture_output=True, text=True).stdout
