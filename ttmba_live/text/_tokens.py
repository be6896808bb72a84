"""Stage one, one pass: a text as words, numbers and signs, and where each stood. No language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_STOPS = {"。": ".", "、": ",", "؟": "?", "،": ",", "؛": ";", "・": "|", "…": "…", "।": "."}
_PAUSES = frozenset(",.;\n/|>→()")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_QUOTES = '"“”„«»‹›「」『』`'
_APOSTROPHES = "'’‘ʼ"
_ELIDED = frozenset(
    [
        "l",
        "d",
        "qu",
        "j",
        "s",
        "n",
        "c",
        "m",
        "t",
        "all",
        "dell",
        "sull",
        "nell",
        "dall",
        "un",
        "quell",
        "dov",
        "com",
        "gl",
    ]
)  # what French and Italian set before an apostrophe: a word of its own
_FRAMES, _FULL = 25.0, 2
"""Frames of a second, which stand after hours, minutes and seconds."""
_LONGEST_WORD = 40
"""Characters of a word that are compared; longer ones are nobody's word."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign or a line break: lower-case, and its span in the text.

    ``glued`` means that it stands against the token before ("4s", "back-left", "a_b"), ``hyphen``
    that a hyphen is between them.
    ``number`` is the value of figures; ``clock`` marks one that was written as 1:30.
    """

    norm: str
    first: int
    after: int
    glued: bool = False
    number: float | None = None
    clock: bool = False
    signed: bool = False
    hyphen: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it has letters."""
        return self.norm[:1].isalpha()


def is_cjk(char: str) -> bool:
    """Whether a character is written without spaces between words."""
    return ("\u2e80" <= char <= "\u9fff" and char.isalpha()) or "\uf900" <= char <= "\ufaff"


def tokens(text: str) -> list[Token]:
    """All tokens of a text; pictures stand for their names if there is nothing else."""
    found = scan(text)
    if any(token.is_word or token.number is not None for token in found):
        return found
    named = [(i, unicodedata.name(c, "")) for i, c in enumerate(text) if _is_picture(c)]
    pictures: list[Token] = []
    for place, name in {name: (i, name) for i, name in reversed(named)}.values():
        words = name.lower().replace(" face", "").replace("-", " ").split()
        pictures += [Token(word, place, place + 1) for word in ("a", *words)]
        pictures.append(Token(",", place, place + 1))
    return sorted(pictures, key=lambda token: token.first)


def scan(text: str) -> list[Token]:
    """All tokens of a text, pictures left out."""
    return _Scanner(*_folded(text)).run()


_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』"}
_LONGEST_QUOTE = 400
_MOST_QUOTES = 20


