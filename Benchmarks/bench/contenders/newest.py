"""The newest curl, unpacked below .build and run with a C library of its own."""

from ..settings import NEWEST
from .contender import first_line, number_of_version

_LIBRARIES = NEWEST / "usr/lib/x86_64-linux-gnu"

LOADER = [str(_LIBRARIES / "ld-linux-x86-64.so.2"), "--library-path", str(_LIBRARIES)]
CURL = [*LOADER, str(NEWEST / "usr/bin/curl")]


def newest_curl_version() -> str:
    return number_of_version(first_line([*CURL, "--version"]))
