"""MIDI time code from the bytes of a port (MMA RP-004/RP-008). Knows no port and no clock."""

from __future__ import annotations

from ttmba_live.clock._said import Said
from ttmba_live.clock._timecode import RATES, Timecode
from ttmba_live.errors import InvalidInput

_RATES = tuple(RATES.values())
_QUARTER, _SYSEX, _END, _REALTIME = 0xF1, 0xF0, 0xF7, 0xF8
_LONGEST = 16
"""Bytes of a system exclusive message that may still be a full frame."""


class MtcReader:
    """One port's; bytes may come in any pieces."""

    def __init__(self) -> None:
        self._status = 0
        self._exclusive = bytearray()
        self._pieces: list[int] = []
        self._next = 0

    def feed(self, data: bytes) -> list[Said]:
        """What some more bytes say. The last quarter frame of eight says where the show is then."""
        return [said for byte in data if (said := self._byte(byte)) is not None]

    def _byte(self, byte: int) -> Said | None:
        if byte >= _REALTIME:
            return None  # may stand between any two others
        if byte >= 0x80:
            whole = byte == _END and self._status == _SYSEX
            self._status = byte
            said = self._full() if whole else None
            self._exclusive.clear()
            return said
        if self._status == _SYSEX and len(self._exclusive) < _LONGEST:
            self._exclusive.append(byte)
        elif self._status == _QUARTER:
            self._status = 0
            return self._quarter(byte >> 4, byte & 15)
        return None

    def _full(self) -> Said | None:
        """A full frame message: the show was put somewhere."""
        data = bytes(self._exclusive)
        if len(data) != 8 or data[0] != 0x7F or data[2:4] != b"\x01\x01":
            return None
        self._next = 0
        code = _code(*data[4:])
        return None if code is None else Said(code.time, "put")

    def _quarter(self, piece: int, value: int) -> Said | None:
        if piece != self._next:  # lost, or running backwards: begin again
            self._next = 0
            if piece:
                return None
        if piece == 0:
            self._pieces = []
        self._pieces.append(value)
        self._next = (piece + 1) % 8
        if piece != 7:
            return None
        frames, seconds, minutes, hours = (
            low | high << 4 for low, high in zip(*[iter(self._pieces)] * 2, strict=True)
        )
        code = _code(hours, minutes, seconds, frames)
        if code is None:
            return None
        # The code is that of the moment of the first piece; seven quarters have gone by since.
        return Said(code.time + float(7 / (4 * code.rate.per_second)))


def _code(hours: int, minutes: int, seconds: int, frames: int) -> Timecode | None:
    rate = _RATES[hours >> 5 & 3]
    try:
        return Timecode.checked(hours & 31, minutes, seconds, frames, rate)
    except InvalidInput:
        return None  # a damaged one; the next comes in a moment
