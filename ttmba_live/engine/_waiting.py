"""Voices that are asked for and not due yet. Knows requests; starts none."""

from __future__ import annotations

from dataclasses import replace

from ttmba_live.engine._voice import StartVoice


class Waiting:
    """Requests in the order in which they came. Thread: render."""

    def __init__(self) -> None:
        """Begin with none."""
        self._requests: list[StartVoice] = []

    def __bool__(self) -> bool:
        """Whether any waits."""
        return bool(self._requests)

    def add(self, request: StartVoice, now: int) -> StartVoice:
        """Let a request wait, one without a time for ``now``; returns it with its time."""
        if request.at is None:
            request = replace(request, at=now)
        self._requests.append(request)
        return request

    def due(self, before: int) -> list[StartVoice]:
        """Take out those that begin before a frame."""
        due = [r for r in self._requests if r.at is not None and r.at < before]
        if due:
            self._requests = [r for r in self._requests if r not in due]
        return due

    def dropped(self, source: str | None) -> list[StartVoice]:
        """Take out those of a source, or all."""
        gone = [r for r in self._requests if source in (None, r.source)]
        self._requests = [r for r in self._requests if source not in (None, r.source)]
        return gone

    @property
    def times(self) -> list[int]:
        """The frames at which they begin."""
        return [r.at for r in self._requests if r.at is not None]
