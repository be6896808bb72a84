"""Phrases of place, as tables of patterns. Knows how they are written, not what comes of them."""

# ruff: noqa: E501, ISC004 - phrases in a table read best unbroken

from __future__ import annotations

import re

from ttmba_live.text._numbers import METRES, NUMBER

ME = (
    r"(?:me|you|us|him|her|them|(?:my|your|our|the|his|her) (?:back|head|heads|face|desk|eyes|body|"
    r"audience|listeners?|public|crowd|house|camp|stage|pillow|chair|seats?|bed|table|tent|"
    r"people|room|spectators?))"
)
OWN = r"(?:my|your|our|the|his|her)"
_FRONT, _BACK, _LEFT, _RIGHT = (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)
NAMED = {"left": _LEFT, "right": _RIGHT, "front": _FRONT, "ahead": _FRONT, "half": _FRONT, "back": _BACK,
          "rear": _BACK, "behind": _BACK, "north": _FRONT, "south": _BACK, "west": _LEFT,
          "east": _RIGHT}  # fmt: skip

NOT_A_SIDE = re.compile(
    r"(?<!the )(?<!my )(?<!your )(?<!our )(?<!front )(?<!back )(?<!rear )(?<!to )(?<!upper )"
    r"(?<!slightly )(?<!far )(?<!degrees )"
    r"\bright,? (?=in front|behind|next|beside|above|over\b|under|below|now|at\b|here|there|by\b|"
    r"up\b|down\b|beneath|before|after|through|into|close|inside|past|on top)"
)
AZIMUTH = re.compile(rf"\baz(?:imuth)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?(?:degrees?|deg|°))?")
AZIMUTH_AFTER = re.compile(rf"(?P<n>{NUMBER}) ?(?:degrees?|deg|°)? ?azimuth\b")
ELEVATION_AFTER = re.compile(rf"(?P<n>{NUMBER}) ?(?:degrees?|deg|°)? ?elevation\b")
ELEVATION = re.compile(
    rf"\bel(?:evation)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?(?:degrees?|deg|°))?"
)
DISTANCE = re.compile(rf"\bdist(?:ance)?\.?[ =:]*(?:of )?(?P<n>{NUMBER})(?: ?{METRES})?")
DEGREES = re.compile(
    rf"(?:\b(?:at|about|around|from) )*(?P<n>{NUMBER}) ?-?(?:degrees?\b|deg\b|°)"
    rf"(?:,? (?:up )?(?:to(?:wards)?|on|from|off to)? ?(?:{OWN} )?"
    r"(?P<side>left|right|up(?:wards?)?|above|higher|down(?:wards?)?|below|lower|behind)\b"
    rf"(?: (?:hand )?side)?(?: of {ME})?)?"
)
CLOCK = re.compile(rf"(?:\b(?:at|from|in) )?(?:{OWN} )?(?P<n>{NUMBER}) ?o'? ?clock(?: position)?")
LENGTH = re.compile(
    rf"(?:(?:\b(?:about|around|roughly|approximately|some|at|over|from|within) )|~)*"
    rf"(?P<n>{NUMBER})(?: (?:to|or) {NUMBER})?[ -]?(?P<u>{METRES})"
    r"(?: (?:away|off|distant|out|further))?(?: (?:from|to) (?:me|us|you))?"
)
COMPASS = re.compile(
    rf"(?:\b(?:in|from|to|towards?|on|at) )?{OWN} (?P<a>north|south)?[- ]?(?P<b>east|west)?"
    r"(?:ern)?(?: (?:side|horizon))?\b(?<! )(?<=north|.east|.west|south|stern|thern)"
)
HEADING = re.compile(r"\b(?:going|heading|flying|towards|bound) (?:north|south|east|west)\b")
CLOSE_SIDE = re.compile(
    rf"(?:\b(?:right|just|very|terribly|so) )*(?:\b(?P<how>next to|close to|near|by|at|in|into|past|"
    rf"inside|beside|to|on|over|behind|above|from) )*(?:{OWN} )?(?P<side>left|right) "
    r"(?P<part>ear|shoulder|cheek|temple|hand|elbow|knee|foot|hip|arm|pocket)s?\b"
)
PARTS = {"ear": (0.0, 0.3), "shoulder": (-5.0, 0.4), "cheek": (-5.0, 0.3), "temple": (5.0, 0.3),
          "hand": (-30.0, 0.7), "elbow": (-30.0, 0.5), "knee": (-50.0, 1.0), "foot": (-70.0, 1.7),
          "pocket": (-40.0, 0.7),
    "hip": (-40.0, 0.9), "arm": (-25.0, 0.6)}  # fmt: skip

