from dataclasses import asdict

from .. import shared, tools
from ..goals import at_least, below
from ..job import Job
from ..results import Goal, Result, Table
from ..rounds import Bench, attempt
from ..servers import Nginx
from .workload import Workload


class SlowResolver(Workload):
    key = "resolver"
    title = "Many names, a slow resolver"
    about = (
        "{names:,} host names, one URL of 1 KB each, 256 in flight, and a resolver that takes 20 ms for "
        "each: a library preloaded into every contender that replaces the system's `getaddrinfo`, and "
        "counts. With 32 look-ups at a time no run can take less than {resolver_floor:.1f} s; curl 7.88 has "
        "as many as it has in flight. Newer ones ask twice, for IPv4 and IPv6. aiohttp is given 32 threads for its look-ups, where it would have cores + 4. In one "
        "more run of swoop, which is not in the table, another such library looks at each thread of "
        "its that waits for sockets often: how long from the return of a wait to the next one. *Net* is "
        "without the time in which the thread was ready and the machine gave it no core."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        with Nginx() as server:
            path = server.file("1k", 1024)
            job = Job("resolver", self.folder, sizes.names, 1024, 256, limit=sizes.longest_run)
            job.write(f"http://h{n:05}.bench.test:{server.port}{path}" for n in range(sizes.names))
            self._slow(job)
            contenders = [c for c in bench.pick() if c.key not in ("h2load", "wrk", "xargs")]
            table = bench.compare("", job, server, contenders, _lookups)
            result.tables.append(table)
            for contender in bench.pick("async", "loop1"):
                result.extra[contender.name] = self._stalls(contender, job, server)
        result.goals = self._goals(table, result.extra)
        return result

    def _slow(self, job: Job) -> None:
        job.env["LD_PRELOAD"] = tools.preload("resolver")
        job.env["BENCH_RESOLVER"] = str(job.out / "lookups")

    def _stalls(self, contender, job: Job, server: Nginx) -> list[dict]:
        job.env["LD_PRELOAD"] += f" {tools.preload('stalls')}"
        job.env["BENCH_STALLS"] = str(job.out / "stalls")
        sample = attempt(contender, job, server)
        threads = [] if sample.problem else shared.stalls(job.out / "stalls", min(1000, job.count // 20))
        self._slow(job)
        del job.env["BENCH_STALLS"]
        return [asdict(thread) for thread in threads]

    def _goals(self, table: Table, stalls: dict) -> list[Goal]:
        goals = []
        for key in ("async", "threads"):
            most = _most(table, key)
            reached = None if most is None else most <= 32
            text = f"{key}: look-ups bounded at 32 threads"
            goals.append(Goal(text, "not measured" if most is None else f"{most} at once", reached))
        threads = stalls.get("swoop, async")
        longest = max(thread["longest_net"] for thread in threads) if threads else None
        goals.append(below("no loop stall over 5 ms (net)", longest, 5, "ms"))
        for member, unit in (("wall", "wall time"), ("cpu", "CPU seconds")):
            text = f"async at least 3x curl -Z in {unit}"
            goals.append(at_least(table, text, "curl", 3, member))
        return goals


def _lookups(job: Job) -> dict:
    all_of_them, most = shared.numbers(job.out / "lookups", 2)
    return {"look-ups": all_of_them, "look-ups at once": most}


def _most(table: Table, key: str) -> int | None:
    entry = table.entries.get(key)
    counts = [s.extra["look-ups at once"] for s in entry.good] if entry else []
    # None at all means that the library was not in its way.
    return max(counts) if counts and min(counts) else None
