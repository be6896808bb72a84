"""A text cut into clauses, one for each event. Knows where clauses part, not what they mean."""

# ruff: noqa: E501 - phrases in a table read best unbroken

from __future__ import annotations

import re
from dataclasses import dataclass

from ttmba_live.geometry import wrap_degrees
from ttmba_live.text import _lexicon, _times, _wording
from ttmba_live.text._numbers import NUMBER, SECONDS
from ttmba_live.text._places import azimuth_of
from ttmba_live.text._plan import MAX_EVENTS
from ttmba_live.text._reading import Reading, read

_JOINT = re.compile(
    rf"(?P<then>[,.;]?\s*\b(?:(?:and|but)\s+)?(?:then|next(?=,| an?\b| the\b| comes)|"
    rf"afterwards?|after that|after which|finally|lastly|eventually|subsequently|soon after|"
    rf"before (?!(?:me|us|you|my|your)\b)|"
    rf"(?:(?:it|this|that|which)?\s*(?:is|are)\s+)?(?:immediately |closely )?followed"
    rf"(?P<when> (?:about )?{NUMBER} ?{SECONDS} later)? by)\b,?)"
    r"|(?P<with>[,.;]?\s*\b(?:and )?(?:while|whereas|meanwhile|at the same time|as well as|"
    r"simultaneously)\b,?|\s+as (?=(?:an?|the|my|some|two|three) ))"
    r"|(?P<stop>[.!?;\n…]+(?=\s|$|[^\x00-\x7f])|[。؟]|\s+[–—-]+\s+|[—])"
    r"|(?P<colon>:(?=\s))"
    r"|(?P<and>,?\s+(?:(?<!left )and(?! (?:forth|fro|down|a half)\b)|(?<=left )and(?! right\b)|"
    r"(?<!nothing )but|plus|&)\s+)"
    r"|(?P<comma>,(?!\d)\s*|[()\[\]]|\s+/\s+)"
)
_PRONOUNS = frozenset(("it", "they", "he", "she", "which", "who", "that", "this", "it's", "that's"))
_SILENCE = frozenset(("silence", "quiet", "nothing", "darkness"))
_ONE = re.compile(r"^\W*(?:the |(?:the )?first )?one\b")
_CONTEXT = re.compile(
    r"^\W*(?:(?:we|you|i|the (?:audience|listener|scene))\b (?:are|am|is|stand|sit|lie|walk|wait|enter|find|"
    r"wake|close|walk|live)\b|close your eyes|imagine (?:you|we|that|yourself)|it is (?:night|day|dark|late|early))"
)
_LONGEST = 600
"""Characters after which a clause takes in no more: every joining reads it anew."""

_AGAIN = re.compile(r"\b(?:again|once more)\b(?! and again)")
_MOVING = re.compile(r"^\W*\w+ing\b")
_ANOTHER = re.compile(r"\b(?:another(?: one)?|a second one|one more|the other(?: one)?)\b(?! \d)")


@dataclass(slots=True)
class Clause:
    """The words for one event.

    ``link`` tells how it follows the one before: "then", "with", "and", "comma", "stop" (a new
    sentence) or "first". ``repeats`` means that it names the sound of the clause before.
    """

    text: str
    link: str
    reading: Reading
    context: bool = False
    repeats: bool = False


def clauses(text: str) -> list[Clause]:
    """Cut a lower-case English text; never empty for a text with any word in it."""
    found: list[Clause] = []
    waiting: Clause | None = None
    for link, piece in _pieces(_times.prepared(text)):
        clause = Clause(piece, link, read(piece))
        if waiting is not None and link == "stop" and found and waiting.reading.silent():
            found[-1] = _joined(found[-1], waiting, "stop")
            waiting = None
        if waiting is not None:
            clause = _joined(waiting, clause, "" if waiting.reading.silent() else waiting.link)
            heading = waiting.link == "before colon"
            clause.link = "then" if link == "then" and found else waiting.link
            clause.link = "stop" if heading else clause.link
            waiting = None
        if len(found) > 2 * MAX_EVENTS:
            break
        repeats = bool(found) and _repeats(clause)
        if _is_context(clause):
            clause.context = True
            found.append(clause)
        elif _depends(clause, found):
            found[-1] = _joined(found[-1], clause, link)
        elif _unfinished(clause) and not repeats:
            waiting = clause
        else:
            clause.repeats = repeats
            found.append(clause)
    if waiting is not None and found and waiting.reading.silent() and not found[-1].context:
        found[-1] = _joined(found[-1], waiting, "stop")
    elif waiting is not None:
        found.append(waiting)
    kept = [
        clause
        for clause, after in zip(found, [*found[1:], None], strict=True)
        if not clause.context and not _announces(clause, after)
    ]
    return kept or found


def _announces(clause: Clause, after: Clause | None) -> bool:
    """Whether a clause before a colon only says what the list after it is."""
    return clause.link == "before colon" and after is not None and not after.repeats


