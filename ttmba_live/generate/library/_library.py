"""Clips from one's own sounds, found by the words of the prompt; see `generate._spec.Generator`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ttmba_live.audio import Clip, read_clip
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.generate._spec import BadOrder, ClipSpec, Made, NearMiss, NothingFits
from ttmba_live.generate.library._meaning import LIKE, Meanings, Model
from ttmba_live.generate.library._pieces import fitted
from ttmba_live.generate.library._search import Found, search
from ttmba_live.generate.library._store import English, Store, as_it_is

THRESHOLD = 0.6
"""Share of a prompt's words that a file must have."""

_NEARLY = 0.8
"""Share of the threshold from which a file is named that is not taken."""

_NAMED = 3
"""Files that are passed over of which each is named."""

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
    clap: Path | None = None
    """Where the model is that knows what sounds mean; None if there is none."""
    like: float = LIKE
    english: English = as_it_is
    """What reads names and prompts of other languages; travels by name."""

    def __call__(self) -> Library:
        """Open the index; raises `Unavailable`."""
        store = self.store()
        try:
            model, lacks = self.model(), ""
        except Unavailable as error:
            model, lacks = None, str(error)
        meanings = Meanings(store, model, self.like) if model else None
        return Library(store, self.threshold, meanings, lacks, self.english)

    def store(self, *, create: bool = False) -> Store:
        """Open the index, or make it; raises `Unavailable`."""
        return Store(self.index, create=create, english=self.english)

    def model(self) -> Model | None:
        """Load what knows what sounds mean; takes seconds. None if there are no weights.

        Raises `Unavailable` if they cannot be used.
        """
        if self.clap is None:
            return None
        from ttmba_live.generate.library.clap import Clap

        return Clap(self.clap)

    def check(self) -> int:
        """How many files there are; raises `Unavailable` if there is none."""
        store = self.store()
        try:
            size = store.size
        finally:
            store.close()
        if not size:
            raise Unavailable("the library is empty; ttmba-live library add FOLDER fills it")
        return size

    def search(
        self, words: str, limit: int, model: Model | None = None, english: str | None = None
    ) -> list[Found]:
        """The files that fit best, in any thread; raises `Unavailable`.

        ``english`` is what the words say in English, where that was found out elsewhere.
        """
        english = self.english(words) if english is None else english
        store = self.store()
        try:
            meanings = Meanings(store, model, self.like) if model else None
            return search(store, words, limit=limit, meanings=meanings, english=english)
        finally:
            store.close()


class Library:
    """The best match for a prompt; the seed picks among files that are about as good."""

    name = "library"

    def __init__(
        self,
        store: Store,
        threshold: float = THRESHOLD,
        meanings: Meanings | None = None,
        lacks: str = "",
        english: English = as_it_is,
    ) -> None:
        """``lacks`` is told with the first clip; ``english`` reads prompts of other languages."""
        self._store, self._threshold = store, threshold
        self._meanings, self._lacks = meanings, lacks
        self._english = english

    def generate(self, spec: ClipSpec) -> Made:
        """Find a file and bring it into shape; one that is gone is passed over, and that is told.

        Raises `NothingFits` if no file has enough of the prompt's words, `NearMiss` if one nearly
        has, or if those that have cannot be used.
        """
        found = self._search(spec, self._threshold)
        notes = [self._lacks] if self._lacks else []
        passed: list[str] = []
        self._lacks = ""
        for one in _in_turn(found, spec):
            file = one.entry.file
            try:
                clip, done = read_clip(file, spec.seconds + _SPARE)
            except TtmbaError as error:
                why = str(error).removeprefix(f"{file} ")
                passed.append(f"{file.name} fits, but is passed over: {why}")
                continue
            if not clip.samples.any():
                passed.append(f"{file.name} fits, but is passed over: it is silent")
                continue
            samples, fit = fitted(clip.samples, spec.seconds, loop=spec.loop)
            said = (f"from {one.entry.path}", *done, fit, *notes, *passed[:_NAMED])
            note = ", ".join(filter(None, said))
            return Made(Clip(samples), note, licence=one.entry.licence)
        if passed:
            raise NearMiss("; ".join(passed[:_NAMED]))
        raise self._nothing(spec)

    def _search(self, spec: ClipSpec, least: float) -> list[Found]:
        return search(
            self._store,
            spec.prompt,
            least,
            meanings=self._meanings,
            added=spec.added,
            english=self._english(spec.prompt),
        )

    def _nothing(self, spec: ClipSpec) -> NothingFits:
        """Why nothing is taken: what is nearly enough is named."""
        near = self._search(spec, _NEARLY * self._threshold)
        if not near:
            return NothingFits(f"nothing in the library fits {spec.prompt!r}")
        best = near[0]
        return NearMiss(
            f"not taken from the library: {best.entry.path} has {best.share:.0%} of the words, "
            f"[library] threshold wants {self._threshold:.0%}"
        )


def _in_turn(found: list[Found], spec: ClipSpec) -> list[Found]:
    """The near equals, beginning with the seed's, then the others.

    What is to be varied is another of the near equals.
    """
    near = [one for one in found if one.near]
    first = _picked(len(near), spec) if near else 0
    return [*near[first:], *near[:first], *(one for one in found if not one.near)]


def _picked(count: int, spec: ClipSpec) -> int:
    """Which of so many near equals an order means.

    Raises `BadOrder` if it wants another than the only one: no other maker has one.
    """
    if spec.start is None or spec.start.maker not in ("", "library"):
        return spec.seed % count
    if count < 2:
        raise BadOrder(f"nothing else in the library fits {spec.prompt!r} as well")
    seeds = [seed for seed, _ in spec.start.lineage]
    at = seeds[0] % count if seeds else -1
    for seed in [*seeds[1:], spec.seed]:
        before, at = at, seed % count
        if at == before:
            at = (at + 1) % count
    return at
