"""What the figures say about async or threads, in words."""

from .results import Result, Table
from .workloads import all_workloads

_NEAR = 1.1


def conclusions(results: dict[str, Result]) -> str:
    lines = []
    for workload in all_workloads():
        result = results.get(workload.key)
        for table in result.tables if result else []:
            if line := _line(workload.title, table):
                lines.append(line)
    if not lines:
        return ""
    head = "## What this says about async or threads"
    end = (
        "Measured with the servers on the same cores. Where a list's hosts are far away, what counts is "
        "the memory and CPU of one more in flight."
    )
    return "\n\n".join([head, "\n".join(lines), end])


def _line(title: str, table: Table) -> str | None:
    entry, base = table.entries.get("threads"), table.entries.get("async")
    if not entry or not base:
        return None
    name = f"{title} ({table.caption})" if table.caption else title
    for one, mode in ((base, "async"), (entry, "threads")):
        if one.problem:
            return f"- **{name}**: {mode} failed: {one.problem}."
    wall, cpu, peak = (table.ratio("threads", member) for member in ("wall", "cpu", "peak"))
    if wall is None or cpu is None or peak is None:
        return None
    return (
        f"- **{name}**: threads takes {_times(wall)} the time, {_times(cpu)} the CPU and "
        f"{_times(peak)} the memory of async. {_verdict(wall, cpu)}"
    )


def _times(ratio: float) -> str:
    return f"{ratio:.2f}x"


def _verdict(wall: float, cpu: float) -> str:
    if wall > _NEAR and cpu > _NEAR:
        return "Async is better in both."
    if wall < 1 / _NEAR and cpu < 1 / _NEAR:
        return "Threads is better in both."
    if wall < 1 / _NEAR:
        return "Threads is done sooner."
    if wall > _NEAR:
        return "Async is done sooner."
    if cpu > _NEAR:
        return "As fast, and async leaves more of the machine to others."
    if cpu < 1 / _NEAR:
        return "As fast, and threads leaves more of the machine to others."
    return "No difference that matters."
