"""Mono clips, sample rates and sound files."""

from ttmba_live.audio._reading import (
    MOST,
    check_file,
    check_sound,
    read_clip,
    read_sound,
    to_mono,
)
from ttmba_live.audio._values import (
    LOUDEST,
    RATE,
    Clip,
    Samples,
    bounded,
    from_db,
    level_note,
    minimum_phase,
    resample,
    to_db,
)
from ttmba_live.audio._writing import (
    sound_format,
    wav_header,
    whole_file,
    write_or_skip,
    write_sound,
    write_sound_blocks,
)

__all__ = [
    "LOUDEST",
    "MOST",
    "RATE",
    "Clip",
    "Samples",
    "bounded",
    "check_file",
    "check_sound",
    "from_db",
    "level_note",
    "minimum_phase",
    "read_clip",
    "read_sound",
    "resample",
    "sound_format",
    "to_db",
    "to_mono",
    "wav_header",
    "whole_file",
    "write_or_skip",
    "write_sound",
    "write_sound_blocks",
]
