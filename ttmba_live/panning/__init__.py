"""The scene for rooms instead of ears: Ambisonics, and loudspeakers by VBAP."""

from ttmba_live.panning._ambisonics import MAX_ORDER, ambisonics, harmonics
from ttmba_live.panning._layout import Layout, read_layout
from ttmba_live.panning._panned import Panned, together
from ttmba_live.panning._vbap import Vbap, loudspeakers

__all__ = [
    "MAX_ORDER",
    "Layout",
    "Panned",
    "Vbap",
    "ambisonics",
    "harmonics",
    "loudspeakers",
    "read_layout",
    "together",
]
