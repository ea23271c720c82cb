"""The servers that contenders fetch from, on 127.0.0.0/8 alone."""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from .ports import free_port
from .settings import WORK

NGINX = """
{user}
daemon off;
worker_processes 2;
worker_rlimit_nofile 65536;
pid {root}/nginx.pid;
error_log {root}/error.log warn;
events {{ worker_connections 30000; }}
http {{
  access_log off;
  server_tokens off;
  default_type application/octet-stream;
  sendfile on;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  open_file_cache max=1000 inactive=600s;
  open_file_cache_valid 600s;
  client_body_temp_path {root}/tmp-body;
  proxy_temp_path {root}/tmp-proxy;
  fastcgi_temp_path {root}/tmp-fastcgi;
  uwsgi_temp_path {root}/tmp-uwsgi;
  scgi_temp_path {root}/tmp-scgi;
  root {root}/files;
  # Addresses by the thousand need the wildcard; others than loopback get nothing.
  allow 127.0.0.0/8;
  deny all;
  server {{
    listen {port} backlog=4096;
    location = /status {{ stub_status; }}
    location = /ok {{ return 200 "ok\\n"; }}
  }}
  {tls}
}}
"""

NGINX_TLS = """
  server {{
    listen {port} ssl backlog=4096;
    ssl_certificate {certificates}/$server_addr.pem;
    ssl_certificate_key {certificates}/$server_addr.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
  }}
"""


def _die_with_parent() -> None:
    """Servers end with the harness, even if that is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Server:
    """A process that serves, from `with` to its end."""

    name = "server"

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        self._log = open(WORK / f"{self.name}.log", "wb")
        self._process = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()

    def get(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read()

    def requests(self) -> int:
        """How many requests it has had, this one left out."""
        raise NotImplementedError

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _wait_until_it_answers(self) -> None:
        for _ in range(200):
            if self._process.poll() is not None:
                break
            try:
                self.requests()
                return
            except OSError:
                time.sleep(0.05)
        log = (WORK / f"{self.name}.log").read_text(errors="replace")
        raise RuntimeError(f"{self.name} does not start: {log[-2000:]}")


class Nginx(Server):
    name = "nginx"

    def __init__(self, certificates: Path | None = None) -> None:
        super().__init__()
        self.root = WORK / "nginx"
        self.certificates = certificates
        self.tls_port = free_port(self.port + 1) if certificates else None
        self._asked = 0

    def file(self, name: str, size: int) -> str:
        """The path of a served file of so many random bytes."""
        file = self.root / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.stat().st_size != size:
            with open(file, "wb") as output:
                for start in range(0, size, 1 << 20):
                    output.write(os.urandom(min(1 << 20, size - start)))
        return f"/{name}"

    def requests(self) -> int:
        text = self.get("/status").decode()
        self._asked += 1
        return int(re.search(r"\n \d+ \d+ (\d+)", text).group(1)) - self._asked

    def _command(self) -> list[str]:
        (self.root / "files").mkdir(parents=True, exist_ok=True)
        tls = ""
        if self.certificates:
            tls = NGINX_TLS.format(port=self.tls_port, certificates=self.certificates)
        # As root, workers would be another user, who need not see the checkout.
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.root / "nginx.conf"
        config.write_text(NGINX.format(user=user, root=self.root, port=self.port, tls=tls))
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        return [program, "-p", str(self.root), "-c", str(config), "-e", f"{self.root}/error.log"]


class Origin(Server):
    name = "origin"

    def __init__(self, program: Path) -> None:
        super().__init__()
        self.program = program
        self._asked = 0

    def requests(self) -> int:
        counts = json.loads(self.get("/counts"))
        self._asked += 1
        return counts["requests"] - self._asked

    def _command(self) -> list[str]:
        return [str(self.program), "--port", str(self.port), "--quiet"]
