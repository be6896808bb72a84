"""Requests for voices that wait for their frame. Knows no voice and no sound."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from ttmba_live.engine._voice import StartVoice


class Waiting:
    """One mixer's; of its thread."""

    def __init__(self) -> None:
        self._requests: list[StartVoice] = []

    def __bool__(self) -> bool:
        return bool(self._requests)

    def __iter__(self) -> Iterator[StartVoice]:
        return iter(self._requests)

    @property
    def next(self) -> float:
        """The first frame at which one is due; infinite if none waits."""
        return min((r.at for r in self._requests if r.at is not None), default=math.inf)

    def put(self, request: StartVoice, frame: int) -> tuple[StartVoice, StartVoice | None]:
        """Let one wait, until ``frame`` if it names none; as it waits, and the one it replaces.

        Only what takes over replaces: it has then the place and the frame of the one before.
        """
        older = next((r for r in self._requests if r.source == request.source), None)
        if request.fade and older is not None:
            self._requests = [r for r in self._requests if r is not older]
            request = replace(request, at=older.at)
        else:
            older = None
            if request.at is None:
                request = replace(request, at=frame)
        self._requests.append(request)
        return request, older

    def take(self, frame: int) -> list[StartVoice]:
        """Those due before a frame; they wait no more."""
        return self._parted(lambda r: r.at is not None and r.at < frame)

    def drop(self, source: str | None) -> list[StartVoice]:
        """Those of a source, or all; they wait no more."""
        return self._parted(lambda r: source in (None, r.source))

    def _parted(self, goes: Callable[[StartVoice], bool]) -> list[StartVoice]:
        gone = [r for r in self._requests if goes(r)]
        self._requests = [r for r in self._requests if not goes(r)]
        return gone
