"""A renderer of whole clips in the table: what it makes of noise as responses, of clips as waves.

Such a renderer has no responses. What is closest to them is the linear filter that fits best; what
it adds besides, noise above all, is in the waves alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import WholeRenderer
from ttmba_live.binaural.head import FFT, Floats, Spectra
from ttmba_live.geometry import SPEED_OF_SOUND, Position
from ttmba_live.training._rivals import BULK

PROBE_SECONDS, PROBE_LEVEL = 0.5, 0.1
"""White noise by which filters are fitted."""

_SEGMENT = 4 * FFT


def fitted(whole: WholeRenderer, directions: Floats, distance: float) -> Spectra:
    """The best linear filter (M, 2, 513) for unit vectors (M, 3), by averaged cross-spectra."""
    draw = np.random.default_rng(0).standard_normal(round(PROBE_SECONDS * RATE))
    probe = (PROBE_LEVEL * draw).astype(np.float32)
    return np.stack([_filter(probe, _heard(whole, probe, at, distance)) for at in directions])


def _filter(dry: Samples, wet: Floats) -> Spectra:
    """What makes (2, N + FFT) of (N,): (2, 513)."""
    padded = np.pad(dry.astype(np.float64), (0, wet.shape[1] - len(dry)))
    lap = _SEGMENT * 3 // 4
    cross = signal.csd(padded, wet, nperseg=_SEGMENT, noverlap=lap, detrend=False)[1]
    power = signal.welch(padded, nperseg=_SEGMENT, noverlap=lap, detrend=False)[1]
    answer: Spectra = np.fft.rfft(np.fft.irfft(cross / power)[:, :FFT])
    return answer


def waves(
    whole: WholeRenderer, directions: Floats, distance: float, truth: Floats, clips: list[Samples]
) -> Iterator[tuple[Floats, Floats]]:
    """What is made of clip i mod n in direction i, and what measured responses make of it.

    As with responses, the delay that both ears share and one gain for all directions are taken out.

    Args:
        whole: the renderer.
        directions: (M, 3).
        distance: metres.
        truth: (M, 2, N) measured responses.
        clips: dry, (K,) each.

    Yields:
        answer and truth, (2, K + N - 1) each.
    """
    pairs = []
    for index, (at, response) in enumerate(zip(directions, truth, strict=True)):
        clip = clips[index % len(clips)]
        wanted = signal.oaconvolve(clip[None], response, axes=1)
        answer = _in_time(_heard(whole, clip, at, distance), wanted)
        pairs.append((answer, wanted))
    loud = [np.mean(wanted**2) / max(float(np.mean(answer**2)), 1e-18) for answer, wanted in pairs]
    gain = float(np.exp(0.5 * np.mean(np.log(np.maximum(loud, 1e-18)))))
    for answer, wanted in pairs:
        yield gain * answer, wanted


def _heard(whole: WholeRenderer, dry: Samples, direction: Floats, distance: float) -> Floats:
    """Both ears (2, len(dry) + FFT) from `BULK` samples before the wave reaches the head on."""
    first = round(distance / SPEED_OF_SOUND * RATE) - BULK
    place = Position.from_xyz(*(direction * distance).tolist())
    wet = whole.render(dry, place, first + len(dry) + FFT)
    return np.asarray(wet[max(first, 0) :].T, dtype=np.float64)


def _in_time(answer: Floats, wanted: Floats) -> Floats:
    """The answer (2, N) moved by whole samples to where both ears fit (2, M) best: (2, M)."""
    size = answer.shape[1] + wanted.shape[1]
    given, truth = (np.fft.rfft(part, size) for part in (answer, wanted))
    late = int(np.fft.irfft((given.conj() * truth).sum(axis=0), size).argmax())
    late = late - size if late >= wanted.shape[1] else late
    moved = np.pad(answer[:, max(-late, 0) :], ((0, 0), (max(late, 0), wanted.shape[1])))
    return moved[:, : wanted.shape[1]]
