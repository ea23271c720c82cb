import re
import subprocess
from shutil import which

from .. import shared, tools
from ..contenders import Contender
from ..job import Job
from ..measure import Command
from ..results import Result
from ..rounds import Bench, attempt, say
from ..servers import Nginx
from .workload import Workload


class Cost(Workload):
    key = "cost"
    title = "What a fetch costs, whatever the day"
    about = (
        "Instructions in user space ({counter}) and allocations (malloc, calloc, realloc and their "
        "kind, counted by a preloaded library) of a fetch of 1 KB over a kept connection, 64 in flight: "
        "the difference of a run with twice as many URLs to one with {cost_urls:,} (instructions) or "
        "{cost_urls_ten:,} (allocations), divided by their number."
    )

    def run(self, bench: Bench) -> Result:
        result, count = self.result(), bench.sizes.cost_urls
        counter = self._counter()
        result.extra["counter"] = counter or "not to be had here"
        with Nginx() as server:
            path = server.file("1k", 1024)
            url = f"http://127.0.0.1:{server.port}{path}"
            for contender in bench.pick("async", "threads", "loop1", "curl"):
                figures = {}
                if counter:
                    each = self._each(contender, server, url, count, self._instructions)
                    figures["instructions"] = each and each[0]
                each = self._each(contender, server, url, count * 10, self._allocations)
                figures["allocations"], figures["bytes"] = each or (None, None)
                result.extra[contender.key] = {"name": contender.name, **figures}
                say(f"{contender.name}: {figures}")
        return result

    def _counter(self) -> str | None:
        perf = ["perf", "stat", "-e", "instructions:u", "true"]
        if which("perf"):
            done = subprocess.run(perf, capture_output=True, text=True)
            if done.returncode == 0 and "not supported" not in done.stderr:
                return "perf stat"
        return "callgrind" if which("valgrind") else None

    def _each(self, contender: Contender, server: Nginx, url: str, count: int, measure):
        """What one of `count` more URLs takes, or None."""
        totals = []
        for number in (count, 2 * count):
            job = Job("cost", self.folder, number, 1024, 64, limit=300)
            job.write(f"{url}?{n}" for n in range(number))
            contender.prepare(job)
            total = measure(contender, job, server)
            if total is None:
                return None
            totals.append(total)
        first, second = totals
        return tuple((b - a) / count for a, b in zip(first, second))

    def _allocations(self, contender: Contender, job: Job, server: Nginx):
        file = job.out / "allocations"
        job.env = {"LD_PRELOAD": tools.preload("allocations"), "BENCH_ALLOCATIONS": str(file)}
        sample = attempt(contender, job, server)
        return None if sample.problem else shared.numbers(file, 2)

    def _instructions(self, contender: Contender, job: Job, server: Nginx):
        argv, log = list(contender.command(job).argv), job.out / "instructions"
        if argv[0] == str(tools.swoop()):
            argv[0] = str(tools.stripped_swoop())
        if self._counter() == "perf stat":
            argv = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", str(log), *argv]
            pattern = r"(?m)^(\d+),[^,]*,instructions"
        else:
            tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=callgrind"]
            argv = [*tool, f"--log-file={log}", *argv]
            pattern = r"Collected : (\d+)"
        sample = attempt(contender, job, server, Command(argv))
        found = re.search(pattern, log.read_text()) if log.exists() else None
        if sample.problem or not found:
            say(f"{contender.name}: no instructions: {sample.problem or log}")
            return None
        return (int(found.group(1)),)
