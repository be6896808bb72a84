"""A stereo 24-bit FLAC file whose length is told while it grows. Knows no thread and no queue."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import soundfile

from ttmba_live.audio import RATE, Samples

_BLOCK = 4096
"""Frames that libsndfile's encoder packs into one FLAC block."""

_LENGTH_AT = 21
"""Where the stream's heading keeps its length: the low 4 bits of this byte and the next 4 bytes."""


class FlacWriter:
    """Appends frames through libsndfile; `sync` writes the length so far. The disk thread's.

    libsndfile itself leaves the length at 0, "unknown", until the file is closed, which most
    players forgive and libsndfile as a reader does not. Here a killed recording reads as a whole
    file up to its last complete block of 4,096 frames (85 ms); only the checksum of the whole
    (MD5) stays empty, which the format allows. Until the first block is complete the length is
    still unknown. Values beyond +-1 are clipped, as 24 bits demand.
    """

    def __init__(self, path: Path) -> None:
        """Create ``path``; raises OSError, also if it exists."""
        self.frames = 0
        self._taken = 0
        self._failed = False
        path.open("xb").close()
        try:
            self._sound = soundfile.SoundFile(
                path, "w", samplerate=RATE, channels=2, subtype="PCM_24", format="FLAC"
            )
        except soundfile.SoundFileError as error:
            raise OSError(f"FLAC cannot be written: {error}") from error
        self._heading = path.open("r+b", buffering=0)

    def write(self, samples: Samples) -> None:
        """Append (frames, 2); raises OSError."""
        try:
            for start in range(0, len(samples), _BLOCK):
                part = samples[start : start + _BLOCK]
                self._sound.write(part)
                self._taken += len(part)
        except (soundfile.SoundFileError, AssertionError) as error:
            self._failed = True
            size = os.fstat(self._heading.fileno()).st_size
            raise OSError(f"the disk took no more after {size} bytes") from error
        finally:
            # The encoder looks one frame ahead before it lets a block go.
            self.frames = max(0, self._taken - 1) // _BLOCK * _BLOCK

    def sync(self) -> None:
        """Write the frames of all complete blocks as the file's length; raises OSError."""
        if not self.frames:
            return
        self._heading.seek(_LENGTH_AT)
        first = self._heading.read(1)[0] & 0xF0
        length = self.frames.to_bytes(5, "big")
        self._heading.seek(_LENGTH_AT)
        self._heading.write(bytes([first | length[0]]) + length[1:])

    def close(self) -> None:
        """Let libsndfile finish the file; after a failed write, keep what was whole.

        An empty recording holds one frame of silence: libsndfile writes no heading for none.
        """
        try:
            if not self._taken and not self._failed:
                self.write(np.zeros((1, 2), np.float32))
            self._sound.close()
            if self._failed:
                self.sync()
            else:
                self.frames = self._taken
        except soundfile.SoundFileError as error:
            raise OSError(f"FLAC cannot be finished: {error}") from error
        finally:
            self._heading.close()
