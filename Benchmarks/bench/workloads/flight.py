from .. import tools
from ..goals import below
from ..job import Job
from ..results import Goal, Result
from ..rounds import Bench, attempt
from ..servers import Origin
from .workload import Workload, address


class ManyInFlight(Workload):
    key = "flight"
    title = "Many in flight to slow servers"
    about = (
        "{flight:,} URLs of {flight_hosts} hosts, all of them in flight at once; answers of 3 bytes come "
        "after 0 to {longest_delay} s, evenly spread, so that no run can take less than "
        "{longest_delay} s. What matters is CPU and memory. curl 7.88 has no more than 300 in flight, "
        "whatever it is told, and aria2 and wget2 were not made for this. Memory of one in flight is "
        "the peak above that of the same program with one URL, divided by their number."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        count = sizes.flight
        with Origin(tools.origin()) as server:
            job = Job("flight", self.folder, count, 3, count, limit=sizes.longest_run)
            job.write(self._urls(server, sizes))
            left_out = ("h2load", "wrk", "xargs", "requests")
            contenders = [c for c in bench.pick() if c.key not in left_out]
            table = bench.compare("", job, server, contenders)
            result.tables.append(table)
            one = Job("idle", self.folder / "idle", 1, 3, count, limit=sizes.longest_run)
            one.write([f"http://127.0.0.1:{server.port}/delay/1000"])
            for key, entry in table.entries.items():
                if (peak := entry.median("peak")) is None:
                    continue
                (contender,) = bench.pick(key)
                contender.prepare(one)
                idle = attempt(contender, one, server)
                if not idle.problem:
                    each = (peak - idle.peak) / count
                    result.extra[contender.name] = {"idle": idle.peak, "each": each}
        result.goals = self._goals(bench, result)
        return result

    def _urls(self, server: Origin, sizes):
        """Delays are spread over the list as they are over the time: evenly, in no order."""
        span = sizes.longest_delay * 1000
        for n in range(sizes.flight):
            # A stride that shares no factor with the number meets each delay once.
            delay = n * 7919 % sizes.flight * span // sizes.flight
            host = address(n % sizes.flight_hosts)
            yield f"http://{host}:{server.port}/delay/{delay}?n={n}"

    def _goals(self, bench: Bench, result: Result) -> list[Goal]:
        entries, number = result.tables[0].entries, bench.sizes.flight
        key = "loop1" if "loop1" in entries else "async"
        goals = []
        if entry := entries.get(key):
            cpu, each = entry.median("cpu"), result.extra.get(entry.name, {}).get("each")
            goals.append(below(f"{entry.name}: CPU in all under 3 s", cpu, 3, "s"))
            each = None if each is None else each / 1024
            goals.append(below(f"{entry.name}: memory each under 16 KB", each, 16, "KB"))
        if entry := entries.get("threads"):
            text = f"threads at {number:,} in flight: works"
            goals.append(Goal(text, entry.problem or "all fetched", not entry.problem))
        return goals
