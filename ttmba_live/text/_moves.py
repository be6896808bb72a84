"""Which way something moves, read from a clause. Knows no geometry beyond names of sides."""

# ruff: noqa: E501, ISC004 - phrases in a table read best unbroken

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from ttmba_live.text._numbers import NUMBER, value
from ttmba_live.text._scan import Scan

Way = tuple[float, float, float]
"""Front, left, up, each -1..1."""


@dataclass(slots=True)
class Moves:
    """What a clause says of movement.

    ``kinds`` are names of `_SIGNS`; ``marks`` the characters where motion is spoken of;
    ``start`` and ``end`` are set by "from ... to ...".
    """

    kinds: set[str] = field(default_factory=set)
    marks: list[int] = field(default_factory=list)
    start: Way | None = None
    end: Way | None = None
    returns: bool = False
    clockwise: bool = False

    def said(self) -> bool:
        """Whether anything moves."""
        return bool(self.kinds) or self.start is not None


_ME = (
    r"(?:me|you|us|(?:my|your|our|the|his|her) (?:back|heads?|face|body|audience|listeners?|public|"
    r"crowd|stage|room|house|place|hall|dome|ears?))"
)
_GO = (
    r"(?:pass|cross|com|mov|go|fly|flies|driv|travel|glid|wander|drift|float|speed|rush|rac|zip|"
    r"zoom|whizz?|whirl|swoop|sweep|sail|rid|run|walk|roll|shoot|spiral|gallop|trot|march|slither|scurr|crawl|"
    r"flutter|hurtl|danc|spin|turn|buzz|hurr|swim|scamper|stroll|creep|soar|bounc|step|tiptoe|"
    r"charg|cycl|skat|stomp|shuffl|revers|rumbl|echo|click|clatter|jog|sprint|canter|tramp|stumbl)"
    r"(?:e|es|s|ed|ing|ning|y|ies|pping|mming|ping)?"
)
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("circle", rf"\b(?:circl(?:e|es|ing)\b(?! saws?| of)|orbit(?:s|ing)?\b|spiral(?:s|ing)?\b|{_GO}(?: \w+){{0,2}} "
                   rf"(?:around|round|about) {_ME}|{_GO}(?: \w+)? in (?:an? )?(?:wide |small |slow )?circles?\b)"),
        ("approach", r"\b(?:approach(?:es|ing)?|(?:\w+ing|\w+s|get|come|draw|" + _GO + r") (?:ever |slowly )?(?:closer|nearer)(?! to (?:the|my|your))|closing in|"
                     r"(?:towards?|up to) (?:me|us|you)|charg(?:es?|ing) (?:at|towards)|"
                     r"(?:comes?|coming|draws?|drawing) (?:near|close|up\b|from (?:far|the horizon))|"
                     rf"{_GO} at (?:me|us|you))\b"),
        ("recede", rf"\b(?:(?!goes? off\b(?! (?:in)?to)){_GO} (?:slowly |quickly )?(?:off|away)|"
                   r"fad(?:es?|ing) (?:away|out|into)|reced(?:es?|ing)|"
                   r"disappear(?:s|ing)?|vanish(?:es|ing)?|depart(?:s|ing)?|into the distance|(?<!metres )(?<!meters )(?<!feet )(?<!yards )(?<!m )away from (?:me|us|you)|"
                   r"d(?:ies|ying) away|leaves (?=to|towards|on))\b"),
        ("rise", r"\b(?:ris(?:es?|ing)|tak(?:es?|ing) off(?! the)|ascend(?:s|ing)?|lift(?:s|ing)? off|"
                 r"climb(?:s|ing)?|shoot(?:s|ing)? up|soar(?:s|ing)? up|float(?:s|ing)? up(?:wards)?|"
                 r"fl(?:ies|ying|y) up|go(?:es|ing)? up|(?:runs?|climbs?|scurries|crawls?) up (?:a|the)|upwards)\b"),
        ("fall", r"\b(?:(?:fall|drop|plung|plummet|tumbl|com|crash|rain|slid)(?:es|e|s|ing|ping)?"
                 r"(?: \w+){0,2}? (?:down(?:wards)?|from (?:above|the (?:sky|ceiling|roof)))|"
                 r"descend(?:s|ing)?|sinks? (?=down|slowly|into the)|sinking|land(?:s|ing)(?! on (?:my|your|me|us|a\b|the (?:floor|ground|table|roof|carpet)))|downwards)\b"),
        ("go", rf"\b{_GO}(?: \w+){{0,3}}? (?:back |over |off |away )?(?:to|towards|into) "
               r"(?:the |my |your |our )?(?:far )?(?:left|right|front|back|rear)\b"),
        ("swing", r"\b(?:back and forth|to and fro|from side to side|"
                  r"(?:sway|swing|pan|mov|rock)(?:e?s|ing)? left and right|"
                  r"swings? (?:back|from|to|left|in)|pac(?:es|ing) (?:up|back|around))\b"),
        ("over", rf"\b{_GO}(?: \w+)?(?: \w+)? (?:over(?: {_ME}| the (?:trees|roofs?))|overhead|above {_ME}|"
                 rf"across the sky|through the (?:air|sky))|,? over {_ME}(?=,? (?:to|from))|"
                 r"cross(?:es|ing)? the sky"),
        ("pass", r"\b(?:pass(?:es|ing)?(?! out)|cross(?:es|ing)(?! the street)|past|(?<=s )by(?! (?:a|an|the)\b)|"
                 r"(?<=go )by|whizz?es|hurtl(?:es?|ing)|zips|rush(?:es|ing))\b"),
    )
)  # fmt: skip

