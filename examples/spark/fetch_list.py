"""Fetches a list of URLs with swoop on a Spark cluster, each host in one task alone.

spark-submit fetch_list.py LIST OUTPUT --partitions N [-- SWOOP FLAGS]: see README.md.
"""

import argparse
import sys
from collections.abc import Iterator
from functools import partial

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from swoop_pipe import pipe

# What docs/records.md has of all runs. Members that some flags or a later swoop add are in `extra`,
# as they stand in the record.
RECORD = """
    seq bigint, source string, url string, final_url string, method string, ok boolean, status int,
    error struct<kind: string, message: string, curl: int>, attempts int, redirects int,
    http_version string, remote_ip string, proxy string, content_type string, bytes bigint,
    wire_bytes bigint, sha256 string, path string, etag string, last_modified string,
    started_at timestamp,
    time_ms struct<queued: double, dns: double, connect: double, tls: double,
                   first_byte: double, total: double>,
    mode string, request_id string, replaces boolean, body binary
"""

# What an entry of a list may have.
ENTRY = ["url", "method", "headers", "body", "path", "sha256"]

# Records that are handed to Spark at a time, and their bytes: bodies may be among them.
BATCH_RECORDS, BATCH_BYTES = 1000, 4 << 20


def main() -> None:
    options = parse(sys.argv[1:])
    spark = (
        SparkSession.builder.appName("swoop")
        # Two attempts of one partition at once would ask its hosts for twice as much.
        .config("spark.speculation", "false")
        # An executor that is cut off ends itself: a heartbeat every 10 s, each waited for as long.
        # Only later does Spark take it for lost, after 60 s or more, and run its partitions elsewhere.
        .config("spark.executor.heartbeat.maxFailures", "4")
        # Lines have up to 64 KB.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
        .getOrCreate()
    )
    scratch = f"{options.output}.{spark.sparkContext.applicationId}"
    spark.sparkContext.setCheckpointDir(scratch)
    try:
        run(spark, options)
    finally:
        path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(scratch)
        path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).delete(path, True)
        spark.stop()


def run(spark: SparkSession, options: argparse.Namespace) -> None:
    spark.sparkContext.setJobDescription("split the list by host")
    entries = split_by_host(read_list(spark, options), options)
    spark.sparkContext.setJobDescription("fetch")
    fetch(entries, options).write.parquet(options.output)
    spark.sparkContext.setJobDescription("count")
    records = spark.read.parquet(options.output)
    expected = entries.count()
    got, ok = records.agg(F.count("*"), F.count_if("ok")).first()
    print(f"{expected} entries: {ok} ok, {got - ok} not", flush=True)
    if got != expected:
        raise RuntimeError(f"{expected} entries have {got} records")


def read_list(spark: SparkSession, options: argparse.Namespace) -> DataFrame:
    """The lines of the list, as bytes: they need not be UTF-8."""
    if options.format == "text":
        return spark.read.text(options.list, lineSep="\n").select(F.col("value").cast("binary"))
    table = spark.read.parquet(options.list)
    members = [
        F.col(name) if name == "headers" else F.col(name).cast("string").alias(name)
        for name in ENTRY
        if name in table.columns
    ]
    return table.select(F.to_json(F.struct(*members)).cast("binary"))


def split_by_host(lines: DataFrame, options: argparse.Namespace) -> DataFrame:
    """The entries, of which partition I - 1 has those of shard I, as `swoop --shard I/N` would.

    They are written down before anything is fetched. A shuffle's files are lost with the executor
    that wrote them, and Spark then starts every unfinished partition anew while its first attempt
    still runs elsewhere: two swoops would ask the same hosts. From files, only what an executor
    was fetching when it was lost is fetched again.
    """
    command = [options.swoop, "shard", str(options.partitions), "-"]
    split = lines.mapInArrow(partial(shards, command), "shard int, line binary")
    parts = (
        split.rdd.map(lambda entry: (entry.shard, bytes(entry.line)))
        .partitionBy(options.partitions, lambda shard: shard - 1)
    )
    return split.sparkSession.createDataFrame(parts, split.schema, verifySchema=False).checkpoint()


def shards(command: list[str], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for lines in grouped(pipe(command, column(batches, 0), {0})):
        pairs = [line.split(b"\t", 1) for line in lines]
        numbers = pa.array([int(number) for number, _ in pairs], pa.int32())
        entries = pa.array([entry for _, entry in pairs], pa.binary())
        yield pa.RecordBatch.from_arrays([numbers, entries], ["shard", "line"])


def fetch(entries: DataFrame, options: argparse.Namespace) -> DataFrame:
    command = [options.swoop, "--json", *options.flags, "-"]
    records = entries.mapInArrow(partial(fetch_shard, command), "shard int, record string")
    parsed = F.from_json("record", RECORD, {"mode": "FAILFAST"})
    known = F.lit(entries.sparkSession.createDataFrame([], RECORD).columns)
    extra = F.map_filter(
        F.from_json("record", "map<string, string>"), lambda name, _: ~F.array_contains(known, name)
    )
    is_known = F.size(F.array_except(F.json_object_keys("record"), known)) == 0
    return records.select("shard", parsed.alias("r"), F.when(~is_known, extra).alias("extra")).select(
        "shard", "r.*", "extra"
    )


def fetch_shard(command: list[str], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The records of one partition's entries, from one swoop."""
    shard = TaskContext.get().partitionId() + 1
    counts = {"entries": 0, "records": 0}

    def entries() -> Iterator[bytes]:
        for batch in batches:
            if set(batch.column(0).to_pylist()) != {shard}:
                raise RuntimeError(f"partition {shard - 1} has entries of other shards")
            for line in batch.column(1).to_pylist():
                counts["entries"] += 1
                yield line

    # Status 1: some entries failed, and their records say why.
    for lines in grouped(pipe(command, entries(), {0, 1})):
        counts["records"] += len(lines)
        numbers = pa.array([shard] * len(lines), pa.int32())
        records = pa.array(lines, pa.string())
        yield pa.RecordBatch.from_arrays([numbers, records], ["shard", "record"])
    if counts["entries"] != counts["records"]:
        raise RuntimeError("{entries} entries have {records} records".format(**counts))


def column(batches: Iterator[pa.RecordBatch], number: int) -> Iterator[bytes]:
    return (line for batch in batches for line in batch.column(number).to_pylist())


def grouped(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    group, size = [], 0
    for line in lines:
        group.append(line)
        size += len(line)
        if len(group) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def parse(arguments: list[str]) -> argparse.Namespace:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        description="Fetches a list of URLs, each host in one task alone.",
        usage="%(prog)s [options] list output [-- swoop's flags]",
    )
    parser.add_argument("list", help="what Spark can read: a file, a folder, a pattern, a URL")
    parser.add_argument("output", help="the new folder of Parquet files; all nodes must reach it")
    parser.add_argument(
        "--partitions", type=int, required=True, help="parts of the list, each fetched by a swoop"
    )
    parser.add_argument("--format", choices=["text", "parquet"], default="text", help="of the list")
    parser.add_argument("--swoop", default="swoop", help="the program, on every node")
    parser.add_argument("--body-in-record", metavar="SIZE", help="bodies up to SIZE go to `body`")
    options = parser.parse_args(arguments[:end])
    options.flags = arguments[end + 1 :]
    if options.body_in_record:
        options.flags += ["--body-in-record", options.body_in_record]
    return options


if __name__ == "__main__":
    main()
