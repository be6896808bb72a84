"""Where on the way from sound to noise training looks, as the models' own trainer does.

Knows numbers alone. Facts from github.com/Stability-AI/stable-audio-3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

_CUT = 0.075
"""So much of a logistic normal's lower end is left out, and the rest spread over 0..1."""


def place_of(number: float) -> float:
    """The share of noise for a ``number`` that is drawn evenly from 0..1; most are noisy."""
    normal = NormalDist()
    least = normal.cdf(math.log(_CUT / (1.0 - _CUT)))
    drawn = normal.inv_cdf(least + (1.0 - least) * min(max(number, 1e-9), 1.0 - 1e-9))
    logistic = 1.0 / (1.0 + math.exp(-drawn))
    return 1.0 - (logistic - _CUT) / (1.0 - _CUT)


@dataclass(frozen=True, slots=True)
class Shift:
    """How much further towards noise long sounds are looked at."""

    least: float = 0.5
    """The logarithm by which noise to sound grows, up to so many ``shortest`` latent frames."""
    most: float = 1.15
    """The same from ``longest`` frames on."""
    shortest: int = 256
    longest: int = 4096
    bent: bool = False
    """Whether the outcome follows a quarter of a sine."""

    def __call__(self, place: float, frames: int) -> float:
        """The share of noise in place of another, for a sound of so many latent frames."""
        length = (min(max(frames, self.shortest), self.longest) - self.shortest) / (
            self.longest - self.shortest
        )
        more = math.exp(self.least + (self.most - self.least) * length)
        moved = more * place / (more * place + 1.0 - place)
        return math.sin(moved * math.pi / 2.0) if self.bent else moved


def shift_of(options: Mapping[str, Any] | None) -> Shift | None:
    """The shift that settings name; None for none. Raises `ValueError` or `TypeError`."""
    if options is None or options.get("type", "full") == "none":
        return None
    if options.get("type", "full") != "full":
        raise ValueError(f"a shift of the type {options['type']} is not known")
    usual = Shift()
    found = Shift(
        float(options.get("base_shift", usual.least)),
        float(options.get("max_shift", usual.most)),
        int(options.get("min_length", usual.shortest)),
        int(options.get("max_length", usual.longest)),
        bool(options.get("use_sine", False)),
    )
    if not 0 < found.shortest < found.longest:
        raise ValueError("a shift wants min_length below max_length")
    return found
