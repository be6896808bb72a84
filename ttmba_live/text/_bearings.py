"""Angles without a unit: "drum 90 L", "tom 180" beside "bell 45 deg". Reads no other number."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import WORDS
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}
_LEAST, _MOST = 10.0, 360.0
"""Degrees that a number without a unit may be; fewer are seconds, metres or how often."""


_ROUND = 15.0
"""The least that "at 15 left" is."""

_DEGREES = frozenset("degrees degree deg ° grad degrés grados gradi graus".split())  # noqa: SIM905
_BETWEEN = _lexicon.listed("ands") | {",", "&"}


def each_with_unit(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the unit after each number of a list: "at 45, 135 and 225 degrees"."""
    out = list(tokens)
    for last in range(len(tokens) - 1, 1, -1):
        if tokens[last].norm not in _DEGREES or tokens[last - 1].number is None:
            continue
        n = last - 1
        while n > 1 and tokens[n - 1].norm in _BETWEEN:
            n -= 1 + (tokens[n - 2].norm in _BETWEEN)
            if n < 1 or tokens[n - 1].number is None:
                break
            n -= 1
            out.insert(n + 1, tokens[last])
    return out


def bearings(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with such numbers as azimuths.

    A number before a side is one; one alone after a thing is if the text tells degrees elsewhere.
    """
    row = _at_sides(row, tokens)
    degrees = any(item.kind == "azimuth" for item in row)
    out: list[Phrase] = []
    for n, item in enumerate(row):
        before = row[n - 1].kind if n else ""
        number = tokens[item.first].number if item.kind == "number" else None
        following = row[n + 1] if n + 1 < len(row) else None
        if number is None or before not in WORDS or not _LEAST <= abs(number) <= _MOST:
            out.append(item)
        elif following is not None and (side := _side(following, tokens)):
            out.append(Phrase("azimuth", side, item.first, following.after, (), number))
        elif degrees and (following is None or following.kind == "link"):
            out.append(Phrase("azimuth", "", item.first, item.after, (), number))
        else:
            out.append(item)
    ends = {item.first: item.after for item in out}
    return [item for item in out if not _within(item, ends)]


def _at_sides(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with "at -30" as an angle, and "at 45" beside it or "at 45 left" if all times are."""
    signs = [item.first for item in row if _is_signed(item, tokens)]
    if signs and all(_is_round(i) or i.first in signs for i in row if i.kind in _TIMED):
        signs += [item.first for item in row if _is_round(item)]
    row = [
        Phrase("azimuth", "", i.first, i.after, (), i.value) if i.first in signs else i for i in row
    ]
    follow = [*row[1:], None]
    sides = {
        item.first: (side, after.after)
        for item, after in zip(row, follow, strict=True)
        if after is not None and _is_round(item) and (side := _side(after, tokens))
    }
    if any(item.kind in _TIMED and item.first not in sides for item in row):
        return list(row)
    return [
        Phrase("azimuth", sides[i.first][0], i.first, sides[i.first][1], (), i.value)
        if i.first in sides
        else i
        for i in row
    ]


def _is_signed(item: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a time is a number with a sign, and may be degrees."""
    told = tokens[item.after - 1]
    alone = item.kind == "start" and item.after == item.first + 2 and told.number is not None
    return alone and told.signed and _LEAST <= abs(item.value) <= _MOST


def _is_round(item: Phrase) -> bool:
    """Whether a time is a number alone, "at 45", that is rather one of degrees."""
    number = item.kind == "start" and item.slot("number") and item.after == item.first + 2
    return bool(number) and _ROUND <= item.value <= _MOST and item.value % 5.0 == 0.0


_ALONE = "alone"
"""The argument of an angle that is one only because nothing else is told."""

_TIMED = frozenset(("start", "stamp", "stampspan", "range", "later", "seconds"))

_FEW = 8
"""Phrases of the longest text in which a bare number is an angle."""

_WITH_UNITS = frozenset(("distance", "seconds", "duration", "level", "gain", "drop"))
_IN_LINES = (("azimuth", _ALONE), ("elevation", ""), ("distance", "metres"))
"""What the numbers of an event line's place are, in its order."""


def alone(row: Sequence[Phrase], tokens: Sequence[Token], text: str) -> list[Phrase]:
    """The row of a text that is a sound and bare numbers, these as in an event line.

    They are azimuth, elevation and distance: "dog 45", "bell -90,20", "bell -90, 20, 3". In a
    list of such sounds one has a sign: "dog 45, cat -45".
    """
    parts = _parts(row)
    signed = any(token.signed for token in tokens)
    read = [_as_in_line(part, tokens, text) for part in parts]
    if len(row) > _FEW * len(parts) or (len(parts) > 1 and not signed) or not all(read):
        return list(row)
    return [item for part in read for item in part]


def _parts(row: Sequence[Phrase]) -> list[list[Phrase]]:
    """The row cut before each sound that follows a joint."""
    parts: list[list[Phrase]] = [[]]
    for n, item in enumerate(row):
        following = row[n + 1].kind if n + 1 < len(row) else ""
        if item.kind == "link" and following in WORDS:
            parts.append([])
        parts[-1].append(item)
    return parts


def _as_in_line(row: Sequence[Phrase], tokens: Sequence[Token], text: str) -> list[Phrase]:
    """A sound with its numbers as a place; nothing if it is anything else."""
    rest = [item for item in row if item.kind not in ("number", "link")]
    bare = [item for item in row if item.kind == "number"]
    named = [item for item in rest if item.kind in WORDS]
    only = all(item in named or item.kind in _WITH_UNITS for item in rest)
    only = only and _wording.DETERMINERS.isdisjoint(tokens[item.first].norm for item in named)
    if not (named and bare and only):
        return []
    first = row.index(bare[0])
    values = [value for item in bare for value in _values(tokens[item.first], text)]
    angle = tokens[bare[0].first].signed or _LEAST <= values[0] <= _MOST
    if row[first - 1] is not named[-1] or not angle or len(values) > len(_IN_LINES):
        return []
    place = [
        Phrase(kind, argument, bare[0].first, bare[-1].after, (), value)
        for (kind, argument), value in zip(_IN_LINES, values, strict=False)
    ]
    return [*row[:first], *place, *(item for item in rest if item not in row[:first])]


def told(items: Sequence[Phrase]) -> list[str]:
    """Notes about numbers that are angles only because nothing else is told."""
    angles = (item.value for item in items if item.argument == _ALONE)
    return [
        f"a bare number is an azimuth: {angle:g} degrees, to the {'left' if angle > 0 else 'right'}"
        for angle in angles
    ]


def _values(token: Token, text: str) -> list[float]:
    """The number of a token, or both of "-90,20", which is no decimal comma here."""
    written = text[token.first : token.after]
    _, comma, last = written.partition(",")
    if not comma or not last.isdecimal():
        return [token.number or 0.0]
    whole = float(int(token.number or 0.0))
    return [whole, float(last)]


def clock_faces(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with "at 10:30" as a place on the clock's face rather than a time.

    So it is if a place is told in whole hours elsewhere, or if such times would run backwards.
    """
    row = _whole_hours(row)
    times = [item for item in row if item.slot("clocktime")]
    faces = bool(times) and all(_is_face(i) and tokens[i.first].norm == "at" for i in times)
    back = any(b.value < a.value for a, b in itertools.pairwise(times))
    if not faces or not (back or any(item.kind == "clock" for item in row)):
        return list(row)
    return [_on_face(item) if item in times else item for item in row]


def _whole_hours(row: Sequence[Phrase]) -> list[Phrase]:
    """The row with "at 6" as a place on the clock's face if others are, "at 10 o'clock".

    Where a sound has such a place and a number besides, numbers are times: "at 10 o'clock, at 6".
    """
    clocks = sum(item.kind == "clock" for item in row)
    timed = [item for item in row if item.kind in _TIMED]
    plain = [i for i in timed if i.kind == "start" and i.slot("number") and 1.0 <= i.value <= 12.0]
    both = any(_faces(part) and not set(plain).isdisjoint(part) for part in _parts(row))
    others = any(i.kind != "seconds" and i not in plain for i in timed)
    if not clocks or (clocks <= len(plain) and both) or others:
        return list(row)
    return [Phrase("clock", "", i.first, i.after, (), i.value) if i in plain else i for i in row]


def _faces(part: Iterable[Phrase]) -> bool:
    """Whether a place on the clock's face is among phrases."""
    return any(item.kind == "clock" for item in part)


def _is_face(item: Phrase) -> bool:
    """Whether a time is a half or a quarter of an hour on a clock's face."""
    hours, minutes = divmod(item.value, 60.0)
    return item.kind in ("start", "stamp") and 1.0 <= hours <= 12.0 and minutes % 15.0 == 0.0


def _on_face(item: Phrase) -> Phrase:
    return Phrase("clock", "", item.first, item.after, (), item.value / 60.0)


def _within(item: Phrase, ends: dict[int, int]) -> bool:
    """Whether a side has become part of the angle before it."""
    return ends.get(item.first - 1, 0) >= item.after and item.kind == "place"


def _side(item: Phrase, tokens: Sequence[Token]) -> str:
    """The side that a phrase of one word names."""
    alone = item.kind == "place" and item.after == item.first + 1
    return _SIDES.get(tokens[item.first].norm, "") if alone else ""
