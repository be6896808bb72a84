"""The worker's child process: answers orders from a pipe. Knows nothing of queues and restarts."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, Protocol, runtime_checkable

from ttmba_live.errors import GenerationFailed, one_line
from ttmba_live.generate import lost_gpu
from ttmba_live.generate._spec import ClipSpec, Generator, Made
from ttmba_live.generate.pipe import Handed, Refused, Task, hand_over, listen
from ttmba_live.memory import give_back
from ttmba_live.priority import step_back

_Orders = queue.SimpleQueue[list[Task]]
IN_CHILD = "TTMBA_LIVE_GENERATOR"
"""Set in the environment of a child: it leaves one core to the sound."""

_RESTED = 3.0
"""Seconds without orders after which memory is given back, once until the next."""


class _Gone(BaseException):
    """The parent has ended; nothing on the way may take this for a fault of its own."""


@runtime_checkable
class Batcher(Protocol):
    """A generator that makes several clips at once, tells how far it is, and can be stopped."""

    batch: int

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Callable[[int, float], None],
        unwanted: Callable[[int], bool],
    ) -> Iterator[tuple[int, Made | GenerationFailed]]:
        """Yield each spec's number with what came of it."""
        ...

    def warm_up(self) -> Iterator[None]:
        """Prepare for later orders, a little at a time."""
        ...


def child_main(make: Callable[[], Generator], connection: Connection) -> None:
    """Answer orders until the pipe ends."""
    sys.stdout = sys.stderr  # the parent's standard output is for data
    step_back()
    orders: _Orders = queue.SimpleQueue()
    unwanted: set[int] = set()

    def heard(message: list[Task] | int) -> None:
        if isinstance(message, int):
            unwanted.add(message)
        else:
            orders.put(message)

    threading.Thread(target=listen, args=(connection, heard), daemon=True).start()

    def say(message: Any) -> None:
        try:
            connection.send(message)
        except OSError as error:
            raise _Gone from error

    with contextlib.suppress(_Gone):
        _answer_all(make, say, orders, unwanted)


def _answer_all(
    make: Callable[[], Generator],
    say: Callable[[Any], None],
    orders: _Orders,
    unwanted: set[int],
) -> None:
    """Make the generator, then clips, for ever; raises `_Gone` once nobody listens."""
    generator = _first(make, say)
    warming = _warming(generator)
    while True:
        tasks = _next(orders, warming)
        left = {task.number for task in tasks}
        try:
            generator = generator or _make(make, say)
            for number, outcome in _outcomes(generator, tasks, say, unwanted):
                say(("done", number, _handed(outcome, tasks, number)))
                left.discard(number)
        except _Gone:
            raise
        except Exception as error:
            if lost_gpu.is_lost(error):
                os._exit(lost_gpu.STATUS)
            for number in sorted(left):
                say(("done", number, Refused.of(error)))
        unwanted.difference_update(task.number for task in tasks)


def _first(make: Callable[[], Generator], say: Callable[[Any], None]) -> Generator | None:
    """Make the generator before the first order; if that fails, it is tried again with one."""
    try:
        generator = _make(make, say)
    except _Gone:
        raise
    except Exception as error:
        say(("unready", one_line(error)))
        return None
    say(("ready", generator.batch if isinstance(generator, Batcher) else 1))
    return generator


def _make(make: Callable[[], Generator], say: Callable[[Any], None]) -> Generator:
    """Call ``make``, or its ``load``, which tells how much is done."""
    load = getattr(make, "load", None)
    if load is None:
        return make()
    words: list[Callable[..., None]] = [lambda share: say(("loading", share))]
    if hasattr(make, "without"):
        words.append(lambda number, making: say(("at", number, making)))
    made: Generator = load(*words)
    return made


def _warming(generator: object) -> Iterator[None]:
    return generator.warm_up() if isinstance(generator, Batcher) else iter(())


def _next(orders: _Orders, warming: Iterator[None]) -> list[Task]:
    """The next orders; while there are none, prepare for them, then need little memory."""
    with contextlib.suppress(Exception):  # what fails here fails again, and is told, with an order
        while orders.empty():
            next(warming)
    with contextlib.suppress(queue.Empty):
        return orders.get(timeout=_RESTED)
    give_back()
    return orders.get()


def _outcomes(
    generator: Generator, tasks: list[Task], say: Callable[[Any], None], unwanted: set[int]
) -> Iterator[tuple[int, Made | Exception]]:
    """What comes of each task, by its number."""
    numbers = [task.number for task in tasks]
    if isinstance(generator, Batcher):
        skip = {"skip": tasks[0].skip} if tasks[0].skip else {}
        many = generator.generate_many(
            [task.spec for task in tasks],
            lambda row, share: say(("progress", numbers[row], share)),
            lambda row: numbers[row] in unwanted,
            **skip,
        )
        yield from ((numbers[row], outcome) for row, outcome in many)
        return
    for task in tasks:
        try:
            yield task.number, generator.generate(task.spec)
        except Exception as error:
            yield task.number, error


def _handed(outcome: Made | Exception, tasks: list[Task], number: int) -> Refused | Handed:
    """Leave a clip where it is wanted; returns what went wrong, or what is to be said of it."""
    if isinstance(outcome, Exception):
        return Refused.of(outcome)
    path = next(task.path for task in tasks if task.number == number)
    handed = Handed(outcome.note, outcome.maker, outcome.licence)
    return hand_over(path, outcome.clip.samples.data, handed)
