"""One dry clip and where it goes, to two ears: the network's offline form for real distances.

Knows trajectories, delay lines and filters; streams nothing. Delay and response are kept apart:
each ear reads the clip through its own gliding delay, which bends the pitch as a moving source
does and can be as long as the distance asks, and short frames cross-fade from one response to
the next. A source that stands still is one convolution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._whole import Way
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._pose import to_pose
from ttmba_live.binaural.nfs._settings import Settings
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND, Position, Trajectory

Floats = NDArray[np.float64]

HOP = 512
"""Samples between responses; frames are twice as long and Hann-shaped."""

GLIDE = 256
"""Samples between places; delays run along quadratic B-splines between them, without corners."""

TAPS = 32
"""Of the fractional delay."""

_ROWS = 64
"""Responses asked of the network at once; bounds the memory."""


def render_whole(
    model: NFS, samples: Samples, place: Position | Trajectory | Floats, frames: int | None = None
) -> Samples:
    """Render a clip at 48 kHz.

    Args:
        model: from `load_checkpoint`.
        samples: (N,) mono.
        place: where it stands, or its way from the clip's start on, or that in metres (front,
            left, up) every `GLIDE` samples, (T, 3). Nearer than 0.2 m counts as 0.2 m; beyond 20 m
            level and delay go on by the laws of distance. A jump of a trajectory is a tear: let
            it glide first.
        frames: length of the answer; N if None. `tail_frames` says what a whole ending needs.

    Returns:
        (frames, 2), left and right.

    Raises:
        InvalidInput: for sound that is no mono sound at 48 kHz, or a network at another rate.
    """
    check_sound(model.settings, samples)
    frames = len(samples) if frames is None else frames
    size, lead = response_size(model.settings)
    path = _path(place, math.ceil((frames + lead) / GLIDE) + 2)
    delays = _delays(model, path)
    heard = np.stack([_delayed(samples, ear, frames + lead) for ear in delays])
    if (path == path[0]).all():
        filters = responses(model, path[:1], size, lead)[0]
        ears = [_convolved(*pair) for pair in zip(heard, filters, strict=True)]
        return np.stack(ears, axis=1)[lead:]
    return _crossfaded(model, heard, path[:: HOP // GLIDE], size, lead)[lead:]


def check_sound(settings: Settings, samples: Samples) -> None:
    """Raise `InvalidInput` unless this network can render these samples."""
    if settings.rate != RATE:
        raise InvalidInput(f"the network works at {settings.rate} Hz; {RATE} is needed")
    if samples.ndim != 1 or not len(samples):
        raise InvalidInput(f"expected mono sound, not an array of shape {samples.shape}")
    if not np.isfinite(samples).all():
        raise InvalidInput("the sound holds NaN or infinite samples")


def response_size(settings: Settings) -> tuple[int, int]:
    """Taps of a response without its delay, and how many of them come before time zero."""
    early, late = settings.shift_ms
    lead = math.ceil(2.0 * max(0.0, -early) * settings.rate / 1000.0)
    needed = lead + (max(0.0, late) + 10.0) * settings.rate / 1000.0
    return 1 << math.ceil(math.log2(needed)), lead


def tail_frames(model: NFS, distance: float) -> int:
    """Frames that still sound after the last dry sample of a source that many metres away."""
    size, lead = response_size(model.settings)
    return math.ceil((distance + 0.2) / SPEED_OF_SOUND * RATE) + size - lead


@dataclass(frozen=True, eq=False)
class Whole:
    """A network as a renderer of whole clips."""

    model: NFS
    glide: int = GLIDE

    def tail(self, distance: float) -> int:
        """See `tail_frames`."""
        return tail_frames(self.model, distance)

    def render(self, samples: Samples, way: Way, frames: int) -> Samples:
        """See `render_whole`."""
        return render_whole(self.model, samples, way, frames)


def responses(model: NFS, xyz: Floats, size: int, lead: int) -> Samples:
    """The network's impulse responses without the geometric delay, ``lead`` samples late.

    Args:
        model: the network.
        xyz: (M, 3) metres: front, left, up.
        size: taps, even.
        lead: samples before time zero.

    Returns:
        (M, 2, size).
    """
    hertz = model.frequencies(size // 2 + 1)
    late = torch.exp(-2j * torch.pi * hertz * (lead / model.settings.rate))
    found = []
    places = torch.tensor(xyz, dtype=torch.float32).unsqueeze(-1)
    for start in range(0, len(places), _ROWS):
        pose = to_pose(model.settings, places[start : start + _ROWS])
        with torch.no_grad():
            _, rest = model.field(pose, 1, hertz)
            found.append(torch.fft.irfft(rest[:, :, 0] * late, n=size))
    return torch.cat(found).numpy() * _edges(size, lead)


def _edges(size: int, lead: int) -> Samples:
    """Fades for a response (size,): in before time zero, out in its last quarter.

    The learned shift reaches as far back as half the lead; what is earlier is an error's echo.
    """
    window = np.ones(size, dtype=np.float32)
    window[:lead] = np.sin(np.linspace(0.0, np.pi / 2, lead, endpoint=False)) ** 2
    window[-size // 4 :] = np.cos(np.linspace(0.0, np.pi / 2, size // 4)) ** 2
    return window


def _path(place: Position | Trajectory | Floats, count: int) -> Floats:
    """Metres (count, 3), every `GLIDE` samples."""
    if isinstance(place, Position):
        still = replace(place, distance=max(place.distance, MIN_DISTANCE))
        return np.broadcast_to(np.array(still.xyz), (count, 3))
    if isinstance(place, Trajectory):
        return np.array([place.at(number * GLIDE / RATE).xyz for number in range(count)])
    return place[np.minimum(np.arange(count), len(place) - 1)]


def _delays(model: NFS, path: Floats) -> Floats:
    """Samples (2, T) from the source to each ear."""
    pose = to_pose(model.settings, torch.from_numpy(path.T.copy()).unsqueeze(0))
    return np.asarray(model.delays(pose)[0].numpy() * (RATE / 1000.0))


def _delayed(samples: Samples, delays: Floats, frames: int) -> Samples:
    """Read (N,) through delays (T,) given every `GLIDE` samples: (frames,)."""
    table = _sinc_table()
    margin = TAPS + 1
    padded = np.concatenate([np.zeros(margin), samples, np.zeros(margin)]).astype(np.float32)
    out = np.empty(frames, dtype=np.float32)
    taps = np.arange(TAPS)
    for start in range(0, frames, 1 << 15):
        now = np.arange(start, min(frames, start + (1 << 15)))
        read = now - _smooth(delays, now)
        read = np.clip(read, -TAPS // 2 - 1.0, len(samples) + TAPS // 2)
        whole = np.floor(read).astype(np.int64)
        phase = (read - whole) * (len(table) - 1)
        row = np.minimum(phase.astype(np.int64), len(table) - 2)
        share = (phase - row).astype(np.float32)[:, None]
        kernel = table[row] * (1.0 - share) + table[row + 1] * share
        first = whole + margin - TAPS // 2 + 1
        out[now] = np.einsum("nt,nt->n", padded[first[:, None] + taps], kernel)
    return out


def _smooth(points: Floats, at: NDArray[np.int64]) -> Floats:
    """Points (T,), `GLIDE` samples apart, as a quadratic B-spline at some samples."""
    place = at / GLIDE + 0.5
    middle = np.floor(place).astype(np.int64)
    u = place - middle
    last = len(points) - 1
    before, here, after = (points[np.clip(middle + n, 0, last)] for n in (-1, 0, 1))
    found: Floats = 0.5 * before * (1.0 - u) ** 2 + here * (0.5 + u - u * u) + 0.5 * after * u * u
    return found


def _sinc_table(phases: int = 512) -> Samples:
    """Kaiser-windowed sincs (phases + 1, TAPS) for fractions from 0 to 1."""
    fractions = np.linspace(0.0, 1.0, phases + 1)[:, None]
    away = np.arange(TAPS) - (TAPS // 2 - 1) - fractions
    shape = np.i0(9.0 * np.sqrt(np.maximum(0.0, 1.0 - (away / (TAPS / 2)) ** 2))) / np.i0(9.0)
    return (np.sinc(away) * shape).astype(np.float32)


def _convolved(heard: Samples, response: Samples) -> Samples:
    return np.asarray(signal.oaconvolve(heard, response)[: len(heard)], dtype=np.float32)


def _crossfaded(model: NFS, heard: Samples, path: Floats, size: int, lead: int) -> Samples:
    """Filter (2, N) by the response at every hop, one fading into the next: (N, 2)."""
    frames = heard.shape[1]
    hops = math.ceil(frames / HOP) + 1
    path = np.concatenate([path, np.repeat(path[-1:], max(0, hops - len(path)), axis=0)])
    fft = 1 << math.ceil(math.log2(size + 2 * HOP))
    padded = np.pad(heard, ((0, 0), (HOP, (hops + 1) * HOP - frames)))
    window = signal.windows.hann(2 * HOP, sym=False).astype(np.float32)
    out = np.zeros((2, (hops + 1) * HOP + fft), dtype=np.float32)
    for start in range(0, hops, _ROWS):
        filters = responses(model, path[start : min(hops, start + _ROWS)], size, lead)
        spectra = torch.fft.rfft(torch.from_numpy(filters), n=fft)
        pieces = np.lib.stride_tricks.sliding_window_view(padded, 2 * HOP, axis=1)
        some = pieces[:, start * HOP :: HOP][:, : len(filters)].swapaxes(0, 1) * window
        wet = torch.fft.irfft(torch.fft.rfft(torch.from_numpy(some), n=fft) * spectra, n=fft)
        for index, frame in enumerate(wet.numpy(), start=start):
            out[:, index * HOP : index * HOP + fft] += frame
    return np.ascontiguousarray(out[:, HOP : HOP + frames].T)
