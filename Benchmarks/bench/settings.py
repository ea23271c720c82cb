"""What the environment asks for, and where things are."""

import os
from dataclasses import dataclass, field
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
WORK = ROOT / ".build" / "bench"
SCRATCH = WORK / "scratch"
NEWEST = WORK / "newest"


@dataclass(frozen=True)
class Sizes:
    """How much of each workload; seconds where it says so."""

    rounds: int = 5
    small: int = 50_000
    tls_hosts: int = 3_000
    names: int = 20_000
    flight: int = 10_000
    flight_hosts: int = 500
    longest_delay: int = 8
    large_bytes: int = 1 << 30
    large_count: int = 8
    lines: int = 5_000_000
    peers_lines: int = 200_000
    list_hosts: int = 1_000
    starts: int = 200
    wrk_seconds: int = 5
    cost_urls: int = 1_000
    # A run is ended after so long.
    longest_run: float = 300
    # A contender that took longer in its first round is run in `rounds_if_slow`.
    slow: float = 15
    rounds_if_slow: int = 2
    # No further round begins after so long in one table.
    workload_budget: float = 840


QUICK = Sizes(
    rounds=2,
    small=10_000,
    tls_hosts=300,
    names=2_000,
    flight=2_000,
    flight_hosts=100,
    longest_delay=2,
    large_bytes=40 << 20,
    lines=50_000,
    peers_lines=5_000,
    starts=20,
    wrk_seconds=1,
    cost_urls=200,
    longest_run=30,
    slow=4,
    rounds_if_slow=1,
    workload_budget=20,
)


def _names(variable: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in os.environ.get(variable, "").split(",") if name.strip())


@dataclass(frozen=True)
class Settings:
    quick: bool = field(default_factory=lambda: os.environ.get("QUICK", "") not in ("", "0"))
    workloads: tuple[str, ...] = field(default_factory=lambda: _names("WORKLOADS"))
    contenders: tuple[str, ...] = field(default_factory=lambda: _names("CONTENDERS"))
    rounds: int | None = field(
        default_factory=lambda: int(os.environ["ROUNDS"]) if os.environ.get("ROUNDS") else None
    )

    @property
    def sizes(self) -> Sizes:
        return QUICK if self.quick else Sizes()

    @property
    def is_complete(self) -> bool:
        """Whether each workload is run as the results in the tree are."""
        return not (self.quick or self.contenders or self.rounds)

    @property
    def results(self) -> Path:
        """Where the figures are kept from which the report is made."""
        return WORK / ("results.json" if self.is_complete else "trial.json")

    @property
    def report(self) -> Path:
        """The folder of RESULTS.md; a trial run doesn't replace the results in the tree."""
        return BENCHMARKS if self.is_complete else WORK / "trial"
