"""What passes between a worker and its child: orders, clips and refusals. Starts and makes nothing.

To the parent: ("loading", share), ("at", link, whether it is being made), ("ready", batch) or
("open", orders that it takes at once, what there is to say of it), ("unready", reason),
("progress", number, share), ("done", number, a `Refused` or a `Handed`), ("alive",), and at the end
of a child that knows why it ends ("gone", reason). From it: a list of tasks, or a number whose clip
nobody waits for any more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ttmba_live.errors import GenerationFailed, one_line
from ttmba_live.generate._spec import BadOrder, ClipSpec, NearMiss, NothingFits


class Task(NamedTuple):
    """One order as the child gets it."""

    number: int
    spec: ClipSpec
    path: Path
    """Where its samples are wanted."""
    skip: int = 0
    """Links of a chain that are not asked: they did not live through it."""
    due: float = 0.0
    """When it is needed, by the parent's `time.monotonic`."""


class Handed(NamedTuple):
    """One clip as the parent gets it, beside the file with its samples."""

    note: str
    maker: str
    licence: str
    samples: bytes | None = None
    """Only where the file could not be written."""


class Refused(NamedTuple):
    """Why there is no clip, in one line, and what that means for others."""

    why: str
    kind: type[GenerationFailed] = GenerationFailed

    @classmethod
    def of(cls, error: Exception) -> Refused:
        """What an exception comes to on its way."""
        kinds = (kind for kind in (BadOrder, NearMiss, NothingFits) if isinstance(error, kind))
        return cls(one_line(error), next(kinds, GenerationFailed))


@runtime_checkable
class Server(Protocol):
    """What speaks to a worker by itself, in the child, instead of making a generator there."""

    def serve(self, connection: Connection) -> None:
        """Answer until the pipe ends."""
        ...


def hand_over(path: Path, samples: bytes | memoryview, handed: Handed) -> Handed:
    """Leave samples, float32 at 48 kHz, where they are wanted; returns what is said of them."""
    try:
        with path.open("wb") as file:
            file.write(samples)
    except OSError:  # a full disk: then through the pipe, which takes a little longer
        return handed._replace(samples=bytes(samples))
    return handed


def listen(connection: Connection, heard: Callable[[list[Task] | int], None]) -> None:
    """Pass on what comes; end the process, even in the midst of an order, with the parent."""
    try:
        while True:
            heard(connection.recv())
    except BaseException:
        os._exit(0)
