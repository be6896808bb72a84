"""What a clip order says, and what every generator promises. No generator lives here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed

Ability = Literal["negative", "guidance", "start", "lora"]
"""What an order may ask for that not every generator can do, named as in `ClipSpec`."""


@dataclass(frozen=True, slots=True)
class Start:
    """A clip that another one is made from; `ttmba_live.generate.starts` writes and reads it."""

    path: Path
    """Where its samples are now; not a part of what it is."""
    digest: str
    """SHA-256 of its samples."""
    amount: float
    """How much of it may change: near 0 hardly anything, 1 everything."""
    lineage: tuple[tuple[int, float], ...] = ()
    """How it came to be: its first seed with 1, then each seed that varied it with its amount."""
    maker: str = ""
    """Which generator made it; empty if nobody knows."""


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """All that decides a clip's samples, apart from the generator itself."""

    prompt: str
    seconds: float
    seed: int
    loop: bool = False
    negative: str = ""
    """What it shall not sound like."""
    guidance: float | None = None
    """How closely the prompt is followed; None is the generator's own setting."""
    start: Start | None = None
    """What it begins from; None is noise."""
    dry: bool = False
    """Whether a room is added later, so that a sketch's own is left out. Models, whose clips are
    kept, do not hear of it: it is no part of the key."""

    added: str = ""
    """Words of the prompt that nobody said: what looks for words lets the others decide. No part
    of the key."""

    lora: str = ""
    """Which LoRA changes the model, by its name; empty is the generator's own setting."""

    @property
    def wants(self) -> frozenset[Ability]:
        """What only some generators can do and this asks for."""
        asked: dict[Ability, bool] = {
            "negative": bool(self.negative),
            "guidance": self.guidance is not None,
            "start": self.start is not None,
            "lora": bool(self.lora),
        }
        return frozenset(name for name, wanted in asked.items() if wanted)

    @property
    def key(self) -> tuple[object, ...]:
        """What decides the samples, for caches; what is not asked for leaves it as it was."""
        key: tuple[object, ...] = (self.prompt, self.seconds, self.seed, self.loop)
        if self.negative:
            key += ("negative", self.negative)
        if self.guidance is not None:
            key += ("guidance", self.guidance)
        if self.start:
            key += ("start", self.start.digest, self.start.amount)
        if self.lora:
            key += ("lora", self.lora)
        return key


@dataclass(frozen=True, slots=True)
class Made:
    """A clip and what is to be said about it: empty, or that the generator guessed."""

    clip: Clip
    note: str = ""
    maker: str = ""
    """Which generator made it; empty where there is only one it can be."""
    licence: str = ""
    """Under what terms the clip may be used, in a few words; empty if nothing is known."""


Outcome = Made | GenerationFailed
"""What came of an order."""


def only(outcomes: Iterable[tuple[int, Outcome]]) -> Made:
    """What came of the one order there was; raises `GenerationFailed`."""
    for _, outcome in outcomes:
        if isinstance(outcome, Made):
            return outcome
        raise outcome
    raise GenerationFailed("no clip was made")


class BadOrder(GenerationFailed):
    """What was asked for makes no sense, or is not wanted any more: no other generator may help."""


class NothingFits(GenerationFailed):
    """A generator that only has what it has holds nothing for these words; others may."""


class NearMiss(NothingFits):
    """The same, but something fits nearly, or cannot be used: who made the clip instead says so."""


def is_news(failure: GenerationFailed) -> bool:
    """Whether who makes a clip instead says why: that another has none is no news."""
    return isinstance(failure, NearMiss) or not isinstance(failure, NothingFits)


class Generator(Protocol):
    """Makes mono clips of exactly the wanted length, at a common loudness, peaks under 0 dBFS.

    Equal specs give equal samples. May raise `ttmba_live.errors.GenerationFailed`. What a spec
    wants and the generator cannot do (`chain.Link.can`) it need not look at.
    """

    name: str

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip; runs in any thread or process, may take long."""
        ...


def seed_of(text: str) -> int:
    """A seed that depends on the words alone, for events that name none."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
