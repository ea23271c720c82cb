"""A Spark cluster and an Origin on this machine."""

import json
import os
import urllib.request
from pathlib import Path

from processes import SPARK, Process

EXAMPLE = Path(__file__).parent.parent
BIN = Path(os.environ.get("BIN", EXAMPLE / "../../.build/release")).resolve()


class Cluster:
    """A standalone master and workers of one core each."""

    def __init__(self, folder: Path, workers: int):
        self.folder = folder
        # What Spark tells of its tasks; there is one driver to a cluster.
        self.events = folder / "events"
        self.events.mkdir()
        self._processes: list[Process] = []
        try:
            master = self._start("master", "Master")
            self.url = master.find(r"Starting Spark master at (spark://\S+)")
            self.workers = [self._start_worker(f"worker-{number}") for number in range(workers)]
            for worker in self.workers:
                worker.find(r"(Successfully registered with master)")
        except BaseException:
            self.close()
            raise

    def _start_worker(self, name: str) -> Process:
        limits = ["--cores", "1", "--memory", "1g", "--work-dir", self.folder / f"{name}-files"]
        return self._start(name, "Worker", *limits, self.url)

    def _start(self, name: str, kind: str, *arguments) -> Process:
        program = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
        place = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        return self._run(name, [SPARK / "bin/spark-class", program, *place, *arguments])

    def _run(self, name: str, command: list) -> Process:
        process = Process(command, self.folder / f"{name}.log")
        self._processes.append(process)
        return process

    def submit(self, program: str, *arguments) -> Process:
        """Starts a driver."""
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.executor.memory": "512m",
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": self.events.as_uri(),
            "spark.eventLog.rolling.enabled": "false",
            "spark.eventLog.compress": "false",
        }
        flags = [word for pair in settings.items() for word in ("--conf", "=".join(pair))]
        modules = ",".join(str(EXAMPLE / name) for name in ("swoop_pipe.py", "fetch_list.py"))
        submit = [SPARK / "bin/spark-submit", "--master", self.url, *flags, "--py-files", modules]
        return self._run("driver", [*submit, EXAMPLE / program, *arguments])

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()


class Origin:
    """The server that counts requests, and how many it has at once for each address."""

    def __init__(self, folder: Path):
        self._process = Process([BIN / "swoop-origin", "--port", "0"], folder / "origin.log")
        self.port = int(self._process.find(r"listening on http://127.0.0.1:(\d+)"))

    def _get(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read()

    def _hosts(self) -> dict[str, dict[str, int]]:
        hosts = json.loads(self._get("/counts"))["hosts"]
        # Of no list, but asked for this.
        del hosts["127.0.0.1"]
        return hosts

    def requests(self) -> int:
        return sum(host["requests"] for host in self._hosts().values())

    def hosts_in_flight(self) -> set[str]:
        return {name for name, host in self._hosts().items() if host["in_flight"]}

    def peak(self) -> int:
        """The most requests at once to one host."""
        return max(host["peak_concurrency"] for host in self._hosts().values())

    def reset(self) -> None:
        self._get("/counts/reset")

    def close(self) -> None:
        self._process.kill()
