"""Runs a job for every contender in turn, round after round, and checks each run."""

import gc
import time
from collections.abc import Callable
from dataclasses import replace

from .contenders import Contender, all_contenders
from .job import Job
from .measure import Command, run
from .results import Entry, Sample, Table
from .servers import Server
from .settings import Settings


class Bench:
    """What all workloads share: the settings, and the contenders that are there."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.sizes = settings, settings.sizes
        self.missing: dict[str, str] = {}
        self._contenders: dict[str, Contender] = {}
        self._versions: dict[str, str] = {}
        for contender in all_contenders(settings):
            if settings.contenders and contender.key not in settings.contenders:
                continue
            if reason := contender.missing():
                self.missing[contender.name] = reason
            else:
                self._contenders[contender.key] = contender

    @property
    def versions(self) -> dict[str, str]:
        return {c.name: self.entry(c).version for c in self._contenders.values()}

    @property
    def rounds(self) -> int:
        return self.settings.rounds or self.sizes.rounds

    def pick(self, *keys: str) -> list[Contender]:
        """Those of these contenders that are there; all that are there, if none is named."""
        return [c for key, c in self._contenders.items() if not keys or key in keys]

    def entry(self, contender: Contender) -> Entry:
        if contender.key not in self._versions:
            self._versions[contender.key] = contender.version()
        return Entry(contender.name, self._versions[contender.key])

    def compare(
        self,
        caption: str,
        job: Job,
        server: Server,
        contenders: list[Contender],
        inspect: Callable[[Job], dict] = lambda job: {},
        rounds: int | None = None,
    ) -> Table:
        table, fit = Table(caption), []
        for contender in contenders:
            entry = self.entry(contender)
            table.entries[contender.key] = entry
            if reason := contender.unfit(job):
                entry.note = f"left out: {reason}"
            else:
                contender.prepare(job)
                fit.append(contender)
        rounds, began = rounds or self.rounds, time.monotonic()
        for number in range(rounds):
            if number and time.monotonic() - began > self.sizes.workload_budget:
                break
            # Each begins a round in its turn: the first one finds the server cold.
            first = number % max(1, len(fit))
            for contender in fit[first:] + fit[:first]:
                self._take_turn(contender, job, server, table.entries[contender.key], inspect)
        return table

    def _take_turn(self, contender, job: Job, server: Server, entry: Entry, inspect) -> None:
        first = entry.samples[0] if entry.samples else None
        if first and first.wall > self.sizes.slow:
            done = sum(1 for sample in entry.samples if sample)
            if first.problem or done >= self.sizes.rounds_if_slow:
                entry.samples.append(None)
                if not first.problem and self.sizes.rounds_if_slow < self.rounds:
                    entry.note = f"slow: {done} of {self.rounds} rounds"
                return
        sample = attempt(contender, job, server)
        if not sample.problem:
            sample.extra |= inspect(job)
        entry.samples.append(sample)
        say(f"{contender.name}: {tell(sample)}")


def attempt(contender: Contender, job: Job, server: Server, command: Command | None = None, **more):
    """One run, checked by what the contender says it fetched and by what the server served."""
    job.clear()
    gc.collect()
    command = command or contender.command(job)
    command = replace(command, env=job.env | command.env)
    before = server.requests()
    measured = run(command, job.out, job.limit, **more)
    served = server.requests() - before
    sample = Sample(measured.wall, measured.cpu, measured.peak, 0, served)
    if measured.timed_out:
        sample.problem = f"ended after {job.limit:.0f} s, {served} of {job.count} served"
        return sample
    sample.fetched = contender.fetched(job)
    if sample.fetched != job.count:
        sample.problem = f"fetched {sample.fetched} of {job.count}"
    elif served < job.count:
        sample.problem = f"the server served {served} of {job.count}"
    if sample.problem and measured.status:
        sample.problem += f", exit status {measured.status}"
    adjusted = contender.adjust(job, measured)
    sample.wall, sample.cpu = adjusted.wall, adjusted.cpu
    return sample


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def tell(sample: Sample) -> str:
    figures = f"{sample.wall:.2f} s, CPU {sample.cpu:.2f} s, {sample.peak / 1e6:.0f} MB"
    return f"{figures}: FAILED: {sample.problem}" if sample.problem else figures
