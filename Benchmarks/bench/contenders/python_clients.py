import sys
from importlib.metadata import version

from ..job import Job
from ..measure import Command
from ..settings import BENCHMARKS
from . import records
from .contender import Contender, saved


class PythonClient(Contender):
    """A client of ours on a library of others."""

    def __init__(self, key: str, name: str, script: str, libraries: list[str], *flags: str) -> None:
        self.key, self.name = key, name
        self.script = BENCHMARKS / "clients" / script
        self.libraries, self.flags = libraries, flags

    def version(self) -> str:
        return ", ".join(f"{library} {version(library)}" for library in self.libraries)

    def unfit(self, job: Job) -> str | None:
        if "requests" in self.libraries and job.in_flight > 1000:
            return f"{job.in_flight} threads of Python are more than anyone starts"
        return None

    def command(self, job: Job) -> Command:
        argv = [sys.executable, str(self.script), str(job.urls), "records.jsonl", *self.flags]
        argv += ["--in-flight", str(job.in_flight)]
        if job.cacert:
            argv += ["--cacert", str(job.cacert)]
        if job.saves:
            argv += ["--directory", "bodies"]
        return Command(argv)

    def fetched(self, job: Job) -> int:
        count = records.fetched(job.out / "records.jsonl", job.size)
        return min(count, saved(job.bodies, job.size)) if job.saves else count
