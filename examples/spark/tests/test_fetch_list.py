"""The job on a cluster of three workers, against the Origin. `make test-spark` runs it."""

import json
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from cluster import BIN, Cluster, Origin, Process
from events import Fetching
from processes import ancestors, eventually, peers, running

HOSTS, CAP, PARTITIONS, WORKERS = 240, 2, 12, 3
INVALID = [b"nonsense", b"ftp://127.0.0.9/", b"{", b"http://\xff\xfe/", b"http://127.0.0.9/" + b"a" * 70_000]


def entries_of(host: str, port: int) -> tuple[list[bytes], int]:
    """A host's entries, and the requests that they are."""
    base = f"http://{host}:{port}"
    put = {"url": f"{base}/echo", "method": "PUT", "headers": {"X-A": "1"}, "body": "ž"}
    entries = [f"{base}/delay/200?{number}" for number in range(10)]
    entries += [f"{base}/redirect/2", f"{base}/status/404", f"{base}/gzip/1000"]
    entries += [json.dumps(put, separators=(",", ":\t"))]
    return [entry.encode() for entry in entries], len(entries) + 2


class FetchListTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="swoop-spark-")
        cls.addClassCleanup(temporary.cleanup)
        cls.root = Path(temporary.name)
        # A path of the test's own, by which its processes are found.
        cls.swoop = cls.root / "swoop"
        cls.swoop.symlink_to(BIN / "swoop")
        cls.origin = Origin(cls.root)
        cls.addClassCleanup(cls.origin.close)
        hosts = [f"127.0.{number // 100 + 1}.{number % 100 + 1}" for number in range(HOSTS)]
        own = [entries_of(host, cls.origin.port) for host in hosts]
        cls.requests = sum(requests for _, requests in own)
        # Neighbours are of different hosts, as in a list that was shuffled.
        cls.entries = [entry for row in zip(*(entries for entries, _ in own)) for entry in row]
        cls.list = cls.root / "urls.txt"
        cls.list.write_bytes(b"# a comment\n\n" + b"\r\n".join(cls.entries + INVALID) + b"\n")

    def setUp(self) -> None:
        self.name = self.id().rpartition(".")[2]
        self.folder = self.root / self.name
        self.folder.mkdir()
        self.output = self.folder / "records"
        self.cluster = Cluster(self.folder, WORKERS)
        self.addCleanup(self.cluster.close)
        self.origin.reset()

    def submit(self, entries: Path, *options, partitions=PARTITIONS, program="fetch_list.py") -> Process:
        self.began = time.monotonic()
        own = [entries, self.output, "--partitions", partitions, "--swoop", self.swoop, *options]
        return self.cluster.submit(program, *own, "--", "--per-host", CAP)

    def finish(self, driver: Process) -> list[dict]:
        self.assertEqual(driver.wait(400), 0, driver.tail())
        self.seconds = time.monotonic() - self.began
        self.assertEqual(running(self.swoop), [])
        self.assertEqual([path.name for path in self.folder.glob("records.*")], [])
        return pq.read_table(self.output).to_pylist()

    def test_each_entry_has_one_record_and_the_cap_holds(self) -> None:
        records = self.finish(self.submit(self.list))
        self.check_list(records)
        fetching = Fetching.read(self.cluster.events)
        self.assertEqual(sorted(fetching.started), list(range(PARTITIONS)))
        self.assertEqual(self.origin.requests(), self.requests)
        self.check_members({urlsplit(record["url"]).path: record for record in records})
        self.report(records)

    def test_a_lost_worker_costs_its_partition_alone(self) -> None:
        driver = self.submit(self.list)
        swoop, in_flight = eventually(self.busy_swoop, 300)
        (worker,) = [w for w in self.cluster.workers if w.id in ancestors(swoop)]
        # Its executor, too, and because they are gone, Python and swoop.
        worker.kill()
        eventually(lambda: swoop not in running(self.swoop), 5)
        records = self.finish(driver)
        self.check_list(records)
        fetching = Fetching.read(self.cluster.events)
        self.assertEqual(len(fetching.failed), 1, fetching)
        self.assertEqual(sorted(fetching.started), sorted([*range(PARTITIONS), *fetching.failed]))
        shards = {r["shard"] for r in records if host_of(r) in in_flight and r["status"]}
        self.assertEqual(shards, {fetching.failed[0] + 1})
        again = self.origin.requests() - self.requests
        of_shard = sum(r["attempts"] + r["redirects"] for r in records if r["shard"] in shards)
        self.assertTrue(0 < again <= of_shard, again)
        self.report(
            records,
            f"; a swoop was lost with requests to {len(in_flight)} hosts in flight, and of "
            f"{self.requests} requests {again} came again",
        )

    def busy_swoop(self) -> tuple[int, set[str]] | None:
        """A swoop with transfers in flight, midway, and the hosts of these."""
        for swoop in running(self.swoop) if self.origin.requests() > self.requests / 4 else []:
            hosts = peers(swoop) & self.origin.hosts_in_flight()
            if len(hosts) >= 5:
                return swoop, hosts
        return None

    def test_the_measure_can_fail(self) -> None:
        """Partitions that take entries in turn ask one host from several swoops at once."""
        driver = self.submit(self.list, partitions=WORKERS, program="tests/round_robin.py")
        records = self.finish(driver)
        self.assertEqual(len(records), len(self.entries + INVALID))
        self.assertGreater(self.origin.peak(), CAP)
        self.report(records, ", which is to be")

    def test_a_list_may_be_parquet_and_bodies_be_in_records(self) -> None:
        base = f"http://127.0.0.2:{self.origin.port}"
        rows = [
            {"url": f"{base}/echo", "method": "PUT", "headers": {"X-A": "1"}, "body": "ž"},
            {"url": f"{base}/gzip/1000", "sha256": "0" * 64},
            {"url": f"{base}/bytes/1000"},
            {"url": f"{base}/bytes/1001"},
            {"url": None},
        ]
        text, headers = pa.string(), pa.map_(pa.string(), pa.string())
        schema = {"url": text, "method": text, "headers": headers, "body": text, "sha256": text}
        table = pa.Table.from_pylist(rows, pa.schema({**schema, "other": pa.int64()}))
        pq.write_table(table, self.folder / "urls.parquet")
        options = ["--format", "parquet", "--body-in-record", "1000"]
        records = self.finish(self.submit(self.folder / "urls.parquet", *options))
        self.assertEqual(len(records), len(rows))
        got = {urlsplit(record["url"]).path: record for record in records}
        self.assertEqual(json.loads(got["/echo"]["body"])["body"], "ž")
        self.assertIn(["X-A", "1"], json.loads(got["/echo"]["body"])["headers"])
        self.assertEqual(got["/gzip/1000"]["error"]["kind"], "checksum_mismatch")
        self.assertEqual(len(got["/bytes/1000"]["body"]), 1000)
        self.assertEqual((got["/bytes/1001"]["ok"], got["/bytes/1001"]["body"]), (True, None))
        self.assertEqual(got["{...}"]["error"]["kind"], "invalid_url")

    def check_list(self, records: list[dict]) -> None:
        """Each entry once, each host in one shard, and none asked for more than the cap."""
        valid = [record for record in records if record["status"]]
        expected = [json.loads(e)["url"] if e[:1] == b"{" else e.decode() for e in self.entries]
        self.assertEqual(Counter(r["url"] for r in valid), Counter(expected))
        kinds = Counter(r["error"]["kind"] for r in records if not r["status"])
        self.assertEqual(kinds, {"invalid_url": len(INVALID) - 1, "unsupported_scheme": 1})
        self.assertEqual(len({(host_of(record), record["shard"]) for record in valid}), HOSTS)
        self.assertEqual(self.origin.peak(), CAP)

    def check_members(self, got: dict[str, dict]) -> None:
        """`got` has a record of each path."""
        put, missing, gzip = got["/echo"], got["/status/404"], got["/gzip/1000"]
        self.assertEqual((put["method"], put["ok"], put["error"]), ("PUT", True, None))
        self.assertLess(abs(put["started_at"].timestamp() - time.time()), 3600)
        self.assertGreater(put["time_ms"]["total"], 0)
        self.assertEqual(missing["error"]["kind"], "http_status")
        self.assertEqual(got["/redirect/2"]["redirects"], 2)
        self.assertEqual((gzip["bytes"], gzip["http_version"]), (1000, "1.1"))
        self.assertEqual([r["extra"] for r in got.values() if r["extra"] is not None], [])

    def report(self, records: list[dict], more: str = "") -> None:
        fetching = Fetching.read(self.cluster.events).seconds
        print(
            f"\n{self.name}: {len(records)} entries of {HOSTS} hosts on {WORKERS} workers in "
            f"{fetching:.1f} s ({len(records) / fetching:.0f}/s; {self.seconds:.1f} s with all that "
            f"Spark does besides); at most {self.origin.peak()} at once from a host, where the cap "
            f"is {CAP}{more}",
            flush=True,
        )


def host_of(record: dict) -> str:
    return urlsplit(record["url"]).hostname or ""


if __name__ == "__main__":
    unittest.main()
