"""Mono clips, sample rates and sound files. Knows no scene and no network.

Inside the package sound is float32 at 48 kHz; whatever comes in is brought to that once, here.
"""

from __future__ import annotations

import math
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from ttmba_live.errors import InvalidInput, Unavailable

RATE = 48_000
"""Frames per second everywhere inside."""

Samples = NDArray[np.float32]
"""(frames,) mono or (frames, 2) left-right."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A dry mono sound: read-only float32 samples, (frames,), at 48 kHz."""

    samples: Samples

    def __post_init__(self) -> None:
        """Refuse anything but finite mono float32."""
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise InvalidInput("a clip is mono float32")
        if not np.isfinite(self.samples).all():
            raise InvalidInput("a clip must not hold NaN or infinite samples")
        self.samples.setflags(write=False)

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE


def to_db(gain: float) -> float:
    """Linear amplitude to dB, at least -200."""
    return 20.0 * math.log10(max(gain, 1e-10))


def from_db(gain_db: float) -> float:
    """Decibels to linear amplitude."""
    return float(10.0 ** (gain_db / 20.0))


def resample(samples: Samples, rate: int, to: int = RATE) -> Samples:
    """Change the sample rate of (frames,) or (frames, channels); a polyphase FIR, linear phase."""
    if rate == to:
        return samples
    from scipy import signal  # a second to import; the daemon comes without

    common = math.gcd(rate, to)
    out = signal.resample_poly(samples, to // common, rate // common, axis=0)
    return np.ascontiguousarray(out, dtype=np.float32)


def minimum_phase(magnitude: NDArray[np.float64]) -> NDArray[np.complex128]:
    """The minimum-phase spectrum (..., F) that has this magnitude (..., F), by the cepstrum."""
    size = 2 * (magnitude.shape[-1] - 1)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, 1e-8)), size)
    cepstrum[..., 1 : size // 2] *= 2.0
    cepstrum[..., size // 2 + 1 :] = 0.0
    return np.exp(np.fft.rfft(cepstrum))


def read_sound(path: Path) -> tuple[Samples, int]:
    """Read any file libsndfile knows: samples (frames, channels) as they are, and the rate.

    Raises `Unavailable` if it cannot be opened, `InvalidInput` if it holds no sound.
    """
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        reason = "no such file" if not Path(path).exists() else "not a readable sound file"
        raise Unavailable(f"cannot read {path}: {reason}") from error
    if not len(samples):
        raise InvalidInput(f"{path} holds no sound")
    if not 1_000 <= rate <= 768_000:
        raise InvalidInput(f"{path} claims a sample rate of {rate} Hz; expected 1000..768000")
    return samples, int(rate)


def read_clip(path: Path) -> Clip:
    """Read a file as a mono 48 kHz clip; several channels are averaged."""
    samples, rate = read_sound(path)
    mono = samples.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise InvalidInput(f"{path} holds NaN or infinite samples")
    return Clip(resample(mono, rate))


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
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def write_sound(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Write a whole WAV (float32) or FLAC (24 bit) file, by the path's ending.

    Equal samples give equal bytes, which libsndfile's WAV files, dated inside, do not.
    """
    kind, subtype = sound_format(path)
    with whole_file(path) as part:
        if kind == "WAV":
            channels = 1 if samples.ndim == 1 else samples.shape[1]
            if samples.nbytes > 2**32 - 256:
                raise InvalidInput(f"{path}: a WAV file ends at 4 GiB; use .flac")
            with part.open("wb") as file:
                file.write(wav_header(len(samples), channels, rate))
                file.write(np.ascontiguousarray(samples, "<f4").data)
            return
        try:
            soundfile.write(part, samples, rate, subtype=subtype, format=kind)
        except soundfile.SoundFileError as error:
            raise Unavailable(f"cannot write {path}: {error}") from error


_WAV = struct.Struct("<4sI4s 4sIHHIIHHH 4sII 4sI")
_FLOAT = 3


def wav_header(frames: int, channels: int, rate: int = RATE) -> bytes:
    """RIFF, fmt (float32, cbSize 0), fact and the data chunk's heading for that many frames."""
    frame = 4 * channels
    riff = (b"RIFF", _WAV.size - 8 + frames * frame, b"WAVE")
    rates = (_FLOAT, channels, rate, rate * frame, frame, 32, 0)
    return _WAV.pack(*riff, b"fmt ", 18, *rates, b"fact", 4, frames, b"data", frames * frame)


def sound_format(path: Path) -> tuple[str, str]:
    """Return libsndfile's format and sample type for a path's ending, or `InvalidInput`."""
    formats = {".wav": ("WAV", "FLOAT"), ".flac": ("FLAC", "PCM_24")}
    try:
        return formats[Path(path).suffix.lower()]
    except KeyError:
        raise InvalidInput(f"{path} must end in .wav or .flac") from None
