from .. import certificates
from ..goals import at_least
from ..job import Job
from ..results import Result
from ..rounds import Bench
from ..servers import Nginx
from .workload import Workload


class LargeFiles(Workload):
    key = "large"
    title = "Large files"
    about = (
        "{large_count} URLs of {large_mb:,} MB each (random bytes, in the server's page cache), all in "
        "flight, HTTP/1.1, plain and over TLS, to nowhere and to disk. Files are removed outside the "
        "measured time. To disk, swoop computes their SHA-256, too, and gives each its name only when "
        "it is whole. wget2, to nowhere, and aria2 are left out where they would write a file."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        savers = ("wget2", "aria2")
        left_out = ("h2load", "wrk", "xargs", "loop1")
        with Nginx(certificates.ensure([])) as server:
            path = server.file("large", sizes.large_bytes)
            plain = f"http://127.0.0.1:{server.port}{path}"
            tls = f"https://127.0.0.1:{server.tls_port}{path}"
            for scheme, base in (("plain", plain), ("TLS", tls)):
                for saves in (False, True):
                    caption = f"{scheme}, {'to disk' if saves else 'to nowhere'}"
                    job = self._job(base, saves, sizes)
                    skipped = left_out if saves else left_out + savers
                    contenders = [c for c in bench.pick() if c.key not in skipped]
                    table = bench.compare(caption, job, server, contenders)
                    job.clear()
                    result.tables.append(table)
                    text = f"async at least 1.0x curl -Z: {caption}"
                    result.goals.append(at_least(table, text, "curl", 1))
            (server.root / "files" / "large").unlink()
        return result

    def _job(self, base: str, saves: bool, sizes) -> Job:
        count = sizes.large_count
        job = Job("large", self.folder, count, sizes.large_bytes, count, saves=saves)
        job.limit = sizes.longest_run
        job.cacert = certificates.BUNDLE if base.startswith("https") else None
        job.write(f"{base}?{n}" for n in range(count))
        return job
