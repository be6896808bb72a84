"""Workers asked in turn: what one cannot make, or not now, the next one makes. Starts none."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import replace
from functools import partial

from ttmba_live.errors import GenerationFailed, TtmbaError
from ttmba_live.generate._orders import Keys, State
from ttmba_live.generate._spec import BadOrder, ClipSpec, Made, is_news
from ttmba_live.generate.worker import Worker


class Relayed(Future[Made]):
    """A clip to come from whichever worker is asked now."""

    def __init__(self, spec: ClipSpec, due: float | None) -> None:
        super().__init__()
        self.spec, self.due = spec, due
        self.note = ""
        """What there is to be said of those who could not make it."""
        self._asked: Future[Made] | None = None

    @property
    def share(self) -> float:
        """How much of it is made, 0..1."""
        return getattr(self._asked, "share", 0.0)

    def running(self) -> bool:
        """Whether somebody makes it at this moment."""
        return not self.done() and self._asked is not None and self._asked.running()

    def follow(self, asked: Future[Made]) -> None:
        """Let it come from there from now on; the workers' threads, one after the other."""
        self._asked = asked
        if self.cancelled():
            asked.cancel()

    def cancel(self) -> bool:
        """Give it up; who makes it is asked to stop."""
        cancelled = super().cancel()
        if self._asked is not None:
            self._asked.cancel()
        return cancelled


class InTurn:
    """Several workers as one. Orders that make no sense go no further than the first."""

    def __init__(self, workers: Sequence[tuple[str, Worker]]) -> None:
        """``workers`` have names, for notes; the last one is what is always there."""
        self._workers = tuple(workers)
        self._keys = Keys()

    @property
    def state(self) -> State:
        """How the last one is."""
        return self._workers[-1][1].state

    def submit(
        self, spec: ClipSpec, *, due: float | None = None, key: str | None = None
    ) -> Future[Made]:
        """Ask the first one and return at once, see `Worker.submit`; any thread."""
        relayed = Relayed(spec, due)
        self._keys.put(key, relayed)
        self._ask(relayed, 0)
        return relayed

    def kill(self) -> None:
        """End all of them now, and wait for nothing; any thread."""
        for _, worker in self._workers:
            worker.kill()

    def close(self) -> None:
        """End all of them; any thread, a second call does nothing."""
        for _, worker in self._workers:
            worker.close()

    def _ask(self, relayed: Relayed, at: int) -> None:
        asked = self._workers[at][1].submit(relayed.spec, due=relayed.due)
        relayed.follow(asked)
        asked.add_done_callback(partial(self._came, relayed, at))

    def _came(self, relayed: Relayed, at: int, asked: Future[Made]) -> None:
        """Pass on what came, or ask the next one; in the thread of the worker that was asked."""
        if relayed.cancelled() or asked.cancelled():
            relayed.cancel()
            return
        error = asked.exception()
        last = at + 1 == len(self._workers)
        with contextlib.suppress(InvalidStateError):  # given up at this moment
            if error is None:
                relayed.set_result(_noted(asked.result(), relayed.note))
            elif last or not isinstance(error, GenerationFailed) or isinstance(error, BadOrder):
                relayed.set_exception(error)
            else:
                if is_news(error):
                    relayed.note = _joined(relayed.note, f"{self._workers[at][0]}: {error}")
                self._go_on(relayed, at + 1)

    def _go_on(self, relayed: Relayed, at: int) -> None:
        try:
            self._ask(relayed, at)
        except TtmbaError as error:  # it is closed
            relayed.set_exception(error)


def _noted(made: Made, note: str) -> Made:
    return replace(made, note=_joined(made.note, note))


def _joined(*notes: str) -> str:
    return ", ".join(filter(None, notes))
