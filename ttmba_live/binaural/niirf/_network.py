"""NIIRF (Masuyama et al. 2024): a direction to the parameters of a cascade of filters for each ear.

Knows the network and the names its checkpoints use; knows no file and no delay: magnitude is all
that it was made for. With listeners it is one network for several heads, told apart by layers of
rank one (LoRA) or by biases alone (BitFit).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.binaural.niirf._cascade import Parameters
from ttmba_live.errors import InvalidInput

LAYERS = 4
DROPOUT = 0.1

LISTED: tuple[float, ...] = (
    100, 215, 517, 861, 1292, 1680, 2067, 2584, 3359, 3919, 4350, 5211, 6202, 7020, 7752, 8355,
    8915, 9561, 10164, 10853, 11456, 12102, 12791, 13437, 14126, 14772, 15418, 16064, 16753,
    17485, 18346, 19165, 20629, 22000,
)  # fmt: skip
"""Hertz between which 32 peaks move, from the peaks and notches of the CIPIC heads. Published
checkpoints of the original have 220000 for the last, a slip that lets a peak alias."""

LOW_SHELF, HIGH_SHELF = (20.0, 200.0), (16_000.0, 22_000.0)
WIDTHS = (100.0, 4_000.0)

Kind = Literal["single", "lora", "bitfit"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a checkpoint's shapes tell."""

    peaks: int = 32
    hidden: int = 512
    kind: Kind = "single"
    listeners: int = 0


def sizes_of(state: Mapping[str, Tensor]) -> Sizes:
    """Read them off a state dict; raises `InvalidInput` if it is none of an NIIRF."""
    try:
        peaks, hidden = len(state["fc_low"]) - 2, state["mlps.0.fc.weight"].shape[0]
        if "lora_a.0.weight" in state:
            return Sizes(peaks, hidden, "lora", state["lora_a.0.weight"].shape[1])
        if "bitfit.0.weight" in state:
            return Sizes(peaks, hidden, "bitfit", state["bitfit.0.weight"].shape[1])
    except (KeyError, IndexError) as error:
        raise InvalidInput(f"not the weights of an NIIRF: {error} is missing") from error
    return Sizes(peaks, hidden)


class _Hidden(nn.Module):
    """A layer under the name that checkpoints give it."""

    def __init__(self, before: int, after: int, *, bias: bool) -> None:
        super().__init__()
        self.fc = nn.Linear(before, after, bias=bias)

    def forward(self, given: Tensor) -> Tensor:
        return torch.as_tensor(self.fc(given))


class NIIRF(nn.Module):
    """Directions to `Parameters` of both ears; ``listener`` is who hears, of those it knows."""

    def __init__(self, sizes: Sizes | None = None) -> None:
        """Make it with random weights; the Fourier features are the same for all."""
        super().__init__()
        self.sizes = sizes = sizes or Sizes()
        self.listener = 0
        low, width = _limits(sizes.peaks)
        self.register_buffer("fc_low", low)
        self.register_buffer("fc_width", width)
        self.fc_low: Tensor
        self.fc_width: Tensor
        features = np.random.default_rng(0).standard_normal((sizes.hidden // 2, 2))
        self.register_buffer("bmat", torch.from_numpy(features).float())
        self.bmat: Tensor
        bias, outputs = sizes.kind != "bitfit", 2 * (3 * sizes.peaks + 4)
        self.mlps = nn.ModuleList(
            _Hidden(sizes.hidden, sizes.hidden, bias=bias) for _ in range(LAYERS)
        )
        self.out_linear: nn.Module = (
            nn.Linear(sizes.hidden, outputs)
            if sizes.kind == "single"
            else _Hidden(sizes.hidden, outputs, bias=bias)
        )
        after = [*[sizes.hidden] * LAYERS, outputs]
        if sizes.kind == "lora":
            self.lora_a = nn.ModuleList(nn.Linear(sizes.listeners, size) for size in after)
            self.lora_b = nn.ModuleList(nn.Linear(sizes.listeners, sizes.hidden) for _ in after)
        if sizes.kind == "bitfit":
            self.bitfit = nn.ModuleList(nn.Linear(sizes.listeners, size) for size in after)

    def forward(self, directions: Tensor) -> Parameters:
        """Parameters (B, 2, S) of the left and the right ear for unit vectors (B, 3)."""
        x, y, z = directions.unbind(dim=-1)
        turn = torch.atan2(y, x).remainder(2.0 * math.pi)
        # Its seam is straight ahead, where files have 0 and rounding may have a whole turn.
        azimuth = torch.where(turn > 2.0 * math.pi - 1e-4, 0.0, turn) - math.pi
        elevation = torch.atan2(z, torch.hypot(x, y))
        turned = torch.stack([azimuth, elevation], dim=-1).to(self.bmat.dtype) @ self.bmat.T
        hidden = torch.cat([turned.sin(), turned.cos()], dim=-1)
        for number, layer in enumerate(self.mlps):
            hidden = functional.gelu(layer(hidden) + self._own(number, hidden))
            hidden = functional.dropout(hidden, DROPOUT, self.training)
        out = self.out_linear(hidden) + self._own(LAYERS, hidden)
        return self._limited(out.unflatten(-1, (2, -1)))

    def _own(self, number: int, given: Tensor) -> Tensor | float:
        """What a layer adds for the listener."""
        if self.sizes.kind == "single":
            return 0.0
        who = torch.zeros(self.sizes.listeners, device=given.device, dtype=given.dtype)
        who[self.listener] = 1.0
        if self.sizes.kind == "bitfit":
            return torch.as_tensor(self.bitfit[number](who))
        seen = (self.lora_b[number](who) * given).mean(dim=-1, keepdim=True)
        return torch.as_tensor(self.lora_a[number](who) * seen)

    def _limited(self, out: Tensor) -> Parameters:
        count = self.sizes.peaks + 2
        gain, corner, width = torch.split(out, [count, count, self.sizes.peaks], dim=-1)
        least, most = WIDTHS
        return Parameters(
            gain,
            self.fc_low + self.fc_width * torch.sigmoid(corner),
            least + (most - least) * torch.sigmoid(width),
        )


def _limits(peaks: int) -> tuple[Tensor, Tensor]:
    """Least frequency and range (S,) of each section, for as many peaks of the list."""
    at = np.linspace(0.0, len(LISTED) - 1.0, peaks + 2)
    listed = np.interp(at, np.arange(len(LISTED)), LISTED)
    low = [LOW_SHELF[0], *listed[:-2], HIGH_SHELF[0]]
    high = [LOW_SHELF[1], *listed[2:], HIGH_SHELF[1]]
    return torch.tensor(low).float(), torch.tensor(np.subtract(high, low)).float()
