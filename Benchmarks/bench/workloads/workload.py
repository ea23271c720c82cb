"""What each workload says of itself."""

from datetime import datetime, timezone

from ..results import Result
from ..rounds import Bench
from ..settings import SCRATCH


class Workload:
    key: str
    title: str
    # What it is and how it is measured, for the report.
    about: str

    def run(self, bench: Bench) -> Result:
        raise NotImplementedError

    def result(self) -> Result:
        return Result(self.key, datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"))

    @property
    def folder(self):
        return SCRATCH / self.key


def address(number: int) -> str:
    """The loopback address of a host by number: none of them is 127.0.x.y, or ends in 0 or 255."""
    return f"127.{1 + number // 62500}.{1 + number // 250 % 250}.{1 + number % 250}"
