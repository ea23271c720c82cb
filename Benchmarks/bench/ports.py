"""Free ports."""

import socket


def free_port(first: int = 18480) -> int:
    """A port below those that the system gives to clients, which have all of theirs then."""
    for port in range(first, 32000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
