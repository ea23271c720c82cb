from ..contenders.newest import CURL
from ..job import Job
from ..measure import Command, run
from ..results import Entry, Goal, Result, Sample, Table
from ..rounds import Bench
from .workload import Workload


class StartUp(Workload):
    key = "startup"
    title = "Start-up"
    about = (
        "An empty list, {starts} times in turn, and what others take to say their version, which is no "
        "more than to start."
    )

    def run(self, bench: Bench) -> Result:
        result, table = self.result(), Table("")
        job = Job("startup", self.folder, 0, 0, 64)
        job.write([])
        commands = {c.key: (c.name, c.command(job)) for c in bench.pick("async", "threads", "loop1")}
        commands["curl"] = ("curl --version", Command(["curl", "--version"]))
        if bench.pick("curl-newest"):
            commands["curl-newest"] = ("curl --version, newest", Command([*CURL, "--version"]))
        if bench.pick("wget2"):
            commands["wget2"] = ("wget2 --version", Command(["wget2", "--version"]))
        for key, (name, command) in commands.items():
            table.entries[key] = Entry(name, "")
        for _ in range(bench.sizes.starts):
            for key, (_, command) in commands.items():
                job.clear()
                measured = run(command, job.out, 10)
                problem = f"exit status {measured.status}" if measured.status else None
                sample = Sample(measured.wall, measured.cpu, measured.peak, 0, 0, problem)
                table.entries[key].samples.append(sample)
        result.tables.append(table)
        ratio = table.ratio("async", "wall", base="curl")
        measured = "not measured" if ratio is None else f"{ratio:.2f}x"
        text = "start-up no more than 1.3x `curl --version`"
        result.goals.append(Goal(text, measured, None if ratio is None else ratio <= 1.3))
        return result
