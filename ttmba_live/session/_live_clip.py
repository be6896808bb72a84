"""A clip that is recorded while it sounds: written as it grows, read again at any time.

Until it is whole its heading says that the length is unknown, which programs take for "up to the
end of the file"; what is there after a kill is there.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from ttmba_live.audio import Samples, wav_header
from ttmba_live.errors import Unavailable
from ttmba_live.live_input import ENDLESS
from ttmba_live.session._background_writer import Growing

_HEAD = len(wav_header(0, 1))
_UNKNOWN = struct.pack("<I", 2**32 - 1)


class LiveClip:
    """One clip's file. All but ``start`` and ``written`` belong to the thread that writes."""

    def __init__(self, path: Path) -> None:
        """Take a path; the file comes with the first samples."""
        self.start: int | None = None
        """The mixer's frame at which it begins, once that is known."""
        self.written = 0
        """Frames on the disk; any thread may read."""
        self._path = path
        self._file: Growing | None = None

    def append(self, samples: Samples) -> None:
        """Add (frames,), all or none; raises OSError."""
        if self._file is None:
            head = wav_header(0, 1)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = Growing(self._path)
            self._file.append(head[:4] + _UNKNOWN + head[8:-4] + _UNKNOWN)
        self._file.append(np.ascontiguousarray(samples, "<f4").tobytes())
        self.written += len(samples)

    def finish(self) -> None:
        """Say how long it is; raises OSError."""
        if self._file is None:
            self.append(np.zeros(0, np.float32))
        if self._file is not None:
            self._file.close()
        head = wav_header(self.written, 1)
        if len(head) == _HEAD:  # else it is longer than a plain heading can say
            with self._path.open("r+b") as file:
                file.write(head)


class RecordedClip:
    """A live clip's file as a voice plays it again, also while it grows.

    Like what was heard it has no end of its own. Who plays it stays behind who writes it.
    """

    def __init__(self, path: Path) -> None:
        """Open a file of `LiveClip`; raises `Unavailable`."""
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error

    def __len__(self) -> int:
        """It ends where it was stopped."""
        return ENDLESS

    @property
    def frames(self) -> int:
        """How many frames there are by now."""
        return max(0, self._file.seek(0, 2) - _HEAD) // 4

    def __getitem__(self, part: slice, /) -> Samples:
        """Those frames, zeroes where there are none yet."""
        wanted = part.stop - part.start
        self._file.seek(_HEAD + 4 * part.start)
        data = self._file.read(4 * wanted) or b""
        out = np.zeros(wanted, np.float32)
        there = np.frombuffer(data[: len(data) // 4 * 4], "<f4")
        out[: len(there)] = there
        return out

    def __del__(self) -> None:
        """Let the file go with the last voice that plays it."""
        file = getattr(self, "_file", None)
        if file is not None:
            file.close()
