"""Stable Audio 3: prompts to clips by a distilled flow, quick enough for a CPU. Loads no torch."""

from ttmba_live.generate.stable_audio._package import MEDIUM, SMALL_MUSIC, SMALL_SFX
from ttmba_live.generate.stable_audio._setup import VARIANTS, StableAudioSetup, default_folder

__all__ = [
    "MEDIUM",
    "SMALL_MUSIC",
    "SMALL_SFX",
    "VARIANTS",
    "StableAudioSetup",
    "default_folder",
]
