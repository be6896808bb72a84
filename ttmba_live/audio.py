"""Mono clips, sample rates and sound files. Knows no scene and no network.

Inside the package sound is float32 at 48 kHz; whatever comes in is brought to that once, here.
"""

from __future__ import annotations

import math
import struct
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from ttmba_live.errors import InvalidInput, Unavailable

RATE = 48_000
"""Frames per second everywhere inside."""

Samples = NDArray[np.float32]
"""(frames,) mono or (frames, 2) left-right."""

LOUDEST = np.float32(2.0**20)
"""Samples are kept within this, 120 dB above full scale: sums and spectra of them stay finite."""

MOST = 1 << 28
"""Samples that are read from one file: 1 GiB, 93 minutes of mono."""


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
        object.__setattr__(self, "samples", bounded(self.samples))
        self.samples.setflags(write=False)

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE


def bounded(samples: Samples) -> Samples:
    """The samples, those beyond `LOUDEST` cut to it; NaN and infinity stay what they are."""
    peak = np.abs(samples).max(initial=0.0)
    return np.clip(samples, -LOUDEST, LOUDEST) if LOUDEST < peak < np.inf else samples


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


def check_file(path: Path) -> None:
    """Raise `Unavailable` if something is there that is no file: a pipe would be waited for."""
    try:
        found = Path(path).exists() and not Path(path).is_file()
    except (OSError, ValueError) as error:
        raise Unavailable(f"cannot read {path}: {error}") from error
    if found:
        raise Unavailable(f"cannot read {path}: not a file")


def read_sound(path: Path, seconds: float | None = None) -> tuple[Samples, int]:
    """Read any file libsndfile knows: samples (frames, channels) as they are, and the rate.

    No more than the first ``seconds`` if they are given.

    Raises `Unavailable` if it cannot be opened, `InvalidInput` if it holds no sound or too much.
    """
    check_file(path)
    try:
        with soundfile.SoundFile(path) as file:
            size, channels, rate = file.frames, file.channels, file.samplerate
            size = size if seconds is None else min(size, math.ceil(seconds * rate))
            fits = size * channels <= MOST
            frames = size if fits else 0  # a small file may claim, and hold, days of silence
            samples = file.read(frames, dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        reason = "no such file" if not Path(path).exists() else "not a readable sound file"
        raise Unavailable(f"cannot read {path}: {reason}") from error
    if not fits:
        raise InvalidInput(
            f"{path} holds {size} frames in {channels} channels; at most {MOST} samples are read, "
            f"{MOST // max(1, channels) / max(1, rate) / 60:.0f} minutes of it"
        )
    if not len(samples):
        raise InvalidInput(f"{path} holds no sound")
    if not 1_000 <= rate <= 768_000:
        raise InvalidInput(f"{path} claims a sample rate of {rate} Hz; expected 1000..768000")
    return bounded(samples), int(rate)


_SILENT = 1e-6
"""Power of a channel, of the loudest one's, that counts as none: -60 dB."""

_CANCELLED = 0.25
"""Power of the mean below which channels cancel: of what it is for channels that are unlike."""


def to_mono(samples: Samples) -> tuple[Samples, str]:
    """(frames, channels) as (frames,), and what was done about it, or an empty string.

    The mean of the channels that are not silent, so that 5.1 with a centre alone keeps its level;
    where they cancel, the loudest alone.
    """
    if samples.shape[1] == 1:
        return samples[:, 0], ""
    power = np.square(samples, dtype=np.float64).mean(axis=0)
    sounding = np.flatnonzero(power > power.max() * _SILENT)
    if len(sounding) == 1:
        (only,) = sounding
        return samples[:, only], f"{samples.shape[1]} channels, of which only {only + 1} sounds"
    if 0 < len(sounding) < samples.shape[1]:
        samples, power = samples[:, sounding], power[sounding]
    count = samples.shape[1]
    mono = samples.mean(axis=1, dtype=np.float32)
    if np.square(mono, dtype=np.float64).mean() >= _CANCELLED * power.sum() / count**2:
        return mono, f"{count} channels averaged"
    loudest = int(power.argmax())
    which = int(sounding[loudest]) + 1
    return samples[:, loudest], f"its {count} channels cancel; channel {which} is taken"


_GROWING = 0xFFFF_FF00
"""Sizes from here on mean "unknown": that is how programs write a file that grows."""


def read_clip(path: Path, seconds: float | None = None) -> tuple[Clip, list[str]]:
    """Read a file, or its first ``seconds``, as a mono 48 kHz clip; see `to_mono` for channels.

    Returns the clip and what was done to make it one.
    """
    samples, rate = read_sound(path, seconds)
    if not np.isfinite(samples).all():
        raise InvalidInput(f"{path} holds NaN or infinite samples")
    mono, mixed = to_mono(samples)
    resampled = f"resampled from {rate} Hz" if rate != RATE else ""
    short = _cut_short(path, len(mono) / rate) if seconds is None else ""
    notes = (short, mixed, resampled)
    return Clip(resample(mono, rate)), [note for note in notes if note]


def _cut_short(path: Path, seconds: float) -> str:
    """Whether a WAV file says that it is longer than it is: libsndfile reads what is there."""
    with Path(path).open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return ""
        size, rate = 0, 0
        while len(chunk := file.read(8)) == 8:
            size = struct.unpack("<I", chunk[4:])[0]
            if chunk[:4] == b"data":
                break
            if chunk[:4] == b"fmt ":
                rate = struct.unpack("<I", file.read(12)[8:])[0]
                size -= 12
            file.seek(size + (size & 1), 1)
        here = file.tell()
        there = file.seek(0, 2) - here
    if rate == 0 or size >= _GROWING or size - there < rate / 100:
        return ""
    meant = seconds * size / max(there, 1)
    return f"the file is cut short: {seconds:.3g} s of {meant:.3g} s are there"


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
