"""The network as its authors run it: one inverse FFT per channel. Kept to test and time the fold.

Knows the network; nothing in the daemon uses this.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ttmba_live.binaural.nfs._network import NFS, check_shapes, cut, overlap_add


def unfolded(model: NFS, pose: Tensor, dry: Tensor) -> Tensor:
    """What ``model(pose, dry)`` answers, by C inverse FFTs per ear and frame; same shapes."""
    settings = model.settings
    check_shapes(settings, pose, dry)
    frames = cut(dry[:, 0], settings)
    spectrum = torch.fft.rfft(frames).flatten(0, 1).unsqueeze(1)
    delay = functional.interpolate(model.delays(pose), size=frames.shape[1])
    onset = functional.interpolate(model.onsets(pose), size=frames.shape[1])
    hertz = model.frequencies(settings.bins)
    omega = 2 * torch.pi * hertz / 1000.0
    ears = []
    for ear, curves in enumerate(model.curves(pose, frames.shape[1])):
        late = delay[:, ear].flatten()
        size, shift = model.channels(curves, onset[:, ear].flatten(), hertz)
        turn = omega * (late[:, None, None] + shift)
        channels = torch.fft.irfft(torch.polar(size, -turn) * spectrum, n=settings.window)
        summed = (curves.weights[:, None] * channels).sum(1)
        ears.append(summed.reshape(len(dry), -1, settings.window))
    return overlap_add(torch.stack(ears, dim=1))
