"""NIIRF's filters on the lattice that the live renderer reads. Knows the network; plays nothing.

Levels and onsets are the network's at every direction; nearer and farther they change as a ball's
do, since it knows no distance.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ttmba_live.binaural.head import HERTZ, Floats, NearField
from ttmba_live.binaural.head.field import DISTANCES, field_from
from ttmba_live.binaural.niirf._checkpoint import Trained
from ttmba_live.binaural.niirf._ears import late_ms, responses
from ttmba_live.binaural.stream import Field

_AT_ONCE = 256
"""Directions whose sections are in memory together."""


class _Known:
    """The network as a head that is known everywhere."""

    def __init__(self, trained: Trained) -> None:
        facts = trained.facts
        self.radius = facts.radius
        self._trained = trained
        self._near = NearField(facts.distance, HERTZ, facts.radius, DISTANCES)

    def rest(self, directions: Floats) -> tuple[Floats, Floats]:
        parts = np.array_split(directions, max(1, len(directions) // _AT_ONCE))
        heard = np.concatenate([np.abs(responses(self._trained, part, HERTZ)) for part in parts])
        levels = 20.0 * np.log10(np.maximum(heard, 1e-6))
        return levels - self.ball_db(directions, self._near.measured), late_ms(
            self._trained, directions
        )

    def ball_db(self, directions: Floats, distance: float) -> Floats:
        return self._near.level_db(directions, distance)


def niirf_field(trained: Trained, progress: Callable[[float], None] | None = None) -> Field:
    """A trained NIIRF as the live renderer reads it; ``progress`` hears shares from 0 to 1."""
    return field_from(_Known(trained), progress)
