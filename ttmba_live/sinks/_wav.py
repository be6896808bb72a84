"""A stereo float32 WAV file that is valid while it grows. Knows no thread and no queue."""

from __future__ import annotations

import errno
from pathlib import Path

from ttmba_live.audio import Samples, wav_header

MAX_BYTES = 2**32 - 1
"""A RIFF length is 32 bits: no WAV file is longer than this and its eight bytes of heading."""

_FRAME_BYTES = 8
_HEADER_BYTES = len(wav_header(0, 2))


class WavWriter:
    """Appends frames to a new file; `sync` makes its heading true. The disk thread's.

    Nothing is held back in the process: what `write` took survives a kill, and `sync` tells a
    reader how much that is. (A power cut may still lose what the system had not put on the disk.)
    """

    def __init__(self, path: Path) -> None:
        """Create ``path``; raises OSError, also if it exists."""
        self.frames = 0
        self._file = path.open("xb", buffering=0)
        try:
            self._file.write(wav_header(0, 2))
        except OSError:
            self._file.close()
            raise

    def write(self, samples: Samples) -> None:
        """Append (frames, 2); raises OSError, counting the whole frames that still went in."""
        room = (MAX_BYTES + 8 - _HEADER_BYTES) // _FRAME_BYTES - self.frames
        data = rest = memoryview(samples[:room].astype("<f4").tobytes())
        self._file.seek(_HEADER_BYTES + self.frames * _FRAME_BYTES)
        try:
            while rest:
                count = self._file.write(rest) or 0
                rest = rest[count:]
        finally:
            self.frames += (len(data) - len(rest)) // _FRAME_BYTES
        if len(samples) > room:
            raise OSError(errno.EFBIG, "a WAV file cannot grow beyond 4 GiB")

    def sync(self) -> None:
        """Write the true lengths into the heading; raises OSError."""
        self._file.seek(0)
        self._file.write(wav_header(self.frames, 2))

    def close(self) -> None:
        """Cut off a torn last frame, make the heading true, let the file go; raises OSError."""
        try:
            self._file.truncate(_HEADER_BYTES + self.frames * _FRAME_BYTES)
            self.sync()
        finally:
            self._file.close()
