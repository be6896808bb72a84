"""The paper's Table 2 for any renderer: clips convolved both ways, and five distances between them.

Knows responses, clips and the paper's metrics; knows no renderer by name.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural.head import Floats
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import Sketch
from ttmba_live.training._losses import (
    magnitude_error,
    multi_resolution_error,
    phase_error,
)

PROMPTS = ("dog barking", "birds singing", "footsteps", "siren", "rain", "church bell")
"""What is rendered when no clips are given; made by the sketch generator."""

LOUDNESS = 0.1
"""Root mean square of the reference, so that numbers compare between clips."""


@dataclass(frozen=True)
class WaveErrors:
    """Means over directions and clips. ``pesq`` is NaN without the library or speech-like sound."""

    l2: float
    magnitude: float
    phase: float
    stft: float
    pesq: float


def default_clips(seconds: float = 2.0) -> list[Samples]:
    """Six sketches at 48 kHz."""
    made = (Sketch().generate(ClipSpec(prompt, seconds, 1)) for prompt in PROMPTS)
    return [one.clip.samples for one in made]


def wave_errors(given: Floats, wanted: Floats, clips: list[Samples]) -> WaveErrors:
    """Compare responses (M, 2, N) through clips; direction i is heard through clip i mod n.

    ``l2`` is a thousand times the mean squared difference, with the reference at a level of 0.1.
    """
    pairs = (
        (
            signal.oaconvolve(clips[index % len(clips)][None], one, axes=1),
            signal.oaconvolve(clips[index % len(clips)][None], other, axes=1),
        )
        for index, (one, other) in enumerate(zip(given, wanted, strict=True))
    )
    return errors_of(pairs)


def errors_of(pairs: Iterable[tuple[Floats, Floats]]) -> WaveErrors:
    """Mean errors of answers (2, N) against truths, one after the other; see `wave_errors`."""
    rows = []
    for rendered, heard in pairs:
        scale = LOUDNESS / max(1e-9, float(np.sqrt(np.mean(heard**2))))
        truth, answer = heard * scale, rendered * scale
        a, t = (torch.from_numpy(x[None].astype(np.float32)) for x in (answer, truth))
        rows.append(
            [
                1000.0 * float(np.mean((answer - truth) ** 2)),
                float(magnitude_error(a, t)),
                float(phase_error(a, t)),
                float(multi_resolution_error(a, t)),
                _pesq(answer, truth),
            ]
        )
    with warnings.catch_warnings():
        # Without PESQ every entry of that column is NaN, and so shall its mean be.
        warnings.simplefilter("ignore", RuntimeWarning)
        return WaveErrors(*(float(value) for value in np.nanmean(np.array(rows), axis=0)))


def _pesq(answer: Floats, truth: Floats) -> float:
    """Wide-band PESQ, the mean of both ears, or NaN."""
    try:
        from pesq import PesqError, pesq
    except ImportError:
        return float("nan")
    scores = []
    for one, other in zip(answer, truth, strict=True):
        down = [signal.resample_poly(x, 1, RATE // 16_000) for x in (other, one)]
        try:
            scores.append(float(pesq(16_000, *down, "wb")))
        except PesqError:
            return float("nan")
    return sum(scores) / len(scores)
