"""The namespace as one table: every address in and out, and how an address finds its row.

The server's dispatch and ``docs/osc.md`` are both made from it, so neither can know an address
that the other does not. Knows no sockets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._pattern import is_pattern, matches
from ttmba_live.osc.namespace import (
    _adm,
    _heads,
    _previews,
    _rows,
    _shown,
    _snapshots,
    _spat,
    _transport,
)
from ttmba_live.osc.namespace._objects import number_set
from ttmba_live.osc.namespace._table import Out, Row
from ttmba_live.osc.namespace._unknown import HOLE, is_hole, tree, why_unknown
from ttmba_live.scene import Scene, checked_id

QUERIED: tuple[Row, ...] = (*_rows.ROWS, *_adm.ROWS)
"""Own addresses and ADM-OSC's: what OSCQuery shows."""

ROWS: tuple[Row, ...] = (*QUERIED, *_spat.ROWS, *_transport.DAW_ROWS, *_heads.ROWS)
"""Every address that is understood."""

MAX_ADDRESS = 512
"""Characters of an address."""


PLANNED = Out(
    "/ttmba/cue/planned",
    "iis",
    "cue number, events, planner",
    "A cue was understood, by `lines` (as it was written), `rules` or `llm`; or its event lines "
    "were (`lines+`), and the rest follows when it is planned; no events by `follow-up` are "
    "orders to sounds that are there. Numbers count cues as they came.",
)
STATE = Out(
    "/ttmba/event/state",
    "sss",
    "id, state, note",
    "`planned` `queued` `generating` `ready` `playing` `done` `failed`; the note is empty or says "
    "why or how late.",
)
PROGRESS = Out("/ttmba/event/progress", "sf", "id, share 0..1", "How far its clip is.")
PLACED = Out(
    "/ttmba/event/placed",
    "ssfffff",
    "id, sound, duration (s), azimuth (deg), elevation (deg), distance (m), start (s)",
    "What the planner decided.",
)
ERROR = Out("/ttmba/error", "ss", "address, message", "A message was refused, and why.")
STATUS = Out(
    "/ttmba/status",
    "iifi",
    "voices, queue, cpu load 0..1, underruns",
    "Once a second, to subscribers only.",
)
PONG = Out("/ttmba/pong", "s", "version", "The answer to `/ttmba/ping`.")
SAVED = Out(
    "/ttmba/session/saved", "ss", "name, folder", "A session folder is complete on the disk."
)
RECORDING = Out(
    "/ttmba/record/started",
    "ss",
    "name, file",
    "A recording has begun; the file's own name, which never is an older one's.",
)
SAVING = Out(
    "/ttmba/session/progress",
    "sfs",
    "name, share, note",
    "How far the saving of a session is, 0..1; the note says what it waits for, or what it is at.",
)
HEAD = Out("/ttmba/head/changed", "ss", "name, what it is", "Another head takes over.")
PREPARING = Out(
    "/ttmba/head/preparing",
    "ss",
    "name, what plays meanwhile",
    "A head is made that was asked for.",
)
ROOM = Out(
    "/ttmba/room/changed",
    "ss",
    "preset, why or by what",
    "A cue's words or a measured response have changed the room. To subscribers only.",
)
STARTUP = Out(
    "/ttmba/startup",
    "ss",
    "version, where OSC is heard (host:port)",
    "The daemon has started; to the listeners of the setting `notify`.",
)
FAILED = Out(
    "/ttmba/cue/failed",
    "s",
    "why",
    "A cue came to nothing; the reason comes as `/ttmba/error` too.",
)
METER = Out(
    "/ttmba/meter",
    "sff",
    "id, peak (dB), RMS (dB)",
    "How loud a sounding source is at the listener's place, after gain and distance; -120 is "
    "silence, and comes once when it ends. To subscribers of meters only.",
)
METER_MIX = Out(
    "/ttmba/meter/mix",
    "ffff",
    "left peak (dB), left RMS (dB), right peak (dB), right RMS (dB)",
    "How loud the mix is. To subscribers of meters only.",
)

GENERATOR = Out(
    "/ttmba/generator",
    "ssfs",
    "name, state, share, note",
    "What makes clips: `starting`, `loading` (share 0..1), `ready` or `failed`; the note says why "
    "it was chosen, or failed, and with `[generator] cluster` how many workers that has and where. "
    "To subscribers only, at once when they subscribe.",
)
LIMITER = Out(
    "/ttmba/limiter",
    "f",
    "held down by (dB)",
    "The mix was too loud and the limiter works, by so much at most until now. When that grows, "
    "once a second at most; to subscribers only.",
)
FOUND = Out(
    "/ttmba/library/found",
    "issf",
    "number, file, words, seconds",
    "One of your own sounds that fits `/ttmba/library/search`; number 0 means that none does.",
)
OUT: tuple[Out, ...] = (
    PLANNED, FAILED, STATE, PROGRESS, PLACED, ERROR, STATUS, LIMITER, GENERATOR, METER, METER_MIX,
    STARTUP, PONG, SAVING, SAVED, RECORDING, HEAD, PREPARING, ROOM, FOUND, *_shown.SHOWN,
    *_previews.SENT, *_snapshots.SENT, _transport.AT,
)  # fmt: skip
"""Every address that is sent; when one comes in it is ignored, so two daemons cannot quarrel."""

