"""Fetches a list of URLs with aiohttp, as its users would: workers share the list and a session."""

import argparse
import asyncio
import json
import os
import ssl
from concurrent.futures import ThreadPoolExecutor

import aiohttp


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls")
    parser.add_argument("records")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--cacert")
    parser.add_argument("--directory")
    parser.add_argument("--uvloop", action="store_true")
    return parser.parse_args()


async def fetch(session: aiohttp.ClientSession, url: str, path: str | None) -> dict:
    count = 0
    try:
        async with session.get(url) as response:
            output = open(path, "wb") if path else None
            async for piece in response.content.iter_chunked(1 << 18):
                count += len(piece)
                if output:
                    output.write(piece)
            if output:
                output.close()
            return {"url": url, "status": response.status, "bytes": count, "error": None}
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
        return {"url": url, "status": None, "bytes": count, "error": repr(error)}


async def run(options: argparse.Namespace) -> None:
    # Look-ups run on threads: as many as swoop has, where the default would be cores + 4.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(32))
    trust = ssl.create_default_context(cafile=options.cacert) if options.cacert else True
    connector = aiohttp.TCPConnector(limit=options.in_flight, limit_per_host=0, ssl=trust)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=60)

    with open(options.urls) as urls, open(options.records, "w") as records:
        numbered = enumerate(line.strip() for line in urls)

        async def work(session: aiohttp.ClientSession) -> None:
            for number, url in numbered:
                path = f"{options.directory}/{number}" if options.directory else None
                record = await fetch(session, url, path)
                records.write(json.dumps(record) + "\n")

        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            await asyncio.gather(*(work(session) for _ in range(options.in_flight)))


def main() -> None:
    options = arguments()
    if options.uvloop:
        import uvloop

        # libuv gives look-ups half of its threads.
        os.environ.setdefault("UV_THREADPOOL_SIZE", "64")
        uvloop.run(run(options))
    else:
        asyncio.run(run(options))


main()
