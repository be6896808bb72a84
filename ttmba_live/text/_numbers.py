"""Numbers in figures and in words, and the units that follow them. Knows no place and no time."""

from __future__ import annotations

import re

_UNITS = (  # by value
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS: dict[str, float] = {word: float(n) for n, word in enumerate(_UNITS)}
_WORDS.update({word: 10.0 * n for n, word in enumerate(_TENS, 2)})
_WORDS.update({"a": 1, "an": 1, "another": 1, "few": 3, "several": 4, "couple": 2, "half": 0.5})
_WORDS.update({"hundred": 100, "thousand": 1000, "quarter": 0.25, "dozen": 12})
_FOREIGN = {
    "ein": 1, "eine": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12, "fünfzehn": 15, "zwanzig": 20,
    "dreißig": 30, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "dos": 2, "tres": 3,
    "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "veinte": 20, "treinta": 30, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_WORDS.update(_FOREIGN)

_FIGURE = r"[+-]?\d{1,6}(?:[.,]\d{1,6})?"
_SMALL = "|".join(_UNITS)
_TEN = "|".join(_TENS)
_COUNT = (
    rf"(?:(?:an?|{'|'.join(_UNITS[1:10])}) (?:hundred|thousand|dozen)|"
    rf"(?:{_TEN})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{_SMALL}|"
    rf"{'|'.join(sorted(_FOREIGN, key=len, reverse=True))})"
)
_VAGUE = r"(?:a )?(?:couple|few|several)(?: of)?|(?:a )?half(?: an?| of an?)?|(?:a )?quarter of an?"
NUMBER = rf"(?:{_FIGURE}|\b(?:{_COUNT}(?: and a half)?|{_VAGUE}|another|an?)(?![\w'-]))"
"""Pattern of a number in figures or words; `value` reads it."""

SECONDS = r"(?:seconds?|secs?|s|minutes?|mins?|milliseconds?|ms|hours?)\b(?!')"
"""Pattern of a unit of time."""

METRES = (
    r"(?:met(?:er|re)s?|m|centimet(?:er|re)s?|cm|kilomet(?:er|re)s?|km|feet|foot|ft|yards?|yds?|"
    r"inch(?:es)?|miles?|steps|paces)\b(?!')"
)
"""Pattern of a unit of length."""

_SCALE = {
    "min": 60.0, "hou": 3600.0, "ms": 0.001, "mil": 0.001, "cm": 0.01, "cen": 0.01, "km": 1000.0,
    "kil": 1000.0, "fee": 0.3048, "foo": 0.3048, "ft": 0.3048, "yar": 0.9144, "yd": 0.9144,
    "yds": 0.9144, "inc": 0.0254, "ste": 0.75, "pac": 0.75,
}  # fmt: skip


def value(text: str) -> float:
    """Read what `NUMBER` matched.

    >>> value("twenty-five"), value("2,5"), value("half a"), value("one and a half")
    (25.0, 2.5, 0.5, 1.5)
    """
    text = text.strip().lower()
    if re.fullmatch(_FIGURE, text):
        return float(text.replace(",", "."))
    total, product = 0.0, 1.0
    extra = text.endswith(" and a half")
    words = re.split(r"[ -]+", text.removesuffix(" and a half"))
    if len(words) > 1 and words[0] in ("a", "an"):
        words = words[1:]
    for word in words:
        if word in ("hundred", "thousand", "dozen"):
            product *= _WORDS[word]
        elif word not in ("of", "a", "an") or len(words) == 1:
            total += _WORDS.get(word, 0.0)
    return (total or 1.0 if product > 1.0 else total) * product + (0.5 if extra else 0.0)


def scale(unit: str) -> float:
    """Seconds or metres in one unit that `SECONDS` or `METRES` matched.

    >>> scale("minutes"), scale("feet"), scale("s")
    (60.0, 0.3048, 1.0)
    """
    unit = unit.lower()
    if unit.startswith("mile"):
        return 1609.0
    return _SCALE.get(unit[:3], 1.0)
