"""Sounds that take turns: "a flute and a bell alternate every 2 s". Knows times, no place."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text._meaning import Meant

_JOINED = frozenset(("comma", "and", "with", "as", "part", "bar"))
_BEAT = 2.0
"""Seconds that each is heard at a time if no words tell."""

_LONGEST_BEAT = 6.0
"""Told seconds up to which they are those of one turn; more are the time of all."""

_ROUNDS, _MOST_ROUNDS = 2, 32
"""How often each is heard if no words tell, and at most."""


def take_turns(meant: Sequence[Meant]) -> None:
    """Let those that alternate be heard one after the other, and again."""
    for n in range(len(meant) - 1, -1, -1):
        each = meant[n]
        of_one = each.like is not None and each.like.times.alternating and each.draft.of is not None
        if not each.times.alternating or each.turns or of_one:
            continue
        copies = [m for m in meant if m.draft.of is each.draft]
        row = [each, *copies] if copies else _group(meant[: n + 1])
        if copies and each.times.count:  # "six times, left and right by turns": six in all
            each.times.count /= len(row)
        if len(row) > 1:
            _alternate(row)


def _group(meant: Sequence[Meant]) -> list[Meant]:
    """The last sound and those with which it takes turns."""
    row = [meant[-1]]
    for each in reversed(meant[:-1]):
        if len(row) > 1 and row[0].draft.link not in _JOINED:
            break
        row.insert(0, each)
    return row


def _alternate(row: Sequence[Meant]) -> None:
    told = next((m.seconds for m in row if m.told), None)
    spans = (span for m in row for span in (m.times.every, m.times.apart) if span)
    beat = next(spans, told if told and told <= _LONGEST_BEAT else _BEAT)
    counts = (m.times.count for m in row if m.times.count)
    whole = told / (beat * len(row)) if told and told > _LONGEST_BEAT else _ROUNDS
    rounds = max(1, min(_MOST_ROUNDS, round(next(counts, whole))))
    for n, each in enumerate(row):
        each.turns = tuple(beat * (len(row) * turn + n) for turn in range(rounds))
        each.leader = row[0]
        each.seconds, each.told = beat, True
        each.times.every = each.times.apart = each.times.count = None