_NAMES: dict[str, Way] = {
    "left": (0, 1, 0), "right": (0, -1, 0), "front": (1, 0, 0), "ahead": (1, 0, 0),
    "back": (-1, 0, 0), "rear": (-1, 0, 0), "behind": (-1, 0, 0), "north": (1, 0, 0),
    "south": (-1, 0, 0), "west": (0, 1, 0), "east": (0, -1, 0), "above": (0, 0, 1),
    "top": (0, 0, 1), "ceiling": (0, 0, 1), "sky": (0, 0, 1), "below": (0, 0, -1),
    "floor": (0, 0, -1), "bottom": (0, 0, -1), "ground": (0, 0, -1), "one": (0, 1, 0),
    "other": (0, -1, 0),
}  # fmt: skip
_OWN = r"(?:(?:the|my|your|our|far|upper|lower|extreme|very) )*"
_END = (
    rf"{_OWN}(?P<{{0}}>(?:front|back|rear)[- ](?:left|right)|left|right|front|back|rear|behind|ahead|north|south|west|east|above|below|"
    r"ceiling|top|bottom|floor|ground|sky)(?: (?:side|ear|hand side|channel|speaker|wall)\b)?"
    r"(?: corner)?(?: of (?:me|us|you|the \w+)| me| us| you| the audience)?"
)
_ONE = rf"{_OWN}(?P<{{0}}>one) (?:ear|side|end|speaker|wall)"
_OTHER = rf"{_OWN}(?P<{{0}}>other)(?: (?:ear|side|end|one|speaker|wall))?"
_BACK = r"(?P<back>,? (?:and|then|and then) (?:back(?: again| to (?:the )?\w+)?|returns?(?: to (?:the )?\w+)?))?"
_TO = r",? (?:all the way |over |across |right |and )?(?:to|towards|into) "
_FROM_TO = (
    re.compile(rf"\bfrom {_END.format('a')}{_TO}{_END.format('b')}\b{_BACK}"),
    re.compile(
        rf"\b{_OWN}(?P<a>left|right|front|back) to {_OWN}(?P<b>left|right|front|back)\b{_BACK}"
    ),
    re.compile(rf"\bfrom {_ONE.format('a')}{_TO}{_OTHER.format('b')}\b{_BACK}"),
)
_ANGLE = (
    rf"(?:(?P<@c>{NUMBER}) ?o'? ?clock|(?:azimuth )?(?P<@d>{NUMBER}) ?(?:degrees?|deg|°)"
    rf"(?: (?:to the )?(?P<@s>left|right))?|azimuth (?P<@z>{NUMBER}))"
)
_ANGLES = re.compile(
    rf"\b(?:from|at) {_ANGLE.replace('@', 'a')}(?: \w+)? (?:to|towards) (?:azimuth )?{_ANGLE.replace('@', 'b')}"
)
_LEAVING = re.compile(
    rf"\b{_GO}(?: (?:in|out|up|over|down))? from (?:the |my |your )?(?:far )?(?:left|right|front|behind|back|rear)\b"
)
_CLOCKWISE = re.compile(r"\b(?P<anti>counter-?|anti-?)? ?clockwise\b")
_PURE = re.compile(
    r"\b(?:approach(?:es|ing)?|circl(?:es|ing|e)(?! of)|orbit(?:s|ing)?|spiral(?:s|ing)?|overtak(?:es|ing)|pass(?:es|ing)?(?: by)?|"
    r"cross(?:es|ing)(?: the (?:sky|street|room|stage))?|cross (?=from)|com(?:es?|ing)(?: up| in)?|"
    r"mov(?:es?|ing)|go(?:es|ing)?|(?:flies|flying)(?: by| up)?|"
    r"fly (?=over|past|by|around|across|above|from|through|away|off|in\b|up)|"
    r"driv(?:es?|ing)(?= off| away| past| by| from|$|  )|"
    r"travel(?:s|ling)?|glid(?:es?|ing)|wander(?:s|ing)?|drifts?(?: in)?|"
    r"hurtl(?:es?|ing)|speed(?:s|ing)?|rush(?:es|ing)?(?= by| past)|zips|disappear(?:s|ing)?|"
    r"vanish(?:es|ing)?|reced(?:es?|ing)|fad(?:es?|ing)(?: (?:away|out))?|depart(?:s|ing)?|"
    r"(?:dies|dying) away|gets? (?=closer|nearer)|getting (?=closer|nearer)|draw(?:s|ing)? (?=near|closer)|closer|nearer|"
    r"closing in|(?:towards?|up to) (?:me|us|you)|at (?:me|us|you)|charg(?:es?|ing)(?= at)|"
    r"float(?:s|ing)(?: up)?|float up|away from (?:me|us|you)|into the (?:distance|sky|air)|ris(?:es|ing)|tak(?:es|ing) off(?! the)|lift(?:s|ing)? off|"
    r"ascend(?:s|ing)?|climb(?:s|ing)?(?: up)?|shoot(?:s|ing)? up|upwards?|downwards?|"
    r"plung(?:es|ing)|plummet(?:s|ing)?|descend(?:s|ing)?|back and forth|to and fro|"
    r"from side to side|left and right|past(?: (?:me|us|you))?|(?<=s )by|off(?= to|\W*$)|away|"
    r"across(?=\W*$| from| to)|slowly|quickly|steadily|gradually|in (?:an? )?(?:wide |small |slow )?circles?|"
    rf"(?:around|round|about|over|past|at|by) {_ME}|"
    r"me|us|you|(?:my|your|our) (?:heads?|face|body|back|ears?)|(?:returns?|back)(?= again|\W*$))\b"
)


