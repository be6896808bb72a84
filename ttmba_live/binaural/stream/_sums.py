"""What voices add to the sum, and the sum to sound: transforms, products. Knows no place.

A block of a voice is filtered by one response and, along a ramp, by what that turns by: if it is
the response at the block's beginning the ramp leads up from 0, if it is that at its end, up to 0.
Whatever is filtered adds to the same sums, one for each of the hops that its response lasts; so
every hop may take the cheaper way of two:

* few voices: each block's spectrum times its response's;
* many: blocks are added up into K buses, by matrix products with their gains, and K responses
  filter the whole mix.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy import fft

from ttmba_live.audio import Samples
from ttmba_live.binaural._renderer import Rows
from ttmba_live.binaural.stream._bank import Bank
from ttmba_live.binaural.stream._buses import Basis, filtered, working_room
from ttmba_live.binaural.stream._following import Steps
from ttmba_live.binaural.stream._products import WIDE, added
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
    voices, parts = heard.shape[1], steps.parts[:, steps.shares]
    if steps.turns.shape[1]:
        heard = np.concatenate([heard, heard[:, steps.turned] * ramp], axis=1)
        parts = np.concatenate([parts, steps.turns], axis=1)
    wet = bank.spectra(parts)
    wet *= fft.rfft(heard, n=2 * len(ramp))[:, :, None]
    out = wet[:, :voices]
    if steps.turns.shape[1]:
        out[:, steps.turned] += wet[:, voices:]
    return out


def by_buses(basis: Basis, heard: Iterable[Samples], steps: Steps, ramp: Samples) -> Spectra:
    """Filter the mix of voices by a basis: (P, 2, F).

    They come in the order of ``steps``, some at a time, (2, some of V, H or more).
    """
    return through(basis, *mixed(basis, heard, steps, len(ramp)), ramp)


def mixed(
    basis: Basis, heard: Iterable[Samples], steps: Steps, hop: int
) -> tuple[Samples, Samples]:
    """Buses (2, H, W), one for each response of a basis, and those of what turns (2, H or 0, W)."""
    width, moved, done = basis.planes.shape[-1], steps.turns.shape[1], 0
    buses = np.zeros((2, hop, width), np.float32)
    turning = np.zeros((2, hop if moved else 0, width), np.float32)
    for block in heard:
        every = np.arange(block.shape[1])
        _add(block, every, steps.parts, steps.shares[done : done + len(every)], buses)
        if moved:
            turns = slice(*np.searchsorted(steps.turned, (done, done + len(every))))
            turned = steps.turned[turns] - done
            _add(block, turned, steps.turns, np.arange(moved)[turns], turning)
        done += len(every)
    return buses, turning


def through(basis: Basis, buses: Samples, turning: Samples, ramp: Samples) -> Spectra:
    """Filter `mixed` buses by their responses: (P, 2, F)."""
    pieces, bins = basis.planes.shape[:2]
    out = np.empty((pieces, 2, bins), np.complex64)
    filtered(basis, buses, turning, ramp, working_room(len(ramp), out.size), out)
    return out


def _add(heard: Samples, voices: Rows, parts: Samples, rows: Rows, out: Samples) -> None:
    """Add to buses (2, H, W) what each ear heard of ``voices``, times ``rows`` of ``parts``."""
    hop, width = out.shape[1:]
    if not len(voices):
        return
    if WIDE and parts.shape[2] == width:
        for ear in range(2):
            added(heard[ear], voices, parts[ear], rows, out[ear])
    else:
        those = _taken(heard, voices)[..., :hop].swapaxes(1, 2)
        out[..., : parts.shape[2]] += np.matmul(those, _taken(parts, rows))


def _taken(array: Samples, which: Rows) -> Samples:
    """Some of (2, N, ...), where they stand if they follow each other."""
    first, count = which[0], len(which)
    if which[-1] - first == count - 1 and (np.diff(which) == 1).all():
        return array[:, first : first + count]
    return array[:, which]


def sounded(due: Spectra, rest: Samples) -> tuple[Samples, Samples]:
    """Spectra (..., 2, F) and the end of the block before to a block (..., H, 2), and its end."""
    hop = rest.shape[-1]
    whole = fft.irfft(due, n=2 * hop).astype(np.float32, copy=False)
    block = whole[..., :hop] + rest
    return np.ascontiguousarray(np.swapaxes(block, -1, -2)), whole[..., hop:]
