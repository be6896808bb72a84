"""Where, read from a clause: sides, angles, clock and compass, heights, distances. No movement."""

# ruff: noqa: E501, ISC004 - phrases in a table read best unbroken

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from ttmba_live.text._numbers import METRES, NUMBER, scale, value
from ttmba_live.text._scan import Scan


@dataclass(frozen=True, slots=True)
class Side:
    """One word of direction: at which character, front and left as -1..1.

    It may be a goal ("to the left") or an origin ("from the left").
    """

    at: int
    front: float
    left: float
    goal: bool = False
    origin: bool = False


@dataclass(slots=True)
class Places:
    """What a clause says of place: degrees and metres, None where it says nothing."""

    sides: list[Side] = field(default_factory=list)
    azimuth: float | None = None
    elevation: float | None = None
    distance: float | None = None
    far: bool = False
    around: bool = False
    notes: list[str] = field(default_factory=list)

    def said(self) -> bool:
        """Whether there is any word of place."""
        numbers = (self.azimuth, self.elevation, self.distance)
        return bool(self.sides or self.far or self.around) or any(n is not None for n in numbers)


_ME = (
    r"(?:me|you|us|him|her|them|(?:my|your|our|the|his|her) (?:back|head|heads|face|desk|eyes|body|"
    r"audience|listeners?|public|crowd|house|camp|stage|pillow|chair|seats?|bed|table|tent|"
    r"people|room|spectators?))"
)
_OWN = r"(?:my|your|our|the|his|her)"
_FRONT, _BACK, _LEFT, _RIGHT = (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)
_NAMED = {"left": _LEFT, "right": _RIGHT, "front": _FRONT, "ahead": _FRONT, "half": _FRONT, "back": _BACK,
          "rear": _BACK, "behind": _BACK, "north": _FRONT, "south": _BACK, "west": _LEFT,
          "east": _RIGHT}  # fmt: skip

_NOT_A_SIDE = re.compile(
    r"(?<!the )(?<!my )(?<!your )(?<!our )(?<!front )(?<!back )(?<!rear )(?<!to )(?<!upper )"
    r"(?<!slightly )(?<!far )(?<!degrees )"
    r"\bright,? (?=in front|behind|next|beside|above|over\b|under|below|now|at\b|here|there|by\b|"
    r"up\b|down\b|beneath|before|after|through|into|close|inside|past|on top)"
)
_AZIMUTH = re.compile(rf"\baz(?:imuth)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?(?:degrees?|deg|°))?")
_AZIMUTH_AFTER = re.compile(rf"(?P<n>{NUMBER}) ?(?:degrees?|deg|°)? ?azimuth\b")
_ELEVATION_AFTER = re.compile(rf"(?P<n>{NUMBER}) ?(?:degrees?|deg|°)? ?elevation\b")
_ELEVATION = re.compile(
    rf"\bel(?:evation)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?(?:degrees?|deg|°))?"
)
_DISTANCE = re.compile(rf"\bdist(?:ance)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?{METRES})?")
_DEGREES = re.compile(
    rf"(?:\b(?:at|about|around|from) )*(?P<n>{NUMBER}) ?-?(?:degrees?\b|deg\b|°)"
    rf"(?:,? (?:up )?(?:to(?:wards)?|on|from|off to)? ?(?:{_OWN} )?"
    r"(?P<side>left|right|up(?:wards?)?|above|higher|down(?:wards?)?|below|lower|behind)\b"
    rf"(?: (?:hand )?side)?(?: of {_ME})?)?"
)
_CLOCK = re.compile(rf"(?:\b(?:at|from|in) )?(?:{_OWN} )?(?P<n>{NUMBER}) ?o'? ?clock(?: position)?")
_METRES = re.compile(
    rf"(?:(?:\b(?:about|around|roughly|approximately|some|at|over|from|within) )|~)*"
    rf"(?P<n>{NUMBER})(?: (?:to|or) {NUMBER})?[ -]?(?P<u>{METRES})"
    r"(?: (?:away|off|distant|out|further))?(?: (?:from|to) (?:me|us|you))?"
)
_COMPASS = re.compile(
    rf"(?:\b(?:in|from|to|towards?|on|at) )?{_OWN} (?P<a>north|south)?[- ]?(?P<b>east|west)?"
    r"(?:ern)?(?: (?:side|horizon))?\b(?<! )(?<=north|.east|.west|south|stern|thern)"
)
_HEADING = re.compile(r"\b(?:going|heading|flying|towards|bound) (?:north|south|east|west)\b")
_CLOSE_SIDE = re.compile(
    rf"(?:\b(?:right|just|very|terribly|so) )*(?:\b(?P<how>next to|close to|near|by|at|in|into|past|"
    rf"inside|beside|to|on|over|behind|above|from) )*(?:{_OWN} )?(?P<side>left|right) "
    r"(?P<part>ear|shoulder|cheek|temple|hand|elbow|knee|foot|hip|arm)s?\b"
)
_PARTS = {"ear": (0.0, 0.3), "shoulder": (-5.0, 0.4), "cheek": (-5.0, 0.3), "temple": (5.0, 0.3),
          "hand": (-30.0, 0.7), "elbow": (-30.0, 0.5), "knee": (-50.0, 1.0), "foot": (-70.0, 1.7),
          "hip": (-40.0, 0.9), "arm": (-25.0, 0.6)}  # fmt: skip

