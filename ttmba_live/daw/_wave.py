"""Broadcast WAV files, one format: bext version 1, iXML, cue points, float32 or 24 bit, RF64.

Knows the chunks and no session. The time reference is the sound's start on the session's
timeline, in frames. No dates are written: equal sound gives equal bytes. ``fmt `` comes first,
and every chunk is of even size: some readers insist on the one, libsndfile's RF64 reader skips no
pad byte after an odd one.
"""

from __future__ import annotations

import struct
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from xml.sax.saxutils import escape

import numpy as np

from ttmba_live.audio import RATE, Samples, bounded, whole_file, write_or_skip
from ttmba_live.daw._session import one_line, place_text
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory

Sample = Literal["float32", "int24"]

_BEXT = struct.Struct("<256s32s32s10s8sIIH64s190s")
_REFERENCE = 338
"""Bytes into the bext chunk at which the time reference stands."""

_MAX = 2**32 - 1


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: what sounds, from which frame on, where, and who wrote it."""

    text: str
    start: int = 0
    place: Position | None = None
    path: Trajectory | None = None
    track: str = ""
    scene: str = ""
    software: str = "ttmba_live"
    maker: str = ""
    """Which generator made it."""
    licence: str = ""
    """Under what terms it may be used."""
    markers: tuple[tuple[int, str], ...] = ()
    """Cue points: frames from the sound's start, and names."""


def write_wave(path: Path, samples: Samples, about: About, *, sample: Sample = "float32") -> None:
    """Write (frames,) or (frames, 2) as a whole broadcast WAV; raises `Unavailable`."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    write_blocks(path, [samples], len(samples), channels, about, sample=sample)


def write_blocks(
    path: Path,
    blocks: Iterable[Samples],
    frames: int,
    channels: int,
    about: About,
    *,
    sample: Sample = "float32",
) -> None:
    """`write_wave` of sound that comes in blocks, ``frames`` long in all."""
    head = wave_head(frames, channels, about, sample=sample)
    with whole_file(path) as part, part.open("wb") as file:
        file.write(head)
        size = sum(write_samples(file, block, sample) for block in blocks)
        file.write(b"\0" * (size & 1))
        file.truncate(file.tell())


def write_samples(file: BinaryIO, samples: Samples, sample: Sample) -> int:
    """Write (frames,) or (frames, channels) as they lie in a data chunk; returns the bytes.

    Silence may leave a hole: the file must be truncated where it ends.
    """
    if sample == "float32":
        return write_or_skip(file, np.ascontiguousarray(samples, "<f4"))
    if not samples.any():
        file.seek(3 * samples.size, 1)
        return 3 * samples.size
    size = 0
    for block in np.array_split(samples.reshape(-1), max(1, samples.size >> 20)):
        scaled = np.clip(np.rint(block.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
        size += file.write(scaled.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
    return size


def wave_head(
    frames: int, channels: int, about: About, *, sample: Sample = "float32", rate: int = RATE
) -> bytes:
    """Every byte before the samples, the data chunk's heading included."""
    if not 0 <= about.start < 2**63:
        raise InvalidInput(f"a sound starts at frame 0 or later, not {about.start}")
    width = 4 if sample == "float32" else 3
    size = frames * channels * width
    rates = (channels, rate, rate * channels * width, channels * width, 8 * width)
    form = struct.pack("<HHIIHH", 3 if width == 4 else 1, *rates)
    chunks = _chunk(b"fmt ", form + (b"\0\0" if width == 4 else b""))
    if width == 4:
        chunks += _chunk(b"fact", struct.pack("<I", min(frames, _MAX)))
    chunks += _chunk(b"bext", _bext(about, sample, channels, rate))
    chunks += _chunk(b"iXML", _ixml(about, sample, channels, rate).encode(), b" ")
    if about.markers:
        chunks += _cue_points(about.markers)
    riff = 4 + len(chunks) + 8 + size + (size & 1)
    if riff <= _MAX:
        head = struct.pack("<4sI4s", b"RIFF", riff, b"WAVE")
        return head + chunks + struct.pack("<4sI", b"data", size)
    sizes = struct.pack("<QQQI", riff + 36, size, frames, 0)
    head = struct.pack("<4sI4s", b"RF64", _MAX, b"WAVE") + _chunk(b"ds64", sizes)
    return head + chunks + struct.pack("<4sI", b"data", _MAX)


def _chunk(name: bytes, data: bytes, pad: bytes = b"\0") -> bytes:
    data += pad * (len(data) & 1)
    return name + struct.pack("<I", len(data)) + data


def _cue_points(markers: tuple[tuple[int, str], ...]) -> bytes:
    """``cue `` and the ``labl`` of each point in an associated data list."""
    points = struct.pack("<I", len(markers))
    labels = b"adtl"
    for number, (frame, name) in enumerate(markers, 1):
        at = min(frame, _MAX)
        points += struct.pack("<II4sIII", number, at, b"data", 0, 0, at)
        labels += _chunk(b"labl", struct.pack("<I", number) + _ascii(name).encode() + b"\0")
    return _chunk(b"cue ", points) + _chunk(b"LIST", labels)


def _bext(about: About, sample: Sample, channels: int, rate: int) -> bytes:
    width = 32 if sample == "float32" else 24
    mode = "mono" if channels == 1 else "stereo"
    history = f"A=PCM,F={rate},W={width},M={mode},T={_ascii(about.software)}\r\n"
    fields = _BEXT.pack(
        _ascii(about.text)[:256].encode(),
        _ascii(about.software)[:32].encode(),
        _reference(about).encode(),
        b"", b"",
        about.start & _MAX, about.start >> 32,
        1,
        b"", b"",
    )  # fmt: skip
    return fields + history.encode()


