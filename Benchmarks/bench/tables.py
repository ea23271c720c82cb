"""The tables of the report."""

from dataclasses import asdict

from .results import BASE, Entry, Result, Table
from .settings import Sizes


def fill(text: str, sizes: Sizes, result: Result) -> str:
    """A workload's description with its sizes."""
    values = asdict(sizes) | {
        "large_mb": sizes.large_bytes >> 20,
        "lines_part": sizes.lines // 5,
        "peers_lines_small": sizes.peers_lines // 10,
        "cost_urls_ten": sizes.cost_urls * 10,
        "resolver_floor": sizes.names * 0.02 / 32,
        "counter": result.extra.get("counter", ""),
    }
    return text.format(**values)


def comparison(table: Table, key: str) -> str:
    extra = sorted({name for e in table.entries.values() for s in e.good for name in s.extra})
    unit, scale = ("ms", 1000) if key == "startup" else ("s", 1)
    heads = [f"wall, {unit}", f"CPU, {unit}", "peak, MB", "wall ratio", "CPU ratio", *extra]
    lines = [
        f"| contender | {' | '.join(heads)} | |",
        f"| --- {'| ---: ' * len(heads)}| --- |",
    ]
    for name, entry in table.entries.items():
        cells = _cells(table, name, entry, scale, extra)
        lines.append(f"| {entry.name} | {' | '.join(cells)} | {_note(entry)} |")
    return "\n".join(lines)


def _cells(table: Table, key: str, entry: Entry, scale: float, extra: list[str]) -> list[str]:
    if entry.median("wall") is None:
        return [""] * (5 + len(extra))
    cells = [_spread(entry, "wall", scale), _spread(entry, "cpu", scale)]
    cells.append(f"{entry.median('peak') / 1e6:.0f}")
    for member in ("wall", "cpu"):
        ratio = table.ratio(key, member, BASE)
        cells.append("" if ratio is None else f"{ratio:.2f}")
    for name in extra:
        cells.append(f"{max(sample.extra.get(name, 0) for sample in entry.good):,}")
    return cells


def _spread(entry: Entry, member: str, scale: float) -> str:
    low, high = entry.range(member)
    median = entry.median(member)
    digits = 1 if scale > 1 else 2
    text = f"{median * scale:.{digits}f}"
    if len(entry.good) > 1:
        text += f" ({low * scale:.{digits}f}-{high * scale:.{digits}f})"
    return text


def _note(entry: Entry) -> str:
    if entry.problem:
        return f"failed: {entry.problem}"
    return entry.note or ""


def more(result: Result) -> list[str]:
    """What only one workload has."""
    own = {"resolver": _stalls, "flight": _memory_each, "list": _parts, "cost": _costs}
    return own[result.key](result) if result.key in own else []


def _rows(heads: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def _stalls(result: Result) -> list[str]:
    rows = []
    for name, threads in result.extra.items():
        for number, t in enumerate(threads, 1):
            times = [f"{t[k]:.2f}" for k in ("longest", "longest_net", "p999", "p999_net")]
            rows.append([f"{name}, thread {number}", f"{t['waits']:,}", *times])
    if not rows:
        return []
    heads = ["between two waits, ms", "waits", "longest", "longest, net", "99.9 %", "99.9 %, net"]
    return [_rows(heads, rows)]


def _memory_each(result: Result) -> list[str]:
    rows = [
        [name, f"{value['idle'] / 1e6:.1f}", f"{value['each'] / 1024:.1f}"]
        for name, value in result.extra.items()
    ]
    return [_rows(["contender", "idle, MB", "each in flight, KB"], rows)] if rows else []


def _parts(result: Result) -> list[str]:
    parts, rows = [], []
    for key in ("async", "threads", "loop1"):
        if figures := result.extra.get(key):
            name = result.tables[0].entries[key].name
            rows.append([f"{name}: URLs a second", *(f"{r:,.0f}" for r in figures["rates"])])
            rows.append([f"{name}: MB", *(f"{m / 1e6:.0f}" for m in figures["memory"])])
    if rows:
        heads = ["part of the list", *(str(n + 1) for n in range(len(rows[0]) - 1))]
        parts.append(_rows(heads, rows))
    if growth := result.extra.get("bytes a line"):
        names = result.tables[-1].entries
        lines = [[names[key].name, f"{value:,.0f}"] for key, value in growth.items()]
        parts.append(_rows(["contender", "bytes more a line, peak"], lines))
    return parts


def _costs(result: Result) -> list[str]:
    rows = []
    for value in result.extra.values():
        if isinstance(value, dict):
            figures = [value.get(k) for k in ("instructions", "allocations", "bytes")]
            cells = ["" if f is None else f"{f:,.{d}f}" for f, d in zip(figures, (0, 1, 0))]
            rows.append([value["name"], *cells])
    heads = ["a fetch", "instructions", "allocations", "bytes allocated"]
    return [_rows(heads, rows)] if rows else []
