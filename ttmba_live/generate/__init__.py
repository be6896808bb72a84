"""Prompt to mono clip. Alternatives (`sketch`, `files`) are chosen by `app`."""

from ttmba_live.generate._spec import (
    Ability,
    BadOrder,
    ClipSpec,
    Generator,
    Made,
    NothingFits,
    Start,
    seed_of,
)

__all__ = [
    "Ability",
    "BadOrder",
    "ClipSpec",
    "Generator",
    "Made",
    "NothingFits",
    "Start",
    "seed_of",
]
