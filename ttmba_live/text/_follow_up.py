"""What a cue asks of one or more sounds that are there, and what a whole text does. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field

from ttmba_live.geometry import Trajectory
from ttmba_live.text._extent import Extent
from ttmba_live.text._forms import Verb


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing that is to happen to sounds that are there.

    ``path`` is where it goes in seconds from then on, on the straight way to its first place. What
    the words did not tell is kept: the distance, or the direction, in which the path then begins.
    ``other`` are the ids of a swap's other side. ``sound`` is what is to stand in its place, in
    words, ``name`` that of a snapshot. ``sense`` is the way round that is wanted, + to the left.
    ``spread`` is in degrees, if it is to be all around. It waits for the ids ``awaits``: ``until``
    they are at the "end" of their sound, or "there" at the end of their way.
    """

    verb: Verb
    ids: tuple[str, ...]
    all: bool = False
    extent: Extent = field(default_factory=Extent)
    other: tuple[str, ...] = ()
    keeps_distance: bool = False
    keeps_direction: bool = False
    path: Trajectory | None = None
    sound: str = ""
    name: str = ""
    sense: float = 0.0
    spread: float = 0.0
    awaits: tuple[str, ...] = ()
    until: str = ""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What a text asks of what is there, what is left to plan, and what nobody understands.

    All of it waits for the ids ``awaits``, as an order does.
    """

    orders: tuple[FollowUp, ...]
    rest: str
    lost: str = ""
    awaits: tuple[str, ...] = ()
    until: str = ""
