"""From a hop's end to the next one's: a compiled loop over voices. Knows no lattice, no sound."""

from __future__ import annotations

from typing import NamedTuple

from ttmba_live.binaural.stream._compiled import Array, compiled
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
    parts: Array  # (R, 2, C) of the response


class Steps(NamedTuple):
    """What this hop does: ways and parts of V voices, those that turn before those that do not."""

    ways: Ways
    parts: Array  # (2, V, C) at the hop's beginning
    turns: Array  # (2, T, C) from there to its end


@compiled
def follow(
    tracks: Tracks, order: Array, xyz: Array, gain: Array, found: Place, shift: int, out: Steps
) -> None:
    """Put new control points in, and write down the ways between.

    Args:
        tracks: written into.
        order: (V,) which of the hop's voices: T that turn, then what else moved, then others.
        xyz: (V, 3) metres.
        gain: (V,) linear.
        found: the places of those that turn or move, in that order.
        shift: frames that every delay is longer by.
        out: filled; its ways know their rows already.
    """
    moved, turned, size = len(found.level), len(found.parts), tracks.parts.shape[2]
    for w in range(len(order)):
        v, row = order[w], out.ways.rows[w]
        if w < moved:
            tracks.level[row], tracks.behind[row] = found.level[w], w >= turned
            _put(tracks.xyz, row, xyz, v)
        if w < turned:
            _put(tracks.shown, row, xyz, v)
        for k in range(3):
            last = gain[v] * tracks.level[row] if k == 2 else tracks.gain[row, k + 1]
            tracks.gain[row, k] = out.ways.gain[w, k] = last
        for ear in range(2):
            for k in range(3):
                then = tracks.delay[row, ear, min(k + 1, 2)]
                if k == 2 and w < moved:
                    then = found.delay[w, ear]
                tracks.delay[row, ear, k] = then
                out.ways.delay[w, ear, k] = then + shift
            for c in range(size):
                here = tracks.parts[row, ear, c]
                out.parts[ear, w, c] = here
                if w < turned:
                    out.turns[ear, w, c] = found.parts[w, ear, c] - here
                    tracks.parts[row, ear, c] = found.parts[w, ear, c]


@compiled
def _put(there: Array, row: int, xyz: Array, v: int) -> None:
    for axis in range(3):
        there[row, axis] = xyz[v, axis]
