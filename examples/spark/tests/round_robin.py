"""The job, but for its partitions, which take entries in turn: what is to be seen to break the cap."""

import argparse

import fetch_list
from pyspark.sql import DataFrame


by_host = fetch_list.split_by_host


def in_turn(lines: DataFrame, options: argparse.Namespace) -> DataFrame:
    entries = by_host(lines, options)
    count = options.partitions
    parts = (
        entries.rdd.zipWithIndex()
        .map(lambda entry: (entry[1] % count + 1, bytes(entry[0].line)))
        .partitionBy(count, lambda shard: shard - 1)
    )
    spark = entries.sparkSession
    return spark.createDataFrame(parts, entries.schema, verifySchema=False).checkpoint()


fetch_list.split_by_host = in_turn
fetch_list.main()
