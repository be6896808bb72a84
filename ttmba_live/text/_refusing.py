"""What is neither an order nor a sound: another character, small words, nobody's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from ttmba_live.errors import InvalidInput
from ttmba_live.text import _lexicon, _numbers
from ttmba_live.text._forms import english, forms
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Present, called, meant
from ttmba_live.text._requests import plainly

_CHARACTER = re.compile(
    r"(?:please )?(?:make|turn|get|let) (?P<who>.+?) (?:sound |be |get )?(?:more |less |a bit )?"
    r"(?:dark|bright|warm|cold|dull|sharp|rough|smooth|deep|metallic|hollow|harsh|thin|fat|big|small"
    r"|wet|dr[iy]|clean|dirty|gritty|muffled|distorted|reverberant|short|long)[gnt]?(?:er)?"
)
_SHORT = 12
"""Words of the longest text that is taken for an order nobody knows."""

_SMALL = frozenset(
    (
        "more", "less", "half", "three", "two", "one", "four", "five", "now", "there", "here",
        "same", "much", "every", "way", "bit", "time", "once", "yes", "no", "ok", "okay", "wider",
        "further", "a", "the", "it", "that", "and", "some", "even", "dead", "go", "ready", "wait",
        "so", "then",
    )
)  # fmt: skip
"""Words that name no sound, and are no order by themselves."""

_TALK = frozenset(
    (
        "me", "it", "that", "too", "much", "more", "less", "not", "just", "only", "same", "again",
        "halfway", "was", "were", "be", "i", "we", "you", "mehr", "weniger", "nicht", "zu", "plus",
        "moins", "más", "menos",
    )
)  # fmt: skip
"""Words of who talks about what there is; hardly any new sound is asked for with them."""

_ANEW = frozenset(("now", "only", "instead"))
"""With "every" they want another interval of what is there."""

_ORDER = re.compile(
    r"(?:i mean(?:t)?|undo|redo|recall|unfreeze|unmute|unsolo|pause (?:the|it|everything)"
    r"|master (?:[-+]?\d|up\b|down\b|volume|level|louder|quieter)|whenever\b"
    r"|(?:every|each) time (?:it|he|she|they|the)\b"
    r"|what(?:'s|s| is| are| have| has| do| does|'ve| sounds?)\b[^.!?,;]{,60}"
    r"\b(?:playing|running|there|on|got|sounding)(?=\W*$)"
    r"|store (?:this|it|that|everything)|save (?:the|this|my) (?:set|scene)"
    r"|(?:change|switch|load) (?:the |my )?head)\b"
)
"""What only orders begin with, and questions."""


_QUESTION = re.compile(
    r"(?:and |so |ok |okay |wait |hey |sorry )*(?:where(?:'s| is| are| did| has| have)\b"
    r"|how (?:loud|far|long|many|much|high|quiet|close) (?:is|are|was|does|do|did)\b"
    r"|how many (?:sounds|things|sources|voices) (?:is|are|do|have)\b"
    r"|(?:is|are) (?!it (?:possible|ok|okay|too much|alright))"
    r"(?:the|my|that|this|it|they|he|she|there still|everything|anything) [^.!,;]*\?"
    r"|(?:does|did|do) (?:the|my|it|they|anything) [^.!,;]*\?"
    r"|(?:what|who)(?:'s|s| is| are) (?:still |now )?(?:playing|sounding|on|there|left)\b)"
)
"""What asks for an answer, and no sound and no order."""

_ASKS = re.compile(
    r"(?:and |so |ok |okay |hey |sorry )*(?:"
    r"(?:what|who|where|when|why|which|how)(?:['\N{RIGHT SINGLE QUOTATION MARK}]?s| is| are| was"
    r"| were| did| time| many| much| long| far| can i| do i| do you)\b"
    r"|(?:is|are|was|were|do|does|has|have|am) (?!it (?:possible|okay|ok|alright)\b|\w+ have\b)"
    r"(?:it|i|you|we|they|he|she|anybody|anyone)\b"
    r"|can (?:you|anybody|anyone) (?:hear|see|understand|help) (?:me|us|it|this|that)\b"
    r")[^.!?;]{,80}\?+"
)
"""What asks, whatever is there, and is nothing but that."""


def check_character(text: str, there: Sequence[Present], last: tuple[str, ...]) -> None:
    """Raise `InvalidInput` if a text wants what is there to be of another kind."""
    match = _CHARACTER.fullmatch(text.lower().strip(" .,!?;:"))
    if match is not None and meant(match["who"], there, last or ("",)) is not None:
        raise InvalidInput(
            f"what {match['who']!r} is made of cannot be changed; "
            f"'another take of {match['who']}' makes it anew, or describe a new sound"
        )


def check_question(text: str, there: Sequence[Present]) -> None:
    """Raise `InvalidInput` for a question: "is it raining?".

    One about what is there needs no mark: "where is the dog now".
    """
    said = text.strip().lower()
    if _ASKS.fullmatch(said) or (there and _QUESTION.match(said)):
        why = "nobody answers questions here: /ttmba/scene/* and the page show what is there"
        raise InvalidInput(f"{text.strip()[:40]!r} asks; {why}")


def check_sound(text: str, there: Sequence[Present], plan: Callable[[str], Plan]) -> None:
    """Raise `InvalidInput` for a text of nothing but small words, or that begins as an order does.

    "More", "now", "another three"; "undo 3", "recall the loud bit", "master -6 dB"; one that tells
    what is there to do something: "detune the bell"; or one that talks to somebody and has nothing
    that anybody knows as a sound: "meet me halfway".
    """
    words = set(re.findall(r"[^\W_]+", text.lower()))
    small = bool(words) and _is_unheard(text)
    talk = words & _TALK and not words & english().indefinite
    small = small or _is_command(text, there)
    if small or _ORDER.match(text.lower().strip()) or (talk and _is_unknown(text, plan)):
        raise InvalidInput(f"{text.strip()[:40]!r} names no sound, and is no order that is known")


def is_small(text: str) -> bool:
    """Whether a text is of small words only, which name no sound."""
    return _SMALL.issuperset(re.findall(r"[^\W_]+", text.lower()))


def _is_unheard(text: str) -> bool:
    """Whether a text is of numbers and of words only that are no sound: "another three"."""
    words = set(re.findall(r"[^\W_]+", text.lower())) - _SMALL - _lexicon.listed("unheard")
    return all(word.isdecimal() for word in words)


def _is_command(text: str, there: Sequence[Present]) -> bool:
    """Whether a short text tells what is there to do something, and names nothing new."""
    words = re.findall(r"[^\W_]+", plainly(text).lower())
    begins = words[:1] and words[0] in _lexicon.listed("commands")
    rates = not _lexicon.listed("rates").isdisjoint(words)
    rates = rates or ("every" in words and not _ANEW.isdisjoint(words))
    if not (begins or rates) or len(words) > _SHORT or not _indefinite().isdisjoint(words):
        return False
    return any(called(word, there) is not None for word in words[not rates :] if len(word) > 2)


def _is_unknown(text: str, plan: Callable[[str], Plan]) -> bool:
    """Whether a planner knows none of a text's sounds, and no place of theirs is told."""
    try:
        told = plan(text)
        alone = plan(", ".join(event.sound for event in told.events))
    except InvalidInput:
        return False  # which it will say itself
    sounds = {event.sound for event in told.events}
    unknown = sum("nothing is known about" in note for note in told.notes)
    places = [[event.position for event in one.events] for one in (told, alone)]
    return unknown >= len(sounds) and places[0] == places[1]


@cache
def _indefinite() -> frozenset[str]:
    """Articles that make a sound a new one, in any language; "three" is a number of hertz, too."""
    found = frozenset[str]().union(*(form.words.indefinite for form in forms()))
    return found - frozenset(map(_numbers.name_of, range(2, 10)))


def is_no_sound(piece: str, plan: Callable[[str], Plan]) -> bool:
    """Whether nobody knows a sound of that name, and no article says that it is one."""
    if piece.lower().split()[0] in english().indefinite:
        return False
    try:
        told = plan(piece)
    except InvalidInput:
        return True
    return any("nothing is known about" in note for note in told.notes)