_Spot = tuple[str, tuple[float, float] | None, float | None, float | None]
_SPOTS: tuple[_Spot, ...] = (  # phrase, where, elevation, distance
    (rf"(?:at|on|against|behind) the (?:back|nape) of {_OWN} (?:head|neck)", _BACK, 0.0, 0.4),
    (r"(?:in |at )?(?:the )?(?:centre|center|middle)(?: of (?:the|my|your) (?:room|stage|head|space))?",
     _FRONT, None, None),
    (rf"behind {_OWN} (?:head|neck|ears?)", _BACK, 0.0, 0.5),
    (r"(?:in|on) (?:my|your) (?:lap|arms|hands|belly|stomach)", _FRONT, -45.0, 0.5),
    (r"(?:past|by|near|beside) (?:my|your) (?:head|face|nose|hair)", None, 0.0, 0.5),
    (r"(?:around|round|about) (?:my|your|our|the) heads?", None, None, 1.0),
    (r"(?:at|on) the tip of (?:my|your) nose|(?:under|in front of) (?:my|your) nose|"
     r"in(?:to)? (?:my|your) face", _FRONT, -5.0, 0.25),
    (r"(?:under|below|beneath) (?:my|your) chin", _FRONT, -55.0, 0.25),
    (r"inside (?:the|my|your|our) (?:head|skull)|in (?:my|your) (?:head|skull)", _FRONT, 0.0, 0.2),
    (r"(?:at|on|by) (?:my|your) (?:hip|belt|waist)", None, -40.0, 0.9),
    (r"(?:at )?(?:waist|hip|table|belly) (?:height|level)", None, -20.0, None),
    (r"(?:at )?(?:chest|shoulder) (?:height|level)", None, -10.0, None),
    (r"(?:on|up|over|across|along|down) (?:my|your) (?:arm|leg|skin|hand|chest|spine|neck)",
     None, -25.0, 0.5),
    (r"at knee (?:height|level)", None, -35.0, None),
    (r"at (?:eye|ear|head|face) (?:height|level)", None, 0.0, None),
    (r"(?:at|on|along|near|to|across) (?:the )?(?:ground|floor|doorstep|pavement|sidewalk|carpet)(?: level)?", None, -30.0, None),
    (r"(?:at|near|around|by|under|beneath|between|before|over|on|in front of) (?:my|your|our|the) "
     r"(?:own )?(?:feet|toes|boots|shoes|ankles|legs|knees|heels|soles)", None, -60.0, 1.6),
    (rf"(?:directly|straight|right|exactly|vertically) (?:above|overhead|over)(?: {_ME})?|"
     r"at the zenith", None, 85.0, None),
    (rf"(?:very high|high up|high|way up|far) (?:above|overhead|over)(?: {_ME})?|"
     r"high (?:up )?in the (?:sky|air)|high up", None, 60.0, None),
    (rf"(?:up )?(?:above|overhead|over)(?: {_ME})|overhead|(?:from )?up above|from above|"
     r"(?:up |high )?(?:in|into|from|across|through|to) the (?:sky|air|heavens|clouds)|"
     r"(?:on|at|from|in|to) the (?:ceiling|roof|treetops|rafters)|up there|upstairs", None, 50.0, None),
    (r"above\b(?! all)|(?:up )?in the (?:trees|branches|attic|loft|tower)|"
     r"up(?= in| on)|(?<=  )up|from (?:a|the) (?:balcony|tower|roof|attic)|high(?= in| on|,|\W*$)", None, 40.0, None),
    (r"deep(?: down)? (?:below|beneath|under\w*)(?: (?:me|us|you))?|deep down|"
     r"far (?:below|beneath)(?: (?:me|us|you))?", None, -65.0, None),
    (rf"(?:from )?(?:down )?(?:below|beneath|underneath|under)(?: {_ME}| {_OWN} (?:floor|ground|"
     r"earth|street|surface|bridge|boards))|from (?:below|underneath)|down (?:below|there)|"
     r"(?:down )?in the (?:cellar|basement|valley|cave below|pit)|downstairs|underground", None, -45.0, None),
    (r"below\b|underneath\b|beneath\b", None, -40.0, None),
    (r"down(?= in| on|,|$)", None, -30.0, None),
    (r"in the (?:next|other|adjacent) room|next door|through the wall|behind (?:the |a )?(?:closed |wooden )?(?:doors?|walls?|curtains?|windows?)", None, None, 4.0),
    (r"(?:somewhere )?(?:across|down|up|along) the (?:street|road|lane|hall|corridor)|outside", None, None, 12.0),
)  # fmt: skip
_SPOT_PATTERNS = [
    (re.compile(rf"\b(?:{phrase})\b"), side, elevation, distance)
    for phrase, side, elevation, distance in _SPOTS
]

