"""Reflections from a hop's end to the next one's: a compiled loop. Knows no wall and no sound.

Reflections are asked for anew only every few hops, a stride, voices by turns: their delays and
levels go along a spline of strides, of which a hop is a piece, and a piece of a quadratic B-spline
is one too. Their responses turn into the new ones within one hop.
"""

from __future__ import annotations

from typing import NamedTuple

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._locating import Place
from ttmba_live.binaural.stream._reading import Ways


class EchoTracks(NamedTuple):
    """Where every row's reflections are, E each, and what that makes of them."""

    delay: Array  # (R, E, 2, 3) frames, at strides' ends
    level: Array  # (R, E, 3) by the law of distance, likewise
    gain: Array  # (R, 3) linear, at hops' ends: the voice's own
    parts: Array  # (R, E, 2, C) of the response


class Turn(NamedTuple):
    """Which voices go on how in this hop: those that moved stand first in ``order``."""

    order: Array  # (V,) of the hop's voices
    moved: int
    """So many of them have new places, which ``found`` holds, E a voice."""
    phase: Array  # (V,) hops of the stride that are over, by voice
    fresh: Array  # (V,) whether a voice begins here, by voice
    stride: int


@compiled
def follow_echoes(
    tracks: EchoTracks, turn: Turn, rows: Array, gain: Array, found: Place, shift: int,
    out: tuple[Ways, Array, Array],
) -> None:  # fmt: skip
    """Put new control points in, and write down the ways and responses of this hop.

    Args:
        tracks: written into.
        turn: who goes on how.
        rows: (V,) of the state.
        gain: (V,) linear.
        found: the reflections of those that moved.
        shift: frames that every delay is longer by.
        out: filled: V * E ways, in the voices' order, their parts (2, V * E, C) at the hop's
            beginning, and by what those turn.
    """
    (ways, parts, turns), count, size = out, tracks.delay.shape[1], tracks.parts.shape[3]
    for w in range(len(turn.order)):
        v = turn.order[w]
        row, fresh, new = rows[v], turn.fresh[v], w < turn.moved
        for k in range(3):
            last = gain[v] if k == 2 or fresh else tracks.gain[row, k + 1]
            tracks.gain[row, k] = last
        start = turn.phase[v] / turn.stride
        for e in range(count):
            way = w * count + e
            ways.rows[way] = row
            if turn.phase[v] == 0 or fresh:
                _shift(tracks.level[row, e], found.level[way] if new else -1.0, fresh)
            a, b, c = _piece(tracks.level[row, e], start, turn.stride)
            ways.gain[way, 0] = a * tracks.gain[row, 0]
            ways.gain[way, 1] = b * tracks.gain[row, 1]
            ways.gain[way, 2] = c * tracks.gain[row, 2]
            for ear in range(2):
                points = tracks.delay[row, e, ear]
                if turn.phase[v] == 0 or fresh:
                    _shift(points, found.delay[way, ear] if new else -1.0, fresh)
                a, b, c = _piece(points, start, turn.stride)
                ways.delay[way, ear, 0] = a + shift
                ways.delay[way, ear, 1] = b + shift
                ways.delay[way, ear, 2] = c + shift
                for k in range(size):
                    then = tracks.parts[row, e, ear, k]
                    if new:
                        now = found.parts[way, ear, k]
                        then = now if fresh else then
                        turns[ear, way, k] = now - then
                        tracks.parts[row, e, ear, k] = now
                    parts[ear, way, k] = then


@compiled
def _shift(points: Array, new: float, fresh: bool) -> None:
    """Go on to a new control point; a negative one repeats the last."""
    last = new if new >= 0.0 else points[2]
    points[0] = last if fresh else points[1]
    points[1] = last if fresh else points[2]
    points[2] = last


@compiled
def _piece(points: Array, start: float, stride: int) -> tuple[float, float, float]:
    """The control points of a hop's part of a stride, which begins at a share of it."""
    part = 1.0 / stride
    c0, c1 = 0.5 * (points[0] + points[1]), points[1] - points[0]
    c2 = 0.5 * (points[0] - 2.0 * points[1] + points[2])
    q0, q1, q2 = c0 + start * (c1 + start * c2), (c1 + 2.0 * c2 * start) * part, c2 * part * part
    a, b = q0 - 0.5 * q1, q0 + 0.5 * q1
    return a, b, 2.0 * q2 - a + 2.0 * b
