"""A low shelf, peaks and a high shelf in series: parameters to coefficients to a response.

Knows filters alone (first-order shelves and second-order peaks made of allpasses, Zoelzer's), in
double precision: at 20 Hz a shelf's numbers differ from 1 by a thousandth.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Parameters(NamedTuple):
    """Of S sections, the low shelf first, the high shelf last, for (...) responses.

    Attributes:
        gain_db: (..., S).
        corner_hz: (..., S) corner and centre frequencies.
        width_hz: (..., S - 2) the peaks' bandwidths.
    """

    gain_db: Tensor
    corner_hz: Tensor
    width_hz: Tensor


class Sections(NamedTuple):
    """Polynomials in 1/z, both (..., S, 3), the denominators beginning with 1."""

    above: Tensor
    below: Tensor


def sections(given: Parameters, rate: float) -> Sections:
    """Coefficients at a sample rate."""
    gain_db, corner, width = (part.double() for part in given)
    volume = 10.0 ** (gain_db / 20.0)
    high, cut = volume - 1.0, volume.clamp(max=1.0)
    slope = torch.tan(torch.pi * corner / rate)
    low = _shelf(slope[..., :1], cut[..., :1], high[..., :1], 1.0)
    top = _shelf(slope[..., -1:], cut[..., -1:], high[..., -1:], -1.0)
    turn = -torch.cos(2.0 * torch.pi * corner[..., 1:-1] / rate)
    peaks = _peaks(torch.tan(torch.pi * width / rate), turn, cut[..., 1:-1], high[..., 1:-1])
    above, below = (torch.cat(parts, dim=-2) for parts in zip(low, peaks, top, strict=True))
    return Sections(above, below)


def _shelf(slope: Tensor, cut: Tensor, high: Tensor, sign: float) -> tuple[Tensor, Tensor]:
    """First order; ``sign`` is 1 for a low shelf, -1 for a high one."""
    near, far = (slope, cut) if sign > 0 else (slope * cut, torch.ones_like(cut))
    pole = (near - far) / (near + far)
    more = 0.5 * high * (1.0 + sign * pole)
    none = torch.zeros_like(pole)
    above = torch.stack([1.0 + more, pole + sign * more, none], dim=-1)
    return above, torch.stack([torch.ones_like(pole), pole, none], dim=-1)


def _peaks(spread: Tensor, turn: Tensor, cut: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    pole = (spread - cut) / (spread + cut)
    more, middle = 0.5 * high * (1.0 + pole), turn * (1.0 - pole)
    above = torch.stack([1.0 + more, middle, -pole - more], dim=-1)
    return above, torch.stack([torch.ones_like(pole), middle, -pole], dim=-1)


def level_db(cascade: Sections, hertz: Tensor, rate: float) -> Tensor:
    """Decibels (..., F) of the whole cascade at frequencies (F,) below half the rate.

    It can be differentiated, so networks are trained through it.
    """
    angle = 2.0 * torch.pi * hertz.double() / rate
    first, second = torch.cos(angle), torch.cos(2.0 * angle)

    def power(polynomial: Tensor) -> Tensor:
        b0, b1, b2 = polynomial.unsqueeze(-1).unbind(dim=-2)
        straight = b0.square() + b1.square() + b2.square()
        return straight + 2.0 * (b1 * (b0 + b2) * first + b0 * b2 * second)

    each = power(cascade.above).clamp(min=1e-14).log10()
    each = each - power(cascade.below).clamp(min=1e-14).log10()
    return 10.0 * each.sum(dim=-2)


def response(cascade: Sections, hertz: Tensor, rate: float) -> Tensor:
    """Complex response (..., F) at frequencies (F,) below half the rate."""
    step = torch.exp(-2j * torch.pi * hertz.double() / rate)
    powers = torch.stack([torch.ones_like(step), step, step * step])
    above, below = (part.to(powers.dtype) @ powers for part in cascade)
    return (above / below).prod(dim=-2)
