"""What a contender is asked to do."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Job:
    """A list of URLs that all answer with a body of `size` bytes."""

    name: str
    folder: Path
    count: int
    size: int
    in_flight: int
    cacert: Path | None = None
    # Bodies go to files instead of nowhere.
    saves: bool = False
    # For all contenders: preloaded libraries and what they are to be told.
    env: dict[str, str] = field(default_factory=dict)
    # The longest that a run may take, in seconds.
    limit: float = 300

    @property
    def urls(self) -> Path:
        return self.folder / "urls.txt"

    @property
    def inputs(self) -> Path:
        """What contenders make of the list once, outside the measured time."""
        return self.folder / "inputs"

    @property
    def out(self) -> Path:
        """Where they run and what they write; empty before each run."""
        return self.folder / "out"

    @property
    def bodies(self) -> Path:
        return self.out / "bodies"

    def write(self, urls: Iterator[str]) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.inputs.mkdir(parents=True)
        with open(self.urls, "w") as file:
            file.writelines(f"{url}\n" for url in urls)

    def lines(self) -> Iterator[str]:
        with open(self.urls) as file:
            for line in file:
                yield line.rstrip("\n")

    def clear(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)
        self.bodies.mkdir(parents=True)
