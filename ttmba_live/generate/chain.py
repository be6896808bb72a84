"""Generators asked in turn: what one cannot make, the next one makes. Knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._child import Batcher
from ttmba_live.generate._spec import ClipSpec, Generator, Made, NothingFits
from ttmba_live.generate.cache import Shelf

Outcome = Made | GenerationFailed


class Chain:
    """Asks ``first``, and ``then`` for what that cannot make; see `generate._spec.Generator`.

    Clips of ``then`` are kept on the ``shelf``, and taken from there.
    """

    def __init__(self, first: Generator, then: Generator, shelf: Shelf | None = None) -> None:
        self._first, self._then, self._shelf = first, then, shelf
        self.name = f"{first.name}, {then.name}"

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip. Raises `GenerationFailed` if neither can."""
        made, why = self._tried(spec)
        if made is None:
            made = self._kept(spec) or self._keep(spec, self._then.generate(spec))
        return _noted(made, why)

    def _tried(self, spec: ClipSpec) -> tuple[Made | None, str]:
        """What the first one makes, or None; and what is to be said of it."""
        try:
            return self._first.generate(spec), ""
        except NothingFits:
            return None, ""
        except GenerationFailed as error:
            return None, f"{self._first.name}: {error}"

    def _kept(self, spec: ClipSpec) -> Made | None:
        return self._shelf.find(spec) if self._shelf else None

    def _keep(self, spec: ClipSpec, made: Made) -> Made:
        return self._shelf.keep(spec, made) if self._shelf else made


class BatchChain(Chain):
    """A chain whose second generator makes several clips at once; see `_child.Batcher`."""

    def __init__(self, first: Generator, then: Any, shelf: Shelf | None = None) -> None:
        super().__init__(first, then, shelf)
        self._many: Batcher = then
        self.batch = self._many.batch

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Callable[[int, float], None],
        unwanted: Callable[[int], bool],
    ) -> Iterator[tuple[int, Outcome]]:
        """Yield each spec's number with what came of it: what the first can make comes first."""
        left: dict[int, str] = {}
        for number, spec in enumerate(specs):
            made, why = self._tried(spec)
            made = made or self._kept(spec)
            if made is None:
                left[number] = why
            else:
                yield number, _noted(made, why)
        if not left:
            return
        numbers = list(left)
        many = self._many.generate_many(
            [specs[number] for number in numbers],
            lambda row, share: progress(numbers[row], share),
            lambda row: unwanted(numbers[row]),
        )
        for row, outcome in many:
            number = numbers[row]
            if isinstance(outcome, Made):
                outcome = _noted(self._keep(specs[number], outcome), left[number])  # noqa: PLW2901
            yield number, outcome

    def warm_up(self) -> Iterator[None]:
        """Prepare the second generator."""
        return self._many.warm_up()


def _noted(made: Made, why: str) -> Made:
    return replace(made, note=", ".join(filter(None, (made.note, why)))) if why else made


@dataclass(frozen=True, slots=True)
class ChainSetup:
    """Makes a chain in the generator's process; travels there by value."""

    first: Callable[[], Generator]
    then: Callable[[], Generator]
    shelf: Shelf | None = None

    def __call__(self) -> Chain:
        """Make both."""
        return self.load(lambda share: None)  # noqa: ARG005

    def load(self, told: Callable[[float], None]) -> Chain:
        """The same; ``told`` hears how much of the second is loaded."""
        loads = getattr(self.then, "load", None)
        then = loads(told) if loads else self.then()
        kind = BatchChain if isinstance(then, Batcher) else Chain
        return kind(self.first(), then, self.shelf)
