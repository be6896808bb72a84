"""Stable Audio 3: prompts to clips by a distilled flow, quick enough for a CPU. Loads no torch."""

from ttmba_live.generate.stable_audio._folder import is_lora
from ttmba_live.generate.stable_audio._package import PACKAGES
from ttmba_live.generate.stable_audio._setup import (
    BASES,
    VARIANTS,
    StableAudioSetup,
    default_folder,
)

__all__ = [
    "BASES",
    "PACKAGES",
    "VARIANTS",
    "StableAudioSetup",
    "default_folder",
    "is_lora",
]