_NEARNESS: tuple[tuple[str, float], ...] = (
    (rf"(?:very|extremely|terribly|really|so|too|dangerously|intimately) (?:close|near)(?: to {_ME}| by)?|"
     rf"(?:right|directly|just) (?:next to|beside|by) {_ME}|close up|up close|in my face", 0.5),
    (rf"(?:quite |rather )?(?:close|near)(?:by| by)?(?: to {_ME}| {_ME})?(?! (?:your|the|my|his|her|our|a|an)\b)|"
     rf"nearby|(?:next to|beside|alongside) {_ME}|at arm's length|within (?:arm's )?reach|close at hand", 1.0),
    (r"a (?:few|couple of) (?:steps|metres|meters|paces)(?: away)?", 3.0),
)  # fmt: skip
_NEAR_PATTERNS = [(re.compile(rf"\b(?:{p})\b"), d) for p, d in _NEARNESS]
_FAR = re.compile(
    r"\b(?:(?:very |really |so )?(?:far(?:,? far)*)(?: away| off| out)?(?! (?:left|right)\b)|"
    r"(?:some\w* )?(?:in|from) the (?:far )?distance|from afar|distant|"
    r"(?:on|at|from) the horizon|miles away|a long way (?:off|away)|way off|far(?= left| right))\b"
)
_AROUND = re.compile(
    rf"\b(?:(?:from )?everywhere(?= in)|(?:all )?(?:around|round)(?: {_ME})?|everywhere|"
    r"(?:from|on|in) (?:all|every|both) (?:sides?|directions?|corners?)|surround(?:s|ing)?(?: (?:us|me|you|everyone))?)\b"
)  # fmt: skip
_SLIGHT = r"(?P<slight>(?:slightly|a bit|a little|somewhat|just) )?"
_GOAL = r"(?P<to>(?:back |off |away |over |out |up |down )*(?:to(?:wards)?|into) )?"
_HORIZONTAL = re.compile(
    rf"{_SLIGHT}(?:\b{_GOAL}(?:\b(?:on|at|from|in|over on|off|by|of) )?)"
    rf"(?:(?:{_OWN}|far|upper|lower|top|bottom|extreme|hard|distant) )*"
    rf"(?:\b(?P<a>front|back|rear|half)[- ](?P<b>left|right)|\b(?P<c>left|right)[- ](?P<d>front|back|rear)|"
    rf"\b(?P<e>left|right))\b(?:[- ]hand)?(?: (?:side|corner|stack|wall|speaker|channel|edge|wing|half|"
    rf"window|door|pavement|bank)s?\b)?(?: of {_ME})?"
)
_SAGITTAL = re.compile(
    rf"{_SLIGHT}(?:\b(?:straight|directly|right|just|far) )*{_GOAL}(?:\b(?:from|at|in|on) )?"
    rf"(?:\b(?P<f>in (?:the )?front(?: of {_ME})?|(?:the )?front(?: of {_ME})|the front|front\b|"
    rf"ahead(?: of {_ME})?|before {_ME}|(?:opposite|facing) {_ME}|at (?:my|your) desk)|"
    rf"\b(?P<r>behind(?: {_ME})?|(?:{_OWN} )?(?:back|rear)(?! and forth)(?: of {_ME}| of the room)?))\b"
)
_UPPER = re.compile(r"\b(?:(upper|top)|(lower|bottom)) (?:left|right|front|back)")


