"""When and how long, read from a clause. Knows no place and no sound."""

# ruff: noqa: E501 - phrases in a table read best unbroken

from __future__ import annotations

import re
from dataclasses import dataclass

from ttmba_live.text._numbers import NUMBER, SECONDS, scale, value
from ttmba_live.text._scan import Scan


@dataclass(slots=True)
class Times:
    """What a clause says of time, in seconds.

    ``at`` counts from the cue's zero, one event for each; ``after`` too, if that is later than
    the event before, else from that event; ``later`` always from it.
    """

    at: tuple[float, ...] = ()
    after: float | None = None
    later: float | None = None
    duration: float | None = None
    until: float | None = None
    throughout: bool = False


_ABOUT = r"(?:(?:about|around|roughly|approximately|exactly|some|only|just|another|the first) )*"
_SPAN = rf"{_ABOUT}(?P<n>{NUMBER})[ -]?(?P<u>{SECONDS})"
_BEGIN = r"(?:(?:starting|beginning|starts?|begins?|comes? in|enters?) )?"


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_LIST = re.compile(
    rf"{_BEGIN}\b(?:at|from|on) (?:about )?{NUMBER} ?(?:{SECONDS})?"
    rf"(?:(?:, and|, | and|\+) ?(?:again )?(?:at )?{NUMBER} ?(?:{SECONDS})?)*"
    rf"(?:, and|, | and|\+) ?(?:again )?(?:at )?{NUMBER} ?{SECONDS}"
)
_PARTS = re.compile(r"\+|,? and (?:again )?(?:at )?|, (?:at )?")
_EACH = re.compile(rf"(?P<n>{NUMBER}) ?(?P<u>{SECONDS})?")
_RANGE = re.compile(
    rf"\b(?:from|between) (?:the )?(?:seconds? )?(?P<a>{NUMBER}) ?(?P<ua>{SECONDS})? ?"
    rf"(?:to|until|till|and|-|through) (?:the )?(?:second )?(?P<b>{NUMBER}) ?(?P<ub>{SECONDS})"
    rf"|\bfrom seconds? (?P<c>{NUMBER}) (?:to|until|till) (?:second )?(?P<d>{NUMBER})"
)
_NTH = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_AT = _all(
    rf"{_BEGIN}\b(?:at|from|on|by) (?:about )?(?:second|sec\.?|t ?=) ?(?P<n>{NUMBER})(?P<u>)",
    rf"{_BEGIN}\b(?:at|from|on) (?:time )?(?:about )?(?P<n>{NUMBER}) ?(?P<u>{SECONDS})"
    r"(?: mark)?(?! (?:away|long))",
    rf"{_SPAN} (?:in\b(?! (?:all|total|front))|into (?:it|the \w+))",
    r"\bat (?P<n>zero)(?P<u>)\b",
    rf"\bstarts? (?:after|in) {_SPAN}",
    rf"\bstart(?: time)?[ =:]+(?P<n>\d+(?:[.,]\d+)?) ?(?P<u>{SECONDS})?",
)
_START = _all(
    r"\b(?:right )?(?:at|from|in) the (?:very )?(?:start|beginning|outset)\b",
    r"^\W*(?:first(?:ly)?|to begin with|at first|first of all)\b,?",
)
_AFTER = _all(
    rf"\bafter (?:a )?(?:pause|silence|break|rest|gap|wait|delay) of {_SPAN}",
    rf"\b(?:silence|nothing|pause|wait|quiet)(?: for)? {_SPAN}",
    rf"\b(?:a |an )?{_SPAN} (?:of )?(?:pause|silence|break|rest|gap)\b",
    rf"\bafter {_SPAN}(?! of\b)(?: of silence| have passed| pass)?",
    rf"(?:^|[,;])\W*(?:and |but )?in {_SPAN}(?=\W*(?:an?\b|the\b|my\b|\w+s\b))",
)
_IN = re.compile(rf"\bin {_SPAN}(?=\W*$)")
_LATER = _all(
    rf"\b{_SPAN} (?:later|after (?:that|this|it)|afterwards|further on)\b",
    rf"\b{_SPAN} after (?=the\b|an?\b)",
)
_DURATION = _all(
    rf"\bduration[ =:]+(?:of )?(?P<n>\d+(?:[.,]\d+)?) ?(?P<u>{SECONDS})?",
    rf"\b(?:all )?(?:for|over|within|during|lasting|lasts|in the course of|runs? for|taking) "
    rf"(?:the (?:next|first|last) )?{_SPAN}",
    rf"\b{_SPAN} (?:in all|in total|altogether|long|of\b)",
    rf"\b{_SPAN}(?! (?:away|before))",
    rf"\bfor (?P<n>{NUMBER})(?P<u>)(?=\W*$)",
)
_UNTIL = _all(
    rf"\b(?:and )?(?:stop(?:s|ping)?|end(?:s|ing)?|until|till|lasts until) (?:at |after )?(?:second )?"
    rf"(?P<n>{NUMBER}) ?(?P<u>{SECONDS})?"
)
_ORDINAL = re.compile(
    r"\b(a|the|my) second (?!later|long|of|after|in|before|into|and|on|at|from)(?=\w)"
)
_THROUGHOUT = re.compile(
    r"\b(?:throughout(?: the (?:scene|cue|piece|whole \w+))?|(?:all|the whole|the entire) "
    r"(?:the )?(?:time|while|way through|scene)|all the while|constantly|continuously|"
    r"continual(?:ly)?|non-?stop|permanently|the whole time|from start to (?:end|finish)|"
    r"in the background)\b"
)
_AWHILE = re.compile(r"\bfor a (?:(?:long |little )?while|moment)\b")
_VAGUE = re.compile(
    r"\b(?:now and (?:then|again)|every now and then|(?:, )?(?:one |once )?every (?:few |\w+ )?seconds?|once a second|from time to time|"
    r"again and again|over and over(?: again)?|at (?:dawn|night|dusk|noon)|in the (?:early )?(?:morning|"
    r"evening|night|afternoon)|occasionally|sometimes|(?<=starts )up(?= on| in))\b"
)


