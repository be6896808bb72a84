"""Words to events: event lines exactly; other text by the planners that `app` chooses."""

from ttmba_live.text._plan import MAX_EVENTS, Plan, Planner, Served
from ttmba_live.text._rooms import room_of_words
from ttmba_live.text.lines import NAME as LINES
from ttmba_live.text.lines import Parted, parted, plan_prose, plan_text

__all__ = [
    "LINES",
    "MAX_EVENTS",
    "Parted",
    "Plan",
    "Planner",
    "Served",
    "parted",
    "plan_prose",
    "plan_text",
    "room_of_words",
]
