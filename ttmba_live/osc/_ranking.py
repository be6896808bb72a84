"""How important a datagram is, from its first bytes. Knows the namespace; decodes no argument."""

from __future__ import annotations

import struct
from functools import lru_cache

from ttmba_live.osc._codec import IMMEDIATELY
from ttmba_live.osc._intake import Rank
from ttmba_live.osc.namespace._addresses import FIRST, is_continuous

_BUNDLE = b"#bundle\0"
_ONE = struct.Struct(">Qi")
_NUMBERS = frozenset(b"fidh")
_IN_TURN = (Rank.IN_TURN, b"")


def rank(packet: bytes) -> tuple[Rank, bytes]:
    """How a datagram is treated, and the key under which a newer value replaces it."""
    message = _only_message(packet)
    end = message.find(b"\0")
    address, kind = message[:end], _kind(message[:end])
    if kind is Rank.FIRST:
        return kind, b""
    tags = message[(end // 4 + 1) * 4 :].partition(b"\0")[0]
    if kind is Rank.REPLACED and len(tags) > 1 and _NUMBERS.issuperset(tags[1:]):
        return kind, address
    return _IN_TURN


def _only_message(packet: bytes) -> bytes:
    """The message, also the only one of a bundle that means now; nothing for other packets."""
    if packet.startswith(b"/"):
        return packet
    if packet.startswith(_BUNDLE) and len(packet) > 20:
        timetag, size = _ONE.unpack_from(packet, 8)
        if timetag <= IMMEDIATELY and size == len(packet) - 20:
            return packet[20:]
    return b""


@lru_cache(maxsize=1024)
def _kind(address: bytes) -> Rank:
    text = address.decode("utf-8", "replace")
    if text in FIRST:
        return Rank.FIRST
    return Rank.REPLACED if is_continuous(text) else Rank.IN_TURN
