from ..goals import at_least, at_most
from ..job import Job
from ..results import Result
from ..rounds import Bench
from ..servers import Nginx
from .workload import Workload


class Small(Workload):
    key = "small"
    title = "Small answers from one server"
    about = (
        "{small:,} URLs of 1 KB at one nginx, 64 in flight, HTTP/1.1, bodies to nowhere. aria2 has no "
        "nowhere, so it saves them, and wget2 writes them to one file. h2load and wrk do nothing but "
        "fetch; wrk runs for a time, from which its figures are computed."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        with Nginx() as server:
            path = server.file("1k", 1024)
            job = Job("small", self.folder, sizes.small, 1024, 64, limit=sizes.longest_run)
            base = f"http://127.0.0.1:{server.port}{path}"
            job.write(f"{base}?{n}" for n in range(sizes.small))
            table = bench.compare("", job, server, bench.pick())
        result.tables.append(table)
        result.goals = [
            at_least(table, "async at least 2x as fast as curl -Z", "curl", 2),
            at_least(table, "async at least 3x as fast as aiohttp with uvloop", "uvloop", 3),
            at_least(table, "async at least 0.55 of h2load", "h2load", 0.55),
            at_most(table, "threads within 1.3x of async", "threads", 1.3),
        ]
        return result
