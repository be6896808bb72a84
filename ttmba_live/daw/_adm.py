"""The Audio Definition Model of sound objects: axml and chna chunks. Knows no scene and no mixer.

ITU-R BS.2076-1 (the model) and BS.2088-1 (the file). A block's position is reached at its end, on
the way from the position of the block before it; a block that jumps is there at once.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from ttmba_live.audio import RATE
from ttmba_live.daw._session import one_line
from ttmba_live.errors import InvalidInput

_TICKS = 100_000
"""A second, in the times of BS.2076-1, which have five decimals."""

_FIRST = 0x1001
_MOST = 0xFFFF - _FIRST
"""Objects: their numbers have four hexadecimal digits."""

_SCHEMA = "urn:ebu:metadata-schema:ebuCore_2016"


@dataclass(frozen=True, slots=True)
class AdmBlock:
    """Where an object is at ``end`` frames after its start, and how loud.

    Degrees, + left and + up; ``distance`` 1 is the reference sphere, ``gain`` linear. With ``jump``
    it is there from the block's first frame on, but for a fade of that many frames.
    """

    end: int
    azimuth: float
    elevation: float
    distance: float
    gain: float
    jump: int | None = None


@dataclass(frozen=True, slots=True)
class AdmObject:
    """One sound: its first frame and its length, its channel in the file, its blocks."""

    name: str
    start: int
    frames: int
    track: int
    blocks: Iterable[AdmBlock]


def axml(title: str, objects: Sequence[AdmObject], frames: int) -> Iterator[bytes]:
    """The axml chunk's content, piece by piece; ``frames`` is the programme's length."""
    if len(objects) > _MOST:
        raise InvalidInput(f"ADM has room for {_MOST} objects; there are {len(objects)}")
    name = _name(title)
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ebuCoreMain xmlns="{_SCHEMA}" xml:lang="en">'
        "<coreMetadata><format><audioFormatExtended>\n"
        f'<audioProgramme audioProgrammeID="APR_1001" audioProgrammeName={name} '
        f'start="{_time(0)}" end="{_time(_ticks(frames))}">'
        "<audioContentIDRef>ACO_1001</audioContentIDRef></audioProgramme>\n"
        f'<audioContent audioContentID="ACO_1001" audioContentName={name}>'
    ).encode()
    for number in range(len(objects)):
        yield f"<audioObjectIDRef>AO_{_FIRST + number:04x}</audioObjectIDRef>".encode()
    yield b'<dialogue mixedContentKind="0">2</dialogue></audioContent>\n'
    for number, one in enumerate(objects):
        yield from _object(number, one)
    yield b"</audioFormatExtended></format></coreMetadata></ebuCoreMain>\n"


def chna(objects: Sequence[AdmObject]) -> bytes:
    """The chna chunk's content: which object is heard on which channel."""
    tracks = {one.track for one in objects}
    rows = b"".join(
        struct.pack(
            "<H12s14s11sx", one.track + 1, _uid(number).encode(), f"AT_{_id(number)}_01".encode(),
            f"AP_{_id(number)}".encode(),
        )
        for number, one in enumerate(objects)
    )  # fmt: skip
    return struct.pack("<HH", len(tracks), len(objects)) + rows


def _object(number: int, one: AdmObject) -> Iterator[bytes]:
    start, end = _ticks(one.start), _ticks(one.start + one.frames)
    name, ident, uid = _name(one.name), _id(number), _uid(number)
    kind = 'typeLabel="0003" typeDefinition="Objects"'
    pcm = 'formatLabel="0001" formatDefinition="PCM"'
    yield (
        f'<audioObject audioObjectID="AO_{_FIRST + number:04x}" audioObjectName={name} '
        f'start="{_time(start)}" duration="{_time(end - start)}">'
        f"<audioPackFormatIDRef>AP_{ident}</audioPackFormatIDRef>"
        f"<audioTrackUIDRef>{uid}</audioTrackUIDRef></audioObject>\n"
        f'<audioPackFormat audioPackFormatID="AP_{ident}" audioPackFormatName={name} {kind}>'
        f"<audioChannelFormatIDRef>AC_{ident}</audioChannelFormatIDRef></audioPackFormat>\n"
        f'<audioChannelFormat audioChannelFormatID="AC_{ident}" audioChannelFormatName={name} '
        f"{kind}>\n"
    ).encode()
    before = 0
    for count, block in enumerate(one.blocks, 1):
        until = _ticks(one.start + block.end) - start
        yield _block(f"AB_{ident}_{count:08x}", before, until - before, block)
        before = until
    yield (
        f"</audioChannelFormat>\n"
        f'<audioStreamFormat audioStreamFormatID="AS_{ident}" audioStreamFormatName={name} {pcm}>'
        f"<audioChannelFormatIDRef>AC_{ident}</audioChannelFormatIDRef>"
        f"<audioTrackFormatIDRef>AT_{ident}_01</audioTrackFormatIDRef></audioStreamFormat>\n"
        f'<audioTrackFormat audioTrackFormatID="AT_{ident}_01" audioTrackFormatName={name} {pcm}>'
        f"<audioStreamFormatIDRef>AS_{ident}</audioStreamFormatIDRef></audioTrackFormat>\n"
        f'<audioTrackUID UID="{uid}" sampleRate="{RATE}" bitDepth="24">'
        f"<audioTrackFormatIDRef>AT_{ident}_01</audioTrackFormatIDRef>"
        f"<audioPackFormatIDRef>AP_{ident}</audioPackFormatIDRef></audioTrackUID>\n"
    ).encode()


def _block(ident: str, start: int, length: int, block: AdmBlock) -> bytes:
    jump = ""
    if block.jump is not None:
        fade = min(block.jump / RATE, length / _TICKS)
        jump = f'<jumpPosition interpolationLength="{fade:.6f}">1</jumpPosition>'
    return (
        f'<audioBlockFormat audioBlockFormatID="{ident}" rtime="{_time(start)}" '
        f'duration="{_time(length)}">'
        f'<position coordinate="azimuth">{block.azimuth:.3f}</position>'
        f'<position coordinate="elevation">{block.elevation:.3f}</position>'
        f'<position coordinate="distance">{block.distance:.4f}</position>'
        f"<gain>{block.gain:.6f}</gain>{jump}</audioBlockFormat>\n"
    ).encode()


def _id(number: int) -> str:
    return f"0003{_FIRST + number:04x}"


def _uid(number: int) -> str:
    return f"ATU_{number + 1:08x}"


def _name(text: str) -> str:
    return quoteattr(one_line(text) or "sound")


def _ticks(frames: int) -> int:
    return round(frames * _TICKS / RATE)


def _time(ticks: int) -> str:
    seconds, rest = divmod(ticks, _TICKS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{rest:05d}"
