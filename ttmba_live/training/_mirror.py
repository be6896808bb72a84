"""Heads whose right ear mirrors their left: train one branch, and write the other down.

Knows how a change of left and right runs through the ``head`` frame's encodings and the branches.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from ttmba_live.binaural.head import Head
from ttmba_live.binaural.nfs import NFS

SIDEWAYS = (1, 5)
"""Pose numbers that change sign when left and right change: y and qz."""

Y_CHANNEL = 2
"""Where y arrives in the context, after the learned feature and x."""


def partners(head: Head) -> NDArray[np.intp]:
    """For each direction (M,) the index of that nearest to its mirror image."""
    mirrored = head.directions * np.array([1.0, -1.0, 1.0])
    return np.asarray((mirrored @ head.directions.T).argmax(axis=1))


def is_symmetric(head: Head) -> bool:
    """Whether every direction's mirror image was measured and holds the swapped responses."""
    partner = partners(head)
    mirrored = head.directions * np.array([1.0, -1.0, 1.0])
    if np.abs(head.directions[partner] - mirrored).max() > 1e-3:
        return False
    swapped = head.responses[partner][:, ::-1]
    return bool(np.abs(swapped - head.responses).max() < 1e-6 * np.abs(head.responses).max())


@torch.no_grad()
def forget_sideways(model: NFS) -> None:
    """Keep left and right out of the learned features, which both ears share."""
    model.lff.conv.weight[:, list(SIDEWAYS)] = 0.0


@torch.no_grad()
def mirror_left(model: NFS) -> None:
    """Make the right branch answer as the left would with left and right changed.

    Exact as long as `forget_sideways` holds: y then enters through one channel alone, as a sum
    of sines, and changes sign there.
    """
    model.rfs.load_state_dict(model.lfs.state_dict())
    for trunk in (model.rfs.scale, model.rfs.shift):
        trunk.attention.fc_1.weight[:, Y_CHANNEL] *= -1.0
        trunk.attention.fc_3.weight[Y_CHANNEL] *= -1.0
        trunk.excitation.conv.weight[:, Y_CHANNEL] *= -1.0
