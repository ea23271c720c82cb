"""Fetches a list of URLs with requests on a pool of threads, each with a session of its own."""

import argparse
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

local = threading.local()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls")
    parser.add_argument("records")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--cacert")
    parser.add_argument("--directory")
    return parser.parse_args()


def session(cacert: str | None) -> requests.Session:
    if not hasattr(local, "session"):
        local.session = requests.Session()
        local.session.verify = cacert or True
        local.session.trust_env = False
    return local.session


def fetch(url: str, cacert: str | None, path: str | None) -> dict:
    count = 0
    try:
        with session(cacert).get(url, stream=True, timeout=60) as response:
            output = open(path, "wb") if path else None
            for piece in response.iter_content(1 << 18):
                count += len(piece)
                if output:
                    output.write(piece)
            if output:
                output.close()
            return {"url": url, "status": response.status_code, "bytes": count, "error": None}
    except (requests.RequestException, OSError) as error:
        return {"url": url, "status": None, "bytes": count, "error": repr(error)}


def main() -> None:
    options = arguments()
    with open(options.urls) as urls, open(options.records, "w") as records:
        numbered = enumerate(line.strip() for line in urls)
        # Writing a line and taking the next are for one thread at a time.
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    number, url = next(numbered, (0, None))
                if url is None:
                    return
                path = f"{options.directory}/{number}" if options.directory else None
                line = json.dumps(fetch(url, options.cacert, path)) + "\n"
                with lock:
                    records.write(line)

        with ThreadPoolExecutor(options.in_flight) as pool:
            for worker in [pool.submit(work) for _ in range(options.in_flight)]:
                worker.result()


main()
