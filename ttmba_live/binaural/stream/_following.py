"""From a hop's end to the next one's: a compiled loop over voices. Knows no lattice, no sound."""

from __future__ import annotations

from typing import NamedTuple

from ttmba_live.binaural._renderer import Rows
from ttmba_live.binaural.stream._compiled import Array, compiled, inlined
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._reading import Ways


class Tracks(NamedTuple):
    """Where every row is, and what that makes of its sound."""

    xyz: Array  # (R, 3) metres
    shown: Array  # (R, 3) metres: where it was when its response last turned
    behind: Array  # (R,) whether its response is another place's
    delay: Array  # (R, 2, 3) frames: the last two hops' and this one's
    level: Array  # (R,) by the law of distance
    gain: Array  # (R, 3) linear: the voice's own and distance
    parts: Array  # (2, R, C) of the response


class Steps(NamedTuple):
    """What this hop does: ways and parts of V voices, of which T turn to other responses."""

    ways: Ways
    parts: Array  # (2, N, C) at the hop's beginning, or at its end
    shares: Rows
    """(V,) which of those are a voice's."""
    turned: Rows
    """(T,) which voices turn, in order."""
    turns: Array  # (2, T, C) from the beginning to the end


@compiled
def follow(
    tracks: Tracks, due: Array, xyz: Array, gain: Array, found: Place, shift: int,
    out: tuple[Ways, Array],
) -> None:  # fmt: skip
    """Put new control points in, and write down the ways between.

    Args:
        tracks: written into.
        due: (M,) which of the hop's voices turn or move, those that turn first.
        xyz: (V, 3) metres.
        gain: (V,) linear.
        found: the places of those that are due, in that order.
        shift: frames that every delay is longer by.
        out: filled: (V,) ways that know their rows already, and (2, T, C) by what parts turn.
    """
    ways, turns = out
    for m in range(len(due)):
        _arrive(tracks, ways.rows[due[m]], xyz, due[m], m, found)
    for v in range(len(ways.rows)):
        row = ways.rows[v]
        for k in range(3):
            last = gain[v] * tracks.level[row] if k == 2 else tracks.gain[row, k + 1]
            tracks.gain[row, k] = ways.gain[v, k] = last
        for ear in range(2):
            for k in range(3):
                then = tracks.delay[row, ear, min(k + 1, 2)]
                tracks.delay[row, ear, k] = then
                ways.delay[v, ear, k] = then + shift
    for m in range(len(due)):
        row = ways.rows[due[m]]
        for ear in range(2):
            tracks.delay[row, ear, 2] = found.delay[m, ear]
            ways.delay[due[m], ear, 2] = found.delay[m, ear] + shift
            if m < len(found.parts):
                for c in range(tracks.parts.shape[2]):
                    turns[ear, m, c] = found.parts[m, ear, c] - tracks.parts[ear, row, c]
                    tracks.parts[ear, row, c] = found.parts[m, ear, c]


@inlined
def _arrive(tracks: Tracks, row: int, xyz: Array, v: int, m: int, found: Place) -> None:
    """Note where one that is due has come to."""
    turned = m < len(found.parts)
    tracks.level[row], tracks.behind[row] = found.level[m], not turned
    for axis in range(3):
        tracks.xyz[row, axis] = xyz[v, axis]
        if turned:
            tracks.shown[row, axis] = xyz[v, axis]