def _pieces(text: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    link, start = "first", 0
    extra = ""
    for joint in _JOINT.finditer(text):
        piece = extra + text[start : joint.start()]
        if re.search(r"\w", piece):
            colon = joint.lastgroup == "colon"
            pieces.append(("before colon" if colon and link in ("first", "stop") else link, piece))
            link = joint.lastgroup or "stop"
        elif link != "then":
            link = "first" if not pieces else _stronger(link, joint.lastgroup or "stop")
        if joint["then"] is not None:
            link = "then" if pieces else "first"
        link = "then" if link == "when" else link
        extra = f"{joint['when']} " if joint["when"] else ""
        start = joint.end()
    rest = extra + text[start:]
    if re.search(r"\w", rest) or not pieces:
        pieces.append((link, rest))
    return pieces


def _stronger(a: str, b: str) -> str:
    order = ("then", "with", "stop", "colon", "and", "comma", "first")
    return min(a, b, key=lambda link: order.index(link) if link in order else 9)


def _is_context(clause: Clause) -> bool:
    if set(_wording.content(clause.reading.words)) & _SILENCE and clause.reading.hit is None:
        return True
    return _CONTEXT.search(clause.text) is not None


def _depends(clause: Clause, found: list[Clause]) -> bool:
    """Whether a piece only says more about the event before."""
    reading = clause.reading
    before = next((c for c in reversed(found) if not c.context), None)
    if before is None or found[-1].context:
        return False
    if reading.silent():
        return _silent_depends(clause, before)
    pronoun = reading.words[0] in _PRONOUNS
    if _timed(reading) and (_AGAIN.search(clause.text) or (pronoun and _sounds(reading))):
        return False
    if clause.link == "then":
        named = reading.hit is not None or reading.words[0] in _wording.DETERMINERS
        return not (named or _sounds(reading) or _sounds_anywhere(reading))
    if _wording.content(reading.words) == ["one"]:
        return not before.reading.places.said()
    if reading.hit is None and reading.moves.said() and _MOVING.search(clause.text):
        return True
    if pronoun or _wording.starts_with_verb(reading.words):
        return True
    return clause.link not in ("stop", "with", "first") and not _names_something(clause)


def _silent_depends(clause: Clause, before: Clause) -> bool:
    """The same for a piece that names no sound: "very close", "then on the right", "left,"."""
    reading, placed = clause.reading, clause.reading.places.said()
    if _timed(reading) and _AGAIN.search(clause.text):
        return False
    if clause.link == "then" and placed:
        return before.reading.moves.said()
    if clause.link in ("then", "with") and _timed(reading) and not placed:
        return False
    if "other" in reading.words:
        return not placed
    if before.link == "before colon" and clause.link in ("colon", "comma", "and"):
        listed = bool(reading.places.sides and before.reading.places.sides)
        return not listed or reading.moves.said()
    if clause.link == "and" and _opposed(reading, before.reading):
        return False
    if before.repeats and before.reading.silent() and clause.link in ("comma", "and"):
        return not placed
    return clause.link not in ("stop", "before colon")


def _opposed(one: Reading, other: Reading) -> bool:
    """Whether two places lie on different sides: "on the left and on the right"."""
    if one.moves.said() or other.moves.said():
        return False
    here, there = azimuth_of(one.places.sides), azimuth_of(other.places.sides)
    return here is not None and there is not None and abs(wrap_degrees(here - there)) > 100.0


def _names_something(clause: Clause) -> bool:
    """Whether a piece after "and" or a comma names a thing of its own."""
    reading = clause.reading
    words = [w for w in reading.words if w not in _wording.EMPTY or w in _wording.DETERMINERS]
    if not words or words[0] in _wording.PREPOSITIONS:
        return False
    if words[0] in _wording.DETERMINERS:
        return True
    if reading.hit is not None:
        return True
    return (
        reading.places.said()
        and not reading.moves.said()
        and len(words) <= 4
        and not words[0].endswith("ly")
    )


def _sounds(reading: Reading) -> bool:
    first = _wording.content(reading.words)[:1]
    return bool(first) and (_lexicon.ing_of(first[0]) is not None or first[0].endswith("ing"))


def _timed(reading: Reading) -> bool:
    times = reading.times
    return bool(times.at) or times.after is not None or times.later is not None


def _unfinished(clause: Clause) -> bool:
    """Whether a piece needs the next one to name its sound: "on the left," or "a huge,"."""
    reading = clause.reading
    if reading.silent():
        return True
    first = next((w for w in reading.words if w not in _wording.EMPTY), "")
    if first in _wording.PREPOSITIONS and not _sounds_anywhere(reading):
        return True
    bare = first in ("a", "an", "the") and reading.hit is None and len(reading.words) <= 3
    return (
        bare
        and not (reading.places.said() or _timed(reading) or reading.moves.said())
        and not _sounds_anywhere(reading)
    )


def _sounds_anywhere(reading: Reading) -> bool:
    words = reading.words
    return any(_wording.is_verb(word, words[n - 1]) for n, word in enumerate(words) if n)


def _repeats(clause: Clause) -> bool:
    starts = clause.link in ("stop", "before colon", "first")
    said = _wording.content(clause.reading.words)
    marked = clause.reading.places.said() or _AGAIN.search(clause.text) is not None
    if (
        (clause.reading.silent() and marked and not starts)
        or said == ["one"]
        or "other" in said[:1]
    ):
        return True
    if _AGAIN.search(clause.text) and _wording.starts_with_verb(clause.reading.words):
        return True
    if clause.link == "then" and _wording.starts_with_verb(clause.reading.words):
        return False
    return _ANOTHER.search(clause.text) is not None and clause.reading.hit is None


def _joined(first: Clause, second: Clause, link: str) -> Clause:
    if len(first.text) > _LONGEST:
        return first
    between = {"and": " and ", "comma": ", ", "then": ", then "}.get(link, " ")
    said = second.text
    if _wording.content(second.reading.words) == ["one"]:
        said = _ONE.sub(" ", said)
    text = first.text + between + said
    return Clause(text, first.link, read(text), repeats=first.repeats)
