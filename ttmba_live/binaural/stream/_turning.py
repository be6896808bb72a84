"""Whose responses turn in a hop: of few voices everyone's that moves, of many some by turns.

A response that turns costs as much again as the voice itself. So of many moving voices only some
turn in a hop: those that came to rest, and those that went farthest since they last turned. They
turn half as far ahead of where they are, so that they are as often ahead as behind. Delays and
levels follow in every hop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural._renderer import Floats, Rows
from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._following import Tracks
from ttmba_live.geometry import MIN_DISTANCE

TURNS = 128
"""Voices whose responses turn in one hop at most."""

_STIRRED = 1e-6
"""Metres that count as movement."""

_LEAP = 0.3
"""Share of the distance; what went farther since it turned has jumped, and does not turn ahead."""


class Order(NamedTuple):
    """Who has something to do in a hop; the others stand."""

    due: Rows
    """(M,) voices that turn, then what else moves."""
    turned: int
    ahead: Floats | None
    """(turned, 3) metres from voices to where their responses turn, if that is elsewhere."""


def by_turns(tracks: Tracks, rows: Rows, xyz: Floats) -> Order:
    """Who turns in this hop, of voices that are at ``xyz`` (V, 3), metres, at its end."""
    off = np.empty(len(rows))
    far(tracks, rows, xyz, off)
    due = np.flatnonzero(off >= 0.0)
    if len(due) <= TURNS:
        return Order(due, len(due), None)
    order = np.argpartition(-off, TURNS)
    here, others = np.sort(order[:TURNS]), order[TURNS:]
    gone = xyz[here] - tracks.shown[rows[here]]
    ahead = 0.5 * np.where(off[here, None] < _LEAP**2, gone, 0.0)
    return Order(np.concatenate([here, others[off[others] >= 0.0]]), TURNS, ahead)


@compiled
def far(tracks: Tracks, rows: Array, xyz: Array, out: Array) -> None:
    """How far voices went since they last turned, as a share of the distance, squared: (V,).

    Infinite for what came to rest where its response is not; -1 for what stands.
    """
    for v in range(len(rows)):
        row, moved, gone, away = rows[v], 0.0, 0.0, 0.0
        for axis in range(3):
            here = xyz[v, axis]
            moved += (here - tracks.xyz[row, axis]) ** 2
            gone += (here - tracks.shown[row, axis]) ** 2
            away += here**2
        if moved > _STIRRED**2:
            out[v] = gone / max(away, MIN_DISTANCE**2)
        else:
            out[v] = np.inf if tracks.behind[row] else -1.0
