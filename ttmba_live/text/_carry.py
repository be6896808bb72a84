"""How loud a far thing is: planned scenes keep real distances and stay audible. Plans nothing.

Clips come at one level and fall as 1/distance, but thunder that is heard from 40 m is louder at
its source than a dog at 3 m. Beyond `NEAR`, planned events get back two thirds of the decibels
that their distance takes; far still is softer than near. What is given back does not go into a
room, whose reverberation no distance takes away: it would drown the sound. Event lines are played
as written.
"""

from __future__ import annotations

import math
from dataclasses import replace

from ttmba_live.scene import Event
from ttmba_live.text._plan import Plan

NEAR = 3.0
"""Metres up to which nothing is given back."""

_SHARE = 2.0 / 3.0
_MOST = 40.0


def carried(plan: Plan) -> Plan:
    """The plan with its far events louder."""
    return replace(plan, events=tuple(_louder(event) for event in plan.events))


def _louder(event: Event) -> Event:
    stops = event.trajectory.positions if event.trajectory else (event.position,)
    nearest = min(stop.distance for stop in stops)
    if nearest <= NEAR:
        return event
    gain = event.gain_db + _SHARE * 20.0 * math.log10(nearest / NEAR)
    gain = round(min(gain, _MOST), 1)
    room = round(event.room_db + event.gain_db - gain, 1)
    return replace(event, gain_db=gain, room_db=room)
