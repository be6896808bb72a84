"""Make-An-Audio 2, a rival in the paper's Table 1: prompts to clips. Importing loads no torch."""

from ttmba_live.generate.make_an_audio._package import MAKE_AN_AUDIO_2
from ttmba_live.generate.make_an_audio._setup import MakeAnAudioSetup

__all__ = ["MAKE_AN_AUDIO_2", "MakeAnAudioSetup"]
