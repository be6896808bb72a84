"""Objects of other programs' addresses: our sources by number, by name, and in sets of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.osc.namespace._table import Call
from ttmba_live.scene import Source

_SET = re.compile(r"[\[({](\d{1,9}(?:[-,]\d{1,9})+)[])}]")


def number_of(call: Call) -> int:
    """The object number in an address; a source's name stands for its number."""
    key = call.key
    if key.isascii() and key.isdigit() and len(key) <= 9:
        return int(key)
    try:
        return call.desk.scene.source(key).number
    except InvalidInput as error:
        raise InvalidInput(f"an object is a number from 1 or a source's name: {error}") from None


def source_of(call: Call) -> Source:
    """The source in an address, with the place where it is now."""
    return call.desk.playing.now(call.desk.scene.numbered(number_of(call)))


def number_set(part: str) -> Callable[[str], bool] | None:
    """What ADM-OSC's clients mean by a set of numbers, or None if a part of an address is none.

    OSC itself would read ``[1-13]`` as the characters 1 and 3.

    >>> fits = number_set("[1-3,12]")
    >>> [n for n in ("1", "2", "12", "13") if fits(n)]
    ['1', '2', '12']
    """
    found = _SET.fullmatch(part)
    if found is None:
        return None
    ends = [[int(end) for end in run.split("-")] for run in found[1].split(",")]
    return lambda key: any(min(run) <= int(key) <= max(run) for run in ends)