def read(scan: Scan) -> Moves:
    """Take the words of movement out of a clause, leaving verbs that sound."""
    moves = Moves()
    for match in (m for pattern in _FROM_TO for m in scan.take_all(pattern)):
        if moves.start is None:
            moves.start, moves.end = _named(match["a"]), _named(match["b"])
        moves.returns = moves.returns or match["back"] is not None
        moves.marks.append(match.start())
    if moves.start is None and (angles := scan.take(_ANGLES)) is not None:
        moves.start, moves.end = _angle(angles, "a"), _angle(angles, "b")
    for kind, pattern in _SIGNS:
        for match in pattern.finditer(scan.text):
            moves.kinds.add(kind)
            moves.marks.append(match.start())
    for match in _LEAVING.finditer(scan.text):
        moves.kinds.add("go")
        moves.marks.append(match.end())
    turn = scan.take(_CLOCKWISE)
    moves.clockwise = turn is not None and turn["anti"] is None
    return moves


def _angle(match: re.Match[str], which: str) -> Way:
    """A direction given as a clock hour or in degrees."""
    hour, degrees = match[f"{which}c"], match[f"{which}d"] or match[f"{which}z"]
    azimuth = -30.0 * value(hour) if hour else value(degrees)
    if match[f"{which}s"] == "right":
        azimuth = -azimuth
    return math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth)), 0.0


def _named(text: str) -> Way:
    ways = [_NAMES[word] for word in re.split("[ -]", text)]
    length = math.hypot(*(sum(axis) for axis in zip(*ways, strict=True)))
    x, y, z = (sum(axis) / length for axis in zip(*ways, strict=True))
    return x, y, z


def clean(scan: Scan) -> None:
    """Take out what is left of the verbs that only move; after the places have been read."""
    scan.take_all(_PURE)
