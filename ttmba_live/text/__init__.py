"""Words to events: event lines exactly; other text by the planners that `app` chooses."""

from ttmba_live.text._extent import Extent
from ttmba_live.text._forms import Verb
from ttmba_live.text._plan import (
    MAX_EVENTS,
    Plan,
    Planner,
    Served,
    Translator,
    without_server,
)
from ttmba_live.text._rooms import only_room, room_changed, room_of_words
from ttmba_live.text._translating import in_english
from ttmba_live.text.follow_ups import FollowUp, FollowUps, Present, follow_ups
from ttmba_live.text.lines import NAME as LINES
from ttmba_live.text.lines import Parted, parted, plan_prose, plan_text

__all__ = [
    "LINES",
    "MAX_EVENTS",
    "Extent",
    "FollowUp",
    "FollowUps",
    "Parted",
    "Plan",
    "Planner",
    "Present",
    "Served",
    "Translator",
    "Verb",
    "follow_ups",
    "in_english",
    "only_room",
    "parted",
    "plan_prose",
    "plan_text",
    "room_changed",
    "room_of_words",
    "without_server",
]
