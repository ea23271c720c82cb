"""Runs the workloads that the environment asks for, and writes the report."""

import fcntl
import resource
import shutil
import signal
import sys
import time

from . import report, results, tools
from .rounds import Bench
from .settings import SCRATCH, WORK, Settings
from .workloads import all_workloads


def main() -> int:
    # SIGTERM, too, must end the servers on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    # Two at once would measure each other, and use the same files.
    lock = open(WORK / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("another run is under way")
        return 75

    settings = Settings()
    known = [workload.key for workload in all_workloads()]
    if unknown := set(settings.workloads) - set(known):
        print(f"no workload {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 64
    tools.build()
    bench = Bench(settings)
    for name, reason in bench.missing.items():
        print(f"without {name}: {reason}")

    taken, _ = results.load(settings.results) if settings.is_complete else ({}, {})
    about = {"machine": tools.machine(), "versions": bench.versions, "missing": bench.missing}
    try:
        for workload in all_workloads():
            if settings.workloads and workload.key not in settings.workloads:
                continue
            print(f"{workload.title} ({workload.key})", flush=True)
            began = time.monotonic()
            taken[workload.key] = workload.run(bench)
            print(f"  took {time.monotonic() - began:.0f} s", flush=True)
            shutil.rmtree(SCRATCH / workload.key, ignore_errors=True)
            results.save(settings.results, taken, about)
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
        if taken:
            report.write(settings, taken, about)
    return 0


if __name__ == "__main__":
    sys.exit(main())
