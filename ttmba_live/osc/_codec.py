"""Bytes to messages, and messages to bytes. Knows OSC 1.0/1.1 packets and not what they mean.

The decoder consumes every type tag exactly, checks every size before it uses it and never loops
on one; a packet is understood whole or refused whole. Text is UTF-8, and bytes that are not are
read as Latin-1, because old patches send that. Outgoing messages hold i, f and s only: Pure Data
and Max understand no more than that.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pythonosc.osc_message_builder import OscMessageBuilder

from ttmba_live.errors import InvalidInput

MAX_DEPTH = 8
"""Bundles within bundles, and arrays within arrays."""

MAX_MESSAGES = 1000
"""Messages in one packet."""

MAX_ARGUMENTS = 4096
"""Type tags of one message."""

IMMEDIATELY = 1
"""The time tag that means now."""

_LONGEST_ERROR = 500
_BUNDLE = b"#bundle\0"


class BadPacket(InvalidInput):
    """A packet that is no OSC; ``address`` is the message's, when it could be read."""

    def __init__(self, text: str, address: str = "") -> None:
        super().__init__(text)
        self.address = address


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of a type that no address here takes: I (impulse), r (colour), m (MIDI), t (time)."""

    tag: str


Value = float | int | str | bool | bytes | None | Foreign | tuple["Value", ...]
"""One decoded argument; arrays are tuples."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``timetag`` is its bundle's 64-bit NTP tag, `IMMEDIATELY` outside bundles."""

    address: str
    arguments: tuple[Value, ...]
    timetag: int = IMMEDIATELY


def decode(packet: bytes) -> list[Message]:
    """The messages of a packet in order, or `BadPacket` saying what is wrong with it."""
    if len(packet) % 4 or not packet:
        raise BadPacket(f"an OSC packet is a multiple of 4 bytes, not {len(packet)}")
    messages: list[Message] = []
    for message in _elements(packet, IMMEDIATELY, 0):
        if len(messages) == MAX_MESSAGES:
            raise BadPacket(f"more than {MAX_MESSAGES} messages in one packet")
        messages.append(message)
    return messages


def encode(address: str, *arguments: float | str, tags: str = "") -> bytes:
    """A message of i, f and s; `InvalidInput` if a number does not fit 32 bits.

    A Python float goes out as f even when it is whole, a bool as i; T in ``tags`` makes T or F.
    """
    builder = OscMessageBuilder(address=_sendable(address))
    for value, tag in itertools.zip_longest(arguments, tags[: len(arguments)]):
        if tag == "T":
            builder.add_arg(bool(value))
        elif isinstance(value, str):
            builder.add_arg(_sendable(value), "s")
        elif isinstance(value, int):
            if not -(2**31) <= value < 2**31:
                raise InvalidInput(f"{address}: {value} does not fit 32 bits")
            builder.add_arg(int(value), "i")
        else:
            if not math.isfinite(value) or abs(value) > 3.4e38:
                raise InvalidInput(f"{address}: {value} does not fit 32 bits")
            builder.add_arg(float(value), "f")
    data: bytes = builder.build().dgram
    return data


def _sendable(text: str) -> str:
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _elements(packet: bytes, timetag: int, depth: int) -> Iterator[Message]:
    if not packet.startswith(_BUNDLE):
        yield _message(packet, timetag)
        return
    if depth == MAX_DEPTH:
        raise BadPacket(f"bundles nested more than {MAX_DEPTH} deep")
    if len(packet) < 16:
        raise BadPacket("a bundle without a time tag")
    timetag = max(timetag, *struct.unpack_from(">Q", packet, 8))
    at = 16
    while at < len(packet):
        size = struct.unpack_from(">i", packet, at)[0]
        at += 4
        if size <= 0 or size % 4 or size > len(packet) - at:
            raise BadPacket(f"a bundle element of {size} bytes where {len(packet) - at} are left")
        yield from _elements(packet[at : at + size], timetag, depth + 1)
        at += size


