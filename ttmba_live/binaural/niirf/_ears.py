"""What a trained NIIRF sounds like: the cascade's response and, apart from it, each ear's delay."""

from __future__ import annotations

import numpy as np
import torch

from ttmba_live.binaural.head import Floats, Spectra, ball_paths
from ttmba_live.binaural.nfs import read_map
from ttmba_live.binaural.niirf._cascade import response, sections
from ttmba_live.binaural.niirf._checkpoint import Trained
from ttmba_live.geometry import SPEED_OF_SOUND


def responses(trained: Trained, directions: Floats, hertz: Floats) -> Spectra:
    """Minimum-phase responses (M, 2, F) for unit vectors (M, 3), at frequencies (F,).

    Above what the cascade was trained on they stay as they are there.
    """
    rate = trained.facts.rate
    known = torch.from_numpy(np.minimum(hertz, 0.49 * rate))
    with torch.no_grad():
        given = trained.network(torch.from_numpy(directions))
        found: Spectra = response(sections(given, rate), known, rate).numpy()
    return found


def coefficients(trained: Trained, directions: Floats, rate: float) -> Floats:
    """Cascades (M, 2, S, 6) of unit vectors (M, 3) at a rate, as scipy's second-order sections.

    Numerators come first, denominators begin with 1.
    """
    with torch.no_grad():
        found = sections(trained.network(torch.from_numpy(directions)), rate)
    return np.asarray(torch.cat([found.above, found.below], dim=-1).numpy())


def delays(trained: Trained, directions: Floats, distance: float) -> Floats:
    """Seconds (M, 2) from a source at a distance to each ear: around the ball, and the onsets."""
    late = ball_paths(directions, distance, trained.facts.radius) / SPEED_OF_SOUND
    return np.asarray(late + late_ms(trained, directions) / 1000.0)


def late_ms(trained: Trained, directions: Floats) -> Floats:
    """By how much each ear hears later than around the ball: (M, 3) to milliseconds (M, 2)."""
    if trained.delay_map is None:
        return np.zeros((len(directions), 2))
    places = torch.from_numpy(directions).unsqueeze(-1)
    return np.asarray(read_map(trained.delay_map.double(), places)[..., 0].numpy())
