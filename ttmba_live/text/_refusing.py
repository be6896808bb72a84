"""What is neither an order nor a sound: another character, small words, nobody's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput
from ttmba_live.text._forms import english
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Present, meant

_CHARACTER = re.compile(
    r"(?:please )?(?:make|turn|get|let) (?P<who>.+?) (?:sound |be |get )?(?:more |less |a bit )?"
    r"(?:dark|bright|warm|cold|dull|sharp|rough|smooth|deep|metallic|hollow|harsh|thin|fat|big|small"
    r"|wet|dr[iy]|clean|dirty|gritty|muffled|distorted|reverberant|short|long)[gnt]?(?:er)?"
)
_SMALL = frozenset(
    (
        "more", "less", "half", "three", "two", "one", "four", "five", "now", "there", "here",
        "same", "much", "every", "way", "bit", "time", "once", "yes", "no", "ok", "okay", "wider",
        "further", "a", "the", "it", "that", "and", "some", "even", "dead", "go", "ready", "wait",
        "so", "then",
    )
)  # fmt: skip
"""Words that name no sound, and are no order by themselves."""

_ORDER = re.compile(
    r"(?:undo|redo|recall|unfreeze|unmute|unsolo|pause (?:the|it|everything)|master [-+]?\d"
    r"|store (?:this|it|that|everything))\b"
)
"""What only orders begin with."""


def check_character(text: str, there: Sequence[Present], last: tuple[str, ...]) -> None:
    """Raise `InvalidInput` if a text wants what is there to be of another kind."""
    match = _CHARACTER.fullmatch(text.lower().strip(" .,!?;:"))
    if match is not None and meant(match["who"], there, last or ("",)) is not None:
        raise InvalidInput(
            f"what {match['who']!r} is made of cannot be changed; "
            f"'another take of {match['who']}' makes it anew, or describe a new sound"
        )


def check_sound(text: str) -> None:
    """Raise `InvalidInput` for a text of nothing but small words, or that begins as an order does.

    "More", "now", "three"; "undo 3", "recall the loud bit", "master -6 dB".
    """
    words = re.findall(r"[^\W_]+", text.lower())
    if (words and _SMALL.issuperset(words)) or _ORDER.match(text.lower().strip()):
        raise InvalidInput(f"{text.strip()[:40]!r} names no sound, and is no order that is known")


def is_no_sound(piece: str, plan: Callable[[str], Plan]) -> bool:
    """Whether nobody knows a sound of that name, and no article says that it is one."""
    if piece.lower().split()[0] in english().indefinite:
        return False
    try:
        told = plan(piece)
    except InvalidInput:
        return True
    return any("nothing is known about" in note for note in told.notes)
