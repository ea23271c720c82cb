import time
from dataclasses import dataclass, field

from ..goals import below
from ..job import Job
from ..processes import resident
from ..results import Goal, Result, Sample, Table
from ..rounds import Bench, attempt, say, tell
from ..servers import Nginx
from .workload import Workload, address

PARTS = 5


@dataclass
class Watch:
    """Memory and records of a running swoop against time."""

    records: object
    began: float | None = None
    seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._file = None

    def look(self, processes: list[int]) -> None:
        if self.began is None:
            self.began = time.monotonic()
        if self._file is None and self.records.exists():
            self._file = open(self.records, "rb")
        new = 0
        if self._file:
            while piece := self._file.read(1 << 22):
                new += piece.count(b"\n")
        self.seconds.append(time.monotonic() - self.began)
        self.memory.append(resident(processes[0]))
        self.done.append((self.done[-1] if self.done else 0) + new)

    def moment(self, count: float) -> float:
        """When so many records were written."""
        if count <= 0:
            return 0.0
        before = (0.0, 0)
        for point in zip(self.seconds, self.done):
            if point[1] >= count:
                span = point[1] - before[1]
                return before[0] + (point[0] - before[0]) * (count - before[1]) / span
            before = point
        return self.seconds[-1]

    def figures(self, count: int) -> dict:
        """The rate, and the largest memory, in each part of the list."""
        moments = [self.moment(count * n / PARTS) for n in range(PARTS + 1)]
        pairs = list(zip(moments, moments[1:]))
        samples = list(zip(self.seconds, self.memory))
        return {
            "rates": [count / PARTS / max(end - start, 1e-9) for start, end in pairs],
            "memory": [
                max((m for s, m in samples if start <= s <= end), default=0) for start, end in pairs
            ],
            "series": {"seconds": self.seconds, "memory": self.memory, "done": self.done},
        }


class LongList(Workload):
    key = "list"
    title = "A long list"
    about = (
        "{lines:,} lines, {list_hosts:,} hosts, answers of 3 bytes at once, 64 in flight: once in each "
        "mode. The list is cut into five parts of {lines_part:,} lines, and memory and rate are compared "
        "from part to part. Others get {peers_lines_small:,} and {peers_lines:,} lines, to show how much "
        "of each line stays in their memory."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        with Nginx() as server:
            table = Table(f"{sizes.lines:,} lines")
            job = self._job(server, bench, sizes.lines)
            job.limit = 5 * sizes.longest_run
            for contender in bench.pick("async", "threads"):
                self._watch(bench, contender, job, server, table, result.extra)
            result.tables.append(table)
            peers = [
                c
                for c in bench.pick()
                if c.key in ("async", "curl", "curl-newest", "wget2", "aria2", "uvloop")
            ]
            for count in (sizes.peers_lines // 10, sizes.peers_lines):
                job = self._job(server, bench, count)
                job.limit = 3 * sizes.longest_run
                table = bench.compare(f"{count:,} lines", job, server, peers, rounds=1)
                result.tables.append(table)
        result.extra["bytes a line"] = self._growth(*result.tables[1:], sizes.peers_lines)
        result.goals = self._goals(result)
        return result

    def _job(self, server: Nginx, bench: Bench, count: int) -> Job:
        job = Job("list", self.folder, count, 3, 64, limit=bench.sizes.longest_run)
        hosts = [address(n) for n in range(bench.sizes.list_hosts)]
        base = [f"http://{host}:{server.port}/ok?" for host in hosts]
        job.write(f"{base[n % len(base)]}{n}" for n in range(count))
        return job

    def _watch(self, bench: Bench, contender, job: Job, server, table: Table, extra) -> None:
        watch = Watch(job.out / "records.jsonl")
        entry = bench.entry(contender)
        sample: Sample = attempt(contender, job, server, observe=watch.look, interval=0.5)
        entry.samples.append(sample)
        table.entries[contender.key] = entry
        say(f"{contender.name}: {tell(sample)}")
        if not sample.problem:
            extra[contender.key] = watch.figures(job.count)

    def _growth(self, small: Table, large: Table, count: int) -> dict[str, float]:
        growth = {}
        for key, entry in large.entries.items():
            peak, before = entry.median("peak"), small.entries[key].median("peak")
            if peak and before:
                growth[key] = (peak - before) / (count - count // 10)
        return growth

    def _goals(self, result: Result) -> list[Goal]:
        goals = []
        for key in ("async", "threads"):
            figures = result.extra.get(key)
            rates, memory = (figures["rates"], figures["memory"]) if figures else ([1], [1])
            more = memory[-1] / max(memory[0], 1) if figures else None
            text = f"{key}: memory in the last part under 1.1x of the first"
            goals.append(below(text, more, 1.1, "x"))
            ratio = rates[-1] / rates[0]
            measured = f"{ratio:.2f}x" if figures else "not measured"
            text = f"{key}: rate in the last part at least 0.9x of the first"
            goals.append(Goal(text, measured, ratio >= 0.9 if figures else None))
        return goals
