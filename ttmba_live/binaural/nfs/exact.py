"""The network itself behind a stream, asked anew for every place. Slow: milliseconds a place.

Knows the network and what a stream asks for; bakes nothing.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import to_pose
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.binaural.stream import Basis, Place, Spectra, empty_place, partitions, spectra
from ttmba_live.geometry import MIN_DISTANCE

Floats = NDArray[np.float64]


class Exact:
    """A `ttmba_live.binaural.stream.Bank` without a field in between."""

    def __init__(self, model: NFS) -> None:
        """Take a network."""
        self.taps, self.lead = response_size(model.settings)
        self.basis: Basis | None = None
        self.parts = 0
        self._model = model
        self._hop = 0
        near = np.eye(3)[[0, 1, 1]] * np.array([[1.0], [1.0], [-1.0]]) * MIN_DISTANCE
        self.earliest = float(self._delays(near).min())

    def prepare(self, hop: int) -> None:
        """See `Bank`."""
        self.parts = 2 * partitions(self.taps, hop) * (hop + 1)
        self._hop = hop

    def read(self, xyz: Floats, longest: float, turned: int | None = None) -> Place:
        """See `Bank`; the parts are the spectra themselves."""
        place = empty_place(len(xyz), self.parts, turned)
        if len(xyz):
            place.delay[:] = np.minimum(self._delays(xyz), longest)
            place.level[:] = 1.0  # the network's responses have theirs
            some = xyz[: len(place.parts)]
            found = spectra(responses(self._model, some, self.taps, self.lead), self._hop)
            place.parts[:] = found.reshape(len(some), 2, -1).view(np.float32)
        return place

    def spectra(self, parts: Samples) -> Spectra:
        """See `Bank`."""
        found: Spectra = parts.copy().view(np.complex64)
        return found.reshape(*parts.shape[:-1], -1, self._hop + 1)

    def _delays(self, xyz: Floats) -> Floats:
        pose = to_pose(self._model.settings, torch.from_numpy(xyz.copy()).unsqueeze(-1))
        with torch.no_grad():
            return np.asarray(self._model.delays(pose)[:, :, 0].numpy() * (RATE / 1000.0))
