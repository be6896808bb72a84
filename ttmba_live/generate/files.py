"""Clips from sound files in one folder. Makes nothing, and reads nothing outside that folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples, check_sound, level_note, read_clip
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate._edges import FADE, cut_of, faded, frames_of, joined
from ttmba_live.generate._spec import ClipSpec, Made


class Files:
    """Sound files below ``folder``, as clips of the length that an event wants.

    Names come from scene files and messages, so they are not trusted. Loudness is left as it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)

    def clip(self, name: str, spec: ClipSpec) -> Made:
        """Read ``name`` as 48 kHz mono of ``spec.seconds``: cut, padded with silence, or repeated.

        The note says what was changed. Raises `InvalidInput` for a name that leaves the folder or a
        file without usable sound, `Unavailable` if it cannot be read.
        """
        clip, notes = read_clip(self._inside(name))
        fitted, fit = _fitted(clip.samples.copy(), frames_of(spec.seconds), loop=spec.loop)
        said = (*notes, level_note(clip.samples), fit)
        return Made(Clip(fitted), ", ".join(filter(None, said)))

    def look(self, name: str) -> None:
        """Raise what `clip` would, as far as a name and a file's heading tell."""
        try:
            check_sound(self._inside(name))
        except Unavailable as error:
            raise Unavailable(f"{error}; expected a sound file, WAV or FLAC for one") from error

    def _inside(self, name: str) -> Path:
        """The file a name means; both kinds of slash part folders, on every system."""
        shown = ascii(name) if len(name) <= 200 else ascii(name[:200]) + "..."
        windows = PureWindowsPath(name)
        if not name.isprintable() or len(name) > 1000 or not windows.parts:
            raise InvalidInput(f"{shown} is no file name")
        if windows.anchor or PurePosixPath(name).is_absolute() or ".." in windows.parts:
            raise InvalidInput(f"{shown} leaves the folder of sound files; give a path inside it")
        try:
            folder = self._folder.resolve()
            path = folder.joinpath(*windows.parts).resolve()
            regular = path.is_file() or not path.exists()
        except (OSError, ValueError, RuntimeError) as error:
            raise InvalidInput(f"{shown} is no file name") from error
        if not path.is_relative_to(folder):
            raise InvalidInput(f"{shown} links to a place outside the folder of sound files")
        if not regular:
            raise InvalidInput(f"{shown} is not a file")
        return path


def _fitted(mono: Samples, frames: int, *, loop: bool) -> tuple[Samples, str]:
    """Bring (n,) to exactly ``frames``; also what was done, or an empty string."""
    have, want = f"{len(mono) / RATE:.4g} s", f"{frames / RATE:.4g} s"
    if len(mono) == frames:
        return mono, ""
    if len(mono) < frames and not loop:
        return np.pad(mono, (0, frames - len(mono))), f"padded from {have} to {want}"
    done = "cut" if len(mono) > frames else "repeated"
    if not loop:
        kept = mono[:frames].copy()
        return faded(kept, 0, cut_of(kept)), f"cut from {have} to {want}"
    if frames % len(mono) == 0:
        return np.resize(mono, frames), f"{done} from {have} to {want}"
    overlap = min(FADE, frames // 2)
    return joined(np.resize(mono, frames + overlap), frames), f"{done} from {have} to {want}"
