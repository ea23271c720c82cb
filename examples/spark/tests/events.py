"""What Spark's log of events says of the stage that fetches."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Fetching:
    """The partitions of its tasks: once for each attempt."""

    started: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

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
            elif kind == "SparkListenerTaskEnd" and event["Task End Reason"]["Reason"] != "Success":
                result.failed.append(event["Task Info"]["Partition ID"])
        return result
