"""From a hop's end to the next one's: a compiled loop over voices. Knows no lattice, no sound."""

from __future__ import annotations

from typing import NamedTuple

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._reading import Ways


class Tracks(NamedTuple):
    """Where every row is, and what that makes of its sound."""

    xyz: Array  # (R, 3) metres
    delay: Array  # (R, 2, 3) frames: the last two hops' and this one's
    level: Array  # (R,) by the law of distance
    gain: Array  # (R, 3) linear: the voice's own and distance
    parts: Array  # (R, 2, C) of the response


class Steps(NamedTuple):
    """What this hop does: ways and parts of V voices, those that move before those that do not."""

    ways: Ways
    parts: Array  # (2, V, C) at the hop's beginning
    turns: Array  # (2, M, C) from there to its end


@compiled
def follow(
    tracks: Tracks, order: Array, xyz: Array, gain: Array, found: Place, shift: int, out: Steps
) -> None:
    """Put new control points in, and write down the ways between.

    Args:
        tracks: written into.
        order: (V,) which of the hop's voices, those that moved first.
        xyz: (V, 3) metres.
        gain: (V,) linear.
        found: the places of the M that moved, in that order.
        shift: frames that every delay is longer by.
        out: filled; its ways know their rows already.
    """
    moved = len(found.level)
    for w in range(len(order)):
        v, row = order[w], out.ways.rows[w]
        if w < moved:
            tracks.xyz[row] = xyz[v]
            tracks.level[row] = found.level[w]
        tracks.gain[row, 0], tracks.gain[row, 1] = tracks.gain[row, 1], tracks.gain[row, 2]
        tracks.gain[row, 2] = gain[v] * tracks.level[row]
        out.ways.gain[w] = tracks.gain[row]
        for ear in range(2):
            delay = tracks.delay[row, ear]
            delay[0], delay[1] = delay[1], delay[2]
            if w < moved:
                delay[2] = found.delay[w, ear]
            for k in range(3):
                out.ways.delay[w, ear, k] = delay[k] + shift
            here = tracks.parts[row, ear]
            out.parts[ear, w] = here
            if w < moved:
                for c in range(len(here)):
                    out.turns[ear, w, c] = found.parts[w, ear, c] - here[c]
                    here[c] = found.parts[w, ear, c]
