"""Where a stream gets its responses from: a field of few numbers. Knows no stream.

A response is a sum of parts. For a field they are gains of its basis, for others what they like,
as long as responses may be blended by blending their parts.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._renderer import Floats
from ttmba_live.binaural.stream._buses import Basis, laid_out
from ttmba_live.binaural.stream._field import Field, first_rows
from ttmba_live.binaural.stream._locating import CORNERS, Lattice, Law, Place, locate
from ttmba_live.binaural.stream._spectra import Spectra, spectra
from ttmba_live.geometry import LIFTED, MIN_DISTANCE, SPEED_OF_SOUND


class Bank(Protocol):
    """Delays, levels and responses for places in the head's frame (V, 3), metres."""

    taps: int
    lead: int
    earliest: float
    """Frames of the shortest delay there is."""
    parts: int
    """Numbers that an ear's response takes."""
    basis: Basis | None
    """If parts are gains of one basis for all places, once prepared."""

    def prepare(self, hop: int) -> None:
        """Get ready for that hop."""
        ...

    def read(self, xyz: Floats, longest: float, turned: int | None = None) -> Place:
        """What these places' ears get; delays end at ``longest`` frames.

        Of the first ``turned`` places alone, or else of all, also the parts.
        """
        ...

    def spectra(self, parts: Samples) -> Spectra:
        """Parts (..., C) to spectra (..., P, hop + 1)."""
        ...


class Baked:
    """The fast one: reads a `Field`."""

    def __init__(self, field: Field) -> None:
        """Take a field."""
        self.parts, self.taps = field.basis.shape
        self.lead = field.lead
        self.basis: Basis | None = None
        way = MIN_DISTANCE / field.nearness * (RATE / SPEED_OF_SOUND)
        beyond = np.minimum.reduceat(field.delays.min(axis=1), first_rows(field.shells))
        self.earliest = float((way + beyond).min())
        self._field = field
        self._flat = np.zeros((self.parts, 0), np.float32)
        self._pieces: tuple[int, ...] = (0, 0)
        self._lattice = Lattice(
            field.vertices(), field.steps, field.nearness, field.delays, field.gains
        )

    @property
    def responses(self) -> Samples:
        """(K, taps) of which every place's response is a sum."""
        return self._field.basis

    @property
    def megabytes(self) -> float:
        """What gains, delays and the basis take in memory."""
        return float(sum(array.nbytes for array in (*self._lattice, self._flat))) / 1e6

    def prepare(self, hop: int) -> None:
        """See `Bank`."""
        responses = spectra(self._field.basis, hop)
        self.basis, self._pieces = laid_out(responses), responses.shape[1:]
        self._flat = responses.reshape(self.parts, -1).view(np.float32)

    def read(
        self, xyz: Floats, longest: float, turned: int | None = None, parts: int | None = None
    ) -> Place:
        """See `Bank`; of the first ``parts`` responses alone it is cheaper, and a little off."""
        place = empty_place(len(xyz), self.parts if parts is None else parts, turned)
        law = Law(MIN_DISTANCE, LIFTED, RATE / SPEED_OF_SOUND, self._field.falloff, longest)
        corners = np.empty(CORNERS, np.uint64), np.empty(CORNERS, np.float32)
        locate(xyz, self._lattice, law, corners, place)
        return place

    def spectra(self, parts: Samples) -> Spectra:
        """See `Bank`."""
        found = parts.reshape(-1, self.parts) @ self._flat  # one product is faster than two
        answer: Spectra = found.view(np.complex64).reshape(*parts.shape[:-1], *self._pieces)
        return answer


def empty_place(voices: int, parts: int, turned: int | None = None) -> Place:
    """Room for what `Bank.read` says of that many places."""
    some = voices if turned is None else turned
    return Place(np.empty((voices, 2)), np.empty(voices), np.empty((some, 2, parts), np.float32))