def read(scan: Scan) -> Places:
    """Take all words of place out of a clause."""
    places = Places()
    scan.take_all(_NOT_A_SIDE)
    scan.take_all(_HEADING)
    _numbers(scan, places)
    _body(scan, places)
    if upper := _UPPER.search(scan.text):
        places.elevation = 35.0 if upper[1] else -35.0
    for pattern, side, elevation, distance in _SPOT_PATTERNS:
        match = scan.take(pattern)
        if match is None:
            continue
        places.far = places.far or match.group().startswith("far")
        if side is not None:
            places.sides.append(Side(match.start(), *side))
        if places.elevation is None:
            places.elevation = elevation
        if places.distance is None:
            places.distance = distance
    for pattern, metres in _NEAR_PATTERNS:
        if scan.take(pattern) is not None and places.distance is None:
            places.distance = metres
    places.far = bool(scan.take_all(_FAR)) or places.far
    _horizontal(scan, places)
    places.around = bool(scan.take_all(_AROUND))
    places.sides.sort(key=lambda side: side.at)
    return places


def _numbers(scan: Scan, places: Places) -> None:
    for pattern, name in (
        (_AZIMUTH, "azimuth"),
        (_ELEVATION, "elevation"),
        (_DISTANCE, "distance"),
        (_AZIMUTH_AFTER, "azimuth"),
        (_ELEVATION_AFTER, "elevation"),
    ):
        match = scan.take(pattern) if getattr(places, name) is None else None
        if match is not None:
            setattr(places, name, value(match["n"]))
    for match in scan.take_all(_DEGREES):
        number, side = value(match["n"]), match["side"] or ""
        if side.startswith(("up", "above", "hi", "do", "be", "lo")) and side != "behind":
            places.elevation = number if side.startswith(("up", "above", "hi")) else -number
        elif side == "behind":
            places.azimuth = 180.0 - number if number < 90.0 else number
        else:
            places.azimuth = -number if side == "right" else number
            if not side:
                places.notes.append(f"{number:g} degrees taken to the left, as no side is named")
    if (match := scan.take(_CLOCK)) is not None:
        places.azimuth = -30.0 * value(match["n"])
    if (match := scan.take(_METRES)) is not None and places.distance is None:
        places.distance = abs(value(match["n"])) * scale(match["u"])


def _body(scan: Scan, places: Places) -> None:
    for match in scan.take_all(_CLOSE_SIDE):
        left = 1.0 if match["side"] == "left" else -1.0
        back = -0.7 if match["how"] == "behind" else 0.0
        places.sides.append(Side(match.start(), back, left))
        elevation, distance = _PARTS[match["part"]]
        places.elevation = elevation if places.elevation is None else places.elevation
        places.distance = distance if places.distance is None else places.distance


def _horizontal(scan: Scan, places: Places) -> None:
    for match in scan.take_all(_HORIZONTAL):
        words = [word for word in match.group("a", "b", "c", "d", "e") if word]
        front = sum(_NAMED[word][0] for word in words)
        left = sum(_NAMED[word][1] for word in words)
        _add(places, match, front, left)
    for match in scan.take_all(_SAGITTAL):
        _add(places, match, 1.0 if match["f"] else -1.0, 0.0)
    for match in scan.take_all(_COMPASS):
        words = [word for word in (match["a"], match["b"]) if word]
        front = sum(_NAMED[word][0] for word in words)
        left = sum(_NAMED[word][1] for word in words)
        origin = match.group().startswith("from")
        places.sides.append(Side(match.start(), front, left, origin=origin))


def _add(places: Places, match: re.Match[str], front: float, left: float) -> None:
    share = 0.5 if match["slight"] else 1.0
    origin = re.search(r"\bfrom\b", match.group()) is not None
    goal = match["to"] is not None
    places.sides.append(Side(match.start(), share * front, share * left, goal, origin))


def azimuth_of(sides: list[Side]) -> float | None:
    """Where words of direction point together, in degrees; None if they say nothing.

    >>> azimuth_of([Side(0, -1.0, 0.0), Side(9, 0.0, 1.0)])
    135.0
    """
    if not sides:
        return None
    front, left = sum(side.front for side in sides), sum(side.left for side in sides)
    if math.hypot(front, left) < 1e-9:
        return 0.0
    return math.degrees(math.atan2(left, front))
