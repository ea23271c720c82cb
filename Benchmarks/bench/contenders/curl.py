import shutil
from itertools import islice
from pathlib import Path

from ..job import Job
from ..measure import Command
from ..settings import NEWEST
from .contender import Contender, first_line, number_of_version, saved
from .newest import CURL, newest_curl_version

WRITE_OUT = "%{url} %{http_code} %{size_download}\\n"


def _config(job: Job, urls, first: int = 0) -> str:
    """A -K file: a URL and where its body goes, line by line."""
    lines = [f'write-out = "{WRITE_OUT}"']
    if job.cacert:
        lines.append(f'cacert = "{job.cacert}"')
    for number, url in enumerate(urls, first):
        output = f"bodies/{number}" if job.saves else "/dev/null"
        lines += [f'url = "{url}"', f'output = "{output}"']
    return "\n".join(lines) + "\n"


def _fetched(job: Job, files: list[Path]) -> int:
    ending = f" 200 {job.size}"
    urls = set()
    for file in files:
        with open(file) as lines:
            for line in lines:
                if line.rstrip().endswith(ending):
                    urls.add(hash(line.split(" ", 1)[0]))
    return min(len(urls), saved(job.bodies, job.size)) if job.saves else len(urls)


class CurlParallel(Contender):
    key, name = "curl", "curl -Z"
    program = ["curl"]

    def missing(self) -> str | None:
        return None if shutil.which("curl") else "no curl"

    def version(self) -> str:
        return number_of_version(first_line([*self.program, "--version"]))

    def prepare(self, job: Job) -> None:
        (job.inputs / "curl.config").write_text(_config(job, job.lines()))

    def command(self, job: Job) -> Command:
        argv = [*self.program, "-q", "-s", "--http1.1"]
        argv += ["-Z", "--parallel-max", str(job.in_flight), "-K", str(job.inputs / "curl.config")]
        return Command(argv)

    def fetched(self, job: Job) -> int:
        return _fetched(job, [job.out / "out"])


class NewestCurlParallel(CurlParallel):
    key, name = "curl-newest", "curl -Z, newest"
    program = CURL

    def missing(self) -> str | None:
        if not NEWEST.exists() or not newest_curl_version():
            return "the newest curl could not be had"
        return None


class XargsCurl(Contender):
    """As many curls as are to be in flight, each with a hundred URLs, one after the other."""

    key, name = "xargs", "xargs -P, curl"
    a_process = 100

    def version(self) -> str:
        return number_of_version(first_line(["curl", "--version"]))

    def unfit(self, job: Job) -> str | None:
        if job.in_flight > 1000:
            return f"{job.in_flight} processes are more than anyone starts"
        return None

    def _parts(self, job: Job) -> Path:
        return job.inputs / "xargs"

    def prepare(self, job: Job) -> None:
        self._parts(job).mkdir()
        # Fewer a process where there would not be enough processes else.
        share = max(1, min(self.a_process, job.count // job.in_flight))
        lines, number = job.lines(), 0
        while urls := list(islice(lines, share)):
            (self._parts(job) / f"{number:09}").write_text(_config(job, urls, number))
            number += len(urls)
        names = sorted(file.name for file in self._parts(job).iterdir())
        (job.inputs / "xargs.list").write_text("\n".join(names) + "\n")

    def command(self, job: Job) -> Command:
        curl = f'exec curl -q -s --http1.1 -K "{self._parts(job)}/$0" > "$0.written"'
        argv = ["xargs", "-a", str(job.inputs / "xargs.list"), "-n", "1"]
        return Command([*argv, "-P", str(job.in_flight), "sh", "-c", curl], is_tree=True)

    def fetched(self, job: Job) -> int:
        return _fetched(job, sorted(job.out.glob("*.written")))
