"""Things that ring when struck: bodies of modes. Knows materials, no recipe.

Ratios of modes: free bars and plates (Fletcher and Rossing, The Physics of Musical Instruments);
decays: internal damping, long in metal and glass, short in wood, shortest in cloth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch.kit._basic import Wave, clock, noise, stroke

Modes = tuple[tuple[float, float, float], ...]
"""(ratio to the first, strength, decay to 1/e in seconds), ..."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is struck: its first mode in Hz, its modes, and the noise of the stroke itself."""

    hz: float
    modes: Modes
    tap: float = 0.3
    """Strength of the stroke's own noise."""
    tap_hz: float = 3000.0
    tap_decay: float = 0.004
    spread: float = 0.02
    """How far modes lie off from stroke to stroke, a share."""

    def at(self, hz: float, longer: float = 1.0) -> Body:
        """The same body tuned to another first mode, its decays ``longer`` times as long."""
        modes = tuple((r, s, d * longer) for r, s, d in self.modes)
        return replace(self, hz=hz, modes=modes)


BODIES: dict[str, Body] = {
    "wood": Body(
        420.0,
        ((1, 1, 0.03), (2.57, 0.7, 0.02), (4.2, 0.45, 0.014), (6.9, 0.3, 0.008), (9.4, 0.2, 0.006)),
        0.5,
        1800.0,
    ),
    "metal": Body(
        900.0,
        (
            *((1, 0.7, 0.45), (1.58, 0.8, 0.5), (2.24, 1, 0.4), (2.92, 0.7, 0.34)),
            *((4.1, 0.8, 0.27), (5.36, 0.6, 0.2), (7.2, 0.5, 0.14), (9.1, 0.4, 0.1)),
        ),
        0.4,
        6000.0,
        0.003,
    ),
    "stone": Body(
        1200.0,
        ((1, 1, 0.012), (1.9, 0.8, 0.009), (3.1, 0.7, 0.006), (4.7, 0.5, 0.004)),
        0.9,
        3500.0,
        0.006,
        0.12,
    ),
    "glass": Body(
        1900.0,
        (
            (1, 1, 0.32),
            (2.32, 0.8, 0.24),
            (4.25, 0.55, 0.15),
            (6.63, 0.35, 0.09),
            (9.38, 0.2, 0.05),
        ),
        0.25,
        9000.0,
        0.002,
    ),
    "ceramic": Body(
        1300.0,
        ((1, 1, 0.11), (1.72, 0.9, 0.1), (2.81, 0.7, 0.07), (4.4, 0.6, 0.045), (6.1, 0.4, 0.03)),
        0.4,
        5500.0,
        0.003,
    ),
    "plastic": Body(
        650.0,
        ((1, 1, 0.014), (2.2, 0.8, 0.011), (3.6, 0.6, 0.008), (5.4, 0.5, 0.005)),
        0.7,
        2600.0,
        0.005,
        0.08,
    ),
    "cloth": Body(160.0, ((1, 1, 0.02), (1.8, 0.5, 0.013)), 0.7, 600.0, 0.015, 0.15),
    "skin": Body(
        110.0,
        ((1, 1, 0.16), (1.59, 0.6, 0.1), (2.14, 0.45, 0.08), (2.65, 0.3, 0.06), (3.6, 0.2, 0.04)),
        0.3,
        1500.0,
        0.008,
    ),
}
"""Material -> a middling thing made of it, about as large as a hand; a drum for ``skin``."""


def struck(body: Body, rng: np.random.Generator, hard: float = 1.0, most: float = 2.5) -> Wave:
    """One stroke: (frames,), as long as it rings (to -50 dB, at most ``most`` seconds).

    A harder stroke (``hard`` > 1) excites the high modes more.
    """
    longest = max(decay for _, _, decay in body.modes)
    t = clock(int(min(5.8 * longest + 0.02, most) * RATE))
    out = np.zeros(len(t))
    for ratio, strength, decay in body.modes:
        hz = body.hz * ratio * (1.0 + body.spread * rng.standard_normal())
        if hz > 20_000.0:
            continue
        rings = int(min(len(t), 7.0 * decay * RATE + 64))
        height = strength * rng.uniform(0.6, 1.0) * hard ** (0.6 * np.log2(ratio))
        part = t[:rings]
        out[:rings] += height * np.exp(-part / decay) * np.sin(2.0 * np.pi * hz * part)
    hz = body.tap_hz * hard
    size = min(len(t), int(0.15 * RATE))
    tap = noise(size, rng, (hz / 8, -22), (hz / 2, -4), (hz, 0), (2 * hz, -6), (4 * hz, -20))
    out[:size] += body.tap * tap * stroke(t[:size], 0.0004, body.tap_decay)
    if len(out) > 960:
        out[-480:] *= np.linspace(1.0, 0.0, 480)
    return out
