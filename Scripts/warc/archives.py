"""Makes a list for test-warc, and compares an archive with the records of its run."""

import glob
import hashlib
import json
import sys
from collections import Counter

from warcio.archiveiterator import ArchiveIterator


def entries(base, count):
    """Bodies of all kinds, the same ones again, redirects, errors, and what breaks off."""
    kinds = [
        lambda n: f"/bytes/{n}",
        lambda n: f"/bytes/{n % 40}?same={n}",
        lambda n: f"/bytes/{90_000 + n}",
        lambda n: f"/gzip/{n * 50}",
        lambda n: f"/chunked/{n * 20}?piece={n + 1}",
        lambda n: f"/chunked/{n % 7 * 30_000}",
        lambda n: f"/redirect/{n % 4}?{n}",
        lambda n: f"/redirect-absolute/{n % 3}?{n}",
        lambda n: f"/status/{[404, 410, 500, 503, 204, 304, 403][n % 7]}?{n}",
        lambda n: f"/truncate/{n * 10}",
        lambda n: f"/flaky/{n}/1",
        lambda n: f"/flaky-reset/{n}/1",
        lambda n: f"/stall/{n}" if n % 200 == 12 else f"/echo?{n}",
        lambda n: {"url": f"/echo?{n}", "body": f"body {n}", "headers": {"Cookie": "secret"}},
        lambda n: {"url": f"/bytes/{n}?head", "method": "HEAD"},
        lambda n: f"/reset?{n}" if n % 5 == 0 else f"/bytes/0?{n}",
        lambda n: f"/bytes/3M?{n}" if n % 160 == 16 else f"/headers?X-N={n}",
    ]
    for n in range(count):
        entry = kinds[n % len(kinds)](n)
        if isinstance(entry, str):
            yield base + entry
        else:
            yield json.dumps(dict(entry, url=base + entry["url"]))


class Archive:
    """What warcio reads of an archive's files."""

    def __init__(self, files):
        self.places, self.ids, self.types = {}, {}, Counter()
        self.digests, self.requests = {}, Counter()
        for path in sorted(files):
            with open(path, "rb") as file:
                self.read(path.rpartition("/")[2], ArchiveIterator(file))

    def read(self, name, records):
        for record in records:
            head = record.rec_headers
            kind, identity = head.get_header("WARC-Type"), head.get_header("WARC-Record-ID")
            self.types[kind] += 1
            content, stream, size = hashlib.sha256(), record.content_stream(), 0
            while block := stream.read(1 << 20):
                content.update(block)
                size += len(block)
            # Only now: to know it, warcio reads to the record's end.
            place = (name, records.get_record_offset())
            if kind == "request":
                self.requests[head.get_header("WARC-Concurrent-To")] += 1
                assert record.http_headers.get_header("Cookie") is None, place
            assert identity not in self.ids, f"{place}: its identifier is another's, too"
            self.ids[identity] = head
            self.digests[identity] = content.hexdigest()
            self.places[place] = (identity, records.get_record_length(), size)

    def original(self, identity):
        """The record that has the payload of another, by the fields that the standard has for that."""
        head = self.ids[identity]
        if head.get_header("WARC-Type") != "revisit":
            return identity
        first = head.get_header("WARC-Refers-To")
        for field, other in [("Target-URI", "Target-URI"), ("Date", "Date")]:
            refers = head.get_header(f"WARC-Refers-To-{field}")
            assert refers == self.ids[first].get_header(f"WARC-{other}"), identity
        return first


def compare(archive, records):
    counts = Counter()
    for record in records:
        place = record["warc"]
        if place is None:
            assert record["status"] is None or record["error"]["kind"] != "http_status", record
            counts["without a response"] += 1
            continue
        identity, length, size = archive.places[place["file"], place["offset"]]
        assert (f"<{place['id']}>", place["length"]) == (identity, length), record
        head = archive.ids[identity]
        assert head.get_header("WARC-Target-URI") == record["final_url"], record
        assert archive.requests[identity] == 1, f"{identity} has no request"
        digest = record["sha256"]
        if head.get_header("WARC-Truncated"):
            assert not record["ok"], record
            counts["cut off: " + head.get_header("WARC-Truncated")] += 1
        elif digest is None:
            assert size == 0, record
            counts["without a body"] += 1
        else:
            stored = archive.digests[archive.original(identity)]
            assert stored == digest, f"{record['url']}: {stored} is stored, {digest} was fetched"
            said = [head.get_header(f) for f in ("Swoop-Decoded-Digest", "WARC-Payload-Digest")]
            said = next((text for text in said if text), None)
            # An empty payload has no digest of its own.
            assert said == f"sha256:{digest}" or not (size or said), record
            counts["compared: " + head.get_header("WARC-Type")] += 1
    return counts


def main():
    if sys.argv[1] == "list":
        print("\n".join(entries(f"http://127.0.0.1:{sys.argv[2]}", int(sys.argv[3]))))
        return
    files, path, count = glob.glob(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert len(records) == count, f"{len(records)} records"
    archive = Archive(files)
    counts = compare(archive, records)
    print(f"{len(files)} files:", dict(archive.types))
    print("records:", dict(sorted(counts.items())))


main()
