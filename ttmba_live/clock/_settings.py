"""Whose clock a show follows, and whom it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """The clock of the show: see docs/clock.md."""

    zero: Annotated[float, Interval(ge=0.0, le=86_400.0)] = 0.0
    """Seconds on the show's clock at which a scene begins; 3600 for code that begins at an hour."""
    freewheel: Annotated[float, Interval(ge=0.05, le=60.0)] = 0.5
    """Seconds without word from the clock after which the show stands still."""
    lead: tuple[str, ...] = ()
    """Who is told of /ttmba/transport/...: "reaper 127.0.0.1:8000", "ardour 127.0.0.1:3819" (which
    is followed, too) or "ttmba 192.168.1.9:7400"."""
    ltc: Annotated[int, Interval(ge=0, le=256)] = 0
    """The input device's channel that carries linear time code, from 1; 0 is none."""
    ltc_device: str = ""
    """That device: its number or a part of its name; empty is the default."""
    midi: str = ""
    """A part of the name of the MIDI port that carries MIDI time code; empty is none."""
    midi_clock: str = ""
    """Likewise of the one that carries MIDI clock with start, stop, continue and song position."""
    link: str = ""
    """Where Carabiner is, which speaks Ableton Link: "127.0.0.1:17000"; empty is nowhere."""
    tempo: Annotated[float, Interval(ge=20.0, le=999.0)] = 120.0
    """Beats a minute at which a scene's seconds are meant, for MIDI clock and Link: at another
    tempo they come sooner or later, on the same beats."""
    quantum: Annotated[int, Interval(ge=1, le=64)] = 4
    """Beats of a bar in Link: a show that is started there begins with a bar."""
