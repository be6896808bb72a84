"""The common loudness of sketches. Knows no recipe.

It leaves headroom: sixteen sources one to three metres away add up to less than full scale.
"""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.generate.sketch.kit import Wave

ACTIVE_DB = -30.0
"""RMS of the active part, dBFS."""

PEAK_DB = -7.0
"""No sample is louder than this, dBFS."""

_BLOCK = RATE // 50
_KNEE = 0.5


def active_rms(wave: Wave | Samples) -> float:
    """RMS over the blocks of 20 ms that lie within 25 dB of the loudest one."""
    whole = len(wave) // _BLOCK * _BLOCK
    blocks = wave[:whole].reshape(-1, _BLOCK) if whole else wave.reshape(1, -1)
    powers = np.mean(np.square(blocks, dtype=np.float64), axis=1)
    return float(np.sqrt(np.mean(powers[powers >= powers.max() * from_db(-25.0) ** 2])))


def levelled(wave: Wave) -> Samples:
    """Bring (frames,) to the common loudness; peaks above half the ceiling bend under it.

    Bent peaks take loudness away, so what lacks after a first pass is added in a second.
    """
    gain = from_db(ACTIVE_DB) / max(active_rms(wave), 1e-12)
    first = _bent(wave, gain)
    return _bent(wave, gain * from_db(ACTIVE_DB) / max(active_rms(first), 1e-12))


def _bent(wave: Wave, gain: float) -> Samples:
    scaled = (wave * (gain / from_db(PEAK_DB))).astype(np.float32)
    over = np.abs(scaled) > _KNEE
    peaks = scaled[over]
    bent = _KNEE + (1.0 - _KNEE) * np.tanh((np.abs(peaks) - _KNEE) / (1.0 - _KNEE))
    scaled[over] = np.copysign(bent, peaks)
    return np.asarray(scaled * np.float32(from_db(PEAK_DB) * 0.9999), dtype=np.float32)