Spot = tuple[str, tuple[float, float] | None, float | None, float | None]
SPOTS: tuple[Spot, ...] = (  # phrase, where, elevation, distance
    (rf"(?:at|on|against|behind) the (?:back|nape) of {OWN} (?:head|neck)", _BACK, 0.0, 0.4),
    (r"(?:in |at )?(?:the )?(?:centre|center|middle)(?: of (?:the|my|your) (?:room|stage|head|space))?",
     _FRONT, None, None),
    (rf"behind {OWN} (?:head|neck|ears?)", _BACK, 0.0, 0.5),
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
    (rf"(?:directly|straight|right|exactly|vertically) (?:above|overhead|over)(?: {ME})?|"
     r"at the zenith", None, 85.0, None),
    (rf"(?:very high|high up|high|way up|far) (?:above|overhead|over)(?: {ME})?|"
     r"high (?:up )?in the (?:sky|air)|high up", None, 60.0, None),
    (rf"(?:up )?(?:above|overhead|over)(?: {ME})|overhead|(?:from )?up above|from above|"
     r"(?:up |high )?(?:in|into|from|across|through|to) the (?:sky|air|heavens|clouds)|"
     r"(?:on|at|from|in|to) the (?:ceiling|roof|treetops|rafters)|up there|upstairs", None, 50.0, None),
    (r"above\b(?! all)|(?:up )?in the (?:trees|branches|attic|loft|tower)|"
     r"up(?= in| on)|(?<=  )up|from (?:a|the) (?:balcony|tower|roof|attic)|high(?= in| on|,|\W*$)", None, 40.0, None),
    (r"deep(?: down)? (?:below|beneath|under\w*)(?: (?:me|us|you))?|deep down|"
     r"far (?:below|beneath)(?: (?:me|us|you))?", None, -65.0, None),
    (rf"(?:from )?(?:down )?(?:below|beneath|underneath|under)(?: {ME}| {OWN} (?:floor|ground|"
     r"earth|street|surface|bridge|boards))|from (?:below|underneath)|down (?:below|there)|"
     r"(?:down )?in the (?:cellar|basement|valley|cave below|pit)|downstairs|underground", None, -45.0, None),
    (r"below\b|underneath\b|beneath\b", None, -40.0, None),
    (r"down(?= in| on|,|$)", None, -30.0, None),
    (r"in the (?:next|other|adjacent) room|next door|through the wall|behind (?:the |a )?(?:closed |wooden )?(?:doors?|walls?|curtains?|windows?)", None, None, 4.0),
    (r"(?:somewhere )?(?:across|down|up|along) the (?:street|road|lane|hall|corridor)|outside", None, None, 12.0),
)  # fmt: skip
SPOT_PATTERNS = [
    (re.compile(rf"\b(?:{phrase})\b"), side, elevation, distance)
    for phrase, side, elevation, distance in SPOTS
]

NEARNESS: tuple[tuple[str, float], ...] = (
    (rf"(?:very|extremely|terribly|really|so|too|dangerously|intimately) (?:close|near)(?: to {ME}| by)?|"
     rf"(?:right|directly|just) (?:next to|beside|by) {ME}|close up|up close|in my face", 0.5),
    (rf"(?:quite |rather )?(?:close|near)(?:by| by)?(?: to {ME}| {ME})?(?! (?:your|the|my|his|her|our|a|an)\b)|"
     rf"nearby|(?:next to|beside|alongside) {ME}|at arm's length|within (?:arm's )?reach|close at hand", 1.0),
    (r"a (?:few|couple of) (?:steps|metres|meters|paces)(?: away)?", 3.0),
)  # fmt: skip
NEAR_PATTERNS = [(re.compile(rf"\b(?:{p})\b"), d) for p, d in NEARNESS]
FAR = re.compile(
    r"\b(?:(?:very |really |so )?(?:far(?:,? far)*)(?: away| off| out)?(?! (?:left|right)\b)|"
    r"(?:some\w* )?(?:in|from) the (?:far )?distance|from afar|distant|"
    r"(?:on|at|from) the horizon|miles away|a long way (?:off|away)|way off|far(?= left| right))\b"
)
AROUND = re.compile(
    rf"\b(?:(?:from )?everywhere(?= in)|(?:all )?(?:around|round)(?: {ME})?|everywhere|"
    r"(?:from|on|in) (?:all|every|both) (?:sides?|directions?|corners?)|surround(?:s|ing)?(?: (?:us|me|you|everyone))?)\b"
)  # fmt: skip
SLIGHT = r"(?P<slight>(?:slightly|a bit|a little|somewhat|just) )?"
GOAL = r"(?P<to>(?:back |off |away |over |out |up |down )*(?:to(?:wards)?|into) )?"
HORIZONTAL = re.compile(
    rf"{SLIGHT}(?:\b{GOAL}(?:\b(?:on|at|from|in|over on|off|by|of) )?)"
    rf"(?:(?:{OWN}|far|upper|lower|top|bottom|extreme|hard|distant) )*"
    rf"(?:\b(?P<a>front|back|rear|half)[- ](?P<b>left|right)|\b(?P<c>left|right)[- ](?P<d>front|back|rear)|"
    rf"\b(?P<e>left|right))\b(?:[- ]hand)?(?: (?:side|corner|stack|wall|speaker|channel|edge|wing|half|"
    rf"window|door|pavement|bank)s?\b)?(?: of {ME})?"
)
SAGITTAL = re.compile(
    rf"{SLIGHT}(?:\b(?:straight|directly|right|just|far) )*{GOAL}(?:\b(?:from|at|in|on) )?"
    rf"(?:\b(?P<f>in (?:the )?front(?: of {ME})?|(?:the )?front(?: of {ME})|the front|front\b|"
    rf"ahead(?: of {ME})?|before {ME}|(?:opposite|facing) {ME}|at (?:my|your) desk)|"
    rf"\b(?P<r>behind(?: {ME})?|(?:{OWN} )?(?:back|rear)(?! and forth)(?: of {ME}| of the room)?))\b"
)
UPPER = re.compile(r"\b(?:(upper|top)|(lower|bottom)) (?:left|right|front|back)")