_SENT = frozenset(out.address for out in OUT)


@dataclass(frozen=True, slots=True)
class Match:
    """A row that an address means, the address without patterns, and what fills its hole."""

    row: Row
    address: str
    key: str


def find(address: str, scene: Scene) -> list[Match]:
    """The rows that an address means; none for an address that only this program sends.

    A pattern finds every row and every existing source that it fits. Raises `InvalidInput` for
    an address that means nothing, with a suggestion.
    """
    if address in _SENT:
        return []
    if len(address) > MAX_ADDRESS:
        raise InvalidInput(f"an address has at most {MAX_ADDRESS} characters, not {len(address)}")
    row = _PLAIN.get(address) or _ANY_CASE.get(address.lower())
    if row is not None:
        return [Match(row, address, "")]
    if is_pattern(address) or address.startswith("/adm/obj/("):
        return _expanded(address, scene)
    parts = tuple(address.split("/"))
    for index, part in enumerate(parts):
        row = _HOLED.get((*parts[:index], HOLE, *parts[index + 1 :])) if part else None
        if row is not None:
            return [Match(row, address, checked_id(part))]
    raise InvalidInput(_unknown(address))


FIRST = frozenset({"/ttmba/panic", "/ttmba/stop"})
"""Addresses that overtake all others."""


def is_continuous(address: str) -> bool:
    """Whether an address sets one of the values that a sender says again and again."""
    row = _PLAIN.get(address) or _ANY_CASE.get(address.lower())
    if row is None and not is_pattern(address):
        parts = address.split("/")
        row = next((_HOLED[key] for key in _with_hole(parts) if key in _HOLED), None)
    return row is not None and row.continuous


def _with_hole(parts: list[str]) -> list[tuple[str, ...]]:
    places = [index for index, part in enumerate(parts) if part]
    return [(*parts[:index], HOLE, *parts[index + 1 :]) for index in places]


def _expanded(pattern: str, scene: Scene) -> list[Match]:
    fillings = {
        "{id}": list(scene.sources),
        "{n}": [str(source.number) for source in scene.sources.values()],
    }
    found = []
    for row, part, hole in _fitting(pattern):
        if not hole:
            found.append(Match(row, row.address, ""))
            continue
        fits = (number_set(part) if hole == "{n}" else None) or partial(matches, part)
        keys = [key for key in fillings.get(hole, ()) if fits(key)]
        if hole == "{n}" and not keys:
            keys = [key for key in fillings["{id}"] if matches(part, key)]
        found += [Match(row, row.address.replace(hole, key), key) for key in keys]
    if not found:
        raise InvalidInput(f"no address or source fits the pattern {pattern[:80]!r}")
    return found


@lru_cache(maxsize=512)
def _fitting(pattern: str) -> tuple[tuple[Row, str, str], ...]:
    """Rows that fit but for their hole, with the pattern's part that faces it, and the hole."""
    wanted = pattern.split("/")
    found = []
    for row in ROWS:
        parts = row.address.split("/")
        if len(parts) != len(wanted) or row.address in _LITERAL_PATTERNS:
            continue
        pairs = list(zip(wanted, parts, strict=True))
        if all(matches(there, part) for there, part in pairs if not is_hole(part)):
            holes = [pair for pair in pairs if is_hole(pair[1])]
            found.append((row, *(holes[0] if holes else ("", ""))))
    return tuple(found)


def _plain_rows() -> dict[str, Row]:
    return {row.address: row for row in ROWS if "{" not in row.address}


def _holed_rows() -> dict[tuple[str, ...], Row]:
    return {
        tuple(HOLE if is_hole(part) else part for part in row.address.split("/")): row
        for row in ROWS
        if "{" in row.address
    }


_LITERAL_PATTERNS = frozenset(row.address for row in ROWS if "*" in row.address)
_PLAIN = _plain_rows()
_ANY_CASE = {row.address.lower(): row for row in ROWS if row.any_case}
_HOLED = _holed_rows()
_unknown = lru_cache(maxsize=512)(
    partial(why_unknown, tree(row.address for row in ROWS if row.address not in _LITERAL_PATTERNS))
)
