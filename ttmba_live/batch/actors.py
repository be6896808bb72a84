"""A pool of actors of a Ray cluster, each of which holds a model: clips, many at once.

An actor is given orders when its model's process stands, and what a lost one had goes to others: no
order waits for a node's return. Knows no scene.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from ttmba_live.batch._flow import TRIES, Answered, flow, given_up
from ttmba_live.batch._order import (
    ON_GPU,
    Asks,
    Outcome,
    Outcomes,
    Recipe,
    asks_from_text,
    asks_to_text,
    outcomes_from_text,
    outcomes_to_text,
    recipe_from_text,
    recipe_to_text,
)
from ttmba_live.batch._workshop import Workshop
from ttmba_live.cluster import Cluster

IN_FLIGHT = 2
"""Bundles that an actor has: one that it makes, and the next."""

_LOOK = 5.0
"""Seconds after which nodes that came or went are noticed."""


@dataclass(slots=True)
class _Job:
    """A bundle: which of its asks are done, and how many actors died of each."""

    number: int
    asks: Asks
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)


_Piece = tuple[_Job, tuple[int, ...]]
"""Some asks of a job, which one actor gets together."""


class Actors:
    """Clips by actors, one a GPU wherever there is one; see `_flow.Pool`.

    A cluster without GPUs has one for every two processors. A context manager, which ends them.
    """

    def __init__(
        self,
        cluster: Cluster,
        recipe: Recipe,
        workers: int | None,
        told: Callable[[str], object] = lambda line: None,  # noqa: ARG005
        share: float = 1.0,
    ) -> None:
        """So many ``workers``, for whose lack an autoscaler may start nodes, or as there is room.

        Each takes a ``share`` of a GPU. ``told`` hears what a user should know.
        """
        self._ray, self._cluster, self._workers, self._told = cluster.ray, cluster, workers, told
        self._recipe = self._ray.put(recipe_to_text(recipe))
        self._on_gpu = cluster.gpus() > 0
        self._share = share
        needs = {"num_gpus": share} if self._on_gpu else {}
        self._kind = self._ray.remote(_Holder).options(scheduling_strategy="SPREAD", **needs)
        self._starting: dict[Any, Any] = {}
        """Actors by the answer that says that they stand."""
        self._flying: dict[Any, int] = {}
        """Actors at work, with the number of pieces that each has."""
        self._calls: dict[Any, tuple[Any, _Piece]] = {}
        self._waiting: deque[_Piece] = deque()
        self._done: dict[int, Outcomes] = {}
        self._count = 0
        self._starts = self._false_starts = 0

    @property
    def together(self) -> int:
        """How many scenes a bundle should have."""
        return ON_GPU if self._on_gpu else 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for actor in [*self._starting.values(), *self._flying]:
            self._ray.kill(actor)

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """Have asks done; see `_flow.Pool.run`."""
        return flow(bundles, self._begin, self._finished, self._most)

    def _begin(self, asks: Asks) -> int:
        self._count += 1
        self._waiting.append((_Job(self._count, asks), tuple(range(len(asks)))))
        self._tend()
        return self._count

    def _most(self) -> int:
        return IN_FLIGHT * self._wanted()

    def _wanted(self) -> int:
        """How many actors there should be now."""
        there = self._cluster.gpus() if self._on_gpu else self._cluster.cpus() // 2
        return max(1, self._workers or there)

    def _finished(self, going: list[int]) -> Iterable[tuple[int, Outcomes]]:
        """Wait until something of what goes on is done."""
        del going
        while not self._done:
            self._tend()
            refs = [*self._calls, *self._starting]
            for ref in self._ray.wait(refs, num_returns=1, timeout=_LOOK)[0]:
                if ref in self._starting:
                    self._stands(ref)
                else:
                    self._answered(ref)
        done, self._done = self._done, {}
        return done.items()

    def _tend(self) -> None:
        """Start actors that lack, and give each what it has room for."""
        if not self._starts and (lack := self._lack()):
            self._told(lack)
        while len(self._starting) + len(self._flying) < self._wanted():
            self._starts += 1
            actor = self._kind.remote(self._recipe)
            self._starting[actor.stands.remote()] = actor
        for actor in sorted(self._flying, key=lambda one: self._flying[one]):
            while self._waiting and self._flying.get(actor, IN_FLIGHT) < IN_FLIGHT:
                job, rows = self._waiting.popleft()
                self._flying[actor] += 1
                ref = actor.do.remote(asks_to_text(tuple(job.asks[row] for row in rows)))
                self._calls[ref] = (actor, (job, rows))

    def _lack(self) -> str:
        """What has to be waited for before a first one can start."""
        if self._on_gpu:
            return self._cluster.lack("GPU", self._share)
        return self._cluster.lack("CPU", 1.0)

    def _stands(self, ref: Any) -> None:
        """An actor is ready, or it will never be."""
        actor = self._starting.pop(ref)
        try:
            self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._false_starts += 1
            if self._false_starts >= TRIES and not self._flying:
                self._false_starts = 0
                while self._waiting:
                    self._died(self._waiting.popleft(), type(error).__name__, TRIES)
        else:
            self._false_starts = 0
            self._flying[actor] = 0

    def _answered(self, ref: Any) -> None:
        actor, piece = self._calls.pop(ref)
        job, rows = piece
        try:
            outcomes = outcomes_from_text(self._ray.get(ref))
        except self._ray.exceptions.RayError as error:
            if self._flying.pop(actor, None) is not None:
                self._told(f"an actor was lost ({type(error).__name__}); others take its orders")
                self._ray.kill(actor)
            self._died(piece, type(error).__name__)
            return
        if actor in self._flying:
            self._flying[actor] -= 1
        for row, outcome in zip(rows, outcomes, strict=True):
            self._note(job, row, outcome)

    def _died(self, piece: _Piece, why: str, times: int = 1) -> None:
        """Try the asks of a piece, of which an actor died, one by one; give up in the end."""
        job, rows = piece
        for row in reversed(rows):
            job.deaths[row] = job.deaths.get(row, 0) + times
            if job.deaths[row] < TRIES:
                self._waiting.appendleft((job, (row,)))
            else:
                self._note(job, row, *given_up((job.asks[row],), why))

    def _note(self, job: _Job, row: int, outcome: Outcome) -> None:
        job.outcomes[row] = outcome
        if len(job.outcomes) == len(job.asks):
            self._done[job.number] = tuple(job.outcomes[at] for at in range(len(job.asks)))


class _Holder:
    """What an actor is: a workshop that stays, and with it the model that it loads."""

    def __init__(self, recipe: str) -> None:
        self._workshop = Workshop(recipe_from_text(recipe))

    def stands(self) -> None:
        """Answer when it is there."""

    def do(self, asks: str) -> str:
        """Do some asks."""
        return outcomes_to_text(self._workshop.do(asks_from_text(asks)))
