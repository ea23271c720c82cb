"""What does nothing but fetch: how fast it can be at all. One thread fetches from one host, as a loop of
swoop's does."""

import re
import shutil

from ..job import Job
from ..measure import Command, Measurement
from .contender import Contender, first_line, number_of_version


class H2load(Contender):
    key, name = "h2load", "h2load (the limit)"

    def missing(self) -> str | None:
        return None if shutil.which("h2load") else "no h2load"

    def version(self) -> str:
        return number_of_version(first_line(["h2load", "--version"]))

    def command(self, job: Job) -> Command:
        argv = ["h2load", "--h1", "-t", "1", "-n", str(job.count), "-c", str(job.in_flight)]
        return Command([*argv, "-i", str(job.urls)])

    def fetched(self, job: Job) -> int:
        text = (job.out / "out").read_text()
        count = re.search(r"status codes: (\d+) 2xx", text)
        data = re.search(r"\((\d+)\) data", text)
        if not count or not data or int(data.group(1)) != job.count * job.size:
            return 0
        return int(count.group(1))


class Wrk(Contender):
    """Fetches one URL for a time: what a job's number would take is computed."""

    key, name = "wrk", "wrk (the limit)"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def missing(self) -> str | None:
        return None if shutil.which("wrk") else "no wrk"

    def version(self) -> str:
        return number_of_version(first_line(["wrk", "--version"]))

    def command(self, job: Job) -> Command:
        url = next(job.lines())
        return Command(
            ["wrk", "-t", "1", "-c", str(job.in_flight), "-d", f"{self.seconds}s", url]
        )

    def _done(self, job: Job) -> int:
        text = (job.out / "out").read_text()
        count = re.search(r"(\d+) requests in", text)
        if not count or "Non-2xx" in text or "Socket errors" in text:
            return 0
        return int(count.group(1))

    def fetched(self, job: Job) -> int:
        return job.count if self._done(job) else 0

    def adjust(self, job: Job, measured: Measurement) -> Measurement:
        done = self._done(job)
        if done:
            measured.wall *= job.count / done
            measured.cpu *= job.count / done
        return measured
