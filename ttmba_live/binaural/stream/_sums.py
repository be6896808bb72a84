"""What voices add to the sum, and the sum to sound: transforms, products. Knows no place.

A block of a voice is filtered by the response it meets at its beginning and, fading in over the
block, by what that turns into until its end. Whatever is filtered adds to the same sums, one for
each of the hops that its response lasts; so every hop may take the cheaper way of two:

* few voices: each block's spectrum times its response's;
* many: blocks are added up into K buses, by matrix products with their gains, and K responses
  filter the whole mix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft

from ttmba_live.audio import Samples
from ttmba_live.binaural.stream._bank import Bank
from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._following import Steps
from ttmba_live.binaural.stream._spectra import Spectra


@dataclass(slots=True)
class Sums:
    """Spectra of what will sound in this hop and the next ones, in a ring, and a block's end."""

    spectra: Spectra  # (..., P, 2, F)
    rest: Samples  # (..., 2, H)

    @classmethod
    def silent(cls, shape: tuple[int, ...], hop: int) -> Sums:
        """Nothing yet; ``shape`` ends with P."""
        return cls(
            np.zeros((*shape, 2, hop + 1), np.complex64),
            np.zeros((*shape[:-1], 2, hop), np.float32),
        )


def by_voices(bank: Bank, heard: Samples, steps: Steps, ramp: Samples) -> Spectra:
    """Filter blocks (2, V, H), each by its own response: (2, V, P, F)."""
    voices, moved, parts = heard.shape[1], steps.turns.shape[1], steps.parts
    if moved:
        heard = np.concatenate([heard, heard[:, :moved] * ramp], axis=1)
        parts = np.concatenate([parts, steps.turns], axis=1)
    wet = bank.spectra(parts)
    wet *= fft.rfft(heard, n=2 * len(ramp))[:, :, None]
    out = wet[:, :voices]
    out[:, :moved] += wet[:, voices:]
    return out


def by_buses(basis: Spectra, heard: Samples, steps: Steps, ramp: Samples) -> Spectra:
    """Filter the mix of blocks (2, V, H) by a basis (K, P, F): (P, 2, F)."""
    hop, moved = heard.shape[-1], steps.turns.shape[1]
    buses = np.matmul(steps.parts.swapaxes(1, 2), heard)
    if moved:
        turning = np.matmul(steps.turns.swapaxes(1, 2), heard[:, :moved])
        turning *= ramp
        buses += turning
    out = np.zeros((basis.shape[1], 2, hop + 1), np.complex64)
    multiplied(basis, fft.rfft(buses, n=2 * hop), out)
    return out


@compiled
def multiplied(basis: Array, buses: Array, out: Array) -> None:
    """Spectra of a basis (K, P, F) times those of buses (2, K, F), into (P, 2, F)."""
    for part in range(basis.shape[1]):
        for ear in range(2):
            here = out[part, ear]
            for k in range(len(basis)):
                response, bus = basis[k, part], buses[ear, k]
                for f in range(len(here)):
                    here[f] += response[f] * bus[f]


def sounded(due: Spectra, rest: Samples) -> tuple[Samples, Samples]:
    """Spectra (..., 2, F) and the end of the block before to a block (..., H, 2), and its end."""
    hop = rest.shape[-1]
    whole = fft.irfft(due, n=2 * hop)
    block = whole[..., :hop] + rest
    return np.ascontiguousarray(np.swapaxes(block, -1, -2)), whole[..., hop:]
