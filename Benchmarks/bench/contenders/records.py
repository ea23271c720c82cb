"""Counts what JSON Lines say was fetched: swoop's, and those of the clients in Python."""

import re
from pathlib import Path

_URL = re.compile(rb'"url": ?"([^"]*)"')
_OK = re.compile(rb'"status": ?200,')


def fetched(file: Path, size: int) -> int:
    """How many different URLs have a record with status 200 and a body of `size` bytes."""
    if not file.exists():
        return 0
    length = re.compile(rb'"bytes": ?%d[,}]' % size)
    urls = set()
    with open(file, "rb") as lines:
        for line in lines:
            url = _URL.search(line)
            if url and b'"error":null' in line.replace(b" ", b"") and _OK.search(line):
                if length.search(line):
                    # A list may have millions, of which the text need not be kept.
                    urls.add(hash(url.group(1)))
    return len(urls)
