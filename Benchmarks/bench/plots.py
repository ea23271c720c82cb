"""The figures as SVG."""

import os
from pathlib import Path

from .settings import WORK

# Its list of fonts would go to the home directory else.
os.environ.setdefault("MPLCONFIGDIR", str(WORK / "matplotlib"))

import matplotlib  # noqa: E402

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402 the backend comes first

from .results import Result, Table  # noqa: E402

# The same figures give the same file.
plt.rcParams["svg.hashsalt"] = "swoop"
plt.rcParams["font.size"] = 9

_OURS, _OTHERS, _LIMIT = "#d9480f", "#748ffc", "#adb5bd"
_COLOURS = {"async": "#d9480f", "threads": "#1971c2", "loop1": "#2f9e44"}
_PANELS = (("wall", 1, "wall, s"), ("cpu", 1, "CPU, s"), ("peak", 1e6, "peak memory, MB"))


def bars(table: Table, title: str, file: Path) -> bool:
    """Wall, CPU and memory of each contender side by side; whether there was anything to show."""
    rows = {k: e for k, e in table.entries.items() if e.median("wall") is not None}
    if not rows:
        return False
    figure, axes = plt.subplots(1, 3, figsize=(10, 0.9 + 0.27 * len(rows)), sharey=True)
    names = [entry.name for entry in rows.values()]
    colours = [_colour(key) for key in rows]
    for axis, (member, unit, label) in zip(axes, _PANELS):
        medians = [entry.median(member) / unit for entry in rows.values()]
        ranges = [entry.range(member) for entry in rows.values()]
        errors = [
            [m - low / unit for m, (low, _) in zip(medians, ranges)],
            [high / unit - m for m, (_, high) in zip(medians, ranges)],
        ]
        drawn = axis.barh(names, medians, xerr=errors, color=colours, error_kw={"lw": 0.8})
        axis.bar_label(drawn, fmt="%.3g", padding=3, fontsize=8)
        axis.set_xlabel(label)
        axis.margins(x=0.18)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].invert_yaxis()
    figure.suptitle(title)
    _save(figure, file)
    return True


def long_list(result: Result, file: Path) -> bool:
    """Memory and records of a long list against time, in each mode."""
    runs = {key: result.extra[key] for key in _COLOURS if key in result.extra}
    if not runs:
        return False
    figure, (memory, done) = plt.subplots(1, 2, figsize=(10, 3.2))
    for key, run in runs.items():
        series, look = run["series"], {"label": key, "color": _COLOURS[key], "lw": 1.2}
        memory.plot(series["seconds"], [m / 1e6 for m in series["memory"]], **look)
        done.plot(series["seconds"], [n / 1e6 for n in series["done"]], **look)
    memory.set_ylabel("memory, MB")
    done.set_ylabel("records, millions")
    for axis in (memory, done):
        axis.set_ylim(bottom=0)
        axis.set_xlabel("seconds")
        axis.legend(frameon=False)
        axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(_title(result))
    _save(figure, file)
    return True


def _title(result: Result) -> str:
    return f"A long list: {result.tables[0].caption}"


def _colour(key: str) -> str:
    if key in _COLOURS or key == "async-newest":
        return _OURS
    return _LIMIT if key in ("h2load", "wrk") else _OTHERS


def _save(figure, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, format="svg", metadata={"Date": None})
    plt.close(figure)
