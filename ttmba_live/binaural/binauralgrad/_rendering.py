"""One dry clip and where it goes, to two ears by BinauralGrad's two stages.

Knows the rig's frame, the geometric warp and how long sound is cut; streams nothing. It was trained
on people who talk while they walk around a dummy head, about a metre or two away: other sounds and
farther places are beyond what it knows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._whole import Way
from ttmba_live.binaural.binauralgrad._checkpoint import Stages
from ttmba_live.binaural.binauralgrad._network import Denoiser
from ttmba_live.binaural.binauralgrad._sampling import drawn, sample
from ttmba_live.binaural.nfs import Settings, ear_delays, to_pose
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import SPEED_OF_SOUND, Position

ROW = 400
"""Samples for which a pose row holds: 120 rows a second."""

PIECE = 1 << 15
"""Samples of one pass; pieces overlap by the network's reach, so they are as the whole."""

_RIG = Settings(channels=128, width=128, window=9600)
"""Tells `to_pose` the rig's frame; BinauralGrad and NFS were trained on the same recordings."""


class BinauralGrad:
    """Renders whole clips. Equal sound, way and seed give equal samples on one device."""

    glide = ROW

    def __init__(self, stages: Stages, seed: int = 0, device: str | None = None) -> None:
        """Take both networks to a device; None is CUDA's where there is one, else the CPU."""
        where = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._one, self._two = (stage.to(where) for stage in (stages.one, stages.two))
        self._seed = seed

    def tail(self, distance: float) -> int:
        """Frames that still sound after the last dry sample of a source that many metres away."""
        reverberation = 0.05  # the rig stood in a treated room
        return math.ceil(((distance + 0.3) / SPEED_OF_SOUND + reverberation) * RATE)

    def render(self, samples: Samples, way: Way, frames: int) -> Samples:
        """Mono (N,) at 48 kHz to (frames, 2); ``way`` in metres every `ROW` samples if it moves.

        Raises `InvalidInput` for sound that is no mono sound.
        """
        if samples.ndim != 1 or not len(samples) or not np.isfinite(samples).all():
            raise InvalidInput(f"expected finite mono sound, not an array of {samples.shape}")
        rows = math.ceil(max(frames, 1) / ROW)
        padded = np.zeros(rows * ROW, np.float32)
        padded[: min(len(samples), len(padded))] = samples[: len(padded)]
        pose = to_pose(_RIG, torch.from_numpy(_places(way, rows).T.copy()).unsqueeze(0))[0]
        dry = torch.from_numpy(padded)[None]
        ears = self._ears(dry, sixteen_bits(warped(dry, pose)), pose.float())
        return np.ascontiguousarray(ears.numpy().T[:frames])

    def _ears(self, dry: Tensor, warp: Tensor, pose: Tensor) -> Tensor:
        """Both stages over the whole of dry sound (1, T), warp (2, T) and pose rows (7, T/400)."""
        heard = torch.cat([warp, dry])
        mean = run_stage(self._one, heard, pose, drawn((1, dry.shape[1]), self._seed))
        noises = drawn((2, dry.shape[1]), self._seed + 1)
        return run_stage(self._two, torch.cat([heard, mean]), pose, noises)


def run_stage(network: Denoiser, heard: Tensor, pose: Tensor, noises: Iterator[Tensor]) -> Tensor:
    """All six steps of a stage.

    Args:
        network: stage one or two.
        heard: (3 or 4, T) left and right by geometry, dry, and for stage two the mean.
        pose: (7, T/400) rows.
        noises: see `sample`.

    Returns:
        (1 or 2, T) on the CPU.
    """
    *_, result = sample(predictor(network, heard, pose), noises)
    return result


def predictor(network: Denoiser, heard: Tensor, pose: Tensor) -> Callable[[Tensor, float], Tensor]:
    """What a stage says of noisy sound (C, T) at a step, asked piece by piece."""
    device = network.skip_projection.weight.device
    rows, reach = pose.repeat_interleave(ROW, dim=1), network.sizes.reach

    @torch.no_grad()
    def predict(noisy: Tensor, step: float) -> Tensor:
        steps = torch.tensor([step], device=device)
        found = []
        for start in range(0, noisy.shape[1], PIECE):
            first, end = max(start - reach, 0), start + PIECE + reach
            pieces = (part[None, :, first:end].to(device) for part in (noisy, heard, rows))
            seen, sound, poses = pieces
            answer = network(seen, steps, sound, poses)[0, :, start - first :][:, :PIECE]
            found.append(answer.cpu())
        return torch.cat(found, dim=1)

    return predict


def warped(dry: Tensor, pose: Tensor) -> Tensor:
    """Dry sound (1, T) through each ear's way by air alone, (2, T); pose rows (7, T/400)."""
    late = ear_delays(_RIG, pose.double().unsqueeze(0))[0].repeat_interleave(ROW, dim=1)
    count = dry.shape[1]
    read = (torch.arange(count) - late * (RATE / 1000.0)).clamp(0.0, count - 1.0)
    low = read.floor().long()
    high = (low + 1).clamp(max=count - 1)
    line, share = dry[0].double(), read - low
    return torch.lerp(line[low], line[high], share).float()


def sixteen_bits(sound: Tensor) -> Tensor:
    """As the WAV files of 16 bits keep it that the networks were trained on: rounded down."""
    return (sound * 32768.0).floor().clamp(-32768.0, 32767.0) / 32768.0


def _places(way: Way, rows: int) -> np.ndarray:
    """Metres (rows, 3)."""
    if isinstance(way, Position):
        return np.broadcast_to(np.array(way.xyz), (rows, 3))
    return way[np.minimum(np.arange(rows), len(way) - 1)]
