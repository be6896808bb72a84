"""NIIRF: a measured head as a cascade of filters whose parameters a network knows for any place."""

from ttmba_live.binaural.niirf._cascade import Parameters, Sections, level_db, response, sections
from ttmba_live.binaural.niirf._checkpoint import Facts, Trained, load_niirf, save_niirf
from ttmba_live.binaural.niirf._ears import coefficients, delays, responses
from ttmba_live.binaural.niirf._network import NIIRF, Sizes

__all__ = [
    "NIIRF",
    "Facts",
    "Parameters",
    "Sections",
    "Sizes",
    "Trained",
    "coefficients",
    "delays",
    "level_db",
    "load_niirf",
    "response",
    "responses",
    "save_niirf",
    "sections",
]
