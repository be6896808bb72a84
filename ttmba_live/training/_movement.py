"""Three hard movements rendered for the eye: around, down from overhead, through the head."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural.nfs import load_checkpoint
from ttmba_live.binaural.nfs.render import render_whole
from ttmba_live.geometry import Position, Trajectory

SECONDS = 2.0


def paths() -> dict[str, Trajectory]:
    """A circle once a second at 1 m, a fall from 3 m over the head, a line through the head."""
    times = np.linspace(0.0, SECONDS, 401)
    around = [(t, 360.0 * t, 0.0, 1.0) for t in times]
    falls = [(t, *_polar(0.3, 0.0, 3.0 - 2.0 * t)) for t in times]
    through = [(t, *_polar(0.0, 2.0 - 2.0 * t, 0.0)) for t in times]
    named = {"around once a second": around, "falling": falls, "through the head": through}
    return {name: Trajectory.checked(rows) for name, rows in named.items()}


def _polar(x: float, y: float, z: float) -> tuple[float, float, float]:
    place = Position.from_xyz(x, y, z)
    return place.azimuth, place.elevation, place.distance


def render_all(checkpoint: str | None) -> dict[str, Samples]:
    """White noise on every path, (N, 2) each."""
    model = load_checkpoint(checkpoint)
    noise = 0.1 * np.random.default_rng(0).standard_normal(round(SECONDS * RATE))
    dry = noise.astype(np.float32)
    return {name: render_whole(model, dry, path) for name, path in paths().items()}
