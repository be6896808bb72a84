"""What the rules make of a text, and what any plan of theirs must be."""

from __future__ import annotations

import json

from ttmba_live.scene import Event, event_from_json, event_to_json
from ttmba_live.text import Plan
from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text: str) -> tuple[Event, ...]:
    return RULES.plan(text).events


def one(text: str) -> Event:
    (event,) = events(text)
    return event


def assert_valid(plan: Plan) -> None:
    assert plan.events
    assert not any("could not read" in note for note in plan.notes)
    for event in plan.events:
        assert event.id == ""
        again = event_from_json(json.loads(json.dumps(event_to_json(event))))
        assert again == event
        if event.trajectory is not None:
            assert event.trajectory.positions[0] == event.position
            assert event.trajectory.times[-1] <= event.duration + 0.01
