"""Goals that compare contenders, computed from the figures."""

from .results import BASE, Goal, Table


def at_least(
    table: Table, text: str, key: str, factor: float, member: str = "wall", base: str = BASE
) -> Goal:
    """That a contender takes so many times what swoop takes, or more."""
    ratio = table.ratio(key, member, base)
    return Goal(text, _times(ratio), None if ratio is None else ratio >= factor)


def at_most(table: Table, text: str, key: str, factor: float, member: str = "wall") -> Goal:
    ratio = table.ratio(key, member)
    return Goal(text, _times(ratio), None if ratio is None else ratio <= factor)


def below(text: str, value: float | None, limit: float, unit: str) -> Goal:
    if value is None:
        return Goal(text, "not measured", None)
    return Goal(text, f"{value:.2f} {unit}", value < limit)


def _times(ratio: float | None) -> str:
    return "not measured" if ratio is None else f"{ratio:.2f}x"
