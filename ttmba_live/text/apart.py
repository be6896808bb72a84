"""The rules in a process of their own, so that no text holds up what else this one does.

Reading a long text takes the interpreter as long as it takes, and while another thread has it, a
thread of the sound waits. Knows a pipe and the planner at its end; understands no text.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from typing import Literal

from ttmba_live import programs
from ttmba_live.errors import InvalidInput
from ttmba_live.memory import uncollected
from ttmba_live.programs import pipes
from ttmba_live.text._plan import Plan, Planner
from ttmba_live.text._translating import in_english

_MODULE = "ttmba_live.text.apart"

LIMIT = 20.0
"""Seconds after which a process that says nothing is taken for hung: reading is linear in a text's
length, and what is longer than can be read in a second or two is cut.
"""

_STARTS = 2
"""Processes that a text is given to: one that was lost since the last text, and the next one."""


_Order = tuple[Literal["plan", "name"], str]
"""A text to be planned, or a name to be put into English."""

_Answer = Plan | InvalidInput | str


class RulesProcess:
    """A `Planner` by rules; a `Served`, of which `warm` starts the process.

    A lost process is started again for the next text. Before, after `close`, and for a text that
    loses two processes or hangs, it plans in the caller's thread: with the same rules, so with the
    same outcome, but loading them takes the interpreter from the sound for half a second.
    """

    name = "rules"

    def __init__(self, stage_left: str = "right") -> None:
        """Take what `ttmba_live.text.rules.Rules` takes."""
        self._stage_left = stage_left
        self._lock = threading.Lock()
        self._program: _Program | None = None
        self._wanted = False

    @property
    def process(self) -> subprocess.Popen[str] | None:
        """What plans, if it was started."""
        return self._program.process if self._program is not None else None

    def warm(self) -> None:
        """Start the process; returns at once, and texts wait until it is there."""
        self._wanted = True
        with self._lock, contextlib.suppress(OSError):
            self._program = self._program or _Program(self._stage_left)

    def plan(self, text: str) -> Plan:
        """See `Rules.plan`."""
        answer = self._asked(("plan", text))
        if isinstance(answer, InvalidInput):
            raise answer
        return answer if isinstance(answer, Plan) else _here(self._stage_left).plan(text)

    def in_english(self, text: str) -> str:
        """See `ttmba_live.text.in_english`."""
        answer = self._asked(("name", text))
        return answer if isinstance(answer, str) else in_english(text)

    def _asked(self, order: _Order) -> _Answer | None:
        """What a process says; None if it hangs, `_STARTS` are lost, or none is wanted."""
        for _ in range(_STARTS):
            with self._lock:
                if not self._wanted:
                    return None
                try:
                    self._program = self._program or _Program(self._stage_left)
                    return self._program.ask(order)
                except TimeoutError:
                    self._end()
                    return None
                except (EOFError, OSError):
                    self._end()
        return None

    def _end(self) -> None:
        if self._program is not None:
            self._program.end()
        self._program = None

    def close(self) -> None:
        """End the process, and with it what is being planned."""
        self._wanted = False
        if (program := self._program) is not None:
            program.kill()
        with self._lock:
            self._end()


def _here(stage_left: str) -> Planner:
    """The rules in this process, which are some megabytes: loaded when they are needed."""
    from ttmba_live.text.rules import Rules

    return Rules(stage_left)


class _Program:
    """The process. Its owner's lock belongs around `ask` and `end`."""

    def __init__(self, stage_left: str) -> None:
        self.process, self._connection = pipes.started(_MODULE)
        self._connection.send(programs.search_path())
        self._connection.send(stage_left)

    def ask(self, order: _Order) -> _Answer:
        """Have an order carried out; raises TimeoutError if it hangs, EOFError, OSError if lost."""
        self._connection.send(order)
        if not self._connection.poll(LIMIT):
            raise TimeoutError
        answer: _Answer = self._connection.recv()
        return answer

    def kill(self) -> None:
        """Let whoever waits for it know that it ends; any thread."""
        self.process.kill()

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self._connection.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)


def answer_all(connection: Connection, planner: Planner) -> None:
    """Carry out what comes in until the pipe ends."""
    while True:
        wanted, text = connection.recv()
        try:
            answer: _Answer = planner.plan(text) if wanted == "plan" else in_english(text)
        except InvalidInput as error:
            answer = error
        connection.send(answer)


def main(handle: int) -> None:
    """Take where modules are to be found, then which side stage left is on, then texts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = pipes.inherited(handle)
    with contextlib.suppress(EOFError, OSError):  # the parent has ended
        sys.path[:] = connection.recv()
        with uncollected():
            planner = _here(connection.recv())
            planner.plan("warm")  # reads the tables
        answer_all(connection, planner)


if __name__ == "__main__":
    main(int(sys.argv[1]))