def _reference(about: About) -> str:
    """A name for the sound, of 32 letters: the same for the same text and start."""
    words = f"{about.text}\n{about.track}\n{about.start}"
    return uuid.uuid5(uuid.NAMESPACE_OID, words).hex.upper()


_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
    "\u2212": "-", "\u2026": "...",
})  # fmt: skip
"""What has no plain letter under its accent."""


def _ascii(text: str) -> str:
    """A line of ASCII, letters without their accents: all that bext may hold."""
    plain = unicodedata.normalize("NFKD", one_line(text).translate(_LETTERS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.encode("ascii", "replace").decode()


def _ixml(about: About, sample: Sample, channels: int, rate: int) -> str:
    names = [""] if channels == 1 else [" left", " right"]
    name = escape(one_line(about.track or about.text))
    tracks = "".join(
        f"<TRACK><CHANNEL_INDEX>{number}</CHANNEL_INDEX>"
        f"<INTERLEAVE_INDEX>{number}</INTERLEAVE_INDEX><NAME>{name}{side}</NAME></TRACK>"
        for number, side in enumerate(names, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML><IXML_VERSION>2.10</IXML_VERSION>'
        f"<PROJECT>ttmba_live</PROJECT><SCENE>{escape(one_line(about.scene))}</SCENE>"
        f"<NOTE>{escape(one_line(about.text))}</NOTE><FILE_UID>{_reference(about)}</FILE_UID>"
        f"<SPEED><FILE_SAMPLE_RATE>{rate}</FILE_SAMPLE_RATE>"
        f"<AUDIO_BIT_DEPTH>{32 if sample == 'float32' else 24}</AUDIO_BIT_DEPTH>"
        f"<TIMESTAMP_SAMPLE_RATE>{rate}</TIMESTAMP_SAMPLE_RATE>"
        f"{_timestamp(about.start)}</SPEED>"
        f"<TRACK_LIST><TRACK_COUNT>{channels}</TRACK_COUNT>{tracks}</TRACK_LIST>"
        f"{_terms(about)}<USER>{escape(_places(about))}</USER></BWFXML>"
    )


def _terms(about: About) -> str:
    """Who made it and under what terms, among what iXML keeps of a file's way here; or nothing."""
    named = (("GENERATOR", about.maker), ("LICENCE", about.licence))
    told = "".join(f"<{tag}>{escape(one_line(text))}</{tag}>" for tag, text in named if text)
    return f"<TTMBA_LIVE>{told}</TTMBA_LIVE>" if told else ""


def _timestamp(start: int) -> str:
    """Both halves of the time reference, of a fixed width so that `set_start` can change them."""
    low, high = start & _MAX, start >> 32
    tag = "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT"
    return f"<{tag}_LO>{low:010d}</{tag}_LO><{tag}_HI>{high:010d}</{tag}_HI>"


def _places(about: About) -> str:
    if about.path is not None:
        rows = zip(about.path.times, about.path.positions, strict=True)
        return "; ".join(f"{time:.3f} s: {place_text(place)}" for time, place in rows)
    return place_text(about.place) if about.place is not None else ""


class MappedWave:
    """A file's samples (frames,), read when they are asked for, within `LOUDEST`."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def __len__(self) -> int:
        """How many frames."""
        return len(self._samples)

    def __getitem__(self, part: slice, /) -> Samples:
        """Those frames; waits for the disk."""
        return bounded(np.asarray(self._samples[part]))


def mapped_wave(path: Path, least: int) -> MappedWave | None:
    """A mono float32 file at `RATE` of ``least`` frames or more; None for any other."""
    if path.stat().st_size < 4 * least:
        return None
    with path.open("rb") as file:
        form = _find(file, b"fmt ")
        if form is None or struct.unpack("<HHI", file.read(8)) != (3, 1, RATE):
            return None
        at = _find(file, b"data")
        if at is None:
            return None
        file.seek(at - 4)
        size = struct.unpack("<I", file.read(4))[0]
    there = path.stat().st_size - at
    size = there if size == _MAX else min(size, there)  # RF64 has its sizes elsewhere
    return MappedWave(np.memmap(path, "<f4", "r", at, (size // 4,)))


def set_start(path: Path, start: int) -> None:
    """Change a file's time reference in place, if it has one; raises `Unavailable`."""
    try:
        with path.open("r+b") as file:
            at = _find(file, b"bext")
            if at is None:
                return
            file.seek(at + _REFERENCE)
            file.write(struct.pack("<II", start & _MAX, start >> 32))
            _set_timestamp(file, start)
    except OSError as error:
        raise Unavailable(f"cannot change {path}: {error.strerror or error}") from error


def _set_timestamp(file: BinaryIO, start: int) -> None:
    at = _find(file, b"iXML")
    if at is None:
        return
    new = _timestamp(start).encode()
    file.seek(at - 4)
    text = file.read(struct.unpack("<I", file.read(4))[0])
    here = text.find(new[: new.index(b">") + 1])
    if here >= 0:
        file.seek(at + here)
        file.write(new)


def _find(file: BinaryIO, name: bytes) -> int | None:
    """Where a chunk's data begins."""
    file.seek(12)
    while len(head := file.read(8)) == 8:
        if head[:4] == name:
            return file.tell()
        size = struct.unpack("<I", head[4:])[0]
        file.seek(size + (size & 1), 1)
    return None
