"""Words to events: event lines exactly; other text by the planners that `app` chooses."""

from ttmba_live.text._plan import MAX_EVENTS, Plan, Planner
from ttmba_live.text.lines import plan_text

__all__ = ["MAX_EVENTS", "Plan", "Planner", "plan_text"]
