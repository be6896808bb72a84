"""Frequencies: "from 20 Hz to 20 kHz" tells how something sounds and no way. Knows no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._chunks import WORDS
from ttmba_live.text._phrase import Phrase


def in_words(row: Sequence[Phrase]) -> list[Phrase]:
    """The row with frequencies as words of the sound they are said of, in English and in hertz."""
    out: list[Phrase] = []
    for n, item in enumerate(row):
        leads = n + 1 < len(row) and row[n + 1].kind in WORDS  # "a 440 Hz tone"
        out.append(_told(item, leads=leads) if item.kind == "pitch" else item)
    return out


def _told(item: Phrase, *, leads: bool) -> Phrase:
    values = [f"{value:g}" for value in _hertz(item)]
    told = f"from_{'_to_'.join(values)}_hz" if len(values) > 1 else f"{values[0]}_hz"
    told = told if leads or len(values) > 1 else f"at_{told}"
    return replace(item, kind="word", argument=told, value=0.0)


def _hertz(item: Phrase) -> list[float]:
    """The frequencies of a phrase; the unit of the last is that of a number without one."""
    told = [slot for slot in item.slots if slot.kind in ("hertz", "number")]
    scale = told[-1].value / (told[-1].slots[0].value or 1.0)
    return [slot.value * (scale if slot.kind == "number" else 1.0) for slot in told]
