"""The network itself behind a stream, asked anew for every place. Slow: milliseconds a place.

Knows the network and what a stream asks for; bakes nothing.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import to_pose
from ttmba_live.binaural.nfs.render import response_size, responses
from ttmba_live.binaural.stream import Place, Table, empty_place, table
from ttmba_live.geometry import MIN_DISTANCE

Floats = NDArray[np.float64]


class Exact:
    """A `ttmba_live.binaural.stream.Bank` without a field in between."""

    def __init__(self, model: NFS) -> None:
        """Take a network."""
        self.taps, self.lead = response_size(model.settings)
        self._model = model
        self._hop = 0
        near = np.eye(3)[[0, 1, 1]] * np.array([[1.0], [1.0], [-1.0]]) * MIN_DISTANCE
        self.earliest = float(self._delays(near).min())

    def prepare(self, hop: int) -> None:
        """See `Bank`."""
        self._hop = hop

    def read(self, xyz: Floats, longest: float) -> tuple[Table, Place]:
        """See `Bank`; the table holds these places' responses and no others."""
        place = empty_place(len(xyz))
        if not len(xyz):
            return table(np.zeros((0, 2, self.taps), np.float32), self._hop), place
        place.delay[:] = np.minimum(self._delays(xyz), longest)
        place.level[:] = 1.0  # the network's responses have theirs
        place.corners[:] = np.arange(len(xyz))[:, None]
        place.weights[:, 0] = 1.0
        return table(responses(self._model, xyz, self.taps, self.lead), self._hop), place

    def _delays(self, xyz: Floats) -> Floats:
        pose = to_pose(self._model.settings, torch.from_numpy(xyz.copy()).unsqueeze(-1))
        with torch.no_grad():
            return np.asarray(self._model.delays(pose)[:, :, 0].numpy() * (RATE / 1000.0))
