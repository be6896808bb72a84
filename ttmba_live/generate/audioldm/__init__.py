"""AudioLDM and AudioLDM 2: prompts to clips by diffusion of mel spectrograms. Loads no torch."""

from ttmba_live.generate.audioldm._package import AUDIOLDM, AUDIOLDM2
from ttmba_live.generate.audioldm._setup import AudioLdm2Setup, AudioLdmSetup

__all__ = ["AUDIOLDM", "AUDIOLDM2", "AudioLdm2Setup", "AudioLdmSetup"]
