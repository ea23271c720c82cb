"""Programs that were made to save what they fetch."""

import shutil

from ..job import Job
from ..measure import Command
from .contender import Contender, first_line, number_of_version, saved


class Wget2(Contender):
    key, name = "wget2", "wget2"

    def missing(self) -> str | None:
        return None if shutil.which("wget2") else "no wget2"

    def version(self) -> str:
        return number_of_version(first_line(["wget2", "--version"]))

    def unfit(self, job: Job) -> str | None:
        if "BENCH_RESOLVER" in job.env:
            return f"it looks up one name at a time, which takes {job.count * 0.02:.0f} s or more"
        return None

    def command(self, job: Job) -> Command:
        argv = ["wget2", "--no-config", "-q", "--max-threads", str(job.in_flight), "--tries=3"]
        argv += ["--no-http2", "--no-hsts", "--no-robots", "--no-ocsp", "--no-compression"]
        # One after the other into one file: its size tells what was fetched.
        argv += ["-P", "bodies"] if job.saves else ["-O", "everything"]
        if job.cacert:
            argv += ["--ca-certificate", str(job.cacert)]
        return Command([*argv, "-i", str(job.urls)])

    def fetched(self, job: Job) -> int:
        if job.saves:
            return saved(job.bodies, job.size)
        everything = job.out / "everything"
        return everything.stat().st_size // job.size if everything.exists() else 0


class Aria2(Contender):
    key, name = "aria2", "aria2"

    def missing(self) -> str | None:
        return None if shutil.which("aria2c") else "no aria2"

    def version(self) -> str:
        return number_of_version(first_line(["aria2c", "--version"]))

    def unfit(self, job: Job) -> str | None:
        if "BENCH_RESOLVER" in job.env:
            return "it does not ask the system's resolver, which is the slow one here"
        return None

    def prepare(self, job: Job) -> None:
        with open(job.inputs / "aria2.list", "w") as file:
            file.writelines(f"{url}\n  out={n}\n" for n, url in enumerate(job.lines()))

    def command(self, job: Job) -> Command:
        argv = ["aria2c", "--no-conf", "-q", "-i", str(job.inputs / "aria2.list"), "-d", "bodies"]
        argv += ["-j", str(job.in_flight), "-x1", "-s1", "--file-allocation=none"]
        argv += ["--deferred-input=true", "--allow-overwrite=true", "--summary-interval=0"]
        argv += ["--auto-file-renaming=false", "--max-tries=3"]
        if job.cacert:
            argv += [f"--ca-certificate={job.cacert}"]
        return Command(argv)

    def fetched(self, job: Job) -> int:
        return saved(job.bodies, job.size)
