"""A measured head as what the live renderer reads: responses and delays on the lattice's places.

Loads scipy and, with the lattice, numba; so another process does it, once for each file:
``python -m ttmba_live.binaural.head FIELD SOFA``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from scipy import fft

from ttmba_live.audio import RATE, minimum_phase, whole_file
from ttmba_live.binaural.head._ball import ball_paths, fitted_radius
from ttmba_live.binaural.head._head import Head, read_head
from ttmba_live.binaural.head._interpolated import Interpolated
from ttmba_live.binaural.head._spectra import FFT, Floats
from ttmba_live.binaural.stream import SHELLS, Field, from_responses, places, save_field
from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND

TAPS = 512
"""Of the responses; the last quarter fades."""

LEAD = 20
"""Frames before a response's time zero, as the network's have them: all heads are as late."""

_AT_ONCE = 512
"""Places whose spectra are in memory together."""

_READ = 0.15
"""Share of the work that reading the file is."""


@dataclass(frozen=True)
class Description:
    """What is to be told of a head that plays.

    Attributes:
        name: what the file calls itself.
        directions: how many were used.
        distance: metres at which they were measured.
        radius: metres of the ball that explains the delays.
        off: seconds by which the delay between the ears differs most from that ball's.
        notes: what was mended or guessed.
    """

    name: str
    directions: int
    distance: float
    radius: float
    off: float
    notes: tuple[str, ...] = ()

    def words(self) -> str:
        """One line."""
        return (
            f"{self.directions} directions at {self.distance:.2f} m, "
            f"radius {100 * self.radius:.1f} cm, delays within {1e6 * self.off:.0f} us of a ball's"
        )


class Everywhere(Protocol):
    """A head that is known in all directions, beside a rigid ball of some radius in metres."""

    @property
    def radius(self) -> float:
        """The ball's."""
        ...

    def rest(self, directions: Floats) -> tuple[Floats, Floats]:
        """Beyond the ball's: decibels (B, 2, 513) and milliseconds (B, 2) for (B, 3)."""
        ...

    def ball_db(self, directions: Floats, distance: float) -> Floats:
        """The ball's decibels at both ears against free air: (B, 2, 513)."""
        ...


DISTANCES: Floats = np.array([MIN_DISTANCE / near for _, near in SHELLS])
"""Metres of the lattice's shells."""


def field_of(
    head: Head, progress: Callable[[float], None] | None = None
) -> tuple[Field, Description]:
    """A measured head on the lattice of a `Field`; ``progress`` hears shares from 0 to 1."""
    everywhere = Interpolated(head, distances=DISTANCES)
    told = Description(
        head.name,
        len(head.directions),
        head.distance,
        everywhere.radius,
        everywhere.farthest_off,
        head.notes,
    )
    return field_from(everywhere, progress), told


def field_from(head: Everywhere, progress: Callable[[float], None] | None = None) -> Field:
    """Any head on the lattice of a `Field`, of minimum phase; ``progress`` as in `field_of`."""
    xyz = places()
    responses = np.empty((len(xyz), 2, TAPS), np.float32)
    delays = np.empty((len(xyz), 2), np.float32)
    # Shells of one lattice share its directions, and so the answers.
    known: dict[int, tuple[Floats, Floats]] = {}
    last = 0
    for (steps, _), distance in zip(SHELLS, DISTANCES, strict=True):
        first, last = last, last + 4 * steps * steps + 2
        around = xyz[first:last] / distance
        if steps not in known:
            known = {steps: head.rest(around)}
        levels, late = known[steps]
        for start in range(0, len(around), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            ball = head.ball_db(around[some], distance)
            responses[first:last][some] = _shaped(levels[some] + ball)
        beyond = ball_paths(around, distance, head.radius) - distance
        delays[first:last] = (beyond / SPEED_OF_SOUND + late / 1000.0) * RATE
        if progress:
            progress(last / len(xyz))
    return from_responses(responses, delays, lead=LEAD)


def _shaped(levels: Floats) -> Floats:
    """Minimum-phase responses (B, 2, TAPS) of levels in decibels (B, 2, 513), `LEAD` late."""
    kept, fading = TAPS - LEAD, np.linspace(0.0, np.pi / 2, TAPS // 4)
    magnitude = np.exp((np.log(10.0) / 20.0 * levels).astype(np.float32))
    waves = fft.irfft(minimum_phase(magnitude), FFT)[..., :kept]
    waves[..., -TAPS // 4 :] *= np.cos(fading) ** 2
    return np.pad(waves, ((0, 0), (0, 0), (LEAD, 0)))


def resized(field: Field, radius: float) -> Field:
    """The same responses with the delays of a head of another radius, in metres."""
    xyz = places(field.shells)
    away = np.linalg.norm(xyz, axis=1, keepdims=True)
    around = xyz / away
    far = away[:, 0] >= 0.99 * away.max()
    old = fitted_radius(around[far], field.delays[far] / RATE)
    more = ball_paths(around, away, radius) - ball_paths(around, away, old)
    return replace(field, delays=field.delays + (more * (RATE / SPEED_OF_SOUND)).astype(np.float32))


def prepare(sofa: Path, out: Path, progress: Callable[[float], None]) -> Description:
    """Read a SOFA file, write its field and, beside it, its description; see `read_head`."""
    head = read_head(sofa, progress=lambda share: progress(_READ * share))
    field, told = field_of(head, lambda share: progress(_READ + (1.0 - _READ) * share))
    save_field(out, field)
    with whole_file(out.with_suffix(".json")) as part:
        part.write_text(json.dumps(asdict(told)), encoding="utf-8")
    return told


def described(field: Path) -> Description:
    """What was told of a field; raises OSError or ValueError if nothing was."""
    found = json.loads(field.with_suffix(".json").read_text(encoding="utf-8"))
    return Description(**{**found, "notes": tuple(found["notes"])})
