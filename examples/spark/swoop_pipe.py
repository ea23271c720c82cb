"""Runs a program on lines, within a Spark task, so that it never outlives the task."""

import ctypes
import os
import select
import signal
import stat
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator

PR_SET_PDEATHSIG = 1


def pipe(command: list[str], lines: Iterable[bytes], accepted: set[int]) -> Iterator[bytes]:
    """Writes lines to the program's standard input, and yields those of its standard output.

    Both as they come: what is in this process's memory is what pipes and their buffers hold. The
    program holds its own back when its output is not read.

    Raises RuntimeError when the exit status is none that is accepted, and what `lines` raises.
    """
    lines = iter(lines)
    first = next(lines, None)
    if first is None:
        return
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def die_with_parent() -> None:
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            # It may have died before.
            if os.getppid() != parent:
                os._exit(1)

    streams = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child = subprocess.Popen(command, bufsize=1 << 16, preexec_fn=die_with_parent, **streams)
    faults: list[BaseException] = []
    last_words: deque[bytes] = deque(maxlen=20)

    def feed() -> None:
        try:
            with child.stdin:
                child.stdin.write(first + b"\n")
                for line in lines:
                    child.stdin.write(line + b"\n")
        except BrokenPipeError:
            pass  # Its exit status tells why.
        except BaseException as fault:
            faults.append(fault)
            child.kill()

    def tell() -> None:
        with child.stderr:
            for line in child.stderr:
                last_words.append(line)
                sys.stderr.buffer.write(line)
                sys.stderr.flush()

    threads = [threading.Thread(target=work, daemon=True) for work in (feed, tell)]
    threading.Thread(target=kill_after_hangup, args=(child,), daemon=True).start()
    try:
        for thread in threads:
            thread.start()
        for line in child.stdout:
            yield line.removesuffix(b"\n")
        status = child.wait()
        for thread in threads:
            thread.join()
    finally:
        # However the task ends: an exception, or nobody wants more of it.
        child.kill()
        child.wait()
        child.stdout.close()
    if faults:
        raise faults[0]
    if status not in accepted:
        told = b"".join(last_words).decode(errors="replace")
        raise RuntimeError(f"{command[0]} ended with status {status}:\n{told}")


def kill_after_hangup(child: subprocess.Popen) -> None:
    """Ends the program when the executor lets go of this worker, which it does when a task fails.

    The worker would notice only when it next writes a buffer full of records, and the task's next
    attempt may have begun long before.
    """
    poll = select.poll()
    for name in os.listdir("/proc/self/fd") if sys.platform == "linux" else []:
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                poll.register(int(name), select.POLLRDHUP)
        except OSError:
            pass  # That of the listing.
    while child.poll() is None:
        for number, event in poll.poll(500):
            if event & select.POLLNVAL:
                poll.unregister(number)  # This worker has closed it: no hangup.
            else:
                child.kill()
                return
