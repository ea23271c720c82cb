"""Reads what the preloaded libraries leave in files of shared memory."""

import struct
from dataclasses import dataclass
from pathlib import Path


def numbers(file: Path, count: int) -> tuple[int, ...]:
    """The first numbers of a file; zeros, if the library was not loaded."""
    data = file.read_bytes() if file.exists() else b""
    data = data.ljust(8 * count, b"\0")
    return struct.unpack_from(f"{count}Q", data)


@dataclass
class Stalls:
    """How long the busiest thread took between two waits for sockets, in milliseconds."""

    waits: int
    longest: float
    longest_net: float
    p999: float
    p999_net: float


# As in native/stalls.c.
_BUCKETS, _BUCKET_MS = 2000, 0.05
_SLOT = struct.Struct(f"3Q{_BUCKETS}I{_BUCKETS}I")


def stalls(file: Path, least_waits: int = 1000) -> list[Stalls]:
    """Those of each thread that waited so often."""
    data = file.read_bytes() if file.exists() else b""
    found = []
    for start in range(8, len(data) - _SLOT.size + 1, _SLOT.size):
        waits, longest, longest_net, *buckets = _SLOT.unpack_from(data, start)
        if waits > least_waits:
            found.append(
                Stalls(
                    waits,
                    longest / 1e6,
                    longest_net / 1e6,
                    _percentile(buckets[:_BUCKETS], 0.999),
                    _percentile(buckets[_BUCKETS:], 0.999),
                )
            )
    return found


def _percentile(buckets: list[int], part: float) -> float:
    limit, seen = part * sum(buckets), 0
    for number, count in enumerate(buckets):
        seen += count
        if seen >= limit:
            break
    return (number + 1) * _BUCKET_MS
