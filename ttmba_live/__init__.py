"""Say a sound into a place: text cues become moving binaural sound, live and on DAW tracks."""

__version__ = "0.1.0"
