"""How a task holds its program: without Spark."""

import os
import signal
import socket
import subprocess
import sys
import unittest
from itertools import count

from processes import eventually
from swoop_pipe import pipe

# Starts a program that waits, and says its number; then does what the test says.
WORKER = """
import os, signal, socket, sys
sys.path[:0] = {path!r}
from swoop_pipe import pipe
lines = pipe(["sh", "-c", "echo $$; exec sleep 60"], [b"x"], {{0}})
print(next(lines).decode(), flush=True)
{then}
"""


class PipeTest(unittest.TestCase):
    def test_lines_go_in_and_out_as_they_come(self) -> None:
        asked = count()
        endless = (b"%d" % next(asked) for _ in count())
        lines = pipe(["cat"], endless, {0})
        self.assertEqual([next(lines) for _ in range(1000)], [b"%d" % n for n in range(1000)])
        # What pipes and buffers hold, and no more.
        self.assertLess(next(asked), 200_000)
        lines.close()

    def test_nothing_is_started_for_nothing(self) -> None:
        self.assertEqual(list(pipe(["/no/such/program"], [], {0})), [])

    def test_what_the_program_says_last_is_told(self) -> None:
        command = ["sh", "-c", "cat; echo the disk is full >&2; exit 74"]
        with self.assertRaisesRegex(RuntimeError, "status 74:\nthe disk is full\n"):
            list(pipe(command, [b"a"], {0, 1}))
        self.assertEqual(list(pipe(["sh", "-c", "cat; exit 1"], [b"a"], {0, 1})), [b"a"])

    def test_what_the_list_raises_ends_the_program(self) -> None:
        def lines():
            yield b"a"
            raise ValueError("the list is torn")

        with self.assertRaisesRegex(ValueError, "torn"):
            list(pipe(["cat"], lines(), {0}))

    def test_a_program_that_does_not_read_is_no_deadlock(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "status 66"):
            list(pipe(["sh", "-c", "exit 66"], (b"x" * 1000 for _ in range(10_000)), {0}))

    def test_the_program_ends_with_a_task_that_wants_no_more(self) -> None:
        lines = pipe(["sh", "-c", "echo $$; exec sleep 60"], [b"x"], {0})
        program = int(next(lines))
        lines.close()
        self.assertFalse(is_running(program))

    def test_the_program_dies_with_its_worker(self) -> None:
        worker, program = self.worker("signal.pause()")
        worker.kill()
        eventually(lambda: not is_running(program), 10)

    def test_the_program_dies_when_the_executor_hangs_up(self) -> None:
        executor, connection = socket.socketpair()
        with executor, connection:
            worker, program = self.worker("list(lines)", pass_fds=[connection.fileno()])
            connection.close()
            self.assertTrue(is_running(program))
            executor.close()
            eventually(lambda: not is_running(program), 10)
            # The worker, which waits for lines, notices.
            self.assertEqual(worker.wait(10), 1)

    def worker(self, then: str, **options) -> tuple[subprocess.Popen, int]:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER.format(path=sys.path, then=then)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **options,
        )
        self.addCleanup(worker.stdout.close)
        self.addCleanup(worker.wait)
        self.addCleanup(worker.kill)
        return worker, int(worker.stdout.readline())


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{process}/stat") as status:
        return status.read().rpartition(")")[2].split()[0] != "Z"


if __name__ == "__main__":
    unittest.main()
