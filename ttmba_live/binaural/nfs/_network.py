"""NFS-woNI, the network: pose and dry sound in, two ears out. Knows no file and no stream.

Letters: B signals, T pose rows, n frames, C channels, D positions, F bins, K window, N samples.
The C channels of an ear are folded into one complex response before the inverse FFT; both steps
are linear, so nothing changes but the time it takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.binaural.nfs._layers import (
    POSE,
    LearnedFourierFeature,
    SinusoidalEncoding,
    Trunk,
)
from ttmba_live.binaural.nfs._pose import ear_delays, features, map_directions, read_map
from ttmba_live.binaural.nfs._settings import Settings
from ttmba_live.errors import InvalidInput

_POINTS = 1 << 20
"""Channels by bins that are folded at once: what stays in a processor's cache."""


@dataclass(frozen=True, eq=False)
class Curves:
    """One ear's control curves in R = B n rows: scale, shift in ms (R, C, D), weights (C,)."""

    scale: Tensor
    shift: Tensor
    weights: Tensor


class Projection(nn.Module):
    """The channels' weights, kept positive."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        bound = 1.0 / math.sqrt(channels)
        self.proj = nn.Parameter(torch.empty(1, channels, 1).uniform_(-bound, bound))

    def forward(self) -> Tensor:
        """(C,)."""
        return functional.softplus(self.proj).reshape(-1)


class Branch(nn.Module):
    """One ear: encoded pose to magnitude and shift curves."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.scale = Trunk(settings.channels, settings.width)
        self.shift = Trunk(settings.channels, settings.width)
        self.project = Projection(settings.channels)
        self._low, self._high = settings.shift_ms

    def forward(self, context: Tensor) -> tuple[Tensor, Tensor]:
        """Context (rows, 8, D) to scale and shift, (rows, C, D) each; shift in milliseconds."""
        scale = functional.softplus(self.scale(context)) ** 2
        shift = torch.sigmoid(self.shift(context)) ** 2 * (self._high - self._low) + self._low
        return scale, shift