def quoted(text: str) -> list[tuple[int, int]]:
    """Where a text is in quotation marks."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text) and len(spans) < _MOST_QUOTES:
        close = _PAIRS.get(text[at])
        end = text.find(close, at + 1, at + _LONGEST_QUOTE) if close else -1
        if end > 0 and not (close == '"' and at and text[at - 1].isdecimal()):
            spans.append((at, end + 1))
            at = end
        at += 1
    return spans


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) == "So" and char != "°"


def _folded(text: str) -> tuple[list[str], list[int]]:
    """Lower-case characters in their common form, and where each came from."""
    chars: list[str] = []
    spans: list[int] = []
    for place, char in enumerate(text):
        if char.isascii():
            folded = char.lower()
        elif char in "º˚":
            folded = "°"
        elif char == "½":
            folded = " 0.5 "
        else:
            folded = _STOPS.get(char) or unicodedata.normalize("NFKC", char).lower()
        for each in folded:
            chars.append(each)
            spans.append(place)
    joined = unicodedata.normalize("NFC", "".join(chars))
    if len(joined) == len(chars):
        chars = list(joined)
    return chars, spans


class _Scanner:
    """One pass over the characters, each looked at a bounded number of times."""

    def __init__(self, chars: list[str], spans: list[int]) -> None:
        self.chars, self.spans = chars, spans
        self.found: list[Token] = []
        self.at = 0
        self.glue = self.hyphen = False
        self.spaced = _PAUSES.isdisjoint(chars)
        """Whether spaces stand for the commas of a language that is written without them."""

    def run(self) -> list[Token]:
        while self.at < len(self.chars):
            char = self.chars[self.at]
            if char.isdecimal() or (char == "." and self._begins_number()):
                self._number()
            elif is_cjk(char):
                self._add(char, self.at + 1)
            elif char.isalpha():
                self._word()
            else:
                self._sign(char)
        return self.found

    def _add(self, norm: str, after: int, number: float | None = None, **more: bool) -> None:
        glued = self.glue and bool(self.found)
        source = self.spans[after - 1] + 1
        more["hyphen"] = glued and self.hyphen
        self.found.append(Token(norm, self.spans[self.at], source, glued, number, **more))
        self.at, self.glue, self.hyphen = after, True, False

    def _peek(self, offset: int = 0) -> str:
        place = self.at + offset
        return self.chars[place] if 0 <= place < len(self.chars) else "\n"

    def _begins_number(self) -> bool:
        """Whether a point is one of ".5"."""
        return self._peek(1).isdecimal() and self._peek(-1) in " \t\n(,"

    def _word(self) -> None:
        end = self.at
        while end < len(self.chars) and _is_letter(self.chars[end]):
            end += 1
        left = "".join(self.chars[self.at : min(end, self.at + _LONGEST_WORD)])
        if end + 1 < len(self.chars) and self.chars[end] in _APOSTROPHES:
            if (
                left in _ELIDED
                and self.chars[end + 1].isalpha()
                and (left not in "sntdm" or self.chars[end + 1] not in "st")
            ):
                self._add(left + "'", end + 1)
                return
            if _is_letter(self.chars[end + 1]):
                rest = end + 1
                while rest < len(self.chars) and _is_letter(self.chars[rest]):
                    rest += 1
                left += "'" + "".join(self.chars[end + 1 : min(rest, end + _LONGEST_WORD)])
                end = rest
        self._add(left, end)

    def _number(self, sign: str = "") -> None:
        start = self.at
        end = start + len(sign)
        digits = self._digits(end)
        end += len(digits)
        clock = self._clock(digits, end) if not sign else None
        if clock is not None:
            value, end = clock
            self._add("#", end, value, clock=True)
            return
        fraction = ""
        if end + 1 < len(self.chars) and self.chars[end] in ".,":
            fraction = self._digits(end + 1)
            thousands = self.chars[end] == "," and len(fraction) == 3
            fraction = "" if thousands and len(digits) > 3 else fraction
            end += len(fraction) + 1 if fraction else 0
        value = float(f"{digits[:15]}.{fraction[:15] or 0}")
        signed = bool(sign)
        self._add("#", end, -value if sign and sign in _DASHES else value, signed=signed)

    def _digits(self, start: int) -> str:
        end = start
        while end < len(self.chars) and self.chars[end].isdecimal():
            end += 1
        return "".join(str(unicodedata.decimal(c)) for c in self.chars[start:end])

    def _clock(self, digits: str, end: int) -> tuple[float, int] | None:
        """Read 1:30, 00:12, 1:02:03 and 01:00:04:12 (frames, of which 25 are a second)."""
        if not 0 < len(digits) <= 2:
            return None
        value, read = float(digits), 0
        while end < len(self.chars) and self.chars[end] == ":":
            part = self._digits(end + 1)
            if len(part) != 2 or int(part) > 59:
                break
            more = int(part) / _FRAMES if read == _FULL else int(part)
            value = value + more if read == _FULL else 60.0 * value + more
            end, read = end + 3, read + 1
        if read and end < len(self.chars) and self.chars[end] == ".":
            part = self._digits(end + 1)
            if 0 < len(part) <= 3:
                value, end = value + float(f"0.{part}"), end + 1 + len(part)
        return (value, end) if read else None

    def _sign(self, char: str) -> None:
        before, after = self._peek(-1), self._peek(1)
        if char in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
            self._add("\n", self.at + 1)
            self.glue = False
        elif char == "\\" and after == "n" and not self._peek(2).isalpha():
            self._add("\n", self.at + 2)
            self.glue = False
        elif char.isspace() and self.spaced and is_cjk(before) and is_cjk(after):
            self._add(",", self.at + 1)
            self.glue = False
        elif char == '"' and before.isdecimal():
            self._add("s", self.at + 1)  # seconds, as scores have them
        elif char.isspace() or unicodedata.category(char)[0] in "CM" or char in _QUOTES:
            self.at, self.glue = self.at + 1, False
        elif char in _DASHES or char == "+":
            self._dash(char, before, after)
        elif char == "_" and before.isalnum() and after.isalnum():
            self.at += 1
        elif char == "." and before == "." and self.found and self.found[-1].norm in ".…":
            self.found[-1] = Token("…", self.found[-1].first, self.spans[self.at] + 1)
            self.at += 1
        elif _is_picture(char) or char in _APOSTROPHES:
            self.at, self.glue = self.at + 1, False
        else:
            self._add("…" if char == "…" else char, self.at + 1)

    def _dash(self, char: str, before: str, after: str) -> None:
        if char != "+" and before.isalnum() and (after.isalpha() or after == ">"):
            if after == ">":
                self._add(">", self.at + 2)
                return
            if not self._peek(-2).isalnum() and not self._peek(2).isalnum():
                self._add("-", self.at + 1)  # "L-R": single letters
                return
            self.at, self.hyphen = self.at + 1, True  # the next word is glued to the one before
            return
        if after == ">":
            self._add(">", self.at + 2)
            return
        if after.isdecimal() and not before.isalnum() and before not in "°)":
            self._number(char)
            return
        double = after in _DASHES and char != "+"
        self._add("+" if char == "+" else "-", self.at + (2 if double else 1))


def _is_letter(char: str) -> bool:
    if char.isascii():
        return char.isalpha()
    return (char.isalpha() and not is_cjk(char)) or unicodedata.category(char)[0] == "M"
