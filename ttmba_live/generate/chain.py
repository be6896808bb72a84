"""Generators asked in turn, one state: what one cannot make, the next makes. Knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ttmba_live.errors import GenerationFailed, TtmbaError, Unavailable, one_line
from ttmba_live.generate._child import Batcher
from ttmba_live.generate._spec import (
    Ability,
    BadOrder,
    ClipSpec,
    Generator,
    Made,
    NothingFits,
    Outcome,
    is_news,
    only,
)
from ttmba_live.generate.cache import Shelf
from ttmba_live.generate.lost_gpu import is_lost

Progress = Callable[[int, float], None]
Unwanted = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Link:
    """One generator of a chain before it is made; travels by value."""

    name: str
    make: Callable[[], Generator]
    """Makes it; may have a method ``load(told)`` that does the same and takes long."""
    can: frozenset[Ability] = frozenset()
    """What of `ClipSpec.wants` it can do."""
    licence: str = ""
    """Under what terms its clips may be used."""
    shelf: Shelf | None = field(default=None, repr=False)
    """Where its clips are kept; None if nowhere, or if who asks the chain sees to it."""

    @property
    def heavy(self) -> bool:
        """Whether making it takes long."""
        return hasattr(self.make, "load")


class Chain:
    """Asks its links in turn; see `_child.Batcher`. One thread.

    Each is made when it is first needed. One that cannot be made is not tried again.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self._links = tuple(links)
        self._made: dict[int, Generator] = {}
        self._faults: dict[int, str] = {}
        self._unable: set[tuple[int, Ability]] = set()
        self.name = ", ".join(link.name for link in links)
        self.batch = 1
        """Orders that a pass of the first heavy link holds."""
        self.repeats = False
        """Whether what a link cannot do is said of every clip, instead of once."""
        self.at: Callable[[int, bool], None] = lambda number, making: None  # noqa: ARG005
        """Told the number of the link at work, and whether it is being made."""

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip. Raises `GenerationFailed` if no link can."""
        return only(self.generate_many([spec]))

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Progress = lambda number, share: None,  # noqa: ARG005
        unwanted: Unwanted = lambda number: False,  # noqa: ARG005
        skip: int = 0,
    ) -> Iterator[tuple[int, Outcome]]:
        """Yield each spec's number with what came of it; the first ``skip`` links are left out."""
        left: dict[int, list[GenerationFailed]] = {number: [] for number in range(len(specs))}
        for at in range(skip, len(self._links)):
            numbers = list(left)
            some = {number: specs[number] for number in numbers}
            for number, outcome in self._asked(at, some, progress, unwanted):
                if isinstance(outcome, Made):
                    yield number, self._noted(at, specs[number], outcome, left.pop(number))
                elif isinstance(outcome, BadOrder):
                    del left[number]
                    yield number, outcome
                else:
                    left[number].append(outcome)
            if not left:
                return
        for number, failures in left.items():
            yield number, _summed(failures)

    def warm_up(self) -> Iterator[None]:
        """Prepare what is made already."""
        for generator in list(self._made.values()):
            if isinstance(generator, Batcher):
                yield from generator.warm_up()

    def load_first(self, told: Callable[[float], None]) -> None:
        """Make the links up to the first heavy one that can be had; ``told`` hears its share.

        Raises `TtmbaError` if there is none.
        """
        faults: list[TtmbaError] = []
        for at, link in enumerate(self._links):
            try:
                self._generator(at, told)
            except TtmbaError as error:
                faults.append(error)
                if len(faults) == len(self._links):
                    raise Unavailable("; ".join(map(str, faults))) from error
            else:
                if link.heavy:
                    break
        told(1.0)

    def _generator(
        self,
        at: int,
        told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
    ) -> Generator:
        """The generator of a link, made if need be; raises `TtmbaError`."""
        if at in self._faults:
            raise GenerationFailed(self._faults[at])
        if at not in self._made:
            link = self._links[at]
            self.at(at, True)
            try:
                load = getattr(link.make, "load", None)
                made = self._made[at] = load(told) if load else link.make()
            except TtmbaError as error:
                if len(self._links) > 1:
                    self._faults[at] = f"{link.name}: {error}"
                raise
            if isinstance(made, Batcher) and self.batch == 1:
                self.batch = made.batch
        self.at(at, False)
        return self._made[at]

    def _asked(
        self, at: int, specs: dict[int, ClipSpec], progress: Progress, unwanted: Unwanted
    ) -> Iterator[tuple[int, Outcome]]:
        """What one link makes of some specs; what it keeps already comes first."""
        link = self._links[at]
        fit: list[int] = []
        for number, spec in specs.items():
            kept = link.shelf.find(spec) if link.shelf else None
            if kept:
                yield number, kept
            elif "start" in spec.wants - link.can:
                yield number, GenerationFailed(f"{link.name} cannot begin from another clip")
            else:
                fit.append(number)
        if not fit:
            return
        try:
            generator = self._generator(at)
        except TtmbaError as error:
            fault = GenerationFailed(self._faults.get(at) or str(error))
            yield from ((number, fault) for number in fit)
            return
        unmade = dict.fromkeys(fit)
        try:
            for number, outcome in self._outcomes(generator, specs, fit, (progress, unwanted)):
                del unmade[number]
                yield number, self._named(link, outcome)
        except Exception as error:
            if is_lost(error):
                raise
            failed = self._named(link, GenerationFailed(one_line(error)))
            yield from ((number, failed) for number in unmade)

    def _outcomes(
        self,
        generator: Generator,
        specs: dict[int, ClipSpec],
        fit: list[int],
        ears: tuple[Progress, Unwanted],
    ) -> Iterator[tuple[int, Outcome]]:
        """What one generator makes of the specs that ``fit`` numbers."""
        if not isinstance(generator, Batcher):
            for number in fit:
                try:
                    yield number, generator.generate(specs[number])
                except GenerationFailed as error:
                    yield number, error
            return
        progress, unwanted = ears
        many = generator.generate_many(
            [specs[number] for number in fit],
            lambda row, share: progress(fit[row], share),
            lambda row: unwanted(fit[row]),
        )
        yield from ((fit[row], outcome) for row, outcome in many)

    def _named(self, link: Link, outcome: Outcome) -> Outcome:
        """A failure with the name of who failed, where there is another one to be asked."""
        plain = isinstance(outcome, Made | BadOrder | NothingFits) or len(self._links) == 1
        return outcome if plain else GenerationFailed(f"{link.name}: {outcome}")

    def _noted(self, at: int, spec: ClipSpec, made: Made, failures: list[GenerationFailed]) -> Made:
        """A clip with its maker, its terms, and what there is to be said of it; kept."""
        link = self._links[at]
        if not made.maker:
            licence = made.licence or link.licence
            made = replace(made, maker=link.name, licence=licence)
            if link.shelf:
                made = link.shelf.keep(spec, made)
        notes = [made.note, *self._left_out(at, spec)]
        notes += [str(failure) for failure in failures if is_news(failure)]
        return replace(made, note=", ".join(filter(None, notes)))

    def _left_out(self, at: int, spec: ClipSpec) -> Iterator[str]:
        """What a spec wants and a link cannot do."""
        link = self._links[at]
        for name in sorted(spec.wants - link.can):
            if self.repeats or (at, name) not in self._unable:
                self._unable.add((at, name))
                yield f"{link.name} does not know {name!r}"


def _summed(failures: list[GenerationFailed]) -> GenerationFailed:
    """All that went wrong with one order, in a line."""
    if len(failures) == 1:
        return failures[0]
    return GenerationFailed("; ".join(map(str, failures)) or "no generator is left")


@dataclass(frozen=True, slots=True)
class ChainSetup:
    """Makes a chain in the generator's process; travels there by value."""

    links: tuple[Link, ...]

    @property
    def can(self) -> frozenset[Ability]:
        """What at least one link can do."""
        return frozenset().union(*(link.can for link in self.links))

    def without(self, number: int) -> ChainSetup | None:
        """The same without one link; None if that leaves nothing."""
        links = self.links[:number] + self.links[number + 1 :]
        return ChainSetup(links) if links else None

    def __call__(self) -> Chain:
        """Make it, and of its links what is needed first."""
        return self.load(lambda share: None)  # noqa: ARG005

    def load(
        self,
        told: Callable[[float], None],
        at: Callable[[int, bool], None] = lambda number, making: None,  # noqa: ARG005
    ) -> Chain:
        """The same; ``told`` hears how much of the first heavy link is loaded."""
        chain = Chain(self.links)
        chain.at = at
        chain.load_first(told)
        return chain