def _message(data: bytes, timetag: int) -> Message:
    if not data.startswith(b"/"):
        raise BadPacket("an OSC address starts with '/'")
    address, at = _string(data, 0)
    if not address.isprintable():
        raise BadPacket("an OSC address is printable text")
    try:
        return Message(address, _tagged(data, at), timetag)
    except BadPacket as error:
        raise BadPacket(str(error)[:_LONGEST_ERROR], address) from None


def _tagged(data: bytes, at: int) -> tuple[Value, ...]:
    """The arguments that a type tag string announces; old senders leave out an empty one."""
    if at == len(data):
        return ()
    if data[at : at + 1] != b",":
        raise BadPacket("arguments without a type tag string")
    tags, at = _string(data, at)
    arguments, at = _arguments(tags[1:], data, at)
    if at != len(data):
        raise BadPacket(f"{len(data) - at} bytes more than the type tags {tags[:40]!r} say")
    return arguments


def _arguments(tags: str, data: bytes, at: int) -> tuple[tuple[Value, ...], int]:
    if len(tags) > MAX_ARGUMENTS:
        raise BadPacket(f"more than {MAX_ARGUMENTS} arguments")
    open_lists: list[list[Value]] = [[]]
    for tag in tags:
        if tag == "[":
            if len(open_lists) > MAX_DEPTH:
                raise BadPacket(f"arrays nested more than {MAX_DEPTH} deep")
            open_lists.append([])
        elif tag == "]":
            if len(open_lists) == 1:
                raise BadPacket("an array ends that did not begin")
            array = tuple(open_lists.pop())
            open_lists[-1].append(array)
        elif tag in _EMPTY:
            open_lists[-1].append(_EMPTY[tag])
        elif tag in _READERS:
            value, at = _READERS[tag](data, at)
            open_lists[-1].append(value)
        else:
            raise BadPacket(f"unknown type tag {tag!r}")
    if len(open_lists) > 1:
        raise BadPacket("an array does not end")
    return tuple(open_lists[0]), at


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    if end < 0:
        raise BadPacket("a string does not end")
    after = (end // 4 + 1) * 4
    if after > len(data):
        raise BadPacket("a string is not padded to 4 bytes")
    raw = data[at:end]
    try:
        return raw.decode("utf-8"), after
    except UnicodeDecodeError:
        return raw.decode("latin-1"), after


def _blob(data: bytes, at: int) -> tuple[bytes, int]:
    size, at = _unpacked(">i", "blob size", data, at)
    after = at + (size + 3) // 4 * 4
    if size < 0 or after > len(data):
        raise BadPacket(f"a blob of {size} bytes where {len(data) - at} are left")
    return data[at : at + size], after


def _unpacked(form: str, name: str, data: bytes, at: int) -> tuple[int, int]:
    size = struct.calcsize(form)
    if at + size > len(data):
        raise BadPacket(f"the packet ends within a {name} argument")
    value: int = struct.unpack_from(form, data, at)[0]
    return value, at + size


def _number(form: str, name: str) -> Callable[[bytes, int], tuple[Value, int]]:
    return lambda data, at: _unpacked(form, name, data, at)


def _character(data: bytes, at: int) -> tuple[str, int]:
    code, at = _unpacked(">I", "character", data, at)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        raise BadPacket(f"no character has the code {code}")
    return chr(code), at


def _foreign(tag: str, form: str) -> Callable[[bytes, int], tuple[Value, int]]:
    return lambda data, at: (Foreign(tag), _unpacked(form, repr(tag), data, at)[1])


_EMPTY: dict[str, Value] = {"T": True, "F": False, "N": None, "I": Foreign("I")}
_READERS: dict[str, Callable[[bytes, int], tuple[Value, int]]] = {
    "i": _number(">i", "32-bit integer"),
    "h": _number(">q", "64-bit integer"),
    "f": _number(">f", "float"),
    "d": _number(">d", "double"),
    "s": _string,
    "S": _string,
    "b": _blob,
    "c": _character,
    "t": _foreign("t", ">Q"),
    "r": _foreign("r", ">I"),
    "m": _foreign("m", ">I"),
}