def read(scan: Scan, *, moving: bool = False) -> Times:
    """Take all words of time out of a clause; "in ten seconds" is how long a movement takes."""
    times = Times()
    listed = scan.take(_LIST)
    if listed is not None:
        times.at = tuple(_seconds(match) for match in _EACH.finditer(listed.group()))
    _range(scan, times)
    times.throughout = bool(scan.take_all(_THROUGHOUT))
    if times.until is None:
        times.until = _first(scan, _UNTIL)
    times.later = _first(scan, _LATER)
    times.after = _first(scan, _AFTER)
    at = _first(scan, _AT)
    if at is not None and not times.at:
        times.at = (at,)
    starts = [scan.take(pattern) for pattern in _START]
    if any(starts) and not times.at:
        times.at = (0.0,)
    if (within := _first(scan, (_IN,))) is not None and not moving:
        times.after = within if times.after is None else times.after
    times.duration = _first(scan, _DURATION) if within is None or not moving else within
    if scan.take(_AWHILE) is not None and times.duration is None:
        times.duration = 10.0
    return times


def prepared(text: str) -> str:
    """A text ready to be cut into clauses: no "now and then", and lists of times in one piece."""
    text = _ORDINAL.sub(r"\1 ", _VAGUE.sub(" ", text))
    text = _NTH.sub(r"\1", text)
    return _LIST.sub(lambda listed: _PARTS.sub("+", listed.group()), text)


def _range(scan: Scan, times: Times) -> None:
    """Read "from 2 to 8 seconds"."""
    match = scan.take(_RANGE)
    if match is None:
        return
    scale_b = scale(match["ub"]) if match["ub"] else 1.0
    scale_a = scale(match["ua"]) if match["ua"] else scale_b
    times.at = (max(0.0, value(match["a"] or match["c"])) * scale_a,)
    times.until = value(match["b"] or match["d"]) * scale_b


def _first(scan: Scan, patterns: tuple[re.Pattern[str], ...]) -> float | None:
    for pattern in patterns:
        match = scan.take(pattern)
        if match is not None:
            return _seconds(match)
    return None


def _seconds(match: re.Match[str]) -> float:
    unit = match["u"]
    return max(0.0, value(match["n"])) * (scale(unit) if unit else 1.0)
