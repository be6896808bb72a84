"""What a clip order says, and what every generator promises. No generator lives here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """All that decides a clip's samples, apart from the generator itself."""

    prompt: str
    seconds: float
    seed: int
    loop: bool = False
    dry: bool = False
    """Whether a room is added later, so that the sketch's own is left out; models ignore it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A clip and what is to be said about it: empty, or that the generator guessed."""

    clip: Clip
    note: str = ""


class NothingFits(GenerationFailed):
    """A generator that only has what it has holds nothing for these words; others may."""


class Generator(Protocol):
    """Makes mono clips of exactly the wanted length, at a common loudness, peaks under 0 dBFS.

    Equal specs give equal samples. May raise `ttmba_live.errors.GenerationFailed`.
    """

    name: str

    def generate(self, spec: ClipSpec) -> Made:
        """Make one clip; runs in any thread or process, may take long."""
        ...


def seed_of(text: str) -> int:
    """A seed that depends on the words alone, for events that name none."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
