"""Samples to whole sound files, WAV and FLAC: a reader sees all of one or none."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from ttmba_live.audio._values import RATE, Samples
from ttmba_live.errors import InvalidInput, Unavailable


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; rename it there if the body succeeds.

    A reader sees the whole file or none. Raises `Unavailable` if the folder cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".part-{uuid.uuid4().hex}{path.suffix}")
        part.touch(exist_ok=False)
        mode = part.stat().st_mode
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error
    try:
        yield part
        part.chmod(mode)  # as the umask has it, whoever wrote the file
        part.replace(path)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def write_sound(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Write a whole WAV (float32) or FLAC (24 bit) file, by the path's ending.

    Equal samples give equal bytes, which libsndfile's WAV files, dated inside, do not.
    """
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    write_sound_blocks(path, [samples], len(samples), channels, rate)


def write_sound_blocks(
    path: Path, blocks: Iterable[Samples], frames: int, channels: int, rate: int = RATE
) -> None:
    """`write_sound` of sound that comes in blocks, ``frames`` long in all."""
    kind, subtype = sound_format(path)
    with whole_file(path) as part:
        if kind == "WAV":
            with part.open("wb") as file:
                file.write(wav_header(frames, channels, rate))
                for block in blocks:
                    write_or_skip(file, np.ascontiguousarray(block, "<f4"))
                file.truncate(file.tell())
            return
        words = {"subtype": subtype, "format": kind}
        try:
            with soundfile.SoundFile(part, "w", rate, channels, **words) as sound:
                for block in blocks:
                    sound.write(block)
        except soundfile.SoundFileError as error:
            raise Unavailable(f"cannot write {path}: {error}") from error


def write_or_skip(file: BinaryIO, samples: Samples) -> int:
    """Write the bytes of samples; leave a hole for silence, which most disks then need not hold.

    Returns how many bytes that is. The file must be truncated where it ends.
    """
    if samples.any():
        return file.write(samples.reshape(-1).view(np.uint8).data)
    file.seek(samples.nbytes, 1)
    return samples.nbytes


_WAV = struct.Struct("<4sI4s 4sIHHIIHHH 4sII 4sI")
_DS64 = struct.Struct("<4sIQQQI")
_FLOAT, _MOST = 3, 2**32 - 1


def wav_header(frames: int, channels: int, rate: int = RATE) -> bytes:
    """RIFF, fmt (float32, cbSize 0), fact and the data chunk's heading for that many frames.

    Above 4 GiB it is RF64 (EBU Tech 3306), with the sizes in a chunk ``ds64``.
    """
    frame = 4 * channels
    size = _WAV.size - 8 + frames * frame
    rates = (_FLOAT, channels, rate, rate * frame, frame, 32, 0)
    rest = (b"fmt ", 18, *rates, b"fact", 4, min(frames, _MOST), b"data")
    if size <= _MOST:
        return _WAV.pack(b"RIFF", size, b"WAVE", *rest, frames * frame)
    long = _WAV.pack(b"RF64", _MOST, b"WAVE", *rest, _MOST)
    sizes = _DS64.pack(b"ds64", _DS64.size - 8, size + _DS64.size, frames * frame, frames, 0)
    return long[:12] + sizes + long[12:]


def sound_format(path: Path) -> tuple[str, str]:
    """Return libsndfile's format and sample type for a path's ending, or `InvalidInput`."""
    formats = {".wav": ("WAV", "FLOAT"), ".flac": ("FLAC", "PCM_24")}
    try:
        return formats[Path(path).suffix.lower()]
    except KeyError:
        raise InvalidInput(f"{path} must end in .wav or .flac") from None
