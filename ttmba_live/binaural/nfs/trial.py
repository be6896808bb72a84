"""What the network costs in its several forms, for benches. Knows clocks; judges nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import to_pose
from ttmba_live.binaural.nfs.unfolded import unfolded


def costs(model: NFS, seconds: float, *, moving: bool) -> dict[str, float]:
    """Seconds of processor time for a second of one source's sound.

    "unfolded" is the authors' form, with an inverse transform for each channel; "folded" the
    whole-signal form here; "floor" nothing but its transforms.
    """
    hop = model.settings.hop
    frames = max(2, round(seconds * model.settings.rate / hop))
    chance = torch.Generator().manual_seed(0)
    dry = torch.randn(1, 1, frames * hop, generator=chance) * 0.1
    turn = torch.linspace(0.0, 6.0, frames + 1) if moving else torch.ones(1)
    pose = to_pose(model.settings, torch.stack([turn.cos(), turn.sin(), 0 * turn]).unsqueeze(0))
    length = frames * hop / model.settings.rate
    with torch.no_grad():
        return {
            "unfolded": _cost(partial(unfolded, model, pose, dry), 1) / length,
            "folded": _cost(partial(model, pose, dry), 3) / length,
            "floor": _cost(partial(_transforms, model, dry), 3) / length,
        }


def _transforms(model: NFS, dry: Tensor) -> Tensor:
    frames = dry[0, 0].unfold(0, model.settings.window, model.settings.hop)
    spectrum = torch.fft.rfft(frames).unsqueeze(0).expand(2, -1, -1)
    signal: Tensor = torch.fft.irfft(spectrum, n=model.settings.window)
    return signal


def _cost(work: Callable[[], Tensor], repeats: int) -> float:
    work()
    began = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - began) / repeats
