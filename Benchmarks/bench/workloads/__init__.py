"""All workloads, in the order in which they run."""

from .cost import Cost
from .flight import ManyInFlight
from .large import LargeFiles
from .long_list import LongList
from .resolver import SlowResolver
from .small import Small
from .startup import StartUp
from .tls import ManyTLSHosts
from .workload import Workload


def all_workloads() -> list[Workload]:
    return [
        Small(),
        ManyTLSHosts(),
        SlowResolver(),
        ManyInFlight(),
        LargeFiles(),
        LongList(),
        StartUp(),
        Cost(),
    ]
