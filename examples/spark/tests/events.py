"""What Spark's log of events says of the stage that fetches."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Fetching:
    # The partitions of its tasks: once for each attempt.
    started: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    # When they began and ended, in milliseconds.
    times: list[int] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return (max(self.times) - min(self.times)) / 1000

    @classmethod
    def read(cls, folder: Path) -> "Fetching":
        result, stages = cls(), []
        (log,) = folder.iterdir()
        for event in map(json.loads, log.read_text().splitlines()):
            kind = event["Event"]
            if kind == "SparkListenerJobStart":
                if event["Properties"].get("spark.job.description") == "fetch":
                    stages += event["Stage IDs"]
            elif event.get("Stage ID") not in stages:
                continue
            elif kind == "SparkListenerTaskStart":
                result.started.append(event["Task Info"]["Partition ID"])
                result.times.append(event["Task Info"]["Launch Time"])
            elif kind == "SparkListenerTaskEnd":
                result.times.append(event["Task Info"]["Finish Time"])
                if event["Task End Reason"]["Reason"] != "Success":
                    result.failed.append(event["Task Info"]["Partition ID"])
        return result
