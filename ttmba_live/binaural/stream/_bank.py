"""Where a stream gets its responses from: a baked field. Knows no stream."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural._renderer import Floats
from ttmba_live.binaural.stream._compiled import CORNERS, Place, Table
from ttmba_live.binaural.stream._field import Field
from ttmba_live.binaural.stream._locating import Lattice, Law, locate
from ttmba_live.binaural.stream._spectra import table
from ttmba_live.geometry import LIFTED, MIN_DISTANCE, SPEED_OF_SOUND


class Bank(Protocol):
    """Delays, levels and responses for places in the head's frame (V, 3), metres."""

    taps: int
    lead: int
    earliest: float
    """Frames of the shortest delay there is."""

    def prepare(self, hop: int) -> None:
        """Get ready for that hop."""
        ...

    def read(self, xyz: Floats, longest: float) -> tuple[Table, Place]:
        """Where in which table these places' responses are; delays end at ``longest`` frames."""
        ...


class Baked:
    """The fast one: reads a `Field`."""

    def __init__(self, field: Field) -> None:
        """Take a field."""
        self.taps = field.responses.shape[2]
        self.lead = field.lead
        way = MIN_DISTANCE / field.nearness * (RATE / SPEED_OF_SOUND)
        firsts = np.cumsum([0, *(4 * steps * steps + 2 for steps in field.steps)])
        beyond = np.minimum.reduceat(field.delays.min(axis=1), firsts[:-1])
        self.earliest = float((way + beyond).min())
        self._responses: NDArray[np.float16] | None = field.responses
        self._falloff = field.falloff
        self._table: Table | None = None
        self._hop = 0
        self._lattice = Lattice(field.vertices(), field.steps, field.nearness, field.delays)

    @property
    def megabytes(self) -> float:
        """What spectra and delays take in memory."""
        arrays = [*self._lattice, *(self._table or ())]
        return float(sum(array.nbytes for array in arrays)) / 1e6

    def prepare(self, hop: int) -> None:
        """Make the spectra, once; see `Bank`. The responses themselves are let go."""
        if self._hop == hop:
            return
        if self._responses is None:
            raise RuntimeError("a bank serves streams of one hop")
        self._table, self._responses, self._hop = table(self._responses, hop), None, hop

    def read(self, xyz: Floats, longest: float) -> tuple[Table, Place]:
        """See `Bank`."""
        if self._table is None:
            raise RuntimeError("prepare() comes first")
        place = empty_place(len(xyz))
        law = Law(MIN_DISTANCE, LIFTED, RATE / SPEED_OF_SOUND, self._falloff, longest)
        locate(xyz, self._lattice, law, place)
        return self._table, place


def empty_place(voices: int) -> Place:
    """Room for what `Bank.read` says of that many places."""
    return Place(
        np.zeros((voices, CORNERS), np.intp),
        np.zeros((voices, CORNERS), np.float32),
        np.zeros((voices, 2)),
        np.zeros(voices),
    )
