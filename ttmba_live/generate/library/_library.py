"""Clips from one's own sounds, found by the words of the prompt; see `generate._spec.Generator`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ttmba_live.audio import Clip, read_clip
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate._spec import ClipSpec, Made, NothingFits
from ttmba_live.generate.library._pieces import fitted
from ttmba_live.generate.library._search import Found, search
from ttmba_live.generate.library._store import Store

THRESHOLD = 0.6
"""Share of a prompt's words that a file must have."""

_SPARE = 30.0
"""Seconds read beyond those wanted: silence may come first."""


def default_index() -> Path:
    """Where the index lies if nothing else is said."""
    return platformdirs.user_data_path("ttmba_live") / "library.sqlite"


@dataclass(frozen=True, slots=True)
class LibrarySetup:
    """Makes the generator in its own process; travels there by value."""

    index: Path
    threshold: float = THRESHOLD

    def __call__(self) -> Library:
        """Open the index; raises `Unavailable`."""
        return Library(Store(self.index), self.threshold)

    def check(self) -> int:
        """How many files there are; raises `Unavailable` if there is none."""
        store = Store(self.index)
        try:
            size = store.size
        finally:
            store.close()
        if not size:
            raise Unavailable("the library is empty; ttmba-live library add FOLDER fills it")
        return size

    def search(self, words: str, limit: int) -> list[Found]:
        """The files that fit best, in any thread; raises `Unavailable`."""
        store = Store(self.index)
        try:
            return search(store, words, limit=limit)
        finally:
            store.close()


class Library:
    """The best match for a prompt; the seed picks among files that are about as good."""

    name = "library"

    def __init__(self, store: Store, threshold: float = THRESHOLD) -> None:
        self._store, self._threshold = store, threshold

    def generate(self, spec: ClipSpec) -> Made:
        """Find a file and bring it into shape; one that is gone is passed over, and that is told.

        Raises `NothingFits` if no file has enough of the prompt's words, or none can be read.
        """
        found = search(self._store, spec.prompt, self._threshold)
        notes: list[str] = []
        for one in _in_turn(found, spec.seed):
            file = one.entry.file
            try:
                clip, done = read_clip(file, spec.seconds + _SPARE)
            except TtmbaError as error:
                notes.append(f"{file.name} is passed over: {error}")
                continue
            if not clip.samples.any():
                notes.append(f"{file.name} is passed over: it is silent")
                continue
            samples, fit = fitted(clip.samples, spec.seconds, loop=spec.loop)
            said = [f"from {one.entry.path}", *(d for d in (*done, fit) if d), *notes]
            return Made(Clip(samples), ", ".join(said), licence=one.entry.licence)
        if notes:
            raise NothingFits(f"the library's files for {spec.prompt!r} cannot be read: {notes[0]}")
        raise NothingFits(f"nothing in the library fits {spec.prompt!r}")


def _in_turn(found: list[Found], seed: int) -> list[Found]:
    """The near equals, beginning with the seed's, then the others."""
    near = [one for one in found if one.near]
    first = seed % len(near) if near else 0
    return [*near[first:], *near[:first], *(one for one in found if not one.near)]