class NFS(nn.Module):
    """The whole network; see `Settings` for its sizes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.lff = LearnedFourierFeature(settings.width)
        self.enc = SinusoidalEncoding(settings.width)
        self.lfs = Branch(settings)
        self.rfs = Branch(settings)
        empty = torch.zeros(2, *map_directions().shape[:2])
        self.register_buffer("delay_map", empty if settings.frame == "head" else None)
        self.delay_map: Tensor | None

    def forward(self, pose: Tensor, dry: Tensor) -> Tensor:
        """Render whole signals, the reference form.

        Args:
            pose: (B, 7, T) rows in the checkpoint's frame, spread evenly over the signal.
            dry: (B, 1, N), N a multiple of the hop and longer than one.

        Returns:
            (B, 2, N), left first.

        Raises:
            InvalidInput: for other shapes.
        """
        check_shapes(self.settings, pose, dry)
        frames = cut(dry[:, 0], self.settings)
        response = self.response(pose, frames.shape[1])
        spectrum = torch.fft.rfft(frames).unsqueeze(1)
        return overlap_add(torch.fft.irfft(spectrum * response, n=self.settings.window))

    def response(self, pose: Tensor, frames: int) -> Tensor:
        """The complex response of both ears, delay included: (B, 2, frames, K/2 + 1)."""
        hertz = self.frequencies(self.settings.bins)
        if frames > 1 and bool((pose == pose[:, :, :1]).all()):
            return self.response(pose[:, :, :1], 1).expand(-1, -1, frames, -1)
        delay, rest = self.field(pose, frames, hertz)
        turn = (2 * torch.pi * hertz / 1000.0) * delay.unsqueeze(-1)
        return torch.polar(torch.ones_like(turn), -turn) * rest

    def field(
        self, pose: Tensor, frames: int, hertz: Tensor, ears: tuple[int, ...] = (0, 1)
    ) -> tuple[Tensor, Tensor]:
        """Split the response into geometric delay and the rest.

        Args:
            pose: (B, 7, T) rows in the checkpoint's frame.
            frames: how many times between the first row and the last.
            hertz: (F,) any frequencies from 0 to half the rate.
            ears: which ones, of left 0 and right 1; E of them.

        Returns:
            delay in milliseconds (B, E, frames), and the complex response that remains when it
            is taken out (B, E, frames, F). The second is what may be interpolated.
        """
        chosen = list(ears)
        delay = functional.interpolate(self.delays(pose)[:, chosen], size=frames)
        onset = functional.interpolate(self.onsets(pose)[:, chosen], size=frames)
        folded = [
            self._fold(curves, onset[:, index].flatten(), hertz).reshape(-1, frames, len(hertz))
            for index, curves in enumerate(self.curves(pose, frames, ears))
        ]
        return delay, torch.stack(folded, dim=1)

    def delays(self, pose: Tensor) -> Tensor:
        """Milliseconds from the source to each ear, (B, 7, T) to (B, 2, T).

        By geometry, and from ear to ear as the measured head's own onsets differ. What both ears'
        onsets share says where the loudspeaker stood, and is left out.
        """
        onsets, geometry = self.onsets(pose), ear_delays(self.settings, pose)
        return onsets - (onsets - geometry).mean(dim=1, keepdim=True)

    def onsets(self, pose: Tensor) -> Tensor:
        """The delays (B, 2, T) as measured, by which magnitudes were divided in training."""
        geometry = ear_delays(self.settings, pose)
        if self.delay_map is None:
            return geometry
        return geometry + read_map(self.delay_map, pose[:, 0:3])

    def curves(self, pose: Tensor, frames: int, ears: tuple[int, ...] = (0, 1)) -> list[Curves]:
        """Each ear's control curves at ``frames`` times."""
        signals, _, rows = pose.shape
        flat = features(self.settings, pose).transpose(1, 2).reshape(signals * rows, POSE, 1)
        context = torch.cat([self.lff(flat), self.enc(flat)], dim=1)
        found = []
        for ear in ears:
            branch = self.rfs if ear else self.lfs
            scale, shift = (
                _over_time(curve.reshape(signals, rows, *curve.shape[1:]), frames)
                for curve in branch(context)
            )
            found.append(Curves(scale, shift, branch.project()))
        return found

    def channels(self, curves: Curves, onset: Tensor, hertz: Tensor) -> tuple[Tensor, Tensor]:
        """Every channel's magnitude, and its shift in ms besides the delay: (R, C, F) each.

        ``onset`` is (R,), in milliseconds.
        """
        shift = self._read(curves.shift, hertz)
        arrival = onset[:, None, None] + shift
        spread = arrival.clamp(min=self.settings.floor_ms) ** self.settings.falloff
        return self._read(curves.scale, hertz) / spread, shift

    def _fold(self, curves: Curves, onset: Tensor, hertz: Tensor) -> Tensor:
        """Sum the channels into one response without delay, (R, F), a few rows at a time."""
        omega = 2 * torch.pi * hertz / 1000.0
        weights = curves.weights[:, None]
        some = max(1, _POINTS // (len(weights) * len(hertz)))
        folded = []
        for start in range(0, len(onset), some):
            part = slice(start, start + some)
            few = Curves(curves.scale[part], curves.shift[part], curves.weights)
            magnitude, shift = self.channels(few, onset[part], hertz)
            size, turn = weights * magnitude, omega * shift
            folded.append(torch.complex((size * turn.cos()).sum(1), -(size * turn.sin()).sum(1)))
        return torch.cat(folded)

    def _read(self, curve: Tensor, hertz: Tensor) -> Tensor:
        """Read (..., D) at some frequencies, linearly: (..., F).

        Positions lie where stretching D over the window's own bins puts them, so that a curve
        means the same at every frame length.
        """
        bins, width = self.settings.bins, curve.shape[-1]
        # Single precision, as the published weights were read when they were trained.
        bin_of = (hertz.double() * self.settings.window / self.settings.rate).float()
        place = (bin_of + 0.5) * (width / bins) - 0.5
        place = place.clamp(0.0, width - 1.0)
        low = place.floor().long().clamp(max=width - 2)
        return torch.lerp(curve[..., low], curve[..., low + 1], (place - low).to(curve.dtype))

    def frequencies(self, bins: int) -> Tensor:
        """Hertz of each bin, (bins,)."""
        device = self.lff.conv.weight.device
        return torch.linspace(0.0, self.settings.rate / 2, bins, device=device)


def _over_time(curve: Tensor, frames: int) -> Tensor:
    """Rows (B, T, C, D) to frames (B frames, C, D), linearly."""
    if curve.shape[1] != frames:
        size, curve = (frames, curve.shape[3]), curve.transpose(1, 2)
        curve = functional.interpolate(curve, size=size, mode="bilinear", align_corners=False)
        curve = curve.transpose(1, 2)
    return curve.flatten(0, 1)


def check_shapes(settings: Settings, pose: Tensor, dry: Tensor) -> None:
    """Raise `InvalidInput` unless pose and dry sound are what `NFS.forward` takes."""
    if pose.ndim != 3 or pose.shape[1] != POSE or not pose.shape[2]:
        raise InvalidInput(f"pose must be (B, {POSE}, T), not {tuple(pose.shape)}")
    if dry.ndim != 3 or dry.shape[1] != 1 or dry.shape[0] != pose.shape[0]:
        raise InvalidInput(f"dry sound must be ({len(pose)}, 1, N), not {tuple(dry.shape)}")
    if dry.shape[2] % settings.hop or dry.shape[2] <= settings.hop:
        raise InvalidInput(
            f"dry sound must last several hops of {settings.hop} samples, not {dry.shape[2]}"
        )


def hann(window: int, like: Tensor) -> Tensor:
    """The periodic Hann window (K,)."""
    return torch.hann_window(window, periodic=True, dtype=like.dtype, device=like.device)


def cut(signal: Tensor, settings: Settings) -> Tensor:
    """(B, N) to windowed frames (B, n, K), n = N / hop + 1."""
    padded = functional.pad(signal.unsqueeze(1), (settings.hop, settings.hop), mode="reflect")
    return padded[:, 0].unfold(1, settings.window, settings.hop) * hann(settings.window, signal)


def overlap_add(frames: Tensor) -> Tensor:
    """Frames (B, 2, n, K) to a signal (B, 2, N); analysis and synthesis windows add to one."""
    window, hop = frames.shape[-1], frames.shape[-1] // 2
    analysis = hann(window, frames)
    overlap = analysis**2 + analysis.roll(hop) ** 2
    faded = frames * (analysis / overlap)
    return (faded[:, :, 1:, :hop] + faded[:, :, :-1, hop:]).flatten(2)
