"""How much, how long and when, as far as a clause says it. Knows no verb and no sound."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

GOING = 1.5
"""Seconds that a change of place takes, if that was not told."""

_SLOW, _FAST = 6.0, 0.5
"""Seconds that "slowly" and "fast" take."""
_LEAST = 1e-4
"""The least part of a level: 0 percent are -80 dB."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much, how long and when, as far as a clause says it.

    ``db``, ``degrees`` and ``metres`` are changes, ``level`` is a gain in dB, ``part`` that of what
    was ordered ("to 50 percent": half). ``share`` stretches the usual amount ("a bit": a half, "a
    lot": two). ``seconds`` is how long it takes, ``after``
    when it begins, ``within`` either: "fade it in 5 seconds", "stop it in 5 seconds"; ``every`` is
    how often it happens, ``times`` how many times.
    """

    db: float | None = None
    level: float | None = None
    part: float | None = None
    degrees: float | None = None
    metres: float | None = None
    share: float = 1.0
    seconds: float | None = None
    after: float = 0.0
    within: float | None = None
    every: float = 0.0
    times: float = 1.0

    @property
    def tells_level(self) -> bool:
        """Whether a level is told, and not a change of it."""
        return self.level is not None or self.part is not None

    @property
    def takes(self) -> float | None:
        """How long what takes time takes, in seconds."""
        return self.within if self.seconds is None else self.seconds

    @property
    def going(self) -> float:
        """How long a change of place takes, in seconds."""
        return GOING if self.takes is None else self.takes


_WORDS = """
    half_a:0.5 half_an:0.5 a_few:3 a_couple_of:2 a:1 an:1 one:1 two:2 three:3 four:4 five:5 six:6
    seven:7 eight:8 nine:9 ten:10 twelve:12 fifteen:15 twenty:20 thirty:30 forty:40 fifty:50
    sixty:60 seventy:70 eighty:80 ninety:90
    ein:1 eine:1 einer:1 einem:1 un:1 une:1 una:1 uno:1
    zwei:2 drei:3 vier:4 fünf:5 sechs:6 sieben:7 acht:8 neun:9 zehn:10 zwölf:12 fünfzehn:15
    zwanzig:20 dreißig:30 vierzig:40 deux:2 trois:3 quatre:4 cinq:5 sept:7 huit:8 neuf:9 dix:10
    douze:12 quinze:15 vingt:20 trente:30 quarante:40 dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7
    ocho:8 nueve:9 diez:10 doce:12 quince:15 veinte:20 treinta:30 cuarenta:40 due:2 tre:3 quattro:4
    cinque:5 sei:6 sette:7 otto:8 nove:9 dieci:10 dodici:12 quindici:15 venti:20 trenta:30
    quaranta:40 um:1 uma:1 dois:2 duas:2 três:3 quatro:4 sete:7 oito:8 dez:10 doze:12 vinte:20
    trinta:30 een:1 één:1 twee:2 drie:3 zes:6 zeven:7 negen:9 tien:10 twaalf:12 vijf:5 vijftien:15
    twintig:20 dertig:30 одну:1 две:2 три:3 четыре:4 пять:5 шесть:6 семь:7 восемь:8 десять:10
    двенадцать:12 пятнадцать:15 двадцать:20 тридцать:30
"""
_NUMBERS = {
    word.replace("_", " "): float(number)
    for word, number in (pair.split(":") for pair in _WORDS.split())
}
_NUMBER = rf"(?P<n>\d{{1,4}}(?:[.,]\d{{1,3}})?|{'|'.join(_NUMBERS)})"
_ANGLE = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_TIME = (
    rf"{_NUMBER} ?(?P<unit>s|secs?|seconds?|mins?|minutes?|sekunden?|minuten?|secondes?|segundos?"
    r"|seconden?|minuut|minutos?|secondi|minuti|minuto|секунд\w*|минут\w*)\b"
)
_BARE = re.compile(rf"\b(over|every|after|for|during) (\d{{1,3}}(?:\.\d)?|{'|'.join(_NUMBERS)})$")
"""Seconds without their unit: "fade it out over 3"."""
_ALONE = re.compile(rf"(?:take |about |say )?({_TIME})(?: say)?")
_DB = (
    rf"(?P<n>[-+\u2212]?\d{{1,3}}(?:\.\d{{1,2}})?|{'|'.join(_NUMBERS)}) ?(?:db|decibels?|dezibel)\b"
)
_METRES = rf"(?P<n>\d{{1,3}}(?:[.,]\d{{1,2}})?|{'|'.join(_NUMBERS)}) ?(?:m|met(?:er|re)s?)"
_PERCENT = r"(?:%|(?:per ?cent|prozent|pour ?cent|por ciento)\b)"
_MORE = (
    r"(?=(?:louder|quieter|softer|closer|nearer|further|farther|higher|lower|faster|slower|quicker"
    r"|more|less|up|down)\b)"
)
_SAID = {
    "after": re.compile(
        r"(?:\b(?:after|nach|após|après|después de|depois de|dopo|na|через|после"
        rf"|over(?= {_ANGLE} ?(?:seconden?|minuten|minuut)))"
        r"|^(?:in|dans|dentro de|daqui a|fra)) "
        rf"(?:about |another )?{_TIME},?"
    ),
    "seconds": re.compile(
        rf"\b(?:over|during|for|über|lang|pendant|durante|per|gedurende|в течение)"
        rf"(?: the)?(?: next| about)? {_TIME}"
    ),
    "within": re.compile(
        rf"\b(?:in|within|innerhalb von|en|em|tra|binnen|за)(?: the)?(?: next| about)? {_TIME}"
    ),
    "every": re.compile(rf"\b(?:every|each|alle|toutes les|cada|ogni|a cada|elke|каждые) {_TIME}"),
    "times": re.compile(
        rf"\b(?:noch |encore |for |another )?{_NUMBER} ?(?:more |other )?"
        r"(?:times|mal|fois|veces|volte|vezes|keer)\b(?: more| más)?(?! (?:as|moins|plus|más|so)\b)"
    ),
    "level": re.compile(rf"\b(?:to|at|auf|à|a) {_DB}"),
    "up": re.compile(rf"(?<=\bup)(?: by)? {_NUMBER} ?{_PERCENT}"),
    "down": re.compile(rf"(?<=\bdown)(?: by)? {_NUMBER} ?{_PERCENT}"),
    "part": re.compile(rf"\b(?:to|at|auf|à|a|al|bei) {_NUMBER} ?{_PERCENT}"),
    "db": re.compile(rf"(?:\b(?:by|um|de|di) )?{_DB}"),
    "degrees": re.compile(
        rf"(?:\bby |\b(?={_ANGLE} ?(?:degrees?|deg|°) (?:more|further|counter|anti|clock|towards?))"
        rf"|\b(?={_ANGLE} (?:more|further) deg))"
        rf"(?P<n>{_ANGLE}) ?(?:(?:more|further) )?(?:degrees?|deg|°)"
    ),
    "metres": re.compile(rf"\b(?:by )?{_METRES} (?=closer|nearer|further|farther|back)"),
}
"""What is said in figures, in the order in which it is taken out of a clause."""
_PLAIN = r"(?<!plus )(?<!mais )(?<!più )(?<!más )(?<!moins )(?<!menos )(?<!meno )(?<!te )"
"""No comparison: "plus vite" is faster than before."""
_MEANT = (
    (
        "seconds",
        _SLOW,
        re.compile(
            _PLAIN
            + r"\b(?:slowly|gradually|gently|smoothly|langsam|nach und nach|lentement|peu à peu"
            r"|despacio|lentamente|poco a poco|pian piano|aos poucos|langzaam|geleidelijk|медленно"
            r"|постепенно|плавно)\b"
        ),
    ),
    (
        "seconds",
        _FAST,
        re.compile(
            _PLAIN + r"\b(?:quickly|fast|rapidly|schnell|vite|rapidement|rápido|rápidamente|veloce"
            r"|velocemente|rapidamente|snel|быстро)\b"
        ),
    ),
    (
        "seconds",
        0.0,
        re.compile(
            r"\b(?:suddenly|immediately|instantly|at once|right now|now|sofort|jetzt|subito)\b"
        ),
    ),
    (
        "share",
        0.5,
        re.compile(
            r"\b(?:just )?a (?:little bit|little|bit|touch|tad|notch|hair|smidge)\b"
            r"|\b(?:slightly|etwas|ein bisschen"
            r"|un peu|un poco|un po'|um pouco|een beetje|немного|чуть)(?!\w)"
        ),
    ),
    (
        "share",
        2.0,
        re.compile(rf"\b(?:much|way|far|a lot|even) {_MORE}|\ba lot$|\b(?:viel|beaucoup|bien) "),
    ),
)
"""The same in words."""


def lasting(clause: str) -> str:
    """How long, where a clause says nothing else: "five seconds" is over five seconds; else ""."""
    match = _ALONE.fullmatch(clause.lower().strip(" .,!"))
    return f"over {match[1]}" if match else ""


def extent_of(clause: str) -> tuple[str, Extent]:
    """The clause without how much, how long and when, and those."""
    said: dict[str, float] = {}
    clause = _BARE.sub(r"\1 \2 s", clause)
    for name, pattern in _SAID.items():
        if match := pattern.search(clause):
            clause = _without(clause, match)
            minutes = match.groupdict().get("unit", "").startswith(("m", "м"))
            said[name] = _value(match["n"]) * (60.0 if minutes else 1.0)
    if "part" in said:
        said["part"] = 20.0 * math.log10(max(_LEAST, said["part"] / 100.0))
    for name, sign in (("up", 1.0), ("down", -1.0)):
        if name in said:
            share = 1.0 + sign * said.pop(name) / 100.0
            said["db"] = abs(20.0 * math.log10(max(_LEAST, share)))
    for name, value, pattern in _MEANT:
        if match := pattern.search(clause):
            clause = _without(clause, match)
            said.setdefault(name, value)
    clause = clause or ("again" if said.keys() & {"every", "times"} else "")
    return clause, Extent(**said)


def _without(clause: str, match: re.Match[str]) -> str:
    left = f"{clause[: match.start()].rstrip(' ,')} {clause[match.end() :].lstrip(' ,')}"
    return " ".join(left.split())


def _value(number: str) -> float:
    if number in _NUMBERS:
        return _NUMBERS[number]
    return float(number.replace(",", ".").replace("\u2212", "-"))
