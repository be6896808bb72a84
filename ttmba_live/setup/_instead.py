"""TangoFlux where torch can load it, else sketches that say why. Made in the generator's process.

Whether torch can really use a device is only known once it is loaded, which the daemon never does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ttmba_live.errors import TtmbaError
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate.cache import Shelf
from ttmba_live.generate.tangoflux import Setup

_INSTEAD = "a sketch instead: "


@dataclass(frozen=True, slots=True)
class OrSketch:
    """Makes TangoFlux's generator or, if that cannot be loaded, one of sketches."""

    setup: Setup
    sketch: Callable[[], Generator]

    def __call__(self) -> Generator:
        """Load the one or make the other."""
        return self.load(lambda _: None)

    def load(self, told: Callable[[float], None]) -> Generator:
        """Likewise, telling how much is done, 0..1."""
        try:
            return self.setup.load(told)
        except TtmbaError as error:
            return _Noting(self.sketch(), f"{_INSTEAD}{error}")


class _Noting:
    """Another's clips, each with a note why it is not what was hoped for."""

    def __init__(self, generator: Generator, note: str) -> None:
        self._generator, self._note = generator, note
        self.name = generator.name

    def generate(self, spec: ClipSpec) -> Made:
        made = self._generator.generate(spec)
        return Made(made.clip, f"{self._note}; {made.note}".removesuffix("; "))


class NoSketches(Shelf):
    """TangoFlux's shelf, which takes no clips made instead of its own."""

    def keep(self, spec: ClipSpec, made: Made) -> Made:
        """Keep a clip, unless it is a sketch; see `Shelf.keep`."""
        return made if made.note.startswith(_INSTEAD) else super().keep(spec, made)
