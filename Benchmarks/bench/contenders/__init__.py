"""All contenders, in the order in which they take their turns."""

from ..settings import Settings
from .contender import Contender
from .curl import CurlParallel, NewestCurlParallel, XargsCurl
from .downloaders import Aria2, Wget2
from .load_generators import H2load, Wrk
from .python_clients import PythonClient
from .swoop import Swoop, SwoopOnNewest


def all_contenders(settings: Settings) -> list[Contender]:
    aiohttp = "aiohttp_client.py"
    return [
        Swoop("async", "swoop, async"),
        Swoop("threads", "swoop, threads", "--mode", "threads"),
        Swoop("loop1", "swoop, async, one loop", "--loops", "1"),
        SwoopOnNewest("async-newest", "swoop, async, newest libcurl"),
        CurlParallel(),
        NewestCurlParallel(),
        Wget2(),
        Aria2(),
        XargsCurl(),
        PythonClient("aiohttp", "aiohttp", aiohttp, ["aiohttp"]),
        PythonClient("uvloop", "aiohttp, uvloop", aiohttp, ["aiohttp", "uvloop"], "--uvloop"),
        PythonClient("requests", "requests, threads", "requests_client.py", ["requests"]),
        H2load(),
        Wrk(settings.sizes.wrk_seconds),
    ]
