"""The figures, and what is computed from them."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path

BASE = "async"


@dataclass
class Sample:
    """One run of one contender."""

    wall: float
    cpu: float
    peak: int
    fetched: int
    served: int
    # Why it does not count, if it does not.
    problem: str | None = None
    extra: dict = field(default_factory=dict)


@dataclass
class Entry:
    """All runs of one contender; a round in which it did not run is None."""

    name: str
    version: str
    samples: list[Sample | None] = field(default_factory=list)
    note: str | None = None

    @property
    def good(self) -> list[Sample]:
        return [sample for sample in self.samples if sample and not sample.problem]

    @property
    def problem(self) -> str | None:
        return next((s.problem for s in self.samples if s and s.problem), None)

    def median(self, member: str) -> float | None:
        values = [getattr(sample, member) for sample in self.good]
        return statistics.median(values) if values and not self.problem else None

    def range(self, member: str) -> tuple[float, float]:
        values = [getattr(sample, member) for sample in self.good]
        return min(values), max(values)


@dataclass
class Table:
    """One job, all of its contenders."""

    caption: str
    entries: dict[str, Entry] = field(default_factory=dict)

    def ratio(self, key: str, member: str, base: str = BASE) -> float | None:
        """How many times as much as the base it takes: the median over the rounds of both."""
        if key not in self.entries or base not in self.entries:
            return None
        own, other = self.entries[key], self.entries[base]
        if own.problem or other.problem:
            return None
        ratios = [
            getattr(a, member) / getattr(b, member)
            for a, b in zip(own.samples, other.samples)
            if a and b and getattr(b, member)
        ]
        return statistics.median(ratios) if ratios else None


@dataclass
class Goal:
    text: str
    measured: str
    # None when it could not be measured.
    reached: bool | None


@dataclass
class Result:
    """All of one workload."""

    key: str
    taken: str
    tables: list[Table] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    # Figures of this workload alone.
    extra: dict = field(default_factory=dict)


def save(file: Path, results: dict[str, Result], about: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"about": about, "results": {key: asdict(r) for key, r in results.items()}}
    file.write_text(json.dumps(content, indent=1))


def load(file: Path) -> tuple[dict[str, Result], dict]:
    if not file.exists():
        return {}, {}
    content = json.loads(file.read_text())
    return {key: _result(value) for key, value in content["results"].items()}, content["about"]


def _result(value: dict) -> Result:
    tables = [
        Table(t["caption"], {key: _entry(entry) for key, entry in t["entries"].items()})
        for t in value.pop("tables")
    ]
    goals = [Goal(**goal) for goal in value.pop("goals")]
    return Result(**value, tables=tables, goals=goals)


def _entry(value: dict) -> Entry:
    samples = [Sample(**s) if s else None for s in value.pop("samples")]
    return Entry(**value, samples=samples)
