"""Writes RESULTS.md and its plots."""

from pathlib import Path

from . import plots, tables
from .conclusions import conclusions
from .results import Result
from .settings import Settings, Sizes
from .workloads import all_workloads

_MARKS = {True: "reached", False: "**not reached**", None: "not measured"}


def write(settings: Settings, results: dict[str, Result], about: dict) -> None:
    folder = settings.report
    (folder / "plots").mkdir(parents=True, exist_ok=True)
    parts = [_head(settings, about)]
    for workload in all_workloads():
        if workload.key in results:
            parts.append(_section(workload, results[workload.key], settings.sizes, folder))
    parts += [_goals(results), conclusions(results), _rules(settings)]
    (folder / "RESULTS.md").write_text("\n\n".join(part.strip() for part in parts) + "\n")
    print(f"written: {folder / 'RESULTS.md'}")


def _head(settings: Settings, about: dict) -> str:
    trial = "" if settings.is_complete else "**A trial run: sizes, rounds or contenders are fewer.**\n\n"
    versions = "\n".join(f"| {name} | {version} |" for name, version in about["versions"].items())
    missing = [f"- Without {name}: {reason}." for name, reason in about["missing"].items()]
    lines = [
        "# Results",
        f"{trial}Written by `make bench`, which takes all of it again; do not edit.",
        f"Machine: {about['machine']}. Servers run on the same machine, so that they and the "
        "contenders share its cores. How everything is measured is in [README.md]"
        f"({'README.md' if settings.is_complete else '../../../Benchmarks/README.md'}).",
        f"| contender | version |\n| --- | --- |\n{versions}",
        "\n".join(missing),
    ]
    return "\n\n".join(line for line in lines if line)


def _section(workload, result: Result, sizes: Sizes, folder: Path) -> str:
    parts = [f"## {workload.title}", tables.fill(workload.about, sizes, result)]
    for number, table in enumerate(result.tables):
        if table.caption:
            parts.append(f"### {table.caption[0].upper()}{table.caption[1:]}")
        if table.entries:
            parts.append(tables.comparison(table, result.key))
        suffix = f"-{number + 1}" if len(result.tables) > 1 else ""
        name = f"plots/{result.key}{suffix}.svg"
        title = f"{workload.title}: {table.caption}" if table.caption else workload.title
        # One run alone is no comparison.
        if result.key != "list" and plots.bars(table, title, folder / name):
            parts.append(f"![{title}]({name})")
    if result.key == "list" and plots.long_list(result, folder / "plots/list.svg"):
        parts.append("![Memory and records against time](plots/list.svg)")
    parts += tables.more(result)
    parts.append(_goal_lines(result))
    parts.append(f"Taken {result.taken}.")
    return "\n\n".join(part for part in parts if part)


def _goal_lines(result: Result) -> str:
    if not result.goals:
        return ""
    rows = [f"| {g.text} | {g.measured} | {_MARKS[g.reached]} |" for g in result.goals]
    return "\n".join(["| goal | measured | |", "| --- | ---: | --- |", *rows])


def _goals(results: dict[str, Result]) -> str:
    goals = [goal for result in results.values() for goal in result.goals]
    reached = sum(1 for goal in goals if goal.reached)
    unknown = sum(1 for goal in goals if goal.reached is None)
    lines = ["## Goals", f"Of {len(goals)} goals {reached} are reached, {unknown} not measured."]
    missed = [
        f"- {goal.text}: {goal.measured}"
        for result in results.values()
        for goal in result.goals
        if goal.reached is False
    ]
    if missed:
        lines += ["Not reached:", "\n".join(missed)]
    return "\n\n".join(lines)


def _rules(settings: Settings) -> str:
    again = "make bench" if settings.is_complete else "make bench QUICK=1"
    return f"""## How to take them again

    {again}

Times are medians over the rounds, with the least and the greatest in brackets; ratios are medians of
the ratios of each round, to swoop's async mode: 2.00 is twice as much. Peak memory is that of the
largest process; of several at once (xargs) it is their sum, with what they share counted once. A
contender that did not fetch every URL whole, by what it wrote or by what the server counted, has no
figures."""
