from .. import certificates
from ..goals import at_least
from ..job import Job
from ..results import Result
from ..rounds import Bench
from ..servers import Nginx
from .workload import Workload, address


class ManyTLSHosts(Workload):
    key = "tls"
    title = "Many HTTPS hosts"
    about = (
        "{tls_hosts:,} hosts, one URL of 1 KB each, so that every URL costs a TLS handshake; 64 in "
        "flight. Each host has a certificate (P-256) of its own. `--cacert` names a bundle of the "
        "system's roots and the authority of these certificates."
    )

    def run(self, bench: Bench) -> Result:
        result, sizes = self.result(), bench.sizes
        addresses = [address(n) for n in range(sizes.tls_hosts)]
        with Nginx(certificates.ensure(addresses)) as server:
            path = server.file("1k", 1024)
            job = Job("tls", self.folder, sizes.tls_hosts, 1024, 64, limit=sizes.longest_run)
            job.cacert = certificates.BUNDLE
            job.write(f"https://{host}:{server.tls_port}{path}" for host in addresses)
            contenders = [c for c in bench.pick() if c.key not in ("h2load", "wrk")]
            table = bench.compare("", job, server, contenders)
        result.tables.append(table)
        for member, unit in (("wall", "wall time"), ("cpu", "CPU seconds")):
            for key, name, factor in (
                ("curl", "curl -Z", 15),
                ("wget2", "wget2", 3),
                ("uvloop", "aiohttp with uvloop", 2.5),
            ):
                text = f"async at least {factor}x {name} in {unit}"
                result.goals.append(at_least(table, text, key, factor, member))
            text = f"threads at least 8x curl -Z in {unit}"
            result.goals.append(at_least(table, text, "curl", 8, member, base="threads"))
        return result
