"""The live renderer beside another's and beside the floor, in interleaved rounds. Prints nothing.

Machines change their speed from second to second; only what ran within the same second may be
compared, and only in medians.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.bench._openal import MOST, openal
from ttmba_live.bench._streamed import floor, streamed
from ttmba_live.binaural import Renderer
from ttmba_live.errors import Unavailable

MANY = 1024

_HOPS = 60
"""Timed in a round."""


@dataclass(frozen=True, slots=True)
class Peer:
    """How many sources one of them could let sound at factor 1, over the rounds."""

    name: str
    moving: bool
    sources: list[float]

    @property
    def median(self) -> float:
        """Sources."""
        return float(np.median(self.sources))


def compared(renderer: Renderer, rounds: int) -> tuple[list[Peer], str]:
    """Run everyone by turns, still and moving; the text says who could not be run."""
    everyone, missing = _everyone(renderer), ""
    try:
        openal(MOST, renderer.hop, 1, moving=False)
    except Unavailable as error:
        missing = str(error)
        del everyone[OPENAL]
    found = []
    for moving in (True, False):
        counts: dict[str, list[float]] = {name: [] for name in everyone}
        for _ in range(rounds):
            for name, (sources, run) in everyone.items():
                counts[name].append(sources * renderer.hop / RATE / run(moving))
        found += [Peer(name, moving, numbers) for name, numbers in counts.items()]
    return found, missing


OPENAL = f"OpenAL Soft, {MOST} sources"
OURS = f"this renderer, {MANY}"


def _everyone(renderer: Renderer) -> dict[str, tuple[int, Callable[[bool], float]]]:
    """By name: how many sources, and what tells the processor seconds of a hop of theirs."""
    hop = renderer.hop
    return {
        OPENAL: (MOST, lambda moving: openal(MOST, hop, _HOPS, moving=moving)),
        f"this renderer, {MOST}": (
            MOST,
            lambda moving: streamed(renderer, MOST, _HOPS, moving=moving).processor,
        ),
        OURS: (MANY, lambda moving: streamed(renderer, MANY, _HOPS, moving=moving).processor),
        f"floor of transforms, {MANY}": (MANY, lambda _: floor(MANY, hop, _HOPS).processor),
    }


def _ratios(peers: list[Peer], *, moving: bool) -> list[float]:
    """Our sources divided by OpenAL Soft's, round by round; empty without it."""
    by_name = {peer.name: peer.sources for peer in peers if peer.moving == moving}
    theirs = by_name.get(OPENAL, [])
    return [ours / other for ours, other in zip(by_name[OURS], theirs, strict=False)]


def as_table(peers: list[Peer], missing: str) -> list[str]:
    """A table of sources at factor 1: medians of interleaved rounds, ranges in brackets."""
    kinds = (True, False)
    lines = ["", "| sources at factor 1 | moving | still |", "|---|---|---|"]
    for name in dict.fromkeys(peer.name for peer in peers):
        cells = [
            f"{peer.median:.0f} ({min(peer.sources):.0f}-{max(peer.sources):.0f})"
            for moving in kinds
            for peer in peers
            if (peer.name, peer.moving) == (name, moving)
        ]
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    if missing:
        return [*lines, missing]
    found = [_ratios(peers, moving=moving) for moving in kinds]
    cells = [f"{np.median(each):.2f} ({min(each):.2f}-{max(each):.2f})" for each in found]
    return [*lines, f"| {OURS} / OpenAL Soft | {cells[0]} | {cells[1]} |"]
